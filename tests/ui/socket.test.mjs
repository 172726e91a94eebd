// The live connection: resumes after the last event seen, shows nothing twice, comes back by itself.
import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { load } from './loader.mjs';

class Line {
  static OPEN = 1;
  static all = [];

  constructor(url) {
    this.url = url;
    this.readyState = 0;
    this.sent = [];
    Line.all.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.drop(1000);
  }

  // What the server does.
  open(seq) {
    this.readyState = 1;
    this.onopen();
    this.say({ event: 'connection.ready', data: { connectionId: 'c', userId: '1', seq, heartbeatMs: 25000 } });
  }

  say(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  drop(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const listeners = new Map();
const target = { addEventListener: (name, fn) => listeners.set(name, fn), removeEventListener: (name) => listeners.delete(name) };
globalThis.WebSocket = Line;
globalThis.location = { origin: 'http://team.lan' };
globalThis.window = target;
globalThis.document = { ...target, visibilityState: 'visible' };
globalThis.localStorage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };

mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
const socket = await load('net/socket.js');
const line = () => Line.all.at(-1);
const settled = () => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  socket.disconnect();
  Line.all = [];
});

test('it asks for what came after the boot, in dot style', () => {
  socket.connect('41');
  assert.equal(line().url, 'ws://team.lan/ws?since=41&names=dot');
  assert.equal(socket.state.value, 'connecting');
  line().open(41);
  assert.equal(socket.state.value, 'open');
});

test('durable events arrive once and in order, ephemeral ones always', () => {
  const seen = [];
  const stop = socket.on('*', (data, frame) => seen.push(frame.seq ?? frame.event));
  socket.connect('10');
  line().open(12);
  line().say({ event: 'chat.updated', seq: 11, data: {} });
  line().say({ event: 'chat.updated', seq: 12, data: {} });
  line().say({ event: 'chat.updated', seq: 11, data: {} });
  line().say({ event: 'chat.typing.start', data: {} });
  stop();
  assert.deepEqual(seen, ['connection.ready', 11, 12, 'chat.typing.start']);
  assert.equal(socket.seq.value, '12');
});

test('frames in another order all count, each once; the cursor is the highest', () => {
  const seen = [];
  const stop = socket.on('chat.updated', (data, frame) => seen.push(frame.seq));
  socket.connect('2000');
  line().open(2000);
  for (const seq of [2003, 2001, 2003, 2002, 2000, 2001]) line().say({ event: 'chat.updated', seq, data: {} });
  for (let seq = 2004; seq < 3100; seq += 1) line().say({ event: 'chat.updated', seq, data: {} });
  line().say({ event: 'chat.updated', seq: 2050, data: {} });
  stop();
  assert.deepEqual(seen.slice(0, 4), [2003, 2001, 2002, 2004]);
  assert.equal(seen.length, new Set(seen).size);
  assert.equal(socket.seq.value, '3099');
});

test('after a loss it comes back by itself and resumes where it was', async () => {
  socket.connect('10');
  line().open(10);
  line().say({ event: 'chat.updated', seq: 15, data: {} });
  line().drop(1012);
  await settled();
  assert.equal(socket.state.value, 'waiting');
  mock.timers.tick(800);
  assert.equal(Line.all.length, 2);
  assert.match(line().url, /since=15/);
});

test('a reset moves the cursor and is told', () => {
  socket.connect('10');
  let told = 0;
  const stop = socket.on('connection.reset', () => (told += 1));
  line().open(900);
  line().say({ event: 'connection.reset', data: { seq: 900 } });
  line().say({ event: 'chat.updated', seq: 901, data: {} });
  stop();
  assert.deepEqual([told, socket.seq.value], [1, '901']);
});

test('coming back to the page tries at once', async () => {
  socket.connect('10');
  line().drop(1006);
  await settled();
  assert.equal(Line.all.length, 1);
  listeners.get('online')({ type: 'online' });
  assert.equal(Line.all.length, 2);
});

test('two pings without an answer mean that the line is dead', async () => {
  socket.connect('10');
  line().open(10);
  const first = line();
  mock.timers.tick(25_000);
  assert.equal(first.sent.at(-1).event, 'ping');
  mock.timers.tick(10_000);
  await settled();
  assert.equal(socket.state.value, 'open');
  mock.timers.tick(15_000);
  mock.timers.tick(10_000);
  await settled();
  assert.equal(socket.state.value, 'waiting');
});

test('a request is answered by its own acknowledgement', async () => {
  socket.connect('10');
  line().open(10);
  const asked = socket.request('presence.heartbeat', {});
  const { id } = line().sent.at(-1);
  line().say({ event: 'ack', id: 'other', data: { ok: false } });
  line().say({ event: 'ack', id, data: { ok: true } });
  assert.deepEqual(await asked, { ok: true });
});

test('signed out means closed for good', () => {
  socket.connect('10');
  line().open(10);
  socket.disconnect();
  mock.timers.tick(60_000);
  assert.equal(Line.all.length, 1);
  assert.equal(socket.send('ping', {}), false);
});
