// What was found, made to stand out: in a text of the server's, and in whatever stands on the page.

import { html } from 'htm/preact';
import { piecesOf } from '../lib/marks.js';
import { fold } from '../lib/text.js';

/** A found text, escaped and marked as the server has it. */
export const Marked = ({ text }) => piecesOf(text).map((piece, i) => (piece.lit ? html`<mark key=${i} class="found">${piece.text}</mark>` : piece.text));

// -- Words that stand out where they are. The browser paints them over the text; no node changes, so whoever drew it may draw on.

const NAME = 'found';
const LETTER = /[\p{L}\p{N}_]/u;
// Writing without spaces between its words.
const UNSPACED = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u;

/** Places of `terms` (folded) in a text: `[[from, to]]`. A term begins a word, except where writing has no spaces. */
export function placesOf(text, terms) {
  const places = [];
  let folded = '';
  const origin = [];
  for (let at = 0; at < text.length;) {
    const char = String.fromCodePoint(text.codePointAt(at));
    const plain = fold(char);
    for (let i = 0; i < plain.length; i += 1) origin.push(at);
    folded += plain;
    at += char.length;
  }
  origin.push(text.length);
  for (const term of terms) {
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
      if (at > 0 && LETTER.test(folded[at - 1]) && LETTER.test(term[0]) && !UNSPACED.test(term[0])) continue;
      places.push([origin[at], origin[at + term.length]]);
    }
  }
  return places;
}

function paint(selector, terms) {
  const found = new Highlight();
  for (const root of document.querySelectorAll(selector)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (const [from, to] of placesOf(node.data, terms)) found.add(new StaticRange({ startContainer: node, startOffset: from, endContainer: node, endOffset: to }));
    }
  }
  CSS.highlights.set(NAME, found);
}

/**
 * Makes `words` stand out in everything that `selector` finds now and later. Answers a disposer. Browsers that cannot paint over
 * text show it as it is.
 */
export function spotlight(selector, words) {
  const terms = [...new Set(words.map(fold))].filter(Boolean);
  if (!globalThis.CSS?.highlights || !terms.length) return () => undefined;
  let due = 0;
  const soon = () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => paint(selector, terms));
  };
  const watch = new MutationObserver(soon);
  watch.observe(document.body, { childList: true, characterData: true, subtree: true });
  soon();
  return () => {
    watch.disconnect();
    cancelAnimationFrame(due);
    CSS.highlights.delete(NAME);
  };
}
