// The language of searching, as text and as parts. The text is the truth: chips, facets and completions read its parts and
// answer another text. `from:rina has:file "exact words" -draft`; what has an unknown key ("10:30", a path) is plain words.
//
// @typedef {{kind:'word'|'phrase'|'filter', key?:string, value:string, negated:boolean, open?:boolean, text:string, from:number,
//   to:number}} Part  `value` is without quotes and signs; `open` means that a quote was not closed.

/** What can be asked beside words, in the order in which it is offered. */
export const KEYS = ['from', 'in', 'has', 'is', 'type', 'before', 'after', 'on', 'assignee', 'label'];

/** The values of the keys that have only a few. */
export const CHOICES = {
  has: ['file', 'image', 'link'],
  is: ['unread', 'pinned', 'mine'],
  type: ['message', 'file', 'person', 'chat', 'project', 'task', 'comment'],
};

/** Keys of which a query has one at most: a newer value takes the place of the older. */
const ONE_OF = new Set(['before', 'after', 'on']);

const KEY = new RegExp(`^(?<key>${KEYS.join('|')}):`, 'i');
// Phones write curly ones by themselves.
const QUOTED = /^["“”][^"“”]*(?<end>["“”])?/;
const BARE = /^[^\s"“”]*/;
const QUOTES = /["“”]/g;

// As src/features/search/language.rs reads it.
function readPart(text, from) {
  const negated = /^-[^\s-]/.test(text.slice(from));
  const start = from + Number(negated);
  const key = KEY.exec(text.slice(start))?.groups.key;
  const rest = text.slice(start + (key ? key.length + 1 : 0));
  const quoted = QUOTED.exec(rest);
  const value = quoted ? quoted[0] : BARE.exec(rest)[0];
  const to = text.length - rest.length + value.length;
  return {
    kind: key ? 'filter' : quoted ? 'phrase' : 'word',
    ...(key && { key: key.toLowerCase() }),
    value: quoted ? value.replace(QUOTES, '').trim() : key ? value.replace(/^[@#]+/, '') : value,
    negated,
    ...(quoted && { open: !quoted.groups.end }),
    text: text.slice(from, to), from, to,
  };
}

/** The parts of a query in their order. @param {string} text @returns {Part[]} */
export function parseQuery(text) {
  const parts = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at])) at += 1;
    else {
      const part = readPart(text, at);
      parts.push(part);
      at = part.to;
    }
  }
  return parts;
}

/** The filters of a query that say something. */
export const filtersOf = (text) => parseQuery(text).filter((part) => part.kind === 'filter' && part.value);

/** The words and phrases that are looked for. */
export const wordsOf = (text) => parseQuery(text).filter((part) => part.kind !== 'filter' && !part.negated && part.value).map((part) => part.value);

/** Is there something the server could look for? A single letter is not. */
export const isAskable = (text) => filtersOf(text).some((part) => !part.negated) || wordsOf(text).some((word) => [...word].length > 1 || /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Thai}/u.test(word));

const sameText = (a, b) => a.toLowerCase() === b.toLowerCase();

/** A filter as it is written: quoted where its value has spaces. */
export function filterText(key, value, negated = false) {
  const clean = value.replace(QUOTES, '').replace(/^[@#]+/, '').trim();
  return `${negated ? '-' : ''}${key}:${/\s/.test(clean) ? `"${clean}"` : clean}`;
}

/** The part that holds this value of this key, if the query has it. */
export const findFilter = (text, key, value) => filtersOf(text).find((part) => part.key === key && sameText(part.value, value.replace(/^[@#]/, '')));

/** True for a part that is asked for: what a query forbids is not chosen. */
export const isAsked = (part) => Boolean(part && !part.negated);

/** The query without one of its parts. */
export function withoutPart(text, { from, to }) {
  const before = text.slice(0, from).trimEnd();
  const after = text.slice(to).trimStart();
  return before && after ? `${before} ${after}` : before + after;
}

/** The query without what is under a key. */
export const withoutKey = (text, key) => filtersOf(text).filter((part) => part.key === key).reduceRight(withoutPart, text);

/** The query with one more filter at its end; a key that may be there once is written anew. */
export function withFilter(text, key, value, negated = false) {
  if (findFilter(text, key, value)?.negated === negated) return text;
  const base = (ONE_OF.has(key) ? withoutKey(text, key) : text).trimEnd();
  return `${base}${base && ' '}${filterText(key, value, negated)}`;
}

/** The query with the filter if it was without it or forbade it, else without it. */
export function toggleFilter(text, key, value, part = findFilter(text, key, value)) {
  const base = part ? withoutPart(text, part) : text;
  return isAsked(part) ? base : withFilter(base, key, value);
}

/** The query without any filter. */
export const withoutFilters = (text) => filtersOf(text).reduceRight(withoutPart, text).trim();

/** The part the caret is in or at the end of, or undefined. */
export const partAt = (text, caret) => parseQuery(text).find((part) => part.from < caret && caret <= part.to);

/** The query with other words in the place of a part, and where the caret is then. `more` goes on writing the same part. */
export function replacePart(text, part, words, more = false) {
  const head = text.slice(0, part.from) + words + (more ? '' : ' ');
  return { text: head + (more ? text.slice(part.to) : text.slice(part.to).trimStart()), caret: head.length };
}
