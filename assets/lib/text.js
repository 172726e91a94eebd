// Small things about text: words and names, identifiers, the clipboard.


// -- Words and names

/** Up to two initials of a name: first and last word. */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => [...word][0].toUpperCase()).join('');
}

/** Lower case without accents, for comparing what people type. */
export const fold = (text) => text.normalize('NFD').replace(/\p{M}+/gu, '').toLowerCase();

/** True when every word of `needle` occurs in one of the texts. */
export function matches(needle, ...texts) {
  const hay = fold(texts.filter(Boolean).join(' '));
  return fold(needle).split(/\s+/).every((word) => hay.includes(word));
}

/** A number 0…size−1 that is always the same for the same text (colours of avatars). */
export function bucketOf(text, size) {
  let hash = 2166136261;
  for (const char of String(text)) hash = Math.imul(hash ^ char.codePointAt(0), 16777619) >>> 0;
  return hash % size;
}

/** What a message says where there is room for a line only: its words, else the names of its files. */
export const saidIn = ({ content, attachments }) => content || (attachments?.length ? `📎 ${attachments.map((file) => file.fileName).join(', ')}` : '');

// -- Identifiers made on this device, and the order of the server's

/** 128 random bits as 22 URL-safe characters; needs no secure context. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Compare two decimal ids as numbers of any length: negative, zero or positive. */
export function compareIds(a, b) {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

// -- The clipboard

function copyBySelection(text) {
  const area = document.createElement('textarea');
  const host = document.querySelector('dialog[open]:last-of-type') ?? document.body;
  area.value = text;
  area.readOnly = true;
  area.className = 'visually-hidden';
  host.append(area);
  const focused = document.activeElement;
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  focused?.focus?.();
  return copied;
}

/** Put `text` on the clipboard; false when the browser refuses. */
export async function copyText(text) {
  if (navigator.clipboard && isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Permission may be missing although the API is there: fall through to the selection.
    }
  }
  return copyBySelection(text);
}
