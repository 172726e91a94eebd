// Files on their way: nothing sent twice, nothing lost by a broken line, a reload or a tab that goes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './loader.mjs';

const { ALONE, Uploads } = await load('state/upload-queue.js');
const { faultOf } = await load('state/uploads.js');
const { limits } = await load('state/session.js');
const { ApiError } = await load('net/api.js');
const { formatSize, kindOf, percentOf } = await load('lib/files.js');
const { attachmentsHeight, estimateRow, pendingFor, pictureBox } = await load('features/chat/model.js');
const { Outbox } = await load('state/outbox.js');

const settled = () => new Promise((resolve) => setImmediate(resolve));
const rest = async () => {
  for (let i = 0; i < 8; i += 1) await settled();
};

function disk() {
  const map = new Map();
  return {
    map,
    get: async (key) => map.get(key),
    set: async (key, value) => void map.set(key, value),
    del: async (key) => void map.delete(key),
    entries: async () => [...map],
  };
}

/** A server that keeps what it is given; calls wait for `let` to go through, unless it is open. */
function server() {
  const files = new Map();
  const log = [];
  const state = { open: true, waiting: [], fault: null };
  const pass = (name, work) => async (...args) => {
    log.push(name);
    const { signal } = args.at(-1) ?? {};
    if (!state.open) {
      await new Promise((resolve, reject) => {
        state.waiting.push(resolve);
        const given = args.find((each) => each instanceof AbortSignal) ?? signal;
        given?.addEventListener('abort', () => reject(new ApiError({ code: 'aborted' })));
      });
    }
    const fault = state.fault?.(name, ...args);
    if (fault) throw fault;
    return work(...args);
  };
  const net = {
    createUpload: pass('create', async ({ name, size }) => {
      const url = `/u/${files.size + 1}`;
      files.set(url, { name, size, bytes: '' });
      return { url, fileId: String(files.size) };
    }),
    offsetOf: pass('offset', async (url) => {
      if (!files.has(url)) throw new ApiError({ status: 404, code: 'upload_not_found' });
      return files.get(url).bytes.length;
    }),
    sendPiece: pass('piece', async (url, offset, piece) => {
      const file = files.get(url);
      if (offset !== file.bytes.length) throw new ApiError({ status: 409, code: 'offset_conflict' });
      file.bytes += await piece.text();
      return file.bytes.length;
    }),
    endUpload: pass('end', async (url) => void files.delete(url)),
    forget: pass('forget', async () => undefined),
  };
  const go = async () => {
    state.open = true;
    state.waiting.splice(0).forEach((resolve) => resolve());
    await rest();
  };
  return { net, files, log, state, go };
}

function air() {
  const tabs = [];
  return () => {
    const end = { onmessage: null, dead: false, postMessage: (data) => tabs.filter((tab) => tab !== end && !tab.dead && !end.dead).forEach((tab) => tab.onmessage?.({ data: structuredClone(data) })) };
    tabs.push(end);
    return end;
  };
}

function tab({ store = disk(), far = server(), channel } = {}) {
  const timers = [];
  const later = (fn, ms) => timers.push({ fn, ms });
  const list = new Uploads({ store, net: far.net, faultOf, channel, later });
  const ring = async () => {
    timers.splice(0).forEach(({ fn }) => fn());
    await rest();
  };
  return { list, store, far, timers, ring, channel };
}

const named = (name, text = 'words') => new File([text], name, { type: 'text/plain' });
const states = (list) => list.items.value.map((item) => `${item.name} ${item.state}`);

test('a file is sent whole, and is done under the id the server gave it', async () => {
  const { list, far, store } = tab();
  await list.start();
  const [item] = list.add([named('a.txt', 'hello')], 'chat:1');
  assert.equal(item.state, 'waiting', 'visible in the same turn');
  await rest();
  assert.deepEqual(states(list), ['a.txt done']);
  assert.equal(list.items.value[0].fileId, '1');
  assert.equal(far.files.get('/u/1').bytes, 'hello');
  assert.ok(store.map.has(item.id), 'kept until its message is sent');
  assert.ok(!store.map.has(`${item.id}:bytes`), 'the bytes are not needed any more');
});

test('three at a time, the others in order', async () => {
  const { list, far } = tab();
  await list.start();
  far.state.open = false;
  list.add(['a', 'b', 'c', 'd'].map((name) => named(name)), 'chat:1');
  await rest();
  assert.deepEqual(states(list), ['a sending', 'b sending', 'c sending', 'd waiting']);
  await far.go();
  assert.deepEqual(states(list), ['a done', 'b done', 'c done', 'd done']);
});

test('what is too large or empty is told before anything is sent', async () => {
  const { list, far } = tab();
  await list.start();
  limits.value = { files: { maxUpload: 10 } };
  list.add([named('large', 'x'.repeat(11)), named('empty', ''), named('fits', 'x'.repeat(10))], 'chat:1');
  await rest();
  limits.value = {};
  assert.deepEqual(list.items.value.map((item) => item.error?.code), ['file_too_large', 'upload_empty', undefined]);
  assert.equal(far.files.size, 1);
});

test('a broken line is waited out, and only what is missing is sent', async () => {
  const { list, far, ring } = tab();
  await list.start();
  let broken = true;
  // The bytes arrived, the answer did not.
  far.state.fault = (name, url, offset, piece) => {
    if (name !== 'piece' || !broken) return null;
    broken = false;
    far.files.get(url).bytes = 'wo';
    return new ApiError({});
  };
  list.add([named('a', 'words')], 'chat:1');
  await rest();
  assert.deepEqual(states(list), ['a waiting']);
  await ring();
  assert.deepEqual(states(list), ['a done']);
  assert.equal(far.files.get('/u/1').bytes, 'words');
  assert.deepEqual(far.log, ['create', 'piece', 'offset', 'piece']);
});

test('where the server has more than is known here, it is believed', async () => {
  const { list, far } = tab();
  await list.start();
  let told = false;
  far.state.fault = (name, url) => {
    if (name !== 'piece' || told) return null;
    told = true;
    far.files.get(url).bytes = 'wor';
    return new ApiError({ status: 409, code: 'offset_conflict' });
  };
  list.add([named('a', 'words')], 'chat:1');
  await rest();
  assert.equal(far.files.get('/u/1').bytes, 'words');
  assert.deepEqual(states(list), ['a done']);
});

test('a refusal is final until somebody tries again; an upload the server forgot begins anew', async () => {
  const { list, far } = tab();
  await list.start();
  far.state.fault = (name) => (name === 'piece' ? new ApiError({ status: 507, code: 'quota_full' }) : null);
  const [item] = list.add([named('a', 'words')], 'chat:1');
  await rest();
  assert.deepEqual(states(list), ['a failed']);
  assert.equal(list.items.value[0].error.code, 'quota_full');
  far.state.fault = null;
  far.files.delete('/u/1');
  far.files.set('/u/other', { bytes: '' });
  await list.resume(item.id);
  await rest();
  assert.deepEqual(states(list), ['a done']);
  assert.equal(far.files.get('/u/2').bytes, 'words');
});

test('an item can be held and goes on where it was', async () => {
  const { list, far } = tab();
  await list.start();
  far.state.open = false;
  const [item] = list.add([named('a', 'words')], 'chat:1');
  await rest();
  list.pause(item.id);
  await rest();
  assert.deepEqual(states(list), ['a paused']);
  await far.go();
  assert.deepEqual(states(list), ['a paused'], 'nothing goes while it is held');
  await list.resume(item.id);
  await rest();
  assert.deepEqual(states(list), ['a done']);
});

test('giving up takes it from the server as well', async () => {
  const { list, far, store } = tab();
  await list.start();
  far.state.fault = (name) => (name === 'piece' ? new ApiError({ status: 422, code: 'x' }) : null);
  const [item, other] = list.add([named('a')], 'chat:1').concat(list.add([named('b')], 'chat:1'));
  await rest();
  await list.cancel(item.id);
  assert.deepEqual([...far.files.values()].map((file) => file.name), ['b']);
  far.state.fault = null;
  await list.resume(other.id);
  await rest();
  await list.cancel(other.id);
  assert.equal(far.log.at(-1), 'forget', 'a whole file goes to the trash');
  assert.deepEqual(states(list), []);
  assert.equal(store.map.size, 0);
});

test('what the scanner finds is said of the item, also before its last piece is answered; a version stays with its file', async () => {
  const { list, far } = tab();
  await list.start();
  const found = { code: 'file_infected' };
  const [, , version] = [...list.add([named('done'), named('late')], 'chat:1'), ...list.add([named('version')], 'files', '9')];
  far.state.fault = (name, url) => (name === 'piece' && url === '/u/2' ? void list.block('2', found) : null);
  await rest();
  list.block('1', found);
  list.block('9', found);
  assert.deepEqual(states(list), ['done blocked', 'late blocked', 'version done']);
  assert.ok(list.items.value.every((item) => item.id === version.id || item.error === found));
  await list.cancel(list.items.value[0].id);
  assert.ok(far.log.includes('forget'), 'given up, it goes from the server as well');
});

test('after a reload it goes on with the bytes that were kept', async () => {
  const far = server();
  const before = tab({ far });
  await before.list.start();
  far.state.open = false;
  before.list.add([named('a', 'words')], 'chat:1');
  await rest();
  before.list.stop();
  far.state.waiting.length = 0;
  far.state.open = true;
  const after = tab({ far, store: before.store });
  await after.list.start();
  assert.deepEqual(states(after.list), ['a sending']);
  await after.ring();
  assert.deepEqual(states(after.list), ['a done']);
  assert.equal([...far.files.values()].at(-1).bytes, 'words');
});

test('bytes that were not kept have to be chosen again', async () => {
  const far = server();
  const store = disk();
  await store.set('x', { id: 'x', place: 'chat:1', name: 'a', size: 5, sent: 2, state: 'sending', owner: 'gone', at: 1, url: null });
  const { list, ring } = tab({ far, store });
  await list.start();
  await ring();
  assert.deepEqual(states(list), ['a lost']);
  await list.resume('x', named('a', 'words'));
  await rest();
  assert.deepEqual(states(list), ['a done']);
});

test('what was for no message is not told again after a reload, once it is over', async () => {
  const store = disk();
  await store.set('x', { id: 'x', place: ALONE, name: 'a', size: 5, state: 'done', owner: 'gone', at: 1 });
  await store.set('y', { id: 'y', place: 'chat:1', name: 'b', size: 5, state: 'done', owner: 'gone', at: 2 });
  const { list } = tab({ store });
  await list.start();
  assert.deepEqual(states(list), ['b done']);
  assert.ok(!store.map.has('x'));
});

test('of two tabs one sends, both see it, and the other takes over when it goes', async () => {
  const wire = air();
  const far = server();
  const store = disk();
  const first = tab({ far, store, channel: wire() });
  const second = tab({ far, store, channel: wire() });
  await first.list.start();
  await second.list.start();
  far.state.open = false;
  first.list.add([named('a', 'words')], 'chat:1');
  await rest();
  await second.ring();
  assert.deepEqual(states(second.list), ['a sending']);
  assert.deepEqual(far.log, ['create'], 'sent once');
  first.list.bye();
  first.channel.dead = true;
  first.list.stop();
  far.state.waiting.length = 0;
  far.state.open = true;
  await second.ring();
  await second.ring();
  assert.deepEqual(states(second.list), ['a done']);
});

test('a tab can hold what another sends', async () => {
  const wire = air();
  const far = server();
  const store = disk();
  const [first, second] = [tab({ far, store, channel: wire() }), tab({ far, store, channel: wire() })];
  await first.list.start();
  await second.list.start();
  far.state.open = false;
  const [item] = first.list.add([named('a', 'words')], 'chat:1');
  await rest();
  second.list.pause(item.id);
  await rest();
  assert.deepEqual(states(first.list), ['a paused']);
  far.state.open = true;
  await second.list.resume(item.id);
  await rest();
  assert.deepEqual(states(first.list), ['a done']);
  await second.list.cancel(item.id);
  assert.deepEqual(states(first.list), []);
});

test('sizes, kinds and boxes', () => {
  assert.deepEqual([0, 999, 1024, 2_516_582, 53_687_091_200].map(formatSize), ['0 B', '999 B', '1 KB', '2.4 MB', '50 GB']);
  assert.equal(percentOf({ sent: 999, size: 1000 }), 99);
  assert.equal(percentOf({ sent: 9_999, size: 10_000 }), 99, 'not all before it is');
  assert.equal(percentOf({ sent: 10, size: 10 }), 100);
  const kinds = [['a.png', 'image/png', 'image'], ['a.rs', '', 'code'], ['a.csv', 'text/csv', 'spreadsheet'], ['a.pdf', 'application/pdf', 'pdf'], ['a', '', 'other'], ['a', 'text/plain', 'text'], ['A.MD', '', 'text']];
  for (const [name, type, kind] of kinds) assert.equal(kindOf({ name, type }), kind, name);
});

test('every attachment has its box before it is here', () => {
  const photo = { kind: 'image', width: 4000, height: 3000 };
  assert.deepEqual(pictureBox(photo, 1), { width: 400, height: 300 });
  assert.deepEqual(pictureBox({ width: 100, height: 50 }, 1), { width: 100, height: 50 }, 'never enlarged');
  assert.deepEqual(pictureBox({ width: 8, height: 8 }, 1), { width: 44, height: 44 }, 'large enough to press');
  assert.deepEqual(pictureBox({}, 1), { width: 300, height: 300 });
  assert.equal(attachmentsHeight([photo], 600), 306);
  assert.equal(attachmentsHeight([photo, photo, photo], 450), 2 * 166);
  assert.equal(attachmentsHeight([{ kind: 'pdf' }, { kind: 'audio', isInline: true, status: 'ready' }, { kind: 'audio', status: 'scanning' }], 600), 62 + 102 + 62);
  assert.equal(attachmentsHeight([], 600), 0);
  const row = { type: 'message', head: true, message: { content: '', attachments: [photo], reactionsSummary: [], replyCount: 0 } };
  assert.equal(estimateRow(row, 600), 336);
});

test('a message waits in the outbox until its files are there, and holds up no other', async () => {
  const sent = [];
  const outbox = new Outbox({ store: disk(), send: async (item) => sent.push(item.body) });
  await outbox.start();
  const say = (key, held) => outbox.enqueue({ kind: 'chat.send', lane: 'chat:1', method: 'POST', path: '/', body: { content: key }, key, held, meta: { stream: 'chat:1', shown: {} } });
  say('a', true);
  say('b', false);
  await rest();
  assert.deepEqual(sent, [{ content: 'b' }]);
  assert.deepEqual(pendingFor(outbox.items.value, 'chat:1', [], 'me').map((row) => row.sending), ['held']);
  outbox.edit('a', { content: 'a', attachments: ['1'] });
  await rest();
  assert.deepEqual(sent[1], { content: 'a', attachments: ['1'] });
  assert.deepEqual(outbox.items.value, []);
});
