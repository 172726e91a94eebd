// The emoji: loaded once per language when a picker or a completion first needs them.
// en.txt has a line per emoji (emoji, "+" when it takes a skin tone, shortcodes, name, tags) under "#group" lines;
// id.txt has Indonesian names and tags on the same lines.

import { fold } from '../../../lib/text.js';

/** @typedef {{emoji:string, tones:boolean, codes:string[], name:string, group:string, hay:string}} Emoji */

/** Puts the two files together. `local` is null for English. @returns {Emoji[]} */
export function parseTable(english, local) {
  const names = local?.split('\n');
  let group = '';
  return english.split('\n').flatMap((line, i) => {
    if (line.startsWith('#') && !line.includes('\t')) {
      group = line.slice(1);
      return [];
    }
    if (!line) return [];
    const [emoji, tone, codes, label, tags = ''] = line.split('\t');
    const [localName = '', localTags = ''] = names?.[i]?.split('\t') ?? [];
    const hay = ` ${fold([codes.replaceAll('_', ' '), codes, label, tags, localName, localTags].join(' '))}`;
    return [{ emoji, tones: tone === '+', codes: codes.split(' '), name: localName || label, group, hay }];
  });
}

/** Best matches first: a shortcode that starts with the words, then any word that does, then anything inside. */
export function searchEmoji(table, query, limit) {
  const needle = fold(query.trim().replaceAll(':', ''));
  if (!needle) return table.slice(0, limit);
  const words = needle.split(/[\s_]+/).filter(Boolean);
  const ranked = [];
  for (const entry of table) {
    const rank = rankOf(entry, needle, words);
    if (rank < 4) ranked.push({ entry, rank });
  }
  return ranked.sort((a, b) => a.rank - b.rank).slice(0, limit).map(({ entry }) => entry);
}

function rankOf(entry, needle, words) {
  if (entry.codes.includes(needle)) return 0;
  if (entry.codes.some((code) => code.startsWith(needle))) return 1;
  if (words.every((word) => entry.hay.includes(` ${word}`))) return 2;
  return needle.length > 2 && words.every((word) => entry.hay.includes(word)) ? 3 : 4;
}

const loaded = new Map();

/** The table in the language of the page (Indonesian also answers to English words). @returns {Promise<Emoji[]>} */
export function loadEmoji(language) {
  if (!loaded.has(language)) {
    const files = language === 'id' ? ['en.txt', 'id.txt'] : ['en.txt'];
    const loading = Promise.all(files.map(readText)).then(([english, local = null]) => parseTable(english, local));
    loaded.set(language, loading);
    loading.catch(() => loaded.delete(language));
  }
  return loaded.get(language);
}

async function readText(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.text();
}

/** The five skin tones, lightest first. */
export const TONES = ['\u{1F3FB}', '\u{1F3FC}', '\u{1F3FD}', '\u{1F3FE}', '\u{1F3FF}'];

/** The emoji in a skin tone (0 = none, 1…5). */
export function withTone(entry, tone) {
  if (!tone || !entry.tones) return entry.emoji;
  const [first, ...rest] = [...entry.emoji];
  return first + TONES[tone - 1] + rest.filter((char, i) => i > 0 || char !== '\ufe0f').join('');
}
