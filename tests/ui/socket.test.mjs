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
const { effect, signal } = await import('@preact/signals-core');
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
  line().open(10);
  line().say({ event: 'connection.resumed', data: { from: 10, to: 10, count: 0 } });
  line().say({ event: 'chat.updated', seq: 11, data: {} });
  line().say({ event: 'chat.updated', seq: 12, data: {} });
  line().say({ event: 'chat.updated', seq: 11, data: {} });
  line().say({ event: 'chat.typing.start', data: {} });
  stop();
  assert.deepEqual(seen, ['connection.ready', 'connection.resumed', 11, 12, 'chat.typing.start']);
});

test('a frame that comes late is asked for again, and what followed it counts again after it', () => {
  const told = [];
  const stop = socket.on('chat.updated', (data, frame) => told.push(frame.seq));
  socket.connect('2000');
  line().open(2000);
  for (const seq of [2001, 2003, 2003, 2002]) line().say({ event: 'chat.updated', seq, data: {} });
  assert.deepEqual([told, socket.state.value], [[2001, 2003], 'waiting']);
  mock.timers.tick(800);
  line().open(2003);
  for (const seq of [2001, 2002, 2003]) line().say({ event: 'chat.updated', seq, data: {} });
  line().say({ event: 'connection.resumed', data: { from: 2000, to: 2003, count: 3 } });
  stop();
  assert.deepEqual(told, [2001, 2003, 2002, 2003]);
  assert.deepEqual([socket.seq.value, Line.all.length], ['2003', 2]);
});

test('what was missed is shown at once when all of it is here, and soon when the end of it is lost', () => {
  const last = signal(0);
  const drawn = [];
  const stops = [socket.on('chat.updated', (data, frame) => { last.value = frame.seq; }), effect(() => drawn.push(last.value))];
  socket.connect('10');
  line().open(13);
  for (const seq of [11, 12, 13]) line().say({ event: 'chat.updated', seq, data: {} });
  assert.deepEqual(drawn, [0]);
  line().say({ event: 'connection.resumed', data: { from: 10, to: 13, count: 3 } });
  assert.deepEqual(drawn, [0, 13]);
  line().say({ event: 'chat.updated', seq: 14, data: {} });
  assert.deepEqual(drawn, [0, 13, 14]);
  line().drop(1012);
  return settled().then(() => {
    mock.timers.tick(800);
    line().open(16);
    for (const seq of [15, 16]) line().say({ event: 'chat.updated', seq, data: {} });
    mock.timers.tick(500);
    stops.forEach((stop) => stop());
    assert.deepEqual(drawn, [0, 13, 14, 16]);
  });
});

/** The page asks whether the line is alive; the server answers and says how many events it has sent. */
function answerPing(events) {
  listeners.get('focus')({ type: 'focus' });
  const { id } = line().sent.at(-1);
  line().say({ event: 'ack', id, data: { ok: true, events } });
}

test('the cursor moves when the server and the page agree on how many events there were', () => {
  socket.connect('10');
  line().open(15);
  for (const seq of [11, 12, 12, 11, 15]) line().say({ event: 'chat.updated', seq, data: {} });
  assert.equal(socket.seq.value, '10');
  line().say({ event: 'connection.resumed', data: { from: 10, to: 17, count: 3 } });
  assert.equal(socket.seq.value, '17');
  line().say({ event: 'chat.updated', seq: 21, data: {} });
  answerPing(4);
  assert.equal(socket.seq.value, '21');
  answerPing(4);
  assert.equal(socket.state.value, 'open');
  assert.equal(Line.all.length, 1);
});

test('an event that never arrived is asked for again, and those after it with it', () => {
  const told = [];
  const stop = socket.on('chat.updated', (data, frame) => told.push(frame.seq));
  socket.connect('10');
  line().open(10);
  line().say({ event: 'connection.resumed', data: { from: 10, to: 10, count: 0 } });
  for (const seq of [11, 13]) line().say({ event: 'chat.updated', seq, data: {} });
  answerPing(3);
  assert.equal(socket.state.value, 'waiting');
  mock.timers.tick(800);
  assert.match(line().url, /since=10/);
  line().open(13);
  for (const seq of [11, 12, 13]) line().say({ event: 'chat.updated', seq, data: {} });
  line().say({ event: 'connection.resumed', data: { from: 10, to: 13, count: 3 } });
  stop();
  assert.deepEqual(told, [11, 13, 12, 13]);
  assert.deepEqual([socket.seq.value, socket.state.value], ['13', 'open']);
});

test('a catch-up that loses something each time is tried ever more slowly', () => {
  socket.connect('10');
  const waits = [];
  for (let i = 0; i < 4; i += 1) {
    line().open(20);
    line().say({ event: 'connection.resumed', data: { from: 10, to: 20, count: 2 } });
    waits.push(socket.retryAt.value - Date.now());
    mock.timers.tick(30_000);
  }
  assert.equal(Line.all.length, 5);
  assert.ok(waits[3] > waits[0] * 2, `${waits}`);
});

test('after a loss it comes back by itself and resumes where it was', async () => {
  socket.connect('10');
  line().open(10);
  line().say({ event: 'chat.updated', seq: 15, data: {} });
  line().say({ event: 'connection.resumed', data: { from: 10, to: 15, count: 1 } });
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
  answerPing(1);
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
