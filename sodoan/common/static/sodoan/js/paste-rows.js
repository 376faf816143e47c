// Rows copied from a spreadsheet spread over the fields of a table, from the field they are pasted
// into: <table data-paste="MOST ROWS"> of a formset, what came of it is said in [data-paste-said].
// A choice is found by its label, marks and capitals aside; missing rows are added.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d")
  .toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

const FIELDS = "td input:not([type=hidden], [type=checkbox]), td select";
const rowsOf = (table) => [...table.tBodies[0].rows].filter((row) => row.querySelector(FIELDS));

function cellsOf(text) { // a quoted cell may hold line ends and tabs
  const rows = [[""]];
  let quoted = false;
  for (const sign of text.replace(/\r\n?/g, "\n")) {
    const row = rows.at(-1);
    const starts = row.at(-1) === "" && !quoted && sign === '"';
    if (starts || (quoted && sign === '"')) quoted = starts;
    else if (sign === "\t" && !quoted) row.push("");
    else if (sign === "\n" && !quoted) rows.push([""]);
    else row[row.length - 1] += sign === "\n" ? " " : sign;
  }
  return rows.map((row) => row.map((cell) => cell.trim())).filter((row) => row.some(Boolean));
}

function addRow(table) {
  const rows = rowsOf(table);
  const total = table.closest("form").querySelector("[name$=-TOTAL_FORMS]");
  if (rows.length >= Number(table.dataset.paste)) return null;
  const copy = rows.at(-1).cloneNode(true);
  copy.classList.remove("err");
  copy.cells[0].textContent = rows.length + 1;
  for (const part of copy.querySelectorAll(".fe")) part.remove();
  for (const part of copy.querySelectorAll("[id], [name], [for]")) {
    for (const name of ["id", "name", "for"]) {
      const old = part.getAttribute(name);
      if (old) part.setAttribute(name, old.replace(/-\d+-/, `-${rows.length}-`));
    }
    if (part.matches("label")) part.textContent = part.textContent.replace(/\d+/, rows.length + 1);
    part.classList.remove("bad");
    if ("value" in part) part.value = "";
  }
  table.tBodies[0].append(copy);
  total.value = rows.length + 1;
  return copy;
}

function put(field, text) {
  if (!field) return true;
  if (field.tagName !== "SELECT") field.value = text;
  else field.value = [...field.options].find((one) => plain(one.text) === plain(text))?.value ?? "";
  return text === "" || field.value !== "";
}

document.addEventListener("paste", (event) => {
  const table = event.target.closest?.("[data-paste]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!table || !event.target.matches(FIELDS) || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const pasted = cellsOf(text);
  const column = [...event.target.closest("tr").querySelectorAll(FIELDS)].indexOf(event.target);
  let at = rowsOf(table).indexOf(event.target.closest("tr"));
  let done = 0;
  let unknown = 0;
  for (const cells of pasted) {
    const row = rowsOf(table)[at] ?? addRow(table);
    if (!row) break;
    const fields = [...row.querySelectorAll(FIELDS)].slice(column);
    unknown += cells.filter((cell, place) => !put(fields[place], cell)).length;
    done += 1;
    at += 1;
  }
  const left = pasted.length - done;
  table.closest("form").querySelector("[data-paste-said]").textContent = `Đã dán ${done} dòng.`
    + (unknown ? ` ${unknown} ô không có trong danh mục để chọn, đồng chí chọn lại.` : "")
    + (left ? ` Còn ${left} dòng vượt quá ${table.dataset.paste} người, chưa dán.` : "");
});
