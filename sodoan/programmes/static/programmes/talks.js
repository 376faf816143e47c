// The quarterly talk: tiles open without the network, standings are sent in the background, and what
// could not be sent waits in localStorage of this person until it can. Sending twice is harmless.
const STORE = "sodoan-talks:";
const RETRY = 20000;
const REFUSED = [404, 422]; // asking again would not help: told, and not kept

const board = () => document.getElementById("bang");
const key = () => STORE + (board()?.dataset.user ?? "");
const read = () => JSON.parse(localStorage.getItem(key()) ?? "{}");

function write(queue) {
  if (Object.keys(queue).length) localStorage.setItem(key(), JSON.stringify(queue));
  else localStorage.removeItem(key());
  showQueue();
}

function showQueue() {
  const queue = read();
  const count = Object.keys(queue).length;
  const box = document.querySelector("[data-queue-box]");
  box.hidden = count === 0;
  box.querySelector("[data-queue-count]").textContent = `${count} người chưa gửi lên.`;
  for (const mark of document.querySelectorAll("[data-unsent]")) mark.remove();
  for (const url of Object.keys(queue)) {
    const tile = document.getElementById(`nguoi-${queue[url].id}`);
    if (!tile?.matches("[data-tile]")) continue;
    const mark = document.createElement("span");
    mark.className = "sm b warn";
    mark.dataset.unsent = "";
    mark.textContent = `Chưa gửi: ${queue[url].word}`;
    tile.append(mark);
  }
}

function focusOn(panel) {
  panel?.querySelector("h2")?.focus({ preventScroll: true });
  panel?.scrollIntoView({ block: "nearest" });
}

// Closes the open panel (its tile comes back) and opens that of another member.
function openPanel(id) {
  const template = document.getElementById(`khung-${id}`);
  const tile = document.getElementById(`nguoi-${id}`);
  if (!template || !tile) return false;
  closePanels();
  const panel = template.content.firstElementChild.cloneNode(true);
  panel.querySelector("[name=csrfmiddlewaretoken]").value = token();
  panel.tile = tile;
  tile.replaceWith(panel);
  focusOn(panel);
  return true;
}

function closePanels() {
  for (const panel of document.querySelectorAll("[data-panel]")) if (panel.tile) panel.replaceWith(panel.tile);
}

const token = () => document.querySelector("#bang [name=csrfmiddlewaretoken]")?.value ?? "";

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ ...body, csrfmiddlewaretoken: token() }),
    headers: { "HX-Request": "true", "X-CSRFToken": token() },
  });
  const signedOut = new URL(answer.url).pathname.startsWith("/dang-nhap");
  if (signedOut || !(answer.ok || REFUSED.includes(answer.status))) throw new Error(String(answer.status));
  return answer;
}

// Shows the answer. What waited since another branch, quarter or programme is no board of this page.
function swap(text, address) {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("bang");
  if (!fresh) return;
  if (fresh.dataset.page !== board().dataset.page) {
    location.reload();
    return;
  }
  board().replaceWith(document.adoptNode(fresh));
  globalThis.htmx?.process(board());
  history.replaceState(null, "", address);
  showQueue();
  focusOn(document.querySelector("[data-panel]"));
}

async function save(form, button) {
  const url = form.action;
  const body = { muc: button.value, ghi_chu: form.elements.ghi_chu.value };
  const waiting = { ...body, id: form.dataset.talk, word: button.textContent.trim() };
  const following = document.querySelector("[data-next]")?.dataset.next;
  try {
    const answer = await post(url, body);
    const queue = read();
    delete queue[url];
    write(queue);
    if (answer.status === 404) location.reload();
    else swap(await answer.text(), answer.ok ? answer.url : location.href);
  } catch {
    write({ ...read(), [url]: waiting });
    const panel = form.closest("[data-panel]");
    if (panel.tile) panel.replaceWith(panel.tile);
    nextUnsent(form.dataset.talk, following);
    showQueue();
  }
}

// Offline: the next tile without a standing, sent or waiting.
function nextUnsent(id, following) {
  const waiting = new Set(Object.values(read()).map((one) => one.id));
  const tiles = [...document.querySelectorAll("[data-tile].todo")].map((tile) => tile.id.slice(6));
  const left = tiles.filter((one) => !waiting.has(one) && one !== id);
  const place = left.includes(following) ? following : left[0];
  if (place) openPanel(place);
}

let sending = false;

async function sendWaiting() {
  if (sending) return;
  sending = true;
  const refused = [];
  try {
    for (const [url, { muc, ghi_chu, word }] of Object.entries(read())) {
      const answer = await post(url, { muc, ghi_chu });
      if (!answer.ok) refused.push(word);
      const queue = read();
      delete queue[url];
      write(queue);
      if (answer.ok && !Object.keys(queue).length) swap(await answer.text(), location.href);
    }
    if (refused.length) location.reload();
  } catch {
    setTimeout(sendWaiting, RETRY);
  } finally {
    sending = false;
  }
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (event.target.closest("[data-queue-send]")) sendWaiting();
  const tile = event.target.closest("[data-tile]");
  const next = event.target.closest("[data-next]");
  const id = tile?.id.slice(6) ?? next?.dataset.next;
  if (id && openPanel(id)) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-talk]") || !event.submitter) return;
  event.preventDefault();
  save(event.target, event.submitter);
});

window.addEventListener("online", sendWaiting);
document.addEventListener("htmx:after:swap", showQueue);
showQueue();
if (Object.keys(read()).length) sendWaiting();
