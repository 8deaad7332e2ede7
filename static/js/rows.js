// Repeated rows of a formset: another minor in the same seizure. Without scripts the server answers add_row.
function renumber(repeat) {
  const rows = [...repeat.querySelectorAll("[data-repeat-row]")].filter((row) => !row.hidden);
  rows.forEach((row, at) => { row.querySelector("[data-repeat-number]").textContent = at + 1; });
  const least = Number(repeat.querySelector(`[name="${repeat.dataset.repeat}-MIN_NUM_FORMS"]`)?.value ?? 0) || 1;
  for (const row of rows) row.querySelector("[data-repeat-remove]").hidden = rows.length <= least;
  // the tick is for browsers without scripts; here the button does it
  for (const tick of repeat.querySelectorAll("[data-repeat-delete]")) tick.hidden = true;
}

export function addRow(repeat) {
  const total = repeat.querySelector(`[name="${repeat.dataset.repeat}-TOTAL_FORMS"]`);
  const template = repeat.querySelector("template[data-repeat-template]");
  const row = template.content.firstElementChild.cloneNode(true);
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of [...element.attributes]) {
      if (attribute.value.includes("__prefix__")) element.setAttribute(attribute.name, attribute.value.replaceAll("__prefix__", total.value));
    }
  }
  repeat.querySelector("[data-repeat-rows]").append(row);
  total.value = Number(total.value) + 1;
  renumber(repeat);
  return row;
}

function removeRow(repeat, row) {
  const marker = row.querySelector('[name$="-DELETE"]');
  // the row stays in the form, marked: the numbers of the others must not move
  if (marker) marker.checked = true;
  else for (const field of row.querySelectorAll("input, select, textarea")) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = false;
    else if (field.type !== "hidden") field.value = "";
  }
  row.hidden = true;
  renumber(repeat);
  repeat.querySelector("[data-repeat-add]").focus();
}

export function setUpRows(root) {
  for (const repeat of root.querySelectorAll("[data-repeat]")) {
    if (repeat.dataset.ready) continue;
    repeat.dataset.ready = "true";
    for (const marked of repeat.querySelectorAll('[name$="-DELETE"]:checked')) marked.closest("[data-repeat-row]").hidden = true;
    repeat.addEventListener("click", (event) => {
      if (event.target.closest("[data-repeat-add]")) {
        event.preventDefault();
        const row = addRow(repeat);
        row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
        repeat.dispatchEvent(new Event("change", { bubbles: true }));
      }
      const remove = event.target.closest("[data-repeat-remove]");
      if (remove) {
        removeRow(repeat, remove.closest("[data-repeat-row]"));
        repeat.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    renumber(repeat);
  }
}
