// Small questions about words and names.

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
