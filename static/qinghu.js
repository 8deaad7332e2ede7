// 青护: drafts, lost line, expired session, double click, repeated rows. Every page works without it.
import { discardAccount, dropOldDrafts, setUpDrafts } from "./js/drafts.js";
import { setUpNoSignal } from "./js/nosignal.js";
import { setUpKept } from "./js/outbox.js";
import { isDrawing, setUpPictures } from "./js/pictures.js";
import { setUpReveal } from "./js/reveal.js";
import { setUpRows } from "./js/rows.js";
import { numberAnew, setUpSaved } from "./js/saved.js";
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

// What the keyboard reaches is not left under the bars at the foot of a phone: browsers scroll as if these were not there.
function setUpBars() {
  document.addEventListener("focusin", ({ target }) => {
    const bars = [...document.querySelectorAll("form .q-actions, .q-bar")].filter((bar) => ["sticky", "fixed"].includes(getComputedStyle(bar).position));
    if (!bars.length || bars.some((bar) => bar.contains(target)) || !target.matches(":focus-visible")) return;
    const over = target.getBoundingClientRect().bottom + 8 - Math.min(...bars.map((bar) => bar.getBoundingClientRect().top));
    if (over > 0) window.scrollBy({ top: over, behavior: "instant" });
  });
}

function setUpPage() {
  setUpRows(document);
  setUpDrafts(document);
  setUpKept(document);
  setUpReveal(document);
  document.querySelector("[data-error-summary]")?.focus();
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
  if (isDrawing(form, button)) return event.preventDefault();
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
setUpBars();
// a form that was kept for a village without a line opens again and again with the number of its first opening
for (const form of document.querySelectorAll("form[data-draft][data-outbox]")) numberAnew(form);
setUpPage();
setUpSaved();
setUpNoSignal();
setUpPictures();
sendKept();
setUpShells();
setInterval(sendKept, 30_000);
document.documentElement.dataset.ready = "true";
