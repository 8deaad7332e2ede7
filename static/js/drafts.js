// Drafts of a form in this browser: per account, 24 hours, never identity, schooling or guardian fields.
import { addRow } from "./rows.js";
import { note } from "./note.js";

const PREFIX = "qh:draft:";
const LIFE = 24 * 3600 * 1000;
// a number that looks like an ID card or a phone stays out, whatever field it was typed into
const PERSONAL = /\d{17}[\dXx]|1[3-9]\d{9}/;

const account = () => document.body.dataset.account;
const storageKey = (key) => `${PREFIX}${account()}:${key}`;

function storage(work) {
  try {
    return work(window.localStorage);
  } catch (error) {
    if (error instanceof DOMException) return null; // full, or switched off: the page works without drafts
    throw error;
  }
}

function ours() {
  return storage((box) => Object.keys(box).filter((key) => key.startsWith(PREFIX))) ?? [];
}

export function dropOldDrafts() {
  for (const key of ours()) {
    const saved = read(key);
    if (!saved || Date.now() - saved.at > LIFE) storage((box) => box.removeItem(key));
  }
  const done = document.querySelector('meta[name="draft-done"]');
  if (done) clearDraft(done.content);
}

export function discardAccount() {
  for (const key of ours()) {
    if (key.startsWith(`${PREFIX}${account()}:`)) storage((box) => box.removeItem(key));
  }
}

export function clearDraft(key) {
  storage((box) => box.removeItem(storageKey(key)));
}

function read(key) {
  try {
    return JSON.parse(storage((box) => box.getItem(key)) ?? "null");
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const SENDING = "send:";

// A tap, or a whole form, that met a lost line: where it goes and what it says, without what is private.
// Kept once under its number: the same form kept again takes the place of what it said before.
export function keepSending(form, url, button) {
  const id = form.elements.client_id.value;
  const fields = Object.entries(snapshot(form)).filter(([name]) => name !== "client_id").flatMap(([name, values]) => values.map((value) => [name, value]));
  if (button?.name) fields.push([button.name, button.value]);
  const { pathname, search } = new URL(url, window.location.href);
  writeSending(id, { at: Date.now(), url: pathname + search, what: form.dataset.outbox || "联系", draft: form.dataset.draft ?? "", fields: [...fields, ["client_id", id]] });
  form.dataset.kept = "true"; // no longer 未提交: it waits to be sent, and no draft is written beside it
  if (form.dataset.draft) clearDraft(form.dataset.draft);
}

export function writeSending(id, sending) {
  storage((box) => box.setItem(storageKey(SENDING + id), JSON.stringify(sending)));
}

export function clearSending(id) {
  clearDraft(SENDING + id);
}

export function sendings() {
  const start = storageKey(SENDING);
  return ours().filter((key) => key.startsWith(start)).map((key) => [key.slice(start.length), read(key)]).filter(([, saved]) => saved);
}

const isPrivate = (field) => field.closest("[data-private]") !== null;

function storable(field) {
  if (!field.name || field.name === "csrfmiddlewaretoken" || isPrivate(field)) return false;
  if (["password", "file", "submit", "button", "reset"].includes(field.type)) return false;
  return !PERSONAL.test(field.value);
}

// what was kept, as a draft is kept: each name with all its values
function asDraft(sending) {
  const fields = {};
  for (const [name, value] of sending.fields) (fields[name] ??= []).push(value);
  return { at: sending.at, fields };
}

function snapshot(form) {
  const fields = {};
  for (const field of form.elements) {
    if (!storable(field)) continue;
    fields[field.name] ??= [];
    if (["radio", "checkbox"].includes(field.type)) {
      if (field.checked) fields[field.name].push(field.value);
    } else if (field.type === "select-multiple") {
      fields[field.name].push(...[...field.selectedOptions].map((option) => option.value));
    } else {
      fields[field.name].push(field.value);
    }
  }
  return fields;
}

export const hasDraft = (form) => read(storageKey(form.dataset.draft)) !== null;

export function save(form) {
  const draft = JSON.stringify({ at: Date.now(), fields: snapshot(form) });
  storage((box) => box.setItem(storageKey(form.dataset.draft), draft));
}

function restore(form, saved) {
  for (const repeat of form.querySelectorAll("[data-repeat]")) {
    const wanted = Number(saved.fields[`${repeat.dataset.repeat}-TOTAL_FORMS`]?.[0] ?? 0);
    const total = repeat.querySelector(`[name="${repeat.dataset.repeat}-TOTAL_FORMS"]`);
    while (wanted <= 50 && Number(total.value) < wanted) addRow(repeat);
  }
  for (const field of form.elements) {
    const values = saved.fields[field.name];
    if (!values || !storable(field) || field.name.endsWith("_FORMS")) continue;
    if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = values.includes(option.value);
    else if (values.length) field.value = values[0];
  }
}

export const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });

// A kept form taken up again: what it says, under its own number. It is not sent while it lies open.
export function takeUp(form, id, sending) {
  form.reset();
  restore(form, asDraft(sending));
  form.elements.client_id.value = id;
  form.dataset.takenUp = id;
}

function differs(form, saved) {
  const present = snapshot(form);
  return Object.entries(saved.fields).some(([name, values]) => name !== "client_id" && JSON.stringify(values) !== JSON.stringify(present[name]));
}

function announce(form, saved) {
  const lost = form.querySelector("[data-private]") ? "身份、监护人、学校等内容不在本机保存，请重新填写。" : "";
  note(form, "draft", {
    tone: "info",
    text: `已恢复未提交的草稿（${clock(saved.at)} 保存）。${lost}`,
    buttons: [["丢弃", () => { clearDraft(form.dataset.draft); form.dataset.discarded = "true"; window.location.reload(); }]],
  });
}

export function setUpDrafts(root) {
  if (!account()) return;
  for (const form of root.querySelectorAll("form[data-draft]")) {
    const saved = read(storageKey(form.dataset.draft));
    // a form that came back with errors already holds what was typed, the private fields too
    const answered = form.querySelector("[data-error-summary]") !== null;
    if (saved && !answered && differs(form, saved)) {
      restore(form, saved);
      announce(form, saved);
      const id = form.elements.client_id?.value;
      if (sendings().some(([kept]) => kept === id)) form.dataset.takenUp = id; // typed on in a kept form, and not kept anew
    }
    let timer = 0;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => { if (form.isConnected && !form.dataset.sent && !form.dataset.kept && !form.dataset.discarded) save(form); }, 400);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
  }
}

document.addEventListener("draft-clear", (event) => {
  const key = event.detail?.value ?? event.detail?.key;
  if (key) clearDraft(key);
});
