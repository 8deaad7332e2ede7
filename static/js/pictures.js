// Photographs are made smaller before they are sent: a village line carries half a megabyte, not sixteen.
import { clearNote, note } from "./note.js";

const EDGE = 2000; // common/scans.py SCAN_EDGE: the server keeps no more
const SMALL = 700_000;
const pending = new Map(); // input → its pictures being drawn

const isPicture = (file) => file.type.startsWith("image/");

async function smaller(file) {
  if (!isPicture(file) || file.size <= SMALL || !window.createImageBitmap) return file;
  let bitmap;
  try {
    bitmap = await window.createImageBitmap(file);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return file; // of a kind this browser cannot read: the server will say
  }
  const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
  return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
}

async function shrink(input) {
  const files = await Promise.all([...input.files].map(smaller));
  const most = Number(input.dataset.pictures);
  const large = files.filter((file) => file.size > most);
  const carrier = new DataTransfer();
  for (const file of files) if (!large.includes(file)) carrier.items.add(file);
  input.files = carrier.files;
  clearNote(input.form, "line");
  if (large.length) note(input.form, "line", { tone: "late", text: `有 ${large.length} 张超过${Math.floor(most / 1024 / 1024)} MB，没有选上，请缩小后再选。` });
}

export function setUpPictures() {
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file][data-pictures]") || !input.files.length) return;
    const work = shrink(input).finally(() => { if (pending.get(input) === work) pending.delete(input); });
    pending.set(input, work);
  });
}

// True while pictures of the form are being drawn; it is then sent by itself when they are.
export function isDrawing(form, button) {
  const work = [...pending].filter(([input]) => input.form === form).map(([, one]) => one);
  if (!work.length) return false;
  Promise.all(work).finally(() => form.requestSubmit(button));
  return true;
}
