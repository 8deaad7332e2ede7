// The forms that must open without a line are fetched while there is one, once a day: those of the post, and
// those this page links to.
const BOX = "qh-shells:"; // one per account, so that nothing need be written down about whose it is

export async function setUpShells() {
  const { account, shells, ownShells } = document.body.dataset;
  if (!account || !shells || !("serviceWorker" in navigator) || !("caches" in window)) return;
  try {
    await clearBoxes((name) => name !== BOX + account);
    await navigator.serviceWorker.register("/worker.js", { scope: "/" });
    await keep(await window.caches.open(BOX + account), JSON.parse(shells).map((one) => new RegExp(one)), JSON.parse(ownShells || "[]"));
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error; // no line, or switched off: pages work without
  }
}

export function dropShells() {
  if ("caches" in window) clearBoxes(() => true);
}

// a phone that two people share keeps nothing of the other one
async function clearBoxes(isForeign) {
  const names = (await window.caches.keys()).filter((name) => name.startsWith(BOX) && isForeign(name));
  await Promise.all(names.map((name) => window.caches.delete(name)));
}

async function keep(cache, patterns, own) {
  const paths = [...document.querySelectorAll("main a[href], header a[href], nav a[href]")].map((link) => new URL(link.href).pathname);
  const linked = paths.filter((path) => patterns.some((one) => one.test(path)));
  const wanted = [...new Set([...own, ...linked])];
  for (const { name } of wanted.length ? performance.getEntriesByType("resource") : []) {
    // what this page is drawn and moved by, the kept forms are too
    if (new URL(name).pathname.startsWith("/static/") && !(await cache.match(name))) await put(cache, name);
  }
  for (const path of wanted.slice(0, 16)) {
    const kept = await cache.match(path);
    if (kept && isOfToday(kept)) continue;
    await put(cache, path);
  }
}

async function put(cache, path) {
  const answer = await fetch(path, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await cache.put(path, answer);
}

const isOfToday = (answer) => new Date(answer.headers.get("Date") ?? 0).toDateString() === new Date().toDateString();
