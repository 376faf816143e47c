// Adds up the votes of each row while they are typed and says what is missing. The server checks
// again. Row: [data-vote-row data-present="26"]; fields: [data-vote]; words: [data-vote-message].
// Enter goes to the same column of the next row.
function words(sum, present) {
  if (sum === present) return "";
  if (sum < present) {
    return `Cộng được ${sum} phiếu nhưng có mặt ${present} người. `
      + `Đồng chí kiểm lại, hoặc ghi ${present - sum} phiếu trắng.`;
  }
  return `Cộng được ${sum} phiếu, nhiều hơn ${present} người có mặt. Đồng chí kiểm lại.`;
}

function check(row) {
  const fields = [...row.querySelectorAll("[data-vote]")];
  const filled = fields.filter((field) => field.value.trim() !== "");
  const sum = filled.reduce((total, field) => total + (Number.parseInt(field.value, 10) || 0), 0);
  const wrong = filled.length ? words(sum, Number(row.dataset.present)) : "";
  const done = fields.length === filled.length || sum > Number(row.dataset.present);
  const text = done ? wrong : "";
  row.classList.toggle("err", Boolean(text));
  for (const field of fields) field.setAttribute("aria-invalid", String(Boolean(text)));
  const place = row.querySelector("[data-vote-message]") ?? row.nextElementSibling?.querySelector("[data-vote-message]");
  if (place) place.textContent = text;
}

function nextField(field) {
  const row = field.closest("[data-vote-row]");
  const column = [...row.querySelectorAll("[data-vote]")].indexOf(field);
  const rows = [...document.querySelectorAll("[data-vote-row]")];
  return rows[rows.indexOf(row) + 1]?.querySelectorAll("[data-vote]")[column];
}

document.addEventListener("input", (event) => {
  const row = event.target.matches("[data-vote]") && event.target.closest("[data-vote-row]");
  if (row) check(row);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-vote]")) return;
  const next = nextField(event.target);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});
