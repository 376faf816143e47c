// Says while one ticks whether enough people are there; the server counts again.
const place = document.querySelector("[data-quorum]");

function tell() {
  const present = document.querySelectorAll('[data-presence][value="present"]:checked').length;
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
  for (const field of document.querySelectorAll('[data-presence][value="present"]')) {
    const name = CSS.escape(field.name);
    if (!document.querySelector(`[name="${name}"]:checked`)) field.checked = true;
  }
  tell();
}

document.addEventListener("change", (event) => { if (event.target.matches("[data-presence]")) tell(); });
document.querySelector("[data-all-present]")?.addEventListener("click", everybody);
