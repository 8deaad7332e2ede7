// Keeps a few empty forms and the static files, so that a form opens in a village without a line.
// Nothing else passes through here: what is not on this list goes to the server as if nobody stood between.
const SHELLS = {% autoescape off %}{{ shells }}{% endautoescape %}.map((one) => new RegExp(one));
const CACHE = "qh-shells";
const PATIENCE_MS = 8000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(keptFirst(request));
  else if (request.mode === "navigate" && SHELLS.some((one) => one.test(url.pathname))) event.respondWith(lineFirst(url.pathname, request));
});

async function keptFirst(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

async function lineFirst(path, request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  const line = fetch(request).then((answer) => {
    if (answer.ok && !answer.redirected) cache.put(path, answer.clone());
    return answer;
  });
  if (!kept) return line;
  const patience = new Promise((resolve) => { setTimeout(() => resolve(kept), PATIENCE_MS); });
  return Promise.race([line.catch(() => kept), patience]);
}
