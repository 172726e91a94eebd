// Texts of the page: dictionaries per area and locale, loaded on demand; `t` follows a language switch by itself.
import { batch, signal } from '@preact/signals';

/** Languages the page speaks; the first is the fallback. */
export const LOCALES = ['en', 'id'];

/** Their names, each in itself. */
export const LANGUAGE_NAMES = { en: 'English', id: 'Bahasa Indonesia' };

/** BCP 47 tags for Intl: English with day-month order and a 24-hour clock. */
const TAGS = { en: 'en-GB', id: 'id-ID' };

/** Current language, one of LOCALES. Write it only through `setLocale`. */
export const locale = signal(LOCALES[0]);

const dictionary = signal({});
const areas = new Set();
const pluralRules = new Map();

/** Tag of the current language for Intl constructors. Reading it subscribes. */
export const localeTag = () => TAGS[locale.value];

async function fetchAreas(code, names) {
  const modules = await Promise.all(names.map((name) => import(`../i18n/${code}/${name}.js`)));
  return Object.assign({}, ...modules.map((module) => module.default));
}

/** Load dictionaries of the current language (once each); resolves when `t` knows their keys. */
export async function loadAreas(...names) {
  const fresh = names.filter((name) => !areas.has(name));
  if (!fresh.length) return;
  const code = locale.peek();
  const texts = await fetchAreas(code, fresh);
  if (code !== locale.peek()) return loadAreas(...names);
  for (const name of fresh) areas.add(name);
  dictionary.value = { ...dictionary.peek(), ...texts };
}

/** Switch language without a reload. Unknown codes fall back to the first of LOCALES. */
export async function setLocale(code) {
  const next = LOCALES.includes(code) ? code : LOCALES[0];
  const names = [...areas];
  const texts = await fetchAreas(next, names);
  // Areas that arrived meanwhile are in the old language: fetch those as well.
  if (names.length !== areas.size) return setLocale(next);
  batch(() => {
    locale.value = next;
    dictionary.value = texts;
  });
  if (globalThis.document) document.documentElement.lang = next;
}

/** Language the browser asks for, mapped to one of LOCALES. */
export function preferredLocale(languages = globalThis.navigator?.languages ?? []) {
  for (const tag of languages) {
    const code = tag.toLowerCase().split('-')[0].replace(/^in$/, 'id');
    if (LOCALES.includes(code)) return code;
  }
  return LOCALES[0];
}

function plural(forms, n) {
  const tag = localeTag();
  if (!pluralRules.has(tag)) pluralRules.set(tag, new Intl.PluralRules(tag));
  return forms[pluralRules.get(tag).select(Number(n))] ?? forms.other;
}

function textOf(key, params) {
  const value = dictionary.value[key];
  if (value === undefined) {
    console.error(`text missing: ${key}`);
    return key;
  }
  return typeof value === 'string' ? value : plural(value, params?.n);
}

const shown = (value) => (typeof value === 'number' ? value.toLocaleString(localeTag()) : value);

/** Text for `key`. `params` fill `{name}` holes; numbers are formatted; `params.n` picks the plural form. */
export function t(key, params) {
  const text = textOf(key, params);
  return params ? text.replace(/\{(\w+)\}/g, (hole, name) => (name in params ? shown(params[name]) : hole)) : text;
}

/** Like `t`, but answers an array so that params may be vnodes. */
export function rich(key, params) {
  return textOf(key, params)
    .split(/\{(\w+)\}/)
    .map((part, i) => (i % 2 ? shown(params[part]) : part));
}
