// Says while one ticks whether enough people are there; the server counts again. Who the list hides counts
// as saved.
const place = document.querySelector("[data-quorum]");
const here = '[data-presence][value="present"]';
const count = (selector) => document.querySelectorAll(selector).length;

function tell() {
  const present = Number(place.dataset.present) + count(`${here}:checked`) - count(`${here}[data-stored]`);
  const called = Number(place.dataset.called);
  const needed = Number(place.dataset.needed);
  const enough = called > 0 && present >= needed;
  const lacking = enough ? "." : `. Còn thiếu ${needed - present} người.`;
  place.textContent = `${enough ? "Đủ" : "Chưa đủ"} điều kiện họp: có mặt ${present}/${called}, cần từ ${needed} người${lacking}`;
  place.classList.toggle("ok", enough);
  place.classList.toggle("warn", !enough);
}

function everybody(event) {
  event.preventDefault();
  for (const field of document.querySelectorAll(here)) {
    const name = CSS.escape(field.name);
    if (document.querySelector(`[name="${name}"]:checked`)) continue;
    field.checked = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

document.addEventListener("change", (event) => { if (event.target.matches("[data-presence]")) tell(); });
document.addEventListener("kept", tell); // after a search, with what was ticked before it
document.addEventListener("click", (event) => { if (event.target.closest("[data-all-present]")) everybody(event); });
