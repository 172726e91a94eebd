// What the server found in a text: it comes escaped, with <mark> around what fits, and becomes pieces, never HTML.

import { wordsOf } from './query.js';

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MARK = /<mark>([^]*?)<\/mark>/;

function unescape(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = Number.parseInt(hex ?? decimal, hex ? 16 : 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Pieces of a found text: `[{text, lit}]`. Whatever else looks like a tag is text. */
export function piecesOf(escaped) {
  return escaped.split(MARK).map((text, i) => ({ text: unescape(text), lit: i % 2 === 1 })).filter((piece) => piece.text);
}

const litWords = (texts) => [...new Set(texts.flatMap((text) => piecesOf(text).filter((piece) => piece.lit).map((piece) => piece.text.toLowerCase())))];

/** The words hits were found by: those asked for, and those the server found to mean the same. */
export const wordsFound = (query, hits) => [...wordsOf(query), ...litWords(hits.flatMap((hit) => Object.values(hit.highlights ?? {})))];
