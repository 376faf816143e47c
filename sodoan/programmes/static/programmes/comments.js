// The ready sentence follows the grade that is chosen; words of one's own stay.
document.addEventListener("change", (event) => {
  const select = event.target.closest("select[data-comment]");
  if (!select) return;
  const box = document.getElementById(select.dataset.comment);
  const ready = [...select.options].map((option) => option.dataset.ready).filter(Boolean);
  const next = select.selectedOptions[0].dataset.ready;
  if (!next || !ready.includes(box.value.trim())) return;
  box.value = next;
  box.dispatchEvent(new Event("input", { bubbles: true }));
});
