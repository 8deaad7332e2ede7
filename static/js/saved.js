// Back after saving leads to the page the form was typed on: it says that the form was saved and is empty again.
import { clock, clearDraft, hasDraft } from "./drafts.js";
import { note } from "./note.js";

const isWhole = (form) => form.matches("form[data-draft][data-outbox]");

// stands in the browser's own entry of this page, so that no other visit of the address is meant
export function rememberSaved(form, path) {
  if (isWhole(form)) window.history.replaceState({ ...window.history.state, saved: { at: Date.now(), path } }, "");
}

export function numberAnew(form) {
  if (window.crypto?.randomUUID) form.elements.client_id.value = window.crypto.randomUUID();
}

function tellSaved() {
  const { saved } = window.history.state ?? {};
  const form = document.querySelector("form[data-draft][data-outbox]");
  if (!saved || !form || hasDraft(form) || form.querySelector("[data-error-summary]")) return;
  form.reset(); // the browser fills in again what was sent
  numberAnew(form);
  if (form.elements.tapped_at) form.elements.tapped_at.value = "";
  for (const mark of ["sent", "kept", "takenUp"]) delete form.dataset[mark];
  clearDraft(form.dataset.draft);
  note(form, "saved", {
    tone: "ok",
    text: `这份${form.dataset.outbox}已于 ${clock(saved.at)} 记下。再填就是另外一份。`,
    buttons: [["看记下的", () => window.location.assign(saved.path)]],
  });
}

export function setUpSaved() {
  window.addEventListener("pageshow", tellSaved); // after the browser has filled in the fields
}
