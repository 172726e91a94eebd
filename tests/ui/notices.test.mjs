// Notifications: which messages call somebody, in which words, and that one tab tells.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { load } from './loader.mjs';

const stored = new Map();
globalThis.localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value), removeItem: (key) => void stored.delete(key) };
globalThis.document = { hidden: true, hasFocus: () => false, addEventListener: () => undefined, removeEventListener: () => undefined };
globalThis.window = globalThis;
const heard = new Map();
globalThis.addEventListener = (name, fn) => void heard.set(name, fn);
globalThis.removeEventListener = (name) => void heard.delete(name);

const { callOf, wordsFor } = await load('features/chat/notices.js');
const { claim, permission, showNotice, watched, watchLooking } = await load('state/notices.js');
const { replaceChats, resetStore } = await load('features/chat/store.js');
const { addPeople } = await load('state/session.js');
const { loadAreas } = await load('lib/i18n.js');

const chat = (more) => ({ id: '7', kind: 'group', title: 'Panitia', isMember: true, isMuted: false, notify: 'all', members: ['1', '2'], ...more });
const message = (more) => ({ id: '20', chatId: '7', senderId: '2', content: 'halo **semua**', rootMessageId: null, ...more });
const called = (said, where) => callOf(message(said), chat(where), '1');

beforeEach(() => stored.clear());

test('direct messages, mentions and urgent ones call; the rest does not', () => {
  assert.equal(called({}, {}), null);
  assert.equal(called({}, { kind: 'direct' }), 'direct');
  assert.equal(called({ mentions: ['1'] }, {}), 'mention');
  assert.equal(called({ mentionsAll: true }, {}), 'mention');
  assert.equal(called({ mentionsAll: true, rootMessageId: '3' }, {}), null);
  assert.equal(called({ mentions: ['1'], rootMessageId: '3' }, {}), 'mention');
  assert.equal(called({ rootMessageId: '3' }, { kind: 'direct' }), null);
  assert.equal(called({ delivery: 'urgent' }, {}), 'urgent');
});

test('nothing calls from a muted chat, past the level chosen for it, or by one\'s own words', () => {
  assert.equal(called({ mentions: ['1'] }, { isMuted: true }), null);
  assert.equal(called({ mentions: ['1'], delivery: 'urgent' }, { notify: 'none' }), null);
  assert.equal(called({}, { kind: 'direct', notify: 'mentions' }), null);
  assert.equal(called({ mentions: ['1'] }, { kind: 'direct', notify: 'mentions' }), 'mention');
  assert.equal(called({ senderId: '1', mentions: ['1'] }, {}), null);
  assert.equal(called({ mentions: ['1'] }, { isMember: false }), null);
  assert.equal(called({ mentions: ['1'], deletedAt: 'x' }, {}), null);
  assert.equal(callOf(message({ mentions: ['1'] }), undefined, '1'), null);
});

test('the words name who and where, many are one, and hidden ones say nothing', async () => {
  await loadAreas('chat');
  resetStore('1');
  addPeople([{ id: '2', displayName: 'Budi' }]);
  replaceChats([chat()]);
  const words = wordsFor([message({ mentions: ['1'] })], { hideText: false });
  assert.deepEqual(words, [{ title: 'Budi in Panitia', body: 'halo semua', tag: 'epop.20', path: '/chat/7?m=20' }]);
  const many = wordsFor(Array.from({ length: 5 }, (_, i) => message({ id: String(20 + i) })), { hideText: false });
  assert.deepEqual(many, [{ title: '5 new messages', body: '', tag: 'epop.24', path: '/chat/activity' }]);
  const hidden = wordsFor([message()], { hideText: true });
  assert.doesNotMatch(JSON.stringify(hidden), /Budi|Panitia|halo/);
});

test('of several tabs one tells, and a message once', async () => {
  assert.deepEqual(await claim('1@x', ['9', '10']), ['9', '10']);
  assert.deepEqual(await claim('1@x', ['9', '10']), []);
  assert.deepEqual(await claim('1@x', ['10', '11']), ['11']);
  assert.deepEqual(await claim('1@another-server', ['2']), ['2']);
});

test('where what is stored has not reached the other tab yet, the lock decides', async () => {
  const held = new Set();
  const locks = { request: async (name, { ifAvailable }, run) => run(ifAvailable && held.has(name) ? null : (held.add(name), { name })) };
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
  const release = globalThis.setTimeout;
  globalThis.setTimeout = () => 0;
  try {
    assert.deepEqual(await claim('1@x', ['30']), ['30']);
    stored.clear();
    assert.deepEqual(await claim('1@x', ['30', '31']), ['31']);
  } finally {
    globalThis.setTimeout = release;
    delete globalThis.navigator;
  }
});

test('somebody who looks at any tab is not called; a tab that crashed does not hold it up', () => {
  assert.equal(watched(), false);
  stored.set('epop.looking', `other ${Date.now()}`);
  assert.equal(watched(), true);
  assert.equal(watched(Date.now() + 120_000), false);
  stored.clear();
  document.hidden = false;
  document.hasFocus = () => true;
  const stop = watchLooking();
  assert.ok(stored.get('epop.looking'));
  document.hasFocus = () => false;
  heard.get('blur')();
  assert.equal(stored.get('epop.looking'), undefined);
  assert.equal(watched(), false);
  stop();
});

test('where the browser has no notifications nothing breaks', () => {
  assert.equal(permission.value, 'unsupported');
  assert.equal(showNotice({ title: 'x', body: '', tag: 'x', path: '/' }), false);
});
