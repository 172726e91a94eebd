// Who is who, and what stays on the device.
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { load } from './loader.mjs';

const asked = [];
const stored = new Map();
globalThis.localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value), removeItem: (key) => void stored.delete(key) };
const leaving = {};
globalThis.addEventListener = (name, fn) => void (leaving[name] = fn);
globalThis.document = { addEventListener: () => undefined };
globalThis.fetch = async (url) => {
  asked.push(String(url));
  return new Response(JSON.stringify({ id: '9', displayName: 'Tika', presence: 'away' }), { status: 200 });
};

const session = await load('state/session.js');
const { clearDrafts, draftOf, drafts, flushDrafts, kv, loadDrafts, saveDraft, setOwner, watchDrafts } = await load('state/device.js');
const { resource } = await load('state/resource.js');

const ana = { id: '1', displayName: 'Ana', presence: 'available', isAdmin: true };
const budi = { id: '2', displayName: 'Budi', presence: 'offline' };
const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  asked.length = 0;
  session.applyBoot({ me: ana, people: [budi], workspace: { name: 'W' }, limits: {}, seq: '1', version: '1' });
});

test('the boot answer fills everything', () => {
  assert.equal(session.myId(), '1');
  assert.equal(session.workspace.value.name, 'W');
  assert.equal(session.person('2').displayName, 'Budi');
  assert.equal(session.presence.value.get('1'), 'available');
});

test('somebody unknown is a placeholder, asked for once, and then known', async () => {
  assert.ok(session.person('9').missing);
  session.person('9');
  await settled();
  await settled();
  assert.deepEqual(asked, ['/api/v1/users/9']);
  assert.equal(session.person('9').displayName, 'Tika');
});

test('presence changes leave the people alone, so that nothing but presence is drawn again', () => {
  const before = session.people.value;
  session.sessionEvents['user.presence.updated']({ changes: [{ userId: '2', presence: 'busy' }, { userId: '1', presence: 'away' }] });
  assert.equal(session.people.value, before);
  assert.equal(session.presence.value.get('2'), 'busy');
  assert.equal(session.me.value.presence, 'away');
});

test('a changed profile reaches me and the directory', () => {
  session.sessionEvents['user.updated']({ userId: '1', patch: { displayName: 'Ana B' } });
  session.sessionEvents['user.created']({ userId: '3', patch: { displayName: 'Citra', presence: 'offline' } });
  assert.equal(session.me.value.displayName, 'Ana B');
  assert.equal(session.person('1').displayName, 'Ana B');
  assert.equal(session.person('3').id, '3');
});

test('a draft is there at once, on disk later, and gone when empty', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  setOwner('1');
  saveDraft('chat:5', 'hal');
  saveDraft('chat:5', 'halo');
  assert.equal(draftOf('chat:5'), 'halo');
  assert.equal(await kv('drafts').get('chat:5'), undefined);
  mock.timers.tick(400);
  await settled();
  assert.equal((await kv('drafts').get('chat:5')).text, 'halo');
  clearDrafts();
  await loadDrafts();
  assert.equal(draftOf('chat:5'), 'halo');
  saveDraft('chat:5', '');
  await flushDrafts();
  assert.equal(await kv('drafts').get('chat:5'), undefined);
  assert.equal(drafts.value.size, 0);
  mock.timers.reset();
});

test('what was typed in the last moment before the page is closed is there at the next start', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  setOwner('7');
  watchDrafts();
  saveDraft('chat:1', 'almost lo');
  leaving.pagehide();
  // The page is gone before the database answers; a new one starts with an empty memory.
  const words = stored.get('epop.drafts.7');
  assert.match(words, /almost lo/);
  await settled();
  assert.equal(stored.get('epop.drafts.7'), undefined, 'not needed once the database has it');
  await kv('drafts').del('chat:1');
  clearDrafts();
  stored.set('epop.drafts.7', words);
  await loadDrafts();
  assert.equal(draftOf('chat:1'), 'almost lo');
  assert.equal((await kv('drafts').get('chat:1')).text, 'almost lo');
  mock.timers.reset();
});

test('what one person left is not the next one\'s', async () => {
  setOwner('1');
  await kv('cache').set('x', 1);
  setOwner('2');
  assert.equal(await kv('cache').get('x'), undefined);
});

test('of two loads only the newer counts', async () => {
  const waiting = [];
  const found = resource((signal) => new Promise((resolve) => waiting.push({ resolve, signal })));
  const first = found.load();
  const second = found.load();
  assert.ok(waiting[0].signal.aborted);
  waiting[1].resolve('new');
  waiting[0].resolve('old');
  await Promise.all([first, second]);
  assert.equal(found.data.value, 'new');
  assert.equal(found.loading.value, false);
});
