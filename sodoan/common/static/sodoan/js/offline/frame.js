// On every page: how much waits to be sent, and sending it once there is a signal.
import { AWAY, SIGNED_OUT, flush } from "./send.js";
import { keepPages, start } from "./keep.js";
import { items, user } from "./store.js";

const RETRY = 30000;
const SAID = "so-doan-vua-gui";
const bar = document.querySelector("[data-outbox-bar]");
let timer = 0;

function words(waiting, why) {
  if (waiting.some((item) => item.state === "conflict")) return "Có người khác đã sửa, mời đồng chí chọn.";
  if (waiting.some((item) => item.state === "refused")) return "Có nội dung cần sửa.";
  if (why === SIGNED_OUT) return "Đồng chí đăng nhập lại để gửi.";
  return "Máy tự gửi khi có mạng.";
}

async function show(why) {
  const waiting = await items().catch(() => []);
  for (const link of document.querySelectorAll("[data-outbox-count]")) {
    link.hidden = !waiting.length && !("always" in link.dataset);
    link.setAttribute("aria-label", waiting.length ? `${waiting.length} việc chưa gửi` : "Không còn việc chưa gửi");
    const count = link.querySelector(".cnt");
    count.hidden = !waiting.length;
    count.textContent = waiting.length;
  }
  for (const mark of document.querySelectorAll("[data-unsent]")) mark.remove();
  for (const item of waiting) {
    for (const link of document.querySelectorAll(`main a[href="${CSS.escape(item.url)}"]`)) mark(link);
  }
  if (!bar) return;
  bar.hidden = !waiting.length;
  bar.querySelector("b").textContent = `${waiting.length} việc chưa gửi.`;
  bar.querySelector("[data-outbox-words]").textContent = words(waiting, why);
}

function mark(link) {
  if (link.closest("[data-outbox-list]")) return;
  const word = document.createElement("span");
  word.className = "b warn";
  word.dataset.unsent = "";
  word.textContent = "(chưa gửi)";
  link.append(" ", word);
}

// Also of what was sent just before this page was opened.
function say(told) {
  const template = document.querySelector("[data-outbox-toast]");
  const words = [...JSON.parse(sessionStorage.getItem(SAID) ?? "[]"), ...told.filter((one) => one.sent).map((one) => one.words)];
  if (!words.length) return;
  sessionStorage.setItem(SAID, JSON.stringify(words)); // `forget.js` looks here
  if (!template || document.querySelector("form[data-sending]")) return; // the next page says it
  sessionStorage.removeItem(SAID);
  for (const text of words) {
    const note = template.content.firstElementChild.cloneNode(true);
    note.querySelector("[data-toast] > div").textContent = text;
    document.querySelector("main").prepend(note);
  }
  document.dispatchEvent(new Event("htmx:after:swap")); // toast.js takes it from here
}

document.addEventListener("outbox", () => show());
document.addEventListener("outbox-sent", ({ detail: { why, told } }) => {
  show(why);
  say([...told.values()]);
  clearTimeout(timer);
  if (why === AWAY) timer = setTimeout(flush, RETRY);
  if ([...told.values()].some((one) => one.sent)) keepPages(true);
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-outbox-send]")) flush(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden && user) flush(); });
window.addEventListener("online", () => { if (user) flush().then(() => keepPages()); });

if (user) {
  start();
  await show();
  await flush();
}
