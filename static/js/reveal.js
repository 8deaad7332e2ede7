// Masks a revealed identity again after a minute, in place. A number that is being called stays until the call
// is over. Without this script the browser itself goes back to the masked page (header Refresh); the fields of a
// form, which would lose what was typed, are blanked by the style sheet instead.
const SECOND = 1000;
let timer = null;
let fieldsTimer = null;

function maskRow(cell) {
  cell.textContent = cell.dataset.mask;
  delete cell.dataset.mask;
}

function keep(cell, section, until) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm";
  button.textContent = "通话结束，遮蔽号码";
  const over = () => { if (cell.dataset.mask !== undefined) maskRow(cell); };
  button.addEventListener("click", over);
  cell.append(" ", button);
  setTimeout(over, Math.max(0, until - Date.now()));
}

function maskAll(section, left) {
  const callFor = Number(section.dataset.callAfter ?? 0) * SECOND;
  for (const cell of section.querySelectorAll("[data-mask]")) {
    const called = Number(cell.querySelector("[data-call]")?.dataset.calledAt ?? 0);
    if (called) keep(cell, section, called + callFor);
    else maskRow(cell);
  }
  section.dataset.masked = "true";
  left.textContent = "已重新遮蔽。";
  const again = section.querySelector("[data-mask-again]");
  if (again) again.textContent = again.dataset.maskAgain;
  document.getElementById("q-live").textContent = "身份信息已重新遮蔽。";
}

// A form that shows an identity: its fields are masked, and what they held goes with the form all the same.
function maskFields(form) {
  const kept = new Map();
  for (const field of form.querySelectorAll("[data-vault]")) {
    if (!field.value || field.type === "hidden" || field.type === "checkbox") continue;
    kept.set(field.name, field.value);
    if (field.tagName === "SELECT") {
      field.selectedIndex = -1;
      field.disabled = true;
    } else {
      field.type = "text"; // a day cannot hold a mask
      field.defaultValue = field.value = "***";
      field.readOnly = true;
    }
  }
  form.addEventListener("formdata", (event) => { for (const [name, value] of kept) event.formData.set(name, value); });
}

function setUpFields(root) {
  clearInterval(fieldsTimer);
  const form = root.querySelector("form[data-mask-fields]");
  if (!form) return;
  const left = form.querySelector("[data-mask-left]");
  const end = Date.now() + Number(form.dataset.maskFields) * SECOND;
  const tick = () => {
    if (!form.isConnected || form.dataset.masked) return clearInterval(fieldsTimer);
    const seconds = Math.ceil((end - Date.now()) / SECOND);
    if (seconds > 0) { left.textContent = `身份、监护和住址各栏${seconds}秒后自动遮蔽，已填内容保留。`; return; }
    form.dataset.masked = "true";
    maskFields(form);
    left.textContent = "已重新遮蔽，已填内容保留，可以照常提交。";
    document.getElementById("q-live").textContent = left.textContent;
  };
  fieldsTimer = setInterval(tick, SECOND);
  document.addEventListener("visibilitychange", () => { if (form.isConnected && !form.dataset.masked) tick(); });
}

export function setUpReveal(root) {
  setUpFields(root);
  clearInterval(timer);
  const section = root.querySelector("[data-mask-after]");
  if (!section) return;
  const left = section.querySelector("[data-mask-left]");
  const end = Date.now() + Number(section.dataset.maskAfter) * SECOND;
  for (const link of section.querySelectorAll("[data-call]")) {
    link.addEventListener("click", () => { link.dataset.calledAt = String(Date.now()); });
  }
  const tick = () => {
    const seconds = Math.ceil((end - Date.now()) / SECOND);
    if (!section.isConnected) return clearInterval(timer);
    if (seconds > 0) { left.textContent = `${seconds}秒后自动遮蔽。`; return; }
    clearInterval(timer);
    maskAll(section, left);
  };
  timer = setInterval(tick, SECOND);
  document.addEventListener("visibilitychange", () => { if (!section.dataset.masked) tick(); });
}
