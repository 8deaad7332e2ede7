// Keeps a few empty forms and the static files, so that a form opens in a village without a line.
// What is not on this list goes to the server as if nobody stood between; where nobody answers a page, a static
// one says so and leads to the kept forms.
const SHELLS = {% autoescape off %}{{ shells }}{% endautoescape %}.map((one) => new RegExp(one));
const NO_SIGNAL = "{% url 'no_signal' %}";
const BOX = "qh-shells:";
const PATIENCE_MS = 8000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isShell = request.mode === "navigate" && SHELLS.some((one) => one.test(url.pathname));
  if (isShell || url.pathname.startsWith("/static/")) event.respondWith(lineFirst(url.pathname, request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(noSignal));
});

async function noSignal(error) {
  const kept = await caches.match(NO_SIGNAL);
  if (kept) return kept;
  throw error;
}

// the page opens the one box of whoever is logged in and clears those of others; without one nothing is kept
async function keep(path, answer) {
  const mine = (await caches.keys()).find((name) => name.startsWith(BOX));
  if (mine) await (await caches.open(mine)).put(path, answer);
}

async function lineFirst(path, request) {
  const kept = await caches.match(path);
  const line = fetch(request).then((answer) => {
    if (answer.ok && !answer.redirected) keep(path, answer.clone());
    return answer;
  });
  if (!kept) return request.mode === "navigate" ? line.catch(noSignal) : line;
  const patience = new Promise((resolve) => { setTimeout(() => resolve(kept), PATIENCE_MS); });
  return Promise.race([line.catch(() => kept), patience]);
}
