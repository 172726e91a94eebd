// Identifiers made on this device, and the order of the server's.

/** 128 random bits as 22 URL-safe characters; needs no secure context. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Compare two decimal ids as numbers of any length: negative, zero or positive. */
export function compareIds(a, b) {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}
