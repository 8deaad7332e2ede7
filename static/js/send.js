// Sends a form by fetch, so that a lost line or an ended session never costs what was typed.
// The same client_id goes with every try: the server makes one of many.
import { clearDraft, clearSending, keepSending, save } from "./drafts.js";
import { logIn } from "./login.js";
import { adoptToken, csrfToken, freshToken, parse, post } from "./net.js";
import { clearNote, note } from "./note.js";
import { flush } from "./outbox.js";
import { rememberSaved } from "./saved.js";

const RETRY_MS = 10_000;
const AGAIN = new Set([502, 503, 504]);
const waiting = new Map(); // form → what to do when the line is back

let focused = null;

function busy(form, on) {
  if (on) focused = document.activeElement;
  form.toggleAttribute("data-busy", on);
  for (const button of form.querySelectorAll("button[type=submit]")) {
    button.disabled = on;
    if (on) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
  form.inert = on;
  if (!on && form.contains(focused)) focused.focus({ preventScroll: true });
}

function content(form, button) {
  const data = new FormData(form);
  if (button?.name) data.set(button.name, button.value);
  data.set("csrfmiddlewaretoken", csrfToken());
  return new URLSearchParams([...data].filter(([, value]) => !(value instanceof File)));
}

export async function sendForm(form, button, refresh) {
  if (form.hasAttribute("data-busy")) return;
  const url = button?.hasAttribute("formaction") ? button.formAction : form.getAttribute("action") || window.location.href;
  // the instant of the tap, which counts however late it arrives
  if (isTap(form) && form.elements.tapped_at && !form.elements.tapped_at.value) form.elements.tapped_at.value = new Date().toISOString();
  const job = { form, url, refresh, button, body: content(form, button), fresh: false };
  waiting.delete(form);
  busy(form, true);
  await attempt(job);
}

const isTap = (form) => form.hasAttribute("data-outbox");

// nothing of it waits any more, except in the page itself and, until it is on file, in a draft
function settled(form, isOnFile = false) {
  if (!isTap(form)) return;
  clearSending(form.elements.client_id.value);
  delete form.dataset.kept;
  if (form.dataset.draft && !isOnFile) save(form);
}

async function attempt(job) {
  let response;
  try {
    response = await post(job.url, job.body);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    return lineLost(job, "网络断开，内容已保留，恢复后自动再送。");
  }
  waiting.delete(job.form);
  if (AGAIN.has(response.status)) return lineLost(job, "服务器暂时没有应答，内容已保留，稍后自动再送。");
  clearNote(job.form, "line");
  if (response.headers.has("X-Login-Required")) return signedOut(job, response.headers.get("X-Login-Required"));
  const target = response.headers.get("X-Redirect-To") ?? (response.redirected ? response.url : null);
  if (target && isAuthStep(target)) return signedOut(job, target);
  if (target) return arrived(job, target);
  return answered(job, response);
}

// led to a password change or to the choice of a post: nothing was saved, the panel walks that step
function isAuthStep(target) {
  return new URL(target, window.location.href).pathname.startsWith("/accounts/") && !window.location.pathname.startsWith("/accounts/");
}

function arrived(job, target) {
  job.form.dataset.sent = "true";
  settled(job.form, true);
  if (job.form.dataset.draft) clearDraft(job.form.dataset.draft);
  const next = new URL(target, window.location.href);
  if (isTap(job.form)) rememberSaved(job.form, next.pathname);
  const here = window.location;
  window.location.assign(next);
  // the same address with a fragment only would not load again
  if (next.pathname === here.pathname && next.search === here.search && next.hash) window.location.reload();
}

function lineLost(job, text) {
  waiting.set(job.form, job);
  if (isTap(job.form)) keepSending(job.form, job.url, job.button);
  note(job.form, "line", {
    tone: "soon",
    text: isTap(job.form) ? `没有送出，已存在本机，有网时自动送出，可以离开这一页。${lacks(job.form)}` : `${text}请不要关闭这一页。`,
    buttons: [["现在再送", () => retry(job)], ["先修改", () => stop(job)]],
  });
  // the note must stay usable while the fields are locked
  freeze(job.form, true);
  clearTimeout(job.timer);
  job.timer = setTimeout(() => retry(job), RETRY_MS);
}

// what would certainly be refused is said while the person still stands there
function lacks(form) {
  const isShort = (field) => field.value.split("\n").filter((line) => line.trim()).length < Number(field.dataset.leastLines ?? (field.required ? 1 : 0));
  const found = [...form.querySelectorAll("textarea, input:not([type=radio], [type=checkbox], [type=hidden])")].filter(isShort);
  const names = found.map((field) => `“${field.labels?.[0]?.firstChild?.textContent.trim() ?? field.name}”${field.dataset.leastLines ? `至少${field.dataset.leastLines}行` : ""}`);
  return names.length ? `还没有写全：${names.join("、")}，请点“先修改”补上，不然送到时会被退回。` : "";
}

function freeze(form, on) {
  form.inert = false;
  for (const child of form.children) if (!child.dataset.note) child.inert = on;
}

function retry(job) {
  clearTimeout(job.timer);
  if (waiting.get(job.form) === job && job.form.isConnected && !job.running) {
    job.running = true;
    attempt(job).finally(() => { job.running = false; });
  }
}

function stop(job) {
  clearTimeout(job.timer);
  waiting.delete(job.form);
  clearNote(job.form, "line");
  settled(job.form);
  if (job.form.elements.tapped_at) job.form.elements.tapped_at.value = "";
  release(job.form);
}

function release(form) {
  freeze(form, false);
  busy(form, false);
}

async function signedOut(job, loginUrl) {
  release(job.form);
  note(job.form, "line", { tone: "soon", text: "登录已过期。重新登录后会自动提交，已填内容都在。" });
  const result = await logIn(loginUrl);
  clearNote(job.form, "line");
  if (result === "same") {
    busy(job.form, true);
    job.body.set("csrfmiddlewaretoken", csrfToken());
    return attempt(job);
  }
  const text = result === "other" ? "刚才登录的是另一个账号，不能代为提交。请用原账号登录后再提交。" : "还没有登录，内容没有提交，仍在页面上。";
  note(job.form, "line", { tone: "late", text });
}

async function staleToken(job) {
  await freshToken();
  job.fresh = true;
  job.body.set("csrfmiddlewaretoken", csrfToken());
  return attempt(job);
}

async function answered(job, response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("text/html")) return download(job, response);
  const doc = parse(await response.text());
  const failure = doc.body.dataset.error;
  if (failure === "csrf" && !job.fresh) return staleToken(job);
  settled(job.form);
  release(job.form);
  if (failure || response.status >= 500 || !doc.getElementById("main")) {
    const title = doc.querySelector("[data-error-title]")?.textContent.trim() || `没有保存（${response.status}）`;
    note(job.form, "line", { tone: "late", text: `${title}。内容仍在页面上，没有提交。` });
    return;
  }
  show(doc, job);
}

function show(doc, job) {
  const open = new Set([...document.querySelectorAll("#main details[open][id]")].map((item) => item.id));
  adoptToken(csrfToken(doc));
  document.title = doc.title;
  // this page stands for the address that answered: a form without an address of its own is sent there again,
  // not to the page on which several forms stood
  for (const form of doc.querySelectorAll("#main form:not([action])")) form.setAttribute("action", job.url);
  document.getElementById("main").replaceWith(document.adoptNode(doc.getElementById("main")));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  const done = doc.querySelector('meta[name="draft-done"]');
  if (done) clearDraft(done.content);
  window.scrollTo(0, 0);
  job.refresh();
}

async function download(job, response) {
  release(job.form);
  const name = /filename\*?=(?:UTF-8'')?"?([^";]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name ? decodeURIComponent(name) : "download";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const isWaiting = (id) => [...waiting.keys()].some((form) => form.elements.client_id?.value === id)
  || document.querySelector(`form[data-taken-up="${CSS.escape(id)}"]`) !== null;

export function sendKept() {
  return flush(isWaiting);
}

window.addEventListener("online", () => { for (const job of waiting.values()) retry(job); sendKept(); });
// what is kept in this browser needs no open page
window.addEventListener("beforeunload", (event) => { if ([...waiting.keys()].some((form) => !isTap(form))) event.preventDefault(); });
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-busy]")) release(form);
});
