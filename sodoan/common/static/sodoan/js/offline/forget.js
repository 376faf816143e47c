// On every page, a visitor's too: pages kept for somebody else are gone (`keep.js`), whoever was here before.
// The rest of what works offline is fetched when there is something to do: something waits in the outbox or
// was sent just now, or pages are to be kept anew.
const FRESH = 600000; // ms
const { user, offlinePages } = document.body.dataset;
const KEPT_AT = "so-doan-giu:";

async function forgetOthers() {
  document.cookie = user ? `so_doan_ai=${user}; path=/; SameSite=Lax` : "so_doan_ai=; path=/; max-age=0";
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(KEPT_AT) && key !== KEPT_AT + user) localStorage.removeItem(key);
  }
  for (const name of await caches.keys()) {
    if (name.startsWith("so-doan-trang-") && name !== `so-doan-trang-${user}`) await caches.delete(name);
  }
}

if (user !== undefined && "caches" in globalThis) forgetOthers();
const isStale = () => offlinePages && Date.now() - Number(localStorage.getItem(KEPT_AT + user)) > FRESH;
const waits = () => localStorage.getItem(`so-doan-cho-gui:${user}`) || sessionStorage.getItem("so-doan-vua-gui");
if (user && (isStale() || waits())) import("./frame.js").catch(() => null); // no signal: the next page tries
