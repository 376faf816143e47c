// A form that works with a dead signal: <form data-outbox="what it is" data-outbox-rank="1"
// data-outbox-next="address after it was put into the outbox">. What is typed is a draft on this machine
// until the server has it; what is sent waits in the outbox until the server answers. A field named in
// [data-outbox-base] says from when the page is (its version): a draft keeps that of the page it was
// begun on, so that the server sees what it was written over.
import "./frame.js";
import { flush } from "./send.js";
import { MOST, shrunk } from "./photo.js";
import { draftOf, dropDraft, dropItem, itemOf, keepDraft, keepItem, user } from "./store.js";

const PAUSE = 400;
const OUTBOX = "/chua-gui/";

const find = () => document.querySelector("form[data-outbox]");
const urlOf = (form) => new URL(form.action).pathname;
const baseOf = (form) => form.elements[form.dataset.outboxBase];
const isChanged = (field) => (["radio", "checkbox"].includes(field.type)
  ? field.checked !== field.defaultChecked && (field.checked || field.type === "checkbox")
  : field.value !== field.defaultValue);
const isTyped = (field) => field.name && !["hidden", "file", "submit", "button"].includes(field.type);

let draft = null; // of the form of this page
let timer = 0;

function save() {
  clearTimeout(timer);
  if (draft?.values) return keepDraft(draft).then(() => warn(""), () => warn("Máy hết chỗ nên chưa giữ được bản nháp."));
  return Promise.resolve();
}

function warn(words) {
  const place = document.querySelector("[data-draft-fault]");
  place.hidden = !words;
  place.querySelector("div").textContent = words;
}

function begin(form) {
  draft.values ??= {};
  draft.base ??= baseOf(form)?.value;
  draft.at = Date.now();
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function note(form, field) {
  begin(form);
  if (field.type === "checkbox") draft.values[`${field.name} ${field.value}`] = field.checked;
  else if (field.type !== "radio" || field.checked) draft.values[field.name] = field.value;
}

async function pick(form, field) {
  const [file] = field.files;
  const small = file && await shrunk(file);
  if (small && small.size > MOST) return warn("Ảnh này quá lớn nên không giữ được trên máy. Đồng chí chọn ảnh khác.");
  if (small !== file) fill(field, small);
  begin(form);
  draft.file = small && { name: field.name, file: small };
  return undefined;
}

function fill(field, file) {
  const given = new DataTransfer();
  given.items.add(file);
  field.files = given.files;
  field.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "put back" }));
}

function putBack(form, early) {
  const names = early.map((field) => field.name);
  for (const field of form.elements) {
    if (!isTyped(field) || names.includes(field.name)) continue;
    const kept = draft.values[field.type === "checkbox" ? `${field.name} ${field.value}` : field.name];
    if (kept === undefined) continue;
    if (field.type === "checkbox") field.checked = kept;
    else if (field.type === "radio") field.checked = field.value === kept;
    else field.value = kept;
  }
  if (draft.file) fill(form.elements[draft.file.name], draft.file.file);
  const base = baseOf(form);
  const [words, changed] = [document.querySelector("[data-draft-note]"), base && base.value !== draft.base];
  if (changed) base.value = draft.base;
  words.hidden = false;
  words.querySelector("[data-draft-changed]").hidden = !(changed && base.name === "version");
}

async function attach(form) {
  draft = (await draftOf(urlOf(form))) ?? { url: urlOf(form), tried: [] };
  const early = [...form.elements].filter((field) => isTyped(field) && field.type !== "select-one" && isChanged(field));
  if (draft.values) putBack(form, early);
  for (const field of early) note(form, field); // typed before this script was there
  form.addEventListener("input", ({ target }) => { if (isTyped(target)) note(form, target); });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.detail !== "put back") pick(form, event.target);
    else if (isTyped(event.target)) note(form, event.target);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(form, event.submitter); });
}

async function queue(form) {
  const url = urlOf(form);
  const entries = [...new FormData(form)].filter(([name, value]) =>
    !["csrfmiddlewaretoken", "key", "before"].includes(name) && !(value instanceof File && !value.size));
  const before = await itemOf(url);
  await save();
  await keepItem({
    url, entries, key: crypto.randomUUID(), tried: before?.tried ?? draft.tried ?? [], state: "waiting",
    rank: Number(form.dataset.outboxRank), at: Date.now(), title: form.dataset.outbox,
  });
}

async function submit(form, button) {
  button?.setAttribute("aria-disabled", "true");
  if (form.matches("[data-sending]")) return;
  form.toggleAttribute("data-sending", true);
  try {
    await queue(form);
  } catch { // no room on this machine: as without script
    form.submit();
    return;
  }
  const url = urlOf(form);
  const told = (await flush()).told.get(url);
  if (told?.sent) location.assign(told.next);
  else if (told?.html) show(told.html);
  else location.assign(told ? OUTBOX : form.dataset.outboxNext);
}

// The page with which the server sent the form back, in the place of this one.
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  document.querySelector("main").replaceWith(document.adoptNode(fresh));
  document.dispatchEvent(new Event("htmx:after:swap")); // other scripts look at the new page
  document.dispatchEvent(new Event("outbox"));
  scrollTo(0, 0);
  fresh.focus({ preventScroll: true });
  attach(find());
}

// Ticks everybody not marked yet, without asking the server.
function everybody(value) {
  for (const field of document.querySelectorAll(`form[data-outbox] [type=radio][value="${value}"]`)) {
    if (document.querySelector(`[name="${CSS.escape(field.name)}"]:checked`)) continue;
    field.checked = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

document.addEventListener("click", async (event) => {
  const all = event.target.closest("[data-everybody]");
  if (all) {
    event.preventDefault();
    everybody(all.dataset.everybody);
  }
  if (event.target.closest("[data-draft-drop]")) {
    draft = { ...draft, values: null };
    await dropDraft(urlOf(find()));
    await dropItem(urlOf(find()));
    location.reload();
  }
});
window.addEventListener("pagehide", save);
if (user && find()) attach(find());
