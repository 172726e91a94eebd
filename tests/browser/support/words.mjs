// The page's own words, to find things by their names in any language; and a language nobody speaks, made from English: longer,
// accented, in brackets. What is cut, what overlaps and what is not translated shows in it at once.

import { readdir } from 'node:fs/promises';

const FOLDER = new URL('../../../assets/i18n/', import.meta.url);
const areas = (await readdir(new URL('en/', FOLDER))).filter((name) => name.endsWith('.js'));

async function dictionary(code) {
  const modules = await Promise.all(areas.map((name) => import(new URL(`${code}/${name}`, FOLDER))));
  return Object.assign({}, ...modules.map((module) => module.default));
}

const ACCENTED = new Map([...'aàcçdďeéiîlłnñoôrřsštťuûyýzžAÅCÇDĎEÉIÎNÑOÔRŘSŠTŤUÛZŽ'].reduce((pairs, letter, i, all) => (i % 2 ? [...pairs, [all[i - 1], letter]] : pairs), []));
const GROWTH = 0.4;

/** English text in the language nobody speaks; `{holes}` stay. */
export function pseudo(text) {
  const letters = text.split(/(\{\w+\})/).map((part, i) => (i % 2 ? part : [...part].map((letter) => ACCENTED.get(letter) ?? letter).join('')));
  const more = Math.ceil(text.replace(/\{\w+\}/g, '').length * GROWTH);
  return `⟦${letters.join('')}${' ôné twô'.repeat(Math.ceil(more / 8)).slice(0, more)}⟧`;
}

const pseudoForms = (value) => (typeof value === 'string' ? pseudo(value) : Object.fromEntries(Object.entries(value).map(([form, text]) => [form, pseudo(text)])));
const pseudoAll = (texts) => Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, pseudoForms(value)]));

const english = await dictionary('en');
const DICTIONARIES = { en: english, id: await dictionary('id'), xx: pseudoAll(english) };
const TAGS = { en: 'en-GB', id: 'id-ID', xx: 'en-GB' };

/** Answers `t(key, params)` of a language: `en`, `id`, or `xx`, the one nobody speaks. */
export const wordsOf = (code) => (key, params = {}) => {
  const value = DICTIONARIES[code][key];
  if (value === undefined) throw new Error(`there is no text ${key}`);
  const text = typeof value === 'string' ? value : value[new Intl.PluralRules(TAGS[code]).select(params.n)] ?? value.other;
  return text.replace(/\{(\w+)\}/g, (hole, name) => params[name] ?? hole);
};

/** From now on the English pages of this person speak the language nobody speaks. */
export const speakPseudo = (person) => person.context.route(/\/i18n\/en\/\w+\.js$/, async (route) => {
  const { default: texts } = await import(new URL(`en/${route.request().url().split('/').at(-1)}`, FOLDER));
  await route.fulfill({ contentType: 'text/javascript', body: `export default ${JSON.stringify(pseudoAll(texts))}` });
});
