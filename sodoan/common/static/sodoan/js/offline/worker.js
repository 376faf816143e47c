// Between the pages and the network (`/sw.js`; the server writes VERSION before it). It keeps static
// files, and shows the pages that `keep.js` kept when the network does not answer. Nothing else is kept.
const FILES = `so-doan-tep-${VERSION}`;
const PAGES = "so-doan-trang-";
const LIST = "/trang-da-giu";
const OUTBOX = "/chua-gui/";
const SIGN_OUT = "/dang-xuat/";
const PATIENCE = 8000; // ms for a page that is also here
const NAMED_BY_CONTENT = /\.[0-9a-f]{12}\.\w+$/;

async function forget(isGone) {
  for (const name of await caches.keys()) if (isGone(name)) await caches.delete(name);
}

// A new version has other files, which the pages of the old one do not name.
async function takeOver() {
  await forget((name) => name.startsWith("so-doan-") && name !== FILES && !name.startsWith(PAGES));
  const known = await caches.has(FILES);
  if (!known) await forget((name) => name.startsWith(PAGES));
  await caches.open(FILES);
  await self.clients.claim();
}

// The pages of whoever is signed in here: while that lasts, and on a shared phone only while the
// browser is open (its cookie dies with it).
async function pagesHere() {
  const name = (await caches.keys()).find((one) => one.startsWith(PAGES));
  if (!name) return null;
  const cache = await caches.open(name);
  const list = await (await cache.match(LIST))?.json();
  if (!list || list.until < Date.now()) return null;
  const here = list.own || (await self.cookieStore?.get("so_doan_ai"))?.value === name.slice(PAGES.length);
  return here ? cache : null;
}

async function page(event, path) {
  const cache = await pagesHere();
  const kept = await cache?.match(path, { ignoreVary: true });
  try {
    const asked = fetch(event.request);
    const late = new Promise((_, fail) => { if (kept) setTimeout(fail, PATIENCE); });
    const answer = await Promise.race([asked, late]);
    if (kept && answer.ok) event.waitUntil(cache.put(path, answer.clone()));
    return answer;
  } catch {
    return kept ?? (await cache?.match(OUTBOX, { ignoreVary: true })) ?? Response.error();
  }
}

async function file(request, path) {
  const cache = await caches.open(FILES);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept && NAMED_BY_CONTENT.test(path)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.status === 200) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return kept ?? Response.error();
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && pathname === SIGN_OUT) event.waitUntil(forget((name) => name.startsWith(PAGES)));
  if (request.method !== "GET") return;
  if (pathname.startsWith("/static/") && !pathname.startsWith("/static/huong-dan/")) event.respondWith(file(request, pathname));
  else if (request.mode === "navigate") event.respondWith(page(event, pathname));
});
