// Sends what waits in the outbox, one after the other, as its owner and with a fresh token. Each item
// carries a key of its own and those it was tried under before: the server does nothing twice.
import { draftOf, dropItem, itemOf, items, keepDraft, keepItem, user } from "./store.js";

const TOKEN = "/chua-gui/ma/";
const PATIENCE = 30000;
const GONE = "Máy chủ không nhận: nội dung này không còn, hoặc không còn thuộc phần việc của đồng chí.";
const UNREADABLE = "Máy chủ không đọc được nội dung này, có thể vì ảnh quá lớn. Đồng chí mở ra, chọn ảnh khác.";
const REFUSED = { 400: UNREADABLE, 403: GONE, 404: GONE, 405: GONE, 413: UNREADABLE };

export const AWAY = "away"; // no signal, or the server is busy
export const SIGNED_OUT = "signed out"; // nobody is signed in, or somebody else

const asked = (url, options) =>
  fetch(url, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });

async function token() {
  const answer = await asked(TOKEN);
  if (answer.type === "opaqueredirect") return null;
  if (!answer.ok) throw new Error(String(answer.status));
  const said = await answer.json();
  return said.user === user ? said.token : null;
}

function bodyOf(item, csrf) {
  const body = new FormData();
  for (const [name, value] of item.entries) body.append(name, value);
  body.set("csrfmiddlewaretoken", csrf);
  body.set("key", item.key);
  body.set("before", item.tried.filter((key) => key !== item.key).join(" "));
  return body;
}

// What a refusing page says: its sentences, and the version somebody else has saved meanwhile.
function readRefusal(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const words = (where) => [...page.querySelectorAll(where)].map((one) => one.textContent.trim().replace(/\s+/g, " "));
  const [theirs] = words("[data-theirs]");
  const said = words("main .fe, main [role=alert], main .errorlist").filter(Boolean).join(" ");
  return { said, theirs, version: page.querySelector("main [name=version]")?.value };
}

async function refuse(item, found) {
  const state = found.theirs ? "conflict" : "refused";
  const entries = item.entries.map(([name, value]) =>
    (name === "version" && found.theirs ? [name, found.version] : [name, value]));
  const draft = await draftOf(item.url);
  if (draft && found.theirs) await keepDraft({ ...draft, base: found.version });
  await keepItem({ ...item, entries, state, said: found.said, theirs: found.theirs });
}

async function settled(item) {
  const draft = await draftOf(item.url);
  if (!draft?.values || draft.at <= item.at) await keepDraft({ url: item.url, tried: item.tried });
  const now = await itemOf(item.url);
  if (now?.key === item.key) await dropItem(item.url);
  else await keepItem({ ...now, tried: item.tried });
}

async function send(item, csrf) {
  item.tried = [...new Set([...item.tried, item.key])].slice(-9);
  await keepItem(item);
  const answer = await asked(item.url, { method: "POST", body: bodyOf(item, csrf), headers: { "X-Outbox": "1" } });
  if (answer.ok) {
    await settled(item);
    return { sent: true, ...(await answer.json()) };
  }
  if (answer.status === 422) {
    const html = await answer.text();
    await refuse(item, readRefusal(html));
    return { html };
  }
  if (answer.status in REFUSED) {
    await refuse(item, { said: REFUSED[answer.status] });
    return {};
  }
  throw new Error(answer.type === "opaqueredirect" ? SIGNED_OUT : String(answer.status));
}

async function sendAll(told) {
  const waiting = (await items()).filter((item) => item.state === "waiting");
  if (!waiting.length) return "";
  if (!navigator.onLine) return AWAY;
  const csrf = await token();
  if (!csrf) return SIGNED_OUT;
  for (const item of waiting) told.set(item.url, await send(item, csrf));
  return "";
}

// One at a time, over all windows. Returns why it stopped ("" when all was sent or answered) and the
// answers by address.
export async function flush() {
  const told = new Map();
  const work = () => sendAll(told).catch((fault) => (fault.message === SIGNED_OUT ? SIGNED_OUT : AWAY));
  const why = navigator.locks ? await navigator.locks.request("so-doan-outbox", work) : await work();
  document.dispatchEvent(new CustomEvent("outbox-sent", { detail: { why, told } }));
  return { why, told };
}
