// Counts the ticked cards while the member chooses: “Đã chọn 2/2”.
const list = document.querySelector("[data-picks]");
const badge = document.querySelector("[data-picked]");

function count() {
  const chosen = list.querySelectorAll("[data-pick]:checked").length;
  const least = Number(list.dataset.picks);
  badge.lastElementChild.textContent = `Đã chọn ${chosen}/${least}`;
  badge.classList.toggle("t-ok", chosen >= least);
  badge.classList.toggle("t-mute", chosen < least);
}

if (list && badge) list.addEventListener("change", count);
