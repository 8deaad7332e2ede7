// Taps that were kept while the line was gone: sent from any later page of the same account, each arriving once.
import { clearSending, clock, sendings, takeUp, writeSending } from "./drafts.js";
import { csrfToken, freshToken, parse, post, TIMEOUT_MS } from "./net.js";
import { clearNote, note } from "./note.js";

const TOLD = "qh:told";

let running = false;
let underWay = null; // the number of the kept form that is being sent, and how to stop it

export async function flush(isWaiting) {
  if (running || !document.body.dataset.account) return;
  running = true;
  const sent = [];
  try {
    for (const [id, saved] of sendings()) {
      if (saved.refused || isWaiting(id)) continue;
      const { how, why } = await tryOne(id, saved);
      underWay = null;
      if (how === "later") break;
      if (how === "sent") {
        clearSending(id);
        sent.push(saved);
      } else {
        writeSending(id, { ...saved, refused: true, why });
      }
    }
  } finally {
    running = false;
  }
  tell(sent);
}

async function tryOne(id, saved, isFresh = false) {
  const body = new URLSearchParams(saved.fields);
  body.set("csrfmiddlewaretoken", csrfToken());
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  underWay = { id, stop };
  let response;
  try {
    // a tap is answered by a message of the next page, a whole form by what is said here
    response = await post(saved.url, body, saved.draft ? { "X-Kept": "1" } : {}, stop.signal);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    return { how: "later" };
  } finally {
    clearTimeout(timer);
  }
  const target = response.headers.get("X-Redirect-To") ?? (response.redirected ? response.url : null);
  if (target) return { how: new URL(target, window.location.href).pathname.startsWith("/accounts/") ? "later" : "sent" };
  if (response.headers.has("X-Login-Required") || response.status >= 500) return { how: "later" };
  const doc = parse(await response.text());
  if (doc.body.dataset.error !== "csrf") return { how: "refused", why: reasons(doc) };
  if (isFresh) return { how: "later" };
  await freshToken();
  return tryOne(id, saved, true);
}

// in the words of the page that refused it
function reasons(doc) {
  const lines = [...doc.querySelectorAll("[data-error-summary] li")].map((line) => line.textContent.trim());
  return lines.join(" ") || doc.querySelector("[data-error-title]")?.textContent.trim() || "";
}

function told(sent) {
  return sent.length ? `没有网络时记的 ${sent.length} 条${[...new Set(sent.map((saved) => saved.what ?? "联系"))].join("、")}已送达。` : "";
}

function tell(sent) {
  if (sent.length && window.location.pathname === "/") { // its lines have changed
    const words = told(sent.filter((saved) => saved.draft));
    if (words) window.sessionStorage.setItem(TOLD, words);
    return window.location.reload();
  }
  const words = told(sent);
  const main = document.getElementById("main");
  if (words) note(main, "kept-sent", { tone: "ok", text: words });
  for (const [id, saved] of sendings()) if (saved.refused) tellRefused(main, id, saved);
}

function tellRefused(main, id, saved) {
  if (main.querySelector(`form[data-taken-up="${CSS.escape(id)}"], [data-note="mine-${CSS.escape(id)}"]`)) return; // said at the form itself
  const open = () => {
    if (!saved.draft) clearSending(id); // a tap has no form to be filled in again
    window.location.assign(saved.draft ? `${saved.url}#kept-${id}` : saved.url);
  };
  const drop = () => { clearSending(id); clearNote(main, `kept-${id}`); };
  note(main, `kept-${id}`, {
    tone: "late",
    text: `有一条没有网络时记的${saved.what ?? "联系"}没有被接受${saved.why ? `：${saved.why}` : ""} 请${saved.draft ? "改好后再送" : "重新登记"}。`,
    buttons: [["打开", open], ["丢弃", drop]],
  });
}

// A form opened again says what of its kind still waits in this browser: to be changed there, or dropped.
export function setUpKept(root) {
  const words = window.sessionStorage.getItem(TOLD);
  const main = document.getElementById("main");
  if (words && main) {
    window.sessionStorage.removeItem(TOLD);
    note(main, "kept-sent", { tone: "ok", text: words });
  }
  for (const form of root.querySelectorAll("form[data-draft][data-outbox]")) {
    if (form.querySelector("[data-error-summary]")) continue;
    for (const [id, saved] of sendings()) {
      if (saved.draft !== form.dataset.draft) continue;
      if (window.location.hash === `#kept-${id}`) change(form, id, saved);
      else offer(form, id, saved);
    }
  }
}

function offer(form, id, saved) {
  const isOpen = form.dataset.takenUp === id;
  note(form, `mine-${id}`, {
    tone: saved.refused ? "late" : "soon",
    text: `${clock(saved.at)} 存在本机的一份${saved.what}${saved.refused ? `没有被接受：${saved.why}` : "还没有送出。"}${isOpen ? "您正在改它。" : ""}`,
    buttons: [...(isOpen ? [] : [["打开修改", () => change(form, id, saved)]]), ["丢弃这份", () => drop(form, id)]],
  });
}

function stopSending(id) {
  if (underWay?.id === id) underWay.stop.abort();
}

function change(form, id, saved) {
  stopSending(id);
  takeUp(form, id, saved);
  clearNote(form, "draft");
  const why = saved.refused ? `没有被接受：${saved.why} ` : "";
  note(form, `mine-${id}`, {
    tone: saved.refused ? "late" : "soon",
    text: `${why}正在修改 ${clock(saved.at)} 存在本机的一份${saved.what}。改好后再按一次保存，原来的那份就换成这份。`,
    buttons: [["丢弃这份", () => drop(form, id)]],
  });
}

function drop(form, id) {
  stopSending(id);
  clearSending(id);
  clearNote(form, `mine-${id}`);
  const live = document.getElementById("q-live");
  if (live) live.textContent = "已丢弃。";
  if (form.dataset.takenUp !== id) return;
  form.dataset.discarded = "true";
  window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
  window.location.reload();
}
