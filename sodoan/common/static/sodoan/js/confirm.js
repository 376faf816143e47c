// Opens a confirm page ([data-confirm] link) as a dialog. Without script, or if anything fails, the
// link simply leads to the page.
async function open(link) {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = answer.ok && !answer.redirected && page.querySelector("[data-confirm-body]");
  if (!form) {
    location.assign(link.href);
    return;
  }
  if (!form.getAttribute("action")) form.setAttribute("action", link.href);
  const dialog = document.createElement("dialog");
  dialog.className = "modal-box";
  dialog.append(document.adoptNode(form));
  const title = dialog.querySelector("h1");
  title.id = "confirm-title";
  dialog.setAttribute("aria-labelledby", title.id);
  document.body.append(dialog);
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest("a[data-confirm]");
  if (link) {
    event.preventDefault();
    open(link).catch(() => location.assign(link.href));
    return;
  }
  const close = event.target.closest("dialog [data-confirm-close]");
  if (close) {
    event.preventDefault();
    close.closest("dialog").close();
  }
});
