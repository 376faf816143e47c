// What waits on this machine: drafts and forms not sent yet, each under its owner (IndexedDB).
const DRAFTS = "drafts";
const OUTBOX = "outbox";
let opened = null;

// Whom this page was made for; "" for a visitor, undefined on a page that does not say.
export const user = document.body.dataset.user;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("so-doan", 1);
    asked.onupgradeneeded = () => {
      for (const name of [DRAFTS, OUTBOX]) asked.result.createObjectStore(name, { keyPath: ["user", "url"] });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function run(name, mode, work) {
  const base = await database();
  return new Promise((resolve, reject) => {
    const deal = base.transaction(name, mode);
    const asked = work(deal.objectStore(name));
    deal.oncomplete = () => resolve(asked.result);
    deal.onabort = () => reject(deal.error);
  });
}

const own = (name) => run(name, "readonly", (rows) => rows.getAll(IDBKeyRange.bound([user, ""], [user, "\uffff"])));
const one = (name, url) => run(name, "readonly", (rows) => rows.get([user, url]));
const write = (name, row) => run(name, "readwrite", (rows) => rows.put({ ...row, user }));
const erase = (name, url) => run(name, "readwrite", (rows) => rows.delete([user, url]));
const tell = () => document.dispatchEvent(new Event("outbox"));

export const draftOf = (url) => one(DRAFTS, url);
export const keepDraft = (row) => write(DRAFTS, row);
export const dropDraft = (url) => erase(DRAFTS, url);

export const itemOf = (url) => one(OUTBOX, url);
export async function keepItem(row) {
  localStorage.setItem(`so-doan-cho-gui:${user}`, "1"); // `forget.js` looks here
  await write(OUTBOX, row);
  tell();
}

export const dropItem = (url) => erase(OUTBOX, url).then(tell);

// In the order in which they are sent: who was there before what was done, then as they were written.
export async function items() {
  if (!user) return [];
  const found = await own(OUTBOX);
  if (!found.length) localStorage.removeItem(`so-doan-cho-gui:${user}`);
  return found.sort((a, b) => a.rank - b.rank || a.at - b.at);
}
