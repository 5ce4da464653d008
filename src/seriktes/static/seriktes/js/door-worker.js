// Keeps the page at the door, and what it is made of, for when there is no network. `self.doorPage` is set by the server.
const KEPT = "seriktes-door-v2";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder().then(() => self.clients.claim())));

// What an older version kept bore the name of whoever was signed in.
async function forgetOlder() {
  const names = (await caches.keys()).filter((name) => name.startsWith("seriktes-door-") && name !== KEPT);
  await Promise.all(names.map((name) => caches.delete(name)));
}

// The page tells what it loaded, so that a list of files need not be kept twice.
self.addEventListener("message", (event) => {
  const addresses = (event.data?.keep ?? []).filter((address) => new URL(address).origin === self.location.origin);
  event.waitUntil(keepAll(addresses, event.ports[0]));
});

async function keepAll(addresses, port) {
  const cache = await caches.open(KEPT);
  await Promise.allSettled(addresses.map((address) => keepOne(cache, address)));
  port?.postMessage("kept");
}

// The page is kept as the server writes it for nobody: a telephone is handed on, and its reader signs out.
async function keepOne(cache, address) {
  const isPage = new URL(address).pathname === self.doorPage;
  const answer = await fetch(isPage ? `${address}?kept` : address, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await cache.put(address, answer);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === self.doorPage) event.respondWith(networkFirst(request));
  else if (request.mode !== "navigate" && !pathname.startsWith(self.doorPage)) event.respondWith(keptFirst(request));
});

async function networkFirst(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(self.location.origin + self.doorPage);
    if (kept) return kept;
    throw error;
  }
}

// Files bear the name of their content: what was kept is never out of date.
async function keptFirst(request) {
  return (await caches.match(request)) ?? fetch(request);
}
