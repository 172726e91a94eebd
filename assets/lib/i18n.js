// The reader's language: texts from dictionaries per area and locale, loaded on demand, and times and numbers as that
// language writes them. All of it follows a language switch by itself.

import { batch, signal } from '@preact/signals';

// -- Texts

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

// -- Times and numbers

const formats = new Map();

function format(kind, options, Type = Intl.DateTimeFormat) {
  const tag = localeTag();
  const key = `${tag} ${kind}`;
  if (!formats.has(key)) formats.set(key, new Type(tag, options));
  return formats.get(key);
}

const toDate = (value) => (value instanceof Date ? value : new Date(value));

/** True when both fall on the same day of this device's calendar. */
export function sameDay(a, b) {
  const x = toDate(a);
  const y = toDate(b);
  return x.getFullYear() === y.getFullYear() && x.getMonth() === y.getMonth() && x.getDate() === y.getDate();
}

/** "09:14" (24 hours; Indonesian writes "09.14"). */
export const formatTime = (value) =>
  format('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(toDate(value));

/** "Today", "Yesterday", "Monday, 23 November"; the year is added when it is not this one. */
export function formatDay(value, now = new Date()) {
  const date = toDate(value);
  if (sameDay(date, now)) return t('app.today');
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (sameDay(date, yesterday)) return t('app.yesterday');
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return format(`day${year}`, { weekday: 'long', day: 'numeric', month: 'long', year }).format(date);
}

/** For narrow places: the time today, "23 Nov" this year, else with the year. */
export function formatShort(value, now = new Date()) {
  const date = toDate(value);
  if (sameDay(date, now)) return formatTime(date);
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return format(`short${year}`, { day: 'numeric', month: 'short', year }).format(date);
}

/** A day for good: "23 Nov 2026". */
export const formatDate = (value) => format('date', { day: 'numeric', month: 'short', year: 'numeric' }).format(toDate(value));

/** Everything: "Monday, 23 November 2026 at 09:14". */
export const formatDateTime = (value) =>
  format('full', { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' }).format(toDate(value));

const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Infinity],
];

/** "5 min ago", "yesterday", "in 3 days". */
export function formatRelative(value, now = Date.now()) {
  let amount = (toDate(value).getTime() - Number(now)) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(amount) < size) {
      const options = { numeric: 'auto', style: unit === 'minute' ? 'short' : 'long' };
      return format(`relative ${options.style}`, options, Intl.RelativeTimeFormat).format(Math.round(amount), unit);
    }
    amount /= size;
  }
  return formatShort(value);
}

/** "1,234" or "1.234". */
export const formatNumber = (value) => format('number', {}, Intl.NumberFormat).format(value);

/** "A, B and C" or "A, B, dan C". */
export const formatList = (parts) => format('list', { type: 'conjunction' }, Intl.ListFormat).format(parts);
