// The table of votes: sums while typing, Enter to the next member, a row is saved when one leaves it.
// Only the answer's cells are taken over, never a field: nothing typed meanwhile is lost, nor when a search
// or a chip draws the rows anew.
const say = document.querySelector("[data-saved]");
const dirty = new Map(); // id of a row → what was typed there and is not sent yet
const flying = new Map(); // the same, on its way
const RETRY = 15000;
let sending = Promise.resolve(); // one request after the other: an older answer never overtakes a newer

const rowOf = (element) => element?.closest?.("[data-ballot]");
const keyOf = (id) => id.slice(5);
const faultOf = (row) => document.getElementById(`loi-${keyOf(row.id)}`);
const fieldsOf = (row) => [...row.querySelectorAll("[data-vote]")];
const blankOf = (row) => row.querySelector("[data-blank]");
const count = (field) => Number.parseInt(field.value, 10) || 0;

function sumOf(row) {
  return fieldsOf(row).reduce((total, field) => total + count(field), count(blankOf(row)));
}

function wrongWords(sum, present) {
  const text = `Cộng được ${sum} phiếu nhưng có mặt ${present} người. Đồng chí kiểm lại`;
  return sum < present ? `${text}, hoặc ghi ${present - sum} phiếu trắng.` : `${text}.`;
}

// Says what is wrong once all fields are filled, or as soon as there are too many.
function check(row) {
  const present = Number(row.dataset.present);
  const sum = sumOf(row);
  const filled = fieldsOf(row).every((field) => field.value.trim() !== "");
  const wrong = sum > present || (filled && sum !== present);
  row.classList.toggle("err", wrong);
  for (const field of fieldsOf(row)) {
    field.classList.toggle("bad", wrong);
    field.setAttribute("aria-invalid", String(wrong));
  }
  const line = faultOf(row);
  line.hidden = !wrong;
  if (wrong) line.querySelector("[data-message]").textContent = wrongWords(sum, present);
  const fill = line.querySelector("[data-fill]");
  if (!fill) return;
  fill.hidden = sum >= present;
  fill.querySelector("[data-lacking]").textContent = present - sum;
}

function tell(words, late) {
  say.textContent = words;
  say.className = late ? "saved late" : "saved";
}

// Whether an element belongs to a row or to the words below it.
const isIn = (row, element) => Boolean(element) && (row.contains(element) || faultOf(row).contains(element));

function note(row) {
  const fields = [...row.querySelectorAll("input")].map((field) => [field.name, field.value]);
  dirty.set(row.id, { url: row.dataset.ballot, fields });
}

function takeOver(id, page) {
  const row = document.getElementById(id);
  const places = ["so-lieu-hop"];
  const typing = row && (dirty.has(id) || isIn(row, document.activeElement));
  if (row) places.push(`de-xuat-${keyOf(id)}`);
  if (row && !typing) places.push(`loi-${keyOf(id)}`);
  for (const place of places) {
    const [old, fresh] = [document.getElementById(place), page.getElementById(place)];
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  const counts = page.querySelectorAll(".list-chips .num");
  document.querySelectorAll(".list-chips .num").forEach((old, at) => { old.textContent = counts[at]?.textContent ?? old.textContent; });
  if (typing) check(row);
  else if (row) row.classList.toggle("err", !faultOf(row).hidden);
}

function save(id) {
  sending = sending.then(() => dirty.has(id) && send(id));
}

async function send(id) {
  const one = dirty.get(id);
  dirty.delete(id);
  flying.set(id, one);
  const body = new FormData();
  for (const [name, value] of one.fields) body.append(name, value);
  const form = document.getElementById("so-phieu");
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(one.url + location.search, {
      method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(RETRY),
    });
    if (answer.status >= 500 || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const error = page.getElementById("loi-luu")?.textContent.trim();
    takeOver(id, page);
    if (error) tell(error, true);
    else tell(`Đã lưu ${new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" })}`, false);
  } catch {
    if (!dirty.has(id)) dirty.set(id, one);
    tell("Chưa lưu được, máy sẽ tự gửi lại. Đồng chí đừng đóng trang này.", true);
    setTimeout(() => save(id), RETRY);
  }
  flying.delete(id);
}

// After a search or a chip: what was typed a moment ago stands in the rows again.
function restore() {
  for (const [id, one] of [...flying, ...dirty]) {
    const row = document.getElementById(id);
    if (!row) continue;
    for (const [name, value] of one.fields) row.querySelector(`[name="${CSS.escape(name)}"]`).value = value;
    check(row);
  }
}

async function toggleWhy(link) {
  const id = link.dataset.why;
  const shown = document.getElementById(`vi-sao-${id}`);
  if (shown) { shown.remove(); return; }
  const answer = await fetch(`?co=200&mo=${id}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(`vi-sao-${id}`);
  document.getElementById(`loi-${id}`).after(document.adoptNode(fresh));
}

document.addEventListener("input", (event) => {
  const row = rowOf(event.target);
  if (!row) return;
  note(row);
  check(row);
});

document.addEventListener("focusout", (event) => {
  const row = rowOf(event.target);
  if (row?.isConnected && !isIn(row, event.relatedTarget)) save(row.id);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-vote], [data-blank]")) return;
  event.preventDefault();
  const rows = [...document.querySelectorAll("[data-ballot]")];
  const next = rows[rows.indexOf(rowOf(event.target)) + 1];
  if (!next) { event.target.blur(); return; }
  const field = fieldsOf(next)[0];
  field.focus();
  field.select();
});

document.addEventListener("click", (event) => {
  const fill = event.target.closest("[data-fill]");
  if (fill) {
    event.preventDefault();
    const row = document.getElementById(`dong-${fill.dataset.fill}`);
    if (!sumOf(row)) return; // nothing of this meeting was typed: nobody voted blank by that
    const lacking = Number(row.dataset.present) - sumOf(row);
    blankOf(row).value = count(blankOf(row)) + lacking;
    note(row);
    check(row);
    save(row.id);
    blankOf(row).focus();
  }
  const why = event.target.closest("[data-why]");
  if (why && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    toggleWhy(why).catch(() => location.assign(why.href));
  }
});

document.addEventListener("htmx:after:swap", restore);
window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });
