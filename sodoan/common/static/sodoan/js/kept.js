// A list that is a form (`data-keeps`: the id of its form). What is typed stays while one searches, filters
// or sorts: hidden rows keep theirs till they are seen again, and only what is seen is sent.
const kept = new Map(); // field → { value, row }
let sending = false;

const list = () => document.querySelector("[data-keeps]");
const form = () => document.getElementById(list()?.dataset.keeps);
const isOurs = (field) => Boolean(field.name && list()?.contains(field) && field.form === form());
const fields = () => [...list().querySelectorAll("input, select, textarea")].filter(isOurs);
const keyOf = (field) => (field.type === "checkbox" ? `${field.name} ${field.value}` : field.name);
const hidden = () => new Set([...kept.values()].map((one) => one.row).filter((row) => row && !document.getElementById(row)));

function keep(field) {
  const row = field.closest("tr")?.id ?? "";
  if (field.type === "radio") {
    if (field.checked) kept.set(keyOf(field), { value: field.value, row });
  } else if (field.type === "checkbox") {
    kept.set(keyOf(field), { value: field.checked, row });
  } else {
    kept.set(keyOf(field), { value: field.value, row });
  }
  const same = field.type === "select-one" ? field.selectedOptions[0]?.defaultSelected
    : field.type === "radio" || field.type === "checkbox" ? field.checked === field.defaultChecked
      : field.value === field.defaultValue;
  if (same && !form().hasAttribute("data-unsaved")) kept.delete(keyOf(field));
}

function restore() {
  if (!list()) return;
  for (const field of fields()) {
    const one = kept.get(keyOf(field));
    if (!one) continue;
    if (field.type === "radio") field.checked = field.value === one.value;
    else if (field.type === "checkbox") field.checked = one.value;
    else field.value = one.value;
  }
  tell();
  document.dispatchEvent(new Event("kept"));
}

function tell() {
  const note = document.querySelector("[data-kept]");
  const rows = hidden().size;
  note.hidden = !rows;
  note.querySelector("[data-kept-count]").textContent = rows;
}

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => { if (isOurs(event.target)) keep(event.target); });
}
document.addEventListener("htmx:after:swap", restore);
document.addEventListener("submit", (event) => { sending = event.target === form(); });
window.addEventListener("beforeunload", (event) => {
  if (sending ? hidden().size : kept.size) event.preventDefault();
  sending = false;
});
if (form()?.hasAttribute("data-unsaved")) fields().forEach(keep);
