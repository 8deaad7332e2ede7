// Talking to the server: the token, a POST that says it comes from our script, reading a page.
const TIMEOUT_MS = 45_000;

export function csrfToken(doc = document) {
  return doc.body?.dataset.csrf ?? "";
}

export function adoptToken(token) {
  if (!token) return;
  document.body.dataset.csrf = token;
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = token;
}

export function post(url, body) {
  return fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { "X-Requested-With": "fetch", "X-CSRFToken": csrfToken(), Accept: "text/html" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

export const parse = (html) => new DOMParser().parseFromString(html, "text/html");
