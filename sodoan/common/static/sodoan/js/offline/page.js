// The page “Chưa gửi”: what waits on this machine, what to do with it, and what opens without a signal.
import "./frame.js";
import { AWAY, SIGNED_OUT, flush } from "./send.js";
import { keptPages } from "./keep.js";
import { dropDraft, dropItem, itemOf, items, keepItem } from "./store.js";

const list = document.querySelector("[data-outbox-list]");
const template = document.querySelector("[data-outbox-item]");
const WHY = {
  [AWAY]: "Chưa có mạng, hoặc máy chủ đang bận. Nội dung vẫn giữ trên máy.",
  [SIGNED_OUT]: "Phiên đăng nhập đã hết. Đồng chí đăng nhập lại rồi gửi; nội dung vẫn giữ trên máy.",
};

const isTold = ([name, value]) => typeof value === "string" && value && !["version", "luc"].includes(name);

// What was filled in, in the words of the form it comes from: a long list is told by its size.
function mineOf(item) {
  const told = item.entries.filter(isTold);
  const people = told.filter(([name]) => name.startsWith("p-"));
  if (people.length) return `${people.filter(([, value]) => value === "present").length}/${people.length} có mặt`;
  return told.map(([, value]) => value).join("; ");
}

function draw(item) {
  const card = template.content.firstElementChild.cloneNode(true);
  const part = (name) => card.querySelector(`[data-part="${name}"]`);
  card.dataset.url = item.url;
  part("title").textContent = item.title;
  part("at").textContent = new Date(item.at).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short", hour12: false });
  part("mine").textContent = mineOf(item);
  part("said").textContent = item.said ?? "";
  part("theirs").textContent = item.theirs ?? "";
  part("open").href = item.url;
  for (const place of card.querySelectorAll("[data-when]")) {
    place.hidden = !place.dataset.when.split(" ").includes(item.state);
  }
  return card;
}

async function show() {
  const waiting = await items();
  list.replaceChildren(...waiting.map(draw));
  document.querySelector("[data-outbox-none]").hidden = waiting.length > 0;
  document.querySelector("[data-outbox-some]").hidden = !waiting.length;
  document.querySelector("[data-outbox-script]").hidden = true;
}

async function showKept() {
  const pages = await keptPages();
  const place = document.querySelector("[data-kept-list]");
  document.querySelector("[data-kept-box]").hidden = !pages.length;
  place.replaceChildren(...pages.map(({ url, title }) => {
    const row = document.createElement("li");
    const link = document.createElement("a");
    [link.href, link.textContent, link.className, row.className] = [url, title, "lnk", "rw"];
    row.append(link);
    return row;
  }));
}

async function act(name, url) {
  if (name === "send") {
    const item = await itemOf(url);
    await keepItem({ ...item, state: "waiting" });
    await flush();
  } else {
    await dropDraft(url);
    await dropItem(url);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-outbox-act]");
  if (button) act(button.dataset.outboxAct, button.closest("[data-url]").dataset.url);
});
document.addEventListener("outbox", show);
document.addEventListener("outbox-sent", ({ detail: { why, told } }) => {
  const sent = [...told.values()].filter((one) => one.sent).length;
  const place = document.querySelector("[data-outbox-why]");
  place.querySelector("div").textContent = WHY[why] ?? `Đã gửi ${sent} việc.`;
  place.hidden = !why && !sent;
});
show();
showKept();
