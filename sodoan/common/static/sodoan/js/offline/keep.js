// Keeps the pages named by the server ([data-offline-pages] of the frame) on this machine, under their reader, for
// when there is no signal. `worker.js` shows them, `forget.js` drops those of everybody else.
import { user } from "./store.js";

const FILES = "so-doan-tep-";
const PAGES = "so-doan-trang-";
const LIST = "/trang-da-giu";
const OUTBOX = "/chua-gui/";
const FRESH = 600000; // ms: a page fetched since is not asked for again
const source = document.body.dataset.offlinePages;
let running = null;

export async function keptPages() {
  if (!("caches" in globalThis)) return [];
  const list = await caches.match(LIST, { cacheName: PAGES + user, ignoreVary: true });
  return list ? (await list.json()).pages : [];
}

async function fetchFiles(html) {
  const name = (await caches.keys()).find((one) => one.startsWith(FILES)); // the worker's
  const cache = name && await caches.open(name);
  const files = [...new Set(html.match(/\/static\/[^"'#?\s]+/g))];
  await Promise.all(files.map(async (file) => {
    if (cache && !(await cache.match(file, { ignoreVary: true }))) await cache.add(file);
  }));
}

async function keepOne(cache, url, force) {
  const old = await cache.match(url);
  if (old && !force && Date.now() - Date.parse(old.headers.get("date")) < FRESH) return;
  const answer = await fetch(url, { redirect: "manual" });
  if (!answer.ok) return;
  const html = await answer.clone().text();
  if (!old) await fetchFiles(html);
  await cache.put(url, answer);
}

async function refresh(force) {
  const cache = await caches.open(PAGES + user);
  const known = await (await cache.match(LIST))?.json();
  if (known && !force && Date.now() - known.at < FRESH) return;
  const answer = await fetch(source, { redirect: "manual" });
  if (!answer.ok) return;
  const { seconds, own, pages } = await answer.json();
  const list = { own, pages, until: Date.now() + seconds * 1000 };
  const write = (at) => cache.put(LIST, new Response(JSON.stringify({ ...list, at })));
  await write(0);
  const wanted = [OUTBOX, ...pages.map((page) => page.url)];
  for (const url of wanted) await keepOne(cache, url, force);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== LIST && !wanted.includes(pathname)) await cache.delete(pathname);
  }
  await write(Date.now());
  localStorage.setItem(`so-doan-giu:${user}`, String(Date.now())); // `forget.js` looks here
}

export async function keepPages(force = false) {
  if (!source || !navigator.onLine || !navigator.serviceWorker) return;
  if (running) return;
  document.body.toggleAttribute("data-keeping", true);
  running = refresh(force).catch(() => null); // no signal: what is there stays
  await running;
  running = null;
  document.body.toggleAttribute("data-keeping", false);
}

export function start() {
  if (!source || !navigator.serviceWorker) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => keepPages());
  navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready).then(() => keepPages(), () => null);
}
