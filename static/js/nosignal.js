// The page shown where no line is: the forms this browser keeps, and how many filled ones wait to be sent.
const BOX = "qh-shells:"; // js/shells.js
const WAITING = "qh:draft:"; // js/drafts.js

const TRY_MS = 10_000;

async function reloadWithLine() {
  try {
    if ((await fetch("/healthz", { cache: "no-store" })).ok) window.location.reload();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // still none
  }
}

export async function setUpNoSignal() {
  const list = document.querySelector("[data-kept-forms]");
  if (!list || !("caches" in window)) return;
  window.addEventListener("online", reloadWithLine);
  setInterval(reloadWithLine, TRY_MS); // a line that is said to be back often is not yet
  document.querySelector("[data-again]")?.addEventListener("click", () => window.location.reload());
  const box = (await window.caches.keys()).find((name) => name.startsWith(BOX));
  if (!box) return;
  tellWaiting(box.slice(BOX.length));
  const cache = await window.caches.open(box);
  const shells = JSON.parse(document.body.dataset.shells).map((one) => new RegExp(one));
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (shells.some((one) => one.test(pathname))) list.append(line(pathname, await titleOf(await cache.match(pathname))));
  }
  document.querySelector("[data-no-forms]").hidden = list.children.length > 0;
}

async function titleOf(kept) {
  const page = new DOMParser().parseFromString(await kept.text(), "text/html");
  return page.querySelector("h1")?.textContent.trim() || "表单";
}

function line(path, title) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  item.className = "q-row";
  link.className = "q-row-title";
  link.href = path;
  link.textContent = title;
  item.append(link);
  return item;
}

function tellWaiting(account) {
  let count = 0;
  try {
    count = Object.keys(window.localStorage).filter((key) => key.startsWith(`${WAITING}${account}:send:`)).length;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // switched off: nothing waits in it
  }
  if (count) document.querySelector("[data-waiting]").textContent = `本机存着 ${count} 份没有送出的，有信号时打开任一页就会自动送出。`;
}
