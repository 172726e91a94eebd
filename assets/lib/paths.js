// Matching addresses against patterns like "/chat/:id".

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
