// Small pure modules: ids, waiting, words, keys, passwords, days.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './loader.mjs';

const { backoff } = await load('net/api.js');
const { bucketOf, compareIds, fold, initials, matches, newId } = await load('lib/text.js');
const { hits, keyLabel } = await load('lib/keyboard.js');
const { strength } = await load('lib/password.js');
const time = await load('lib/i18n.js');
const { loadAreas, setLocale } = time;

test('waiting grows, is spread by half, and ends at 30 s', () => {
  const middle = (attempt) => backoff(attempt, () => 0.5);
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 60].map(middle), [500, 1000, 2000, 4000, 8000, 15000, 30000, 30000]);
  assert.deepEqual([backoff(0, () => 0), backoff(0, () => 1)], [250, 750]);
});

test('ids of this device are short, safe in addresses and different', () => {
  const ids = new Set(Array.from({ length: 1000 }, newId));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[\w-]{22}$/);
});

test('ids of the server compare as numbers of any length', () => {
  const ids = ['9007199254740993', '10', '9', '9007199254740992'];
  assert.deepEqual(ids.sort(compareIds), ['9', '10', '9007199254740992', '9007199254740993']);
  assert.equal(compareIds('5', '5'), 0);
});

test('names become initials and are found without accents', () => {
  assert.deepEqual(['Rina Hartono', 'ana', 'Ni Luh Putu Sari', ' ', 'Éva Ö'].map(initials), ['RH', 'A', 'NS', '', 'ÉÖ']);
  assert.equal(fold('Éva'), 'eva');
  assert.ok(matches('har rin', 'Rina Hartono', null));
  assert.ok(!matches('rino', 'Rina Hartono'));
  assert.equal(bucketOf('42', 12), bucketOf('42', 12));
});

const press = (key, held = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test('keys are recognised with exactly their modifiers', () => {
  assert.ok(hits(press('ArrowUp', { altKey: true }), 'alt+ArrowUp', false));
  assert.ok(!hits(press('ArrowUp', { altKey: true, shiftKey: true }), 'alt+ArrowUp', false));
  assert.ok(hits(press('K', { ctrlKey: true, shiftKey: true }), 'mod+shift+k', false));
  assert.ok(hits(press('k', { metaKey: true }), 'mod+k', true));
  assert.ok(!hits(press('k', { ctrlKey: true }), 'mod+k', true));
  assert.ok(hits(press('?', { shiftKey: true }), '?', false));
  assert.ok(hits(press('+', { shiftKey: true }), '+', false));
  assert.ok(!hits(press('R', { shiftKey: true }), 'r', false));
});

test('keys are printed as people know them', () => {
  assert.equal(keyLabel('alt+ArrowUp', false), 'Alt+↑');
  assert.equal(keyLabel('mod+shift+x', true), '⌘⇧X');
  assert.equal(keyLabel('+', false), '+');
});

test('the strength of a password', () => {
  assert.equal(strength('short'), 0);
  assert.equal(strength('password1234'), 1);
  assert.equal(strength('aaaaaaaaaaaa'), 1);
  assert.equal(strength('qwertyuiop'), 1);
  assert.ok(strength('rina hartono 9!', ['hartono']) <= 2);
  assert.equal(strength('Tembok-biru 41 & kuda'), 4);
});

test('days are told as people say them, in both languages', async () => {
  await loadAreas('app');
  const now = new Date(2026, 10, 23, 10, 0);
  assert.equal(time.formatDay(new Date(2026, 10, 23, 9, 14), now), 'Today');
  assert.equal(time.formatDay(new Date(2026, 10, 22, 23, 59), now), 'Yesterday');
  assert.match(time.formatDay(new Date(2026, 10, 16), now), /^Monday,? 16 November$/);
  assert.match(time.formatDay(new Date(2025, 10, 16), now), /2025/);
  assert.equal(time.formatShort(new Date(2026, 10, 23, 9, 14), now), '09:14');
  assert.equal(time.formatRelative(now - 5 * 60_000, now), '5 min ago');
  await setLocale('id');
  assert.equal(time.formatDay(new Date(2026, 10, 22), now), 'Kemarin');
  assert.equal(time.formatTime(new Date(2026, 10, 23, 14, 5)), '14.05');
  await setLocale('en');
});
