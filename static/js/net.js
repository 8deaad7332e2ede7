// Talking to the server: the token, a POST that says it comes from our script, reading a page.
export const TIMEOUT_MS = 45_000;

export function csrfToken(doc = document) {
  return doc.body?.dataset.csrf ?? "";
}

export function adoptToken(token) {
  if (!token) return;
  document.body.dataset.csrf = token;
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = token;
}

// A page that was kept for a village without a line has the token of another day: take the present one.
export async function freshToken() {
  const page = await fetch(window.location.href, { credentials: "same-origin" });
  adoptToken(csrfToken(parse(await page.text())));
}

export function post(url, body, more = {}, signal = AbortSignal.timeout(TIMEOUT_MS)) {
  return fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { "X-Requested-With": "fetch", "X-CSRFToken": csrfToken(), Accept: "text/html", ...more },
    signal,
  });
}

export const parse = (html) => new DOMParser().parseFromString(html, "text/html");
