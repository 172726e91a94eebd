// Markdown: addresses of links and character references.

const SAFE_SCHEME = /^(?:https?:\/\/|mailto:)[^\s]/i;
const UNSAFE_CHAR = /[^!#-;=?-Z^_a-z~]/gu;

/**
 * The address as it may stand in `href`, percent-encoded, or null when it is not http, https or mailto.
 * Anything else (javascript:, data:, relative) never becomes a link.
 * @param {string} address
 */
export function linkHref(address) {
  if (!SAFE_SCHEME.test(address)) return null;
  return address.replace(UNSAFE_CHAR, (char) => {
    const bytes = new TextEncoder().encode(char);
    return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  });
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const REFERENCE = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/iy;

/** Reads a character reference at `at`: `{text, length}`, or null. Unknown names stay as typed. */
export function decodeEntity(source, at) {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(source);
  if (!match) return null;
  const [whole, hex, decimal, name] = match;
  if (name) return NAMED[name] ? { text: NAMED[name], length: whole.length } : null;
  const code = hex ? parseInt(hex, 16) : parseInt(decimal, 10);
  const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return { text: valid ? String.fromCodePoint(code) : '\ufffd', length: whole.length };
}
