// The state kept for the next start: what goes into it, that it survives the disk, and when it is not to be trusted.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { load } from './loader.mjs';

const stored = new Map();
globalThis.localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value), removeItem: (key) => void stored.delete(key) };
const heard = new Map();
globalThis.addEventListener = (name, fn) => void heard.set(name, fn);
globalThis.removeEventListener = (name) => void heard.delete(name);
globalThis.document = { hidden: true, addEventListener: (name, fn) => void heard.set(name, fn), removeEventListener: (name) => void heard.delete(name) };

const store = await load('features/chat/store.js');
const { restoreSnapshot, takeSnapshot } = await load('features/chat/snapshot.js');
const { continues, forgetSnapshot, keepSnapshots, readSnapshot } = await load('state/snapshot.js');
const { lastOwner, rememberOwner, setOwner, sharedDevice } = await load('state/device.js');

const chat = (id) => ({ id, kind: 'group', isMember: true, members: ['1', '2'], memberCount: 2, unreadCount: 1, mentionCount: 0, lastReadMessageId: '5', lastMessage: { id: '9' } });
const message = (id) => ({ id: String(id), chatId: '7', senderId: '2', content: `m${id}`, rootMessageId: null });
const ready = (rows, more = {}) => ({ rows, status: 'ready', hasOlder: false, hasNewer: false, ...more });
const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => store.resetStore('1'));

test('chats and the end of each loaded stream survive the disk', () => {
  store.replaceChats([chat('7')]);
  store.setStream('7', null, ready([message(8), message(9)]));
  store.setStream('7', '8', ready([message(10)], { root: message(8) }));
  const data = structuredClone(takeSnapshot());
  store.resetStore('1');
  restoreSnapshot(data);
  assert.equal(store.chatOf('7').unreadCount, 1);
  assert.deepEqual(store.streamOf('7').value.rows.map((row) => row.id), ['8', '9']);
  assert.equal(store.streamOf('7').value.status, 'ready');
  assert.equal(store.streamOf('7', '8').value.root.id, '8');
  assert.deepEqual(takeSnapshot(), data);
});

test('what came after the snapshot goes on top of it, once', () => {
  store.replaceChats([chat('7')]);
  store.setStream('7', null, ready([message(9)]));
  const data = takeSnapshot();
  store.resetStore('1');
  restoreSnapshot(data);
  const told = { chatId: '7', messageId: '11', rootMessageId: null, patch: message(11) };
  store.apply('chat.message.created', told);
  store.apply('chat.message.created', told);
  assert.deepEqual(store.streamOf('7').value.rows.map((row) => row.id), ['9', '11']);
  assert.equal(store.chatOf('7').unreadCount, 2);
});

test('it is bounded, and leaves out what does not reach the end', () => {
  store.replaceChats([chat('7'), chat('8')]);
  store.setStream('7', null, ready(Array.from({ length: 200 }, (_, i) => message(i + 1))));
  store.setStream('8', null, ready([message(3)], { hasNewer: true }));
  const { streams } = takeSnapshot();
  assert.deepEqual(streams.map((stream) => [stream.chatId, stream.rows.length, stream.rows[0].id, stream.hasOlder]), [['7', 60, '141', true]]);
});

const boot = { me: { id: '1', createdAt: 'x' }, seq: '40' };

test('the state is kept when the page is put away, read by its owner, and forgotten', async () => {
  setOwner('1');
  rememberOwner();
  const stop = keepSnapshots(() => ({ seq: '40', at: 5, boot, parts: { chat: takeSnapshot() } }));
  heard.get('visibilitychange')();
  await settled();
  assert.equal((await readSnapshot()).seq, '40');
  stop();
  assert.equal(heard.has('pagehide'), false);
  await forgetSnapshot();
  assert.equal(await readSnapshot(), null);
});

test('without an owner, or on a shared device, there is nothing to read', async () => {
  sharedDevice.value = true;
  assert.equal(lastOwner(), null);
  rememberOwner();
  assert.equal(stored.has('epop.owner'), false);
  sharedDevice.value = false;
  assert.equal(await readSnapshot(), null);
});

test('another person, another account with the same number, and an older log do not continue it', () => {
  const kept = { seq: '40', boot };
  assert.ok(continues(kept, boot));
  assert.ok(continues(kept, { ...boot, seq: '9007199254740993' }));
  assert.ok(!continues(kept, { ...boot, seq: '39' }));
  assert.ok(!continues(kept, { ...boot, me: { id: '2', createdAt: 'x' } }));
  assert.ok(!continues(kept, { ...boot, me: { id: '1', createdAt: 'y' } }));
});
