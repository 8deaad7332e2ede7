// Taps that were kept while the line was gone: sent from any later page of the same account, each arriving once.
import { clearDraft, clearSending, sendings, writeSending } from "./drafts.js";
import { csrfToken, post } from "./net.js";
import { note } from "./note.js";

let running = false;

export async function flush(isWaiting) {
  if (running || !document.body.dataset.account) return;
  running = true;
  const sent = [];
  try {
    for (const [id, saved] of sendings()) {
      if (saved.refused || isWaiting(id)) continue;
      const how = await tryOne(saved);
      if (how === "later") break;
      if (how === "sent") {
        clearSending(id);
        if (saved.draft) clearDraft(saved.draft);
        sent.push(saved.what ?? "联系");
      } else {
        writeSending(id, { ...saved, refused: true });
      }
    }
  } finally {
    running = false;
  }
  tell(sent);
}

async function tryOne(saved) {
  const body = new URLSearchParams(saved.fields);
  body.set("csrfmiddlewaretoken", csrfToken());
  let response;
  try {
    response = await post(saved.url, body);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    return "later";
  }
  const target = response.headers.get("X-Redirect-To") ?? (response.redirected ? response.url : null);
  if (target) return new URL(target, window.location.href).pathname.startsWith("/accounts/") ? "later" : "sent";
  if (response.headers.has("X-Login-Required") || response.status >= 500) return "later";
  return "refused";
}

function tell(sent) {
  if (sent.length && window.location.pathname === "/") return window.location.reload(); // its lines have changed
  const main = document.getElementById("main");
  if (sent.length) note(main, "kept-sent", { tone: "ok", text: `没有网络时记的 ${sent.length} 条${[...new Set(sent)].join("、")}已送达。` });
  for (const [id, saved] of sendings()) {
    if (!saved.refused) continue;
    note(main, `kept-${id}`, {
      tone: "late",
      text: `有一条没有网络时记的${saved.what ?? "联系"}没有被接受，请重新登记。`,
      buttons: [["打开", () => { clearSending(id); window.location.assign(saved.url); }], ["丢弃", () => { clearSending(id); document.querySelector(`[data-note="kept-${id}"]`)?.remove(); }]],
    });
  }
}
