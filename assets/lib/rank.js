// How well a text fits what somebody typed, and how dear a thing is to them.
import { fold } from './text.js';

const DAY_MS = 86_400_000;
/** A use counts half as much after this time. */
export const HALF_LIFE_MS = 7 * DAY_MS;

const EXACT = 1000;
const PREFIX = 900;
const WORD = 800;
const INITIALS = 700;
const INSIDE = 600;
const SCATTERED = 300;

// Folded characters (as UTF-16 has them) with the place each came from: folding may change the length.
function spread(text) {
  const found = [];
  let at = 0;
  for (const char of text) {
    for (const each of fold(char).split('')) found.push({ char: each, at, start: at === 0 || /[\s#@_./-]/.test(text[at - 1]) });
    at += char.length;
  }
  return found;
}

const run = (from, length) => Array.from({ length }, (_, i) => from + i);

// Every character in order; a stretch of neighbours and beginnings of words are worth more than scattered letters.
function scattered(needle, hay) {
  if (needle.length < 3) return null;
  const places = [];
  let from = 0;
  for (const char of needle.split('')) {
    const at = hay.findIndex((each, i) => i >= from && each.char === char);
    if (at < 0) return null;
    places.push(at);
    from = at + 1;
  }
  const neighbours = places.filter((at, i) => i > 0 && at === places[i - 1] + 1).length;
  const starts = places.filter((at) => hay[at].start).length;
  const span = places.at(-1) - places[0] + 1;
  // Letters too far from each other are no match but chance.
  if (span > needle.length * 4 && starts < needle.length) return null;
  return { score: SCATTERED * (0.4 + (0.3 * neighbours + 0.3 * starts) / needle.length) - span, places };
}

function initialsOf(needle, hay) {
  const starts = hay.map((each, i) => (each.start ? i : -1)).filter((i) => i >= 0);
  const places = [];
  for (const char of needle.split('')) {
    const next = starts.find((i) => i > (places.at(-1) ?? -1) && hay[i].char === char);
    if (next === undefined) return null;
    places.push(next);
  }
  return needle.length > 1 ? { score: INITIALS, places } : null;
}

function word(needle, hay) {
  const text = hay.map((each) => each.char).join('');
  const { length } = needle;
  if (text === needle) return { score: EXACT, places: run(0, length) };
  if (text.startsWith(needle)) return { score: PREFIX + length / text.length, places: run(0, length) };
  let at = -1;
  let inside = -1;
  while ((at = text.indexOf(needle, at + 1)) >= 0) {
    if (hay[at].start) return { score: WORD + length / text.length, places: run(at, length) };
    if (inside < 0) inside = at;
  }
  const letters = initialsOf(needle, hay);
  if (letters) return letters;
  if (inside >= 0) return { score: INSIDE + length / text.length, places: run(inside, length) };
  return scattered(needle, hay);
}

/**
 * How well `text` fits `query`: `{score, marks}` (marks: places in `text` that fit), or null. Beginning of the text before
 * beginning of a word before a stretch inside before scattered letters; every word of the query has to fit.
 */
export function fit(query, text) {
  const hay = spread(text);
  const words = fold(query).split(/\s+/).filter(Boolean);
  const marks = new Set();
  const whole = word(words.join(' '), hay);
  const parts = whole && whole.score >= INSIDE ? [whole] : words.map((each) => word(each, hay));
  let score = 0;
  for (const part of parts) {
    if (!part) return null;
    score += part.score / parts.length;
    for (const place of part.places) marks.add(hay[place].at);
  }
  return words.length ? { score, marks } : { score: 0, marks };
}

/** What a use is worth now: it halves every seven days. */
export const worth = (use, now = Date.now()) => (use ? use.n * 2 ** -((now - use.at) / HALF_LIFE_MS) : 0);

/** The record of a thing after one more use. */
export const useAgain = (use, now = Date.now()) => ({ n: worth(use, now) + 1, at: now });

/**
 * Items that fit the query, best first: fit × how often and how lately it was chosen × the item's own `boost`. Without a
 * query all of them, dearest first. An item's `keywords` find it as well, but count less than its title.
 */
export function rank(query, items, used = {}, now = Date.now()) {
  const found = [];
  items.forEach((item, order) => {
    const direct = fit(query, item.title);
    const other = direct ? null : [item.keywords ?? []].flat().map((text) => fit(query, text)).find(Boolean);
    if (!direct && !other) return;
    const dear = worth(used[item.id], now);
    const base = direct ? direct.score : other.score * 0.6;
    const score = (base + (query.trim() ? 0 : 1)) * (1 + (0.3 * dear) / (1 + dear)) * (item.boost ?? 1);
    found.push({ item: { ...item, marks: direct?.marks ?? new Set() }, score, order });
  });
  return found.sort((a, b) => b.score - a.score || a.order - b.order).map(({ item }) => item);
}
