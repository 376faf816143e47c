// The table of votes: sums while typing, Enter to the next member, a row is saved when one leaves it.
// Only the answer's cells are taken over, never a field: nothing typed meanwhile is lost.
const table = document.querySelector("[data-ballots]");
const say = document.querySelector("[data-saved]");
const dirty = new Set();
const RETRY = 15000;
let sending = Promise.resolve(); // one request after the other: an older answer never overtakes a newer

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
  const line = document.getElementById(`loi-${row.id.slice(5)}`);
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
const isIn = (row, element) => Boolean(element) && (
  row.contains(element) || document.getElementById(`loi-${row.id.slice(5)}`).contains(element));

function takeOver(row, page) {
  const id = row.id.slice(5);
  const places = ["so-lieu-hop", `de-xuat-${id}`];
  const typing = dirty.has(row) || isIn(row, document.activeElement);
  if (!typing) places.push(`loi-${id}`);
  for (const place of places) {
    const [old, fresh] = [document.getElementById(place), page.getElementById(place)];
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  const counts = page.querySelectorAll("#loc-phieu .num");
  document.querySelectorAll("#loc-phieu .num").forEach((old, at) => { old.textContent = counts[at]?.textContent ?? old.textContent; });
  if (typing) check(row);
  else row.classList.toggle("err", !document.getElementById(`loi-${id}`).hidden);
}

function save(row) {
  sending = sending.then(() => send(row));
}

async function send(row) {
  dirty.delete(row);
  const body = new FormData();
  for (const field of row.querySelectorAll("input")) body.append(field.name, field.value);
  body.append("csrfmiddlewaretoken", table.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(row.dataset.ballot, {
      method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(RETRY),
    });
    if (answer.status >= 500 || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const error = page.getElementById("loi-luu")?.textContent.trim();
    takeOver(row, page);
    if (error) tell(error, true);
    else tell(`Đã lưu ${new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" })}`, false);
  } catch {
    dirty.add(row);
    tell("Chưa lưu được, máy sẽ tự gửi lại. Đồng chí đừng đóng trang này.", true);
    setTimeout(() => dirty.has(row) && save(row), RETRY);
  }
}

const leave = (row) => { if (row && dirty.has(row)) save(row); };

async function toggleWhy(link) {
  const id = link.dataset.why;
  const shown = document.getElementById(`vi-sao-${id}`);
  if (shown) { shown.remove(); return; }
  const answer = await fetch(`?loc=&den=9999&mo=${id}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(`vi-sao-${id}`);
  document.getElementById(`loi-${id}`).after(document.adoptNode(fresh));
}

table.addEventListener("input", (event) => {
  const row = event.target.closest("[data-ballot]");
  if (!row) return;
  dirty.add(row);
  check(row);
});

table.addEventListener("focusout", (event) => {
  const row = event.target.closest("[data-ballot]");
  if (row && !isIn(row, event.relatedTarget)) leave(row);
});

table.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-vote], [data-blank]")) return;
  event.preventDefault();
  const rows = [...table.querySelectorAll("[data-ballot]")];
  const next = rows[rows.indexOf(event.target.closest("[data-ballot]")) + 1];
  if (!next) { event.target.blur(); return; }
  const field = fieldsOf(next)[0];
  field.focus();
  field.select();
});

table.addEventListener("click", (event) => {
  const fill = event.target.closest("[data-fill]");
  if (fill) {
    event.preventDefault();
    const row = document.getElementById(`dong-${fill.dataset.fill}`);
    const lacking = Number(row.dataset.present) - sumOf(row);
    blankOf(row).value = count(blankOf(row)) + lacking;
    check(row);
    save(row);
    blankOf(row).focus();
  }
  const why = event.target.closest("[data-why]");
  if (why && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    toggleWhy(why).catch(() => location.assign(why.href));
  }
});

window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });
