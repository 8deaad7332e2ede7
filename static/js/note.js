// A line inside a form that says how it stands: draft restored, line lost, sent again.
const SVG = "http://www.w3.org/2000/svg";
const ICONS = { info: "info", soon: "offline", late: "alert", ok: "check" };

function icon(name) {
  // the sprite's address carries a hash in production; the page already knows it
  const sprite = document.querySelector(".q-icon use")?.getAttribute("href")?.split("#")[0];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "q-icon");
  svg.setAttribute("aria-hidden", "true");
  if (sprite) {
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `${sprite}#${name}`);
    svg.append(use);
  }
  return svg;
}

export function clearNote(form, kind) {
  form.querySelector(`[data-note="${kind}"]`)?.remove();
}

export function note(form, kind, { tone, text, buttons = [] }) {
  const present = form.querySelector(`[data-note="${kind}"]`);
  if (present?.textContent.startsWith(text)) return; // the next try failed too: say it once
  clearNote(form, kind);
  const box = document.createElement("div");
  box.className = `alert q-alert q-bar-note q-tone-${tone}`;
  box.dataset.note = kind;
  const words = document.createElement("div");
  words.textContent = text;
  box.append(icon(ICONS[tone]), words);
  for (const [label, act] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = label;
    button.addEventListener("click", act);
    box.append(button);
  }
  // beside the buttons for what happens to a sending, on top for what was found in this browser
  const actions = form.querySelector(".q-actions");
  if (kind !== "line" || !actions) form.prepend(box);
  else actions.before(box);
  const live = document.getElementById("q-live");
  if (live) live.textContent = text;
  if (kind !== "draft") box.scrollIntoView({ block: "center" });
}
