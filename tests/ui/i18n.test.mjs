// Texts: both languages complete, every key used, every use known, placeholders alike.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { load, pathOf, text } from './loader.mjs';

const { loadAreas, locale, LOCALES, preferredLocale, rich, setLocale, t } = await load('lib/i18n.js');
const areas = readdirSync(pathOf('i18n/en')).map((name) => name.replace('.js', ''));
const sources = readdirSync(pathOf('.'), { recursive: true }).filter((path) => /\.js$/.test(path) && !/^(?:i18n|vendor)\//.test(path));

const forms = (value) => (typeof value === 'string' ? [value] : Object.values(value));
const holes = (value) => [...new Set(forms(value).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();

async function keysOf(code) {
  const found = {};
  for (const area of areas) {
    for (const [key, value] of Object.entries((await load(`i18n/${code}/${area}.js`)).default)) {
      assert.ok(key.startsWith(`${area}.`), `${key} belongs into ${area}.js`);
      assert.equal(found[key], undefined, `${key} is there twice`);
      found[key] = value;
    }
  }
  return found;
}

const texts = Object.fromEntries(await Promise.all(LOCALES.map(async (code) => [code, await keysOf(code)])));

test('every language has the same files', () => {
  for (const code of LOCALES) assert.deepEqual(readdirSync(pathOf(`i18n/${code}`)).sort(), readdirSync(pathOf('i18n/en')).sort());
});

test('every language has every key, with the same placeholders', () => {
  for (const code of LOCALES) {
    assert.deepEqual(Object.keys(texts[code]).sort(), Object.keys(texts.en).sort());
    for (const [key, value] of Object.entries(texts[code])) assert.deepEqual(holes(value), holes(texts.en[key]), `${code} ${key}`);
  }
});

test('plural texts have the forms their language needs', () => {
  for (const code of LOCALES) {
    const needed = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
    for (const [key, value] of Object.entries(texts[code])) {
      if (typeof value !== 'string') assert.deepEqual(Object.keys(value).sort(), [...needed].sort(), `${code} ${key}`);
    }
  }
});

test('every key in the code has a text, and every text is used', () => {
  const used = new Set();
  for (const path of sources) {
    const source = text(path);
    for (const [, key] of source.matchAll(/\b(?:t|rich)\(\s*'([\w.]+)'/g)) used.add(key);
    for (const [, keys] of source.matchAll(/i18n: ([\w. ]+)/g)) keys.trim().split(/\s+/).forEach((key) => used.add(key));
    for (const [, key] of source.matchAll(/'((?:app|chat|message)\.[\w.]+)'/g)) if (key in texts.en) used.add(key);
  }
  assert.deepEqual([...used].filter((key) => !(key in texts.en)), [], 'used but not defined');
  assert.deepEqual(Object.keys(texts.en).filter((key) => !used.has(key)), [], 'defined but not used');
});

test('texts follow the language, plurals and numbers included', async () => {
  await loadAreas('app', 'home', 'admin');
  assert.equal(t('admin.days', { n: 1 }), '1 day');
  assert.equal(t('admin.days', { n: 1200 }), '1,200 days');
  await setLocale('id');
  assert.equal(locale.value, 'id');
  assert.equal(t('admin.days', { n: 1200 }), '1.200 hari');
  assert.equal(t('app.today'), 'Hari ini');
  await setLocale('xx');
  assert.equal(t('app.today'), 'Today');
});

test('rich keeps vnodes in their place', async () => {
  const node = { type: 'b' };
  assert.deepEqual(rich('home.morning', { name: node }), ['Good morning, ', node, '']);
});

test('the browser\'s wish picks a language we have', () => {
  assert.equal(preferredLocale(['fr-FR', 'id-ID', 'en']), 'id');
  assert.equal(preferredLocale(['in']), 'id');
  assert.equal(preferredLocale(['de']), 'en');
});
