// 青护: drafts, lost line, expired session, double click, repeated rows. Every page works without it.
import { discardAccount, dropOldDrafts, setUpDrafts } from "./js/drafts.js";
import { setUpReveal } from "./js/reveal.js";
import { setUpRows } from "./js/rows.js";
import { dropShells, setUpShells } from "./js/shells.js";
import { sendForm, sendKept } from "./js/send.js";

function setUpMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.q-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest("details.q-menu[open]") ?? document.querySelector("details.q-menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

function setUpPage() {
  setUpRows(document);
  setUpDrafts(document);
  setUpReveal(document);
  document.querySelector("[data-error-summary]")?.focus();
}

// a form that was kept for a village without a line opens again and again with the number of its first opening
function numberAnew() {
  if (!window.crypto?.randomUUID) return;
  for (const form of document.querySelectorAll("form[data-draft][data-outbox]")) form.elements.client_id.value = window.crypto.randomUUID();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.hasAttribute("data-logout")) {
    discardAccount();
    dropShells();
  }
  if (form.method !== "post") return;
  const button = event.submitter;
  const native = form.hasAttribute("data-plain") || button?.hasAttribute("data-plain") || button?.formTarget
    || [...form.elements].some((field) => field.type === "file" && field.files.length);
  if (native) return;
  event.preventDefault();
  sendForm(form, button, setUpPage);
});
document.addEventListener("click", (event) => {
  const print = event.target.closest?.("[data-print]");
  if (print) window.print();
});
dropOldDrafts();
setUpMenus();
numberAnew();
setUpPage();
sendKept();
setUpShells();
setInterval(sendKept, 30_000);
document.documentElement.dataset.ready = "true";
