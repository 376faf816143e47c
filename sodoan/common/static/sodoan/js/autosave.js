// Saves a form while it is being filled: <form data-autosave="URL" data-autosave-key="user-7-form-3">.
// After a pause the whole form is posted with X-Autosave: 1; the answer 204 (or any 2xx) means saved.
// 409 means that it was changed elsewhere: the answer's text is shown, nothing is retried.
// 422 with [data-refused="id of the field"] means saved but for those fields: each is marked with its
// sentence once it is left, and what was typed in it is put back on the next visit, unless something
// newer was typed or the value stored of it has changed since; not within [data-fleeting], whose
// fields are empty ones on the next visit. [data-rest-saved] says that all other fields are saved.
// Unsent text stays in localStorage under the key and is put back on the next visit.
// A submit waits for the save that is on its way, so that one page never overtakes itself.
const PAUSE = 1200;
const PATIENCE = 5000;
const RETRY = 15000;
const PREFIX = "sodoan-draft:";

function clock() {
  return new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false });
}

function textOf(form) {
  const pairs = [...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && name !== "csrfmiddlewaretoken");
  return JSON.stringify(pairs);
}

function putBack(form, text) {
  const values = new Map();
  for (const [name, value] of JSON.parse(text)) {
    if (!values.has(name)) values.set(name, []);
    values.get(name).push(value);
  }
  for (const field of form.elements) {
    if (!field.name || ["file", "hidden", "submit", "password"].includes(field.type)) continue;
    const kept = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
    else if (kept.length) field.value = kept.shift();
  }
}

function unmark(note) {
  const field = document.getElementById(note.dataset.refused);
  field?.classList.remove("bad");
  for (const name of ["aria-invalid", "aria-describedby"]) field?.removeAttribute(name);
  note.remove();
}

function mark(form, notes) {
  const wanted = new Map(notes.map((note) => [note.dataset.refused, note]));
  for (const old of form.querySelectorAll("[data-refused]")) {
    const same = wanted.get(old.dataset.refused)?.textContent === old.textContent;
    if (same) wanted.delete(old.dataset.refused); // it stands there already and is not said again
    else unmark(old);
  }
  for (const note of wanted.values()) {
    const field = document.getElementById(note.dataset.refused);
    if (!field || field === document.activeElement) continue; // still being typed
    field.classList.add("bad");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", note.id);
    note.setAttribute("role", "alert");
    field.after(note);
    const folded = field.closest("details");
    if (folded) folded.open = true;
  }
}

function attach(form) {
  const key = PREFIX + (form.dataset.autosaveKey || location.pathname);
  const keyRefused = `${key}:refused`;
  const places = document.querySelectorAll("[data-saved]");
  let timer = 0;
  let sent = textOf(form);
  let sending = null;
  let leaving = false;
  let refused = [];
  const typed = new Set(); // ids of the fields that were typed in since the last sending

  function forget() {
    for (const one of [key, keyRefused]) localStorage.removeItem(one);
  }

  function take(notes) {
    keep(notes, (id) => !typed.has(id));
    const fields = notes.filter((note) => !note.closest("[data-fleeting]"))
      .map((note) => document.getElementById(note.dataset.refused)).filter(Boolean);
    const left = fields.map((field) => [field.name, field.value, field.defaultValue]);
    if (left.length) localStorage.setItem(keyRefused, JSON.stringify(left));
    else localStorage.removeItem(keyRefused);
    mark(form, refused);
  }

  function keep(notes, isStill) {
    refused = notes.filter((note) => isStill(note.dataset.refused));
    if (refused.length < notes.length) sent = null; // asked anew, even of the same words
  }

  function drop(id) {
    typed.add(id);
    keep(refused, (one) => one !== id);
    for (const note of form.querySelectorAll("[data-refused]")) if (note.dataset.refused === id) unmark(note);
  }

  function putRefusedBack() {
    for (const [name, value, was] of JSON.parse(localStorage.getItem(keyRefused) ?? "[]")) {
      const field = form.elements[name];
      if (!field || field.defaultValue !== was) continue; // it was changed elsewhere
      field.value = value;
      timer = setTimeout(save, PAUSE);
    }
    if (!timer) localStorage.removeItem(keyRefused);
  }

  function say(words, late) {
    for (const place of places) {
      place.textContent = words;
      place.classList.add("saved");
      place.classList.toggle("late", late);
    }
  }

  async function save() {
    clearTimeout(timer);
    if (leaving || sending) return;
    sending = send().finally(() => { sending = null; });
    await sending;
  }

  async function send() {
    const text = textOf(form);
    if (text === sent) return;
    typed.clear();
    localStorage.setItem(key, text); // newer than what was refused, and holds that too
    localStorage.removeItem(keyRefused);
    try {
      const answer = await fetch(form.dataset.autosave || form.action, {
        method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "error",
      });
      if (answer.status === 409) {
        forget(); // loading the page again shows the other version
        return say(await answer.text(), true);
      }
      const words = answer.status === 422 ? await answer.text() : "";
      const page = new DOMParser().parseFromString(words, "text/html");
      const notes = [...page.querySelectorAll("[data-refused]")];
      const rest = page.querySelector("[data-rest-saved]") ? " Các ô khác đã lưu." : "";
      if (!answer.ok && !notes.length) throw new Error(String(answer.status));
      sent = text;
      take(notes);
      if (textOf(form) === sent) localStorage.removeItem(key);
      else timer = setTimeout(save, PAUSE);
      if (notes.length) say(`Còn ô chưa đọc được nên chưa lưu ô đó.${rest}`, true);
      else say(`Đã tự lưu lúc ${clock()}`, false);
    } catch {
      sent = null; // it may have arrived
      say("Chưa gửi lên được. Nội dung đã giữ trên máy, sẽ tự gửi lại.", true);
      timer = setTimeout(save, RETRY);
    }
  }

  const kept = localStorage.getItem(key);
  if (kept && kept !== sent) {
    putBack(form, kept);
    say("Đã lấy lại nội dung chưa gửi lần trước.", true);
    timer = setTimeout(save, PAUSE);
  } else putRefusedBack();
  form.addEventListener("focusout", () => setTimeout(() => { if (refused.length) mark(form, refused); }));
  form.addEventListener("input", (event) => {
    drop(event.target.id);
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (sending) {
      event.preventDefault();
      const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
      Promise.race([sending, late]).then(() => { sending = null; form.requestSubmit(event.submitter); });
      return;
    }
    leaving = true; // the page is hidden next, which must not save again
    forget();
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
}

for (const form of document.querySelectorAll("form[data-autosave]")) attach(form);
