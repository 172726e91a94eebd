// The page without a network: keeps this version's files, the look of the workspace and the empty page, and gives them
// out when the server does not answer. It never keeps an answer of the API. The server fills in the version, its files
// and those of the look.

const TREE = '{{TREE}}';
const FILES = '{{FILES}}'.split(' ');
const BRAND = '{{BRAND}}'.split(' ').filter(Boolean);
const CACHE = `epop-${TREE}`;
const SHELL = '/';
/** Two versions are kept: a page that is still open may want a file of the older one. */
const KEPT = 2;
/** A connection that says nothing for this long is as good as none. */
const PATIENCE_MS = 4000;
/** Addresses of programs, not of the page. */
const PROGRAMS = /^\/(?:api|v1|a|brand|ws|metrics|docs|docs-json)(?:\/|$)/;

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(SHELL, { cache: 'no-cache' }), ...FILES.map((path) => `/a/${TREE}/${path}`), ...BRAND]);
  await self.skipWaiting();
}

async function tidy() {
  const names = (await caches.keys()).filter((name) => name.startsWith('epop-') && name !== CACHE);
  await Promise.all(names.slice(0, Math.max(0, names.length - (KEPT - 1))).map((name) => caches.delete(name)));
}

const kept = (request, options) => caches.match(request, { ignoreVary: true, ...options });
const patience = () => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));

// The newest page when the server answers in time, else the kept one. Whatever the address: the page finds its way.
async function page(request) {
  const asked = fetch(request);
  const shell = () => kept(SHELL, { cacheName: CACHE });
  const late = patience().then(shell);
  // It may fail after the kept page has gone out.
  asked.catch(() => undefined);
  try {
    return (await Promise.race([asked, late])) ?? (await asked);
  } catch {
    return (await shell()) ?? Response.error();
  }
}

// A file of a version never changes, so the kept one is as good; while developing it does.
async function file(request, lasting) {
  if (lasting) return (await kept(request)) ?? fetch(request);
  try {
    return await fetch(request);
  } catch {
    return (await kept(request)) ?? Response.error();
  }
}

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(tidy()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (!PROGRAMS.test(pathname)) event.respondWith(page(request));
  } else if (pathname.startsWith('/a/')) event.respondWith(file(request, TREE !== 'dev'));
  else if (pathname.startsWith('/brand/')) event.respondWith(file(request, true));
});
