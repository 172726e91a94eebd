// Where the page is. Features read `route` and call `navigate`; app/ maps routes to views.

import { signal } from '@preact/signals';

/** Compile `pattern`; the answer maps a path to its params, or null. */
export function matcher(pattern) {
  const names = [];
  const source = pattern.replace(/:(\w+)/g, (_, name) => {
    names.push(name);
    return '([^/]+)';
  });
  const shape = new RegExp(`^${source}/?$`);
  return (path) => {
    const found = shape.exec(path);
    if (!found) return null;
    try {
      return Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1])]));
    } catch {
      return null;
    }
  };
}

/** `next` if it is a path of this site (never another host or a script), else `fallback`. */
export function safeNext(next, fallback, origin) {
  if (!next || !next.startsWith('/') || /[\\\u0000-\u001f]/.test(next)) return fallback;
  try {
    const url = new URL(next, origin);
    return url.origin === origin ? url.pathname + url.search + url.hash : fallback;
  } catch {
    return fallback;
  }
}

// -- The address

/** `{path, params, query, hash, name, feature, area, audience}`; `name` null when no pattern matches. */
export const route = signal(null);

let table = [];

/** Register the patterns of the features: `{path, name, feature, area, audience}`. First match wins. */
export function setRoutes(routes) {
  table = routes.map((entry) => ({ ...entry, match: matcher(entry.path) }));
}

/** The route an address leads to. */
export function resolve(href, base = location.origin) {
  const url = new URL(href, base);
  const rest = { path: url.pathname, query: Object.fromEntries(url.searchParams), hash: url.hash.slice(1) };
  for (const { match, path, ...entry } of table) {
    const params = match(url.pathname);
    if (params) return { ...entry, pattern: path, ...rest, params };
  }
  return { name: null, feature: null, area: null, audience: 'user', pattern: null, ...rest, params: {} };
}

// Depth within this page's own history, so that `back` knows whether there is somewhere to go back to.
const depth = () => history.state?.depth ?? 0;

/** Go to an address of this site. */
export function navigate(href, { replace = false, keepFocus = false } = {}) {
  const next = resolve(href);
  const url = new URL(href, location.origin);
  const state = { depth: replace ? depth() : depth() + 1 };
  history[replace ? 'replaceState' : 'pushState'](state, '', url.pathname + url.search + url.hash);
  route.value = { ...next, keepFocus };
}

/** Change parts of the query; null removes a part. */
export function setQuery(changes, options) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  navigate(url.pathname + url.search, { keepFocus: true, ...options });
}

/** Back in history if we came from inside, else to `fallback`. */
export function back(fallback) {
  if (depth() > 0) history.back();
  else navigate(fallback, { replace: true });
}

function clicked(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.('a[href]');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (!resolve(link.href).name) return;
  event.preventDefault();
  if (link.href !== location.href) navigate(link.href);
}

/** Take the first address and follow links and history from now on. */
export function startRouting() {
  document.addEventListener('click', clicked);
  addEventListener('popstate', () => {
    route.value = resolve(location.href);
  });
  route.value = resolve(location.href);
}
