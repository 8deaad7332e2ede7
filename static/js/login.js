// A login panel over the page: the form below stays as it was typed.
import { adoptToken, csrfToken, parse, post } from "./net.js";

let open = null;

export function logIn(loginUrl) {
  open ??= ask(loginUrl).finally(() => { open = null; });
  return open;
}

function panel() {
  const dialog = document.createElement("dialog");
  dialog.className = "q-dialog";
  dialog.setAttribute("aria-labelledby", "q-login-title");
  const title = document.createElement("h2");
  title.id = "q-login-title";
  title.textContent = "登录已过期，请重新登录";
  const hint = document.createElement("p");
  hint.textContent = "您填写的内容还在页面上，登录后继续。";
  const body = document.createElement("div");
  body.setAttribute("aria-live", "polite");
  const leave = document.createElement("button");
  leave.type = "button";
  leave.className = "btn btn-link";
  leave.textContent = "暂不登录";
  leave.addEventListener("click", () => dialog.close());
  dialog.append(title, hint, body, leave);
  document.body.append(dialog);
  return { dialog, body };
}

async function ask(loginUrl) {
  const { dialog, body } = panel();
  const closed = new Promise((resolve) => dialog.addEventListener("close", () => resolve("no"), { once: true }));
  dialog.showModal();
  const result = await Promise.race([closed, steps(loginUrl, body)]);
  dialog.remove();
  return result;
}

async function page(url) {
  const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" } });
  return { doc: parse(await response.text()), url: response.url };
}

async function steps(loginUrl, body) {
  let { doc, url } = await load(() => page(loginUrl), body);
  for (;;) {
    const form = doc.querySelector("form[data-auth-step]");
    if (!form) {
      if (!doc.body.dataset.account) { // locked, or an error page: say what it says and wait
        body.replaceChildren(...doc.querySelectorAll("[data-error-title], [data-error-title] ~ p"));
        return new Promise(() => {});
      }
      adoptToken(csrfToken(doc));
      return doc.body.dataset.account === document.body.dataset.account ? "same" : "other";
    }
    adoptToken(csrfToken(doc));
    const action = new URL(form.getAttribute("action") || url, url);
    body.replaceChildren(document.adoptNode(form));
    form.querySelector("[data-error-summary]")?.focus();
    if (!form.querySelector("[data-error-summary]")) form.querySelector("input:not([type=hidden])")?.focus();
    const data = await submitted(form);
    ({ doc, url } = await load(() => submit(action, data), body));
  }
}

function submitted(form) {
  return new Promise((resolve) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const data = new FormData(form);
      if (event.submitter?.name) data.set(event.submitter.name, event.submitter.value);
      for (const button of form.querySelectorAll("button")) button.disabled = true;
      resolve(new URLSearchParams([...data]));
    }, { once: true });
  });
}

async function submit(action, data) {
  const response = await post(action, data);
  const target = response.headers.get("X-Redirect-To");
  if (target) return page(new URL(target, action));
  return { doc: parse(await response.text()), url: response.url };
}

// while the line is away the panel waits and tries again; nothing below it changes
async function load(work, body) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
      const words = document.createElement("p");
      words.textContent = "网络断开，正在重试……";
      body.prepend(words);
      await new Promise((resolve) => setTimeout(resolve, 5000));
    }
  }
}
