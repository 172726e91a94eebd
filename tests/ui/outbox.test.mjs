// The outbox: nothing lost, nothing doubled, order kept within a lane.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './loader.mjs';

const { Outbox } = await load('state/outbox.js');
const { ApiError } = await load('net/api.js');

function disk(initial = []) {
  const map = new Map(initial);
  return {
    map,
    set: async (key, value) => void map.set(key, structuredClone(value)),
    del: async (key) => void map.delete(key),
    entries: async () => [...map],
  };
}

// A server whose answers are given by hand, and a clock that only moves when told to.
function world({ store = disk(), channel } = {}) {
  const calls = [];
  const timers = [];
  const send = (item) => new Promise((resolve, reject) => calls.push({ item, resolve, reject }));
  const later = (fn, ms) => timers.push({ fn, ms });
  return { store, calls, timers, outbox: new Outbox({ store, send, channel, later }) };
}

// What joins the tabs. While it is `held`, nobody hears anything; `release` lets all through in the order it was said.
function air() {
  const tabs = [];
  let held = null;
  const wire = () => {
    const end = {
      onmessage: null,
      postMessage(data) {
        const carry = () => tabs.filter((tab) => tab !== end).forEach((tab) => tab.onmessage?.({ data: structuredClone(data) }));
        if (held) held.push(carry);
        else carry();
      },
    };
    tabs.push(end);
    return end;
  };
  const release = () => {
    const said = held;
    held = null;
    said.forEach((carry) => carry());
  };
  return { wire, hold: () => (held = []), release };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const message = (lane, key) => ({ kind: 'say', lane, method: 'POST', path: `/chats/${lane}/messages`, body: { content: key }, key });
const states = (outbox) => outbox.items.value.map((item) => `${item.id}:${item.state}`);

test('an item is on disk before it is sent, and leaves both when it is answered', async () => {
  const { outbox, store, calls } = world();
  await outbox.start();
  const answers = [];
  outbox.onDone('say', (item, response) => answers.push([item.id, response.id]));
  outbox.enqueue(message('1', 'a'));
  assert.equal(outbox.items.value.length, 1, 'visible in the same turn');
  await settled();
  assert.ok(store.map.has('a'));
  assert.equal(calls[0].item.key, 'a');
  calls[0].resolve({ id: '77' });
  await settled();
  assert.deepEqual(answers, [['a', '77']]);
  assert.deepEqual(states(outbox), []);
  assert.equal(store.map.size, 0);
});

test('a lane is first in, first out; lanes do not wait for each other', async () => {
  const { outbox, calls } = world();
  await outbox.start();
  outbox.enqueue(message('1', 'a'));
  outbox.enqueue(message('1', 'b'));
  outbox.enqueue(message('2', 'c'));
  await settled();
  assert.deepEqual(calls.map((call) => call.item.id), ['a', 'c']);
  calls[0].resolve({});
  await settled();
  assert.deepEqual(calls.map((call) => call.item.id), ['a', 'c', 'b']);
});

test('without an answer the same item is tried again under the same key, and its lane waits', async () => {
  const { outbox, calls, timers } = world();
  await outbox.start();
  outbox.enqueue(message('1', 'a'));
  outbox.enqueue(message('1', 'b'));
  await settled();
  calls[0].reject(new ApiError({}));
  await settled();
  assert.deepEqual(states(outbox), ['a:pending', 'b:pending']);
  assert.equal(calls.length, 1);
  timers[0].fn();
  await settled();
  assert.deepEqual(calls.map((call) => call.item.key), ['a', 'a']);
});

test('the server\'s Retry-After is respected', async () => {
  const { outbox, calls, timers } = world();
  await outbox.start();
  outbox.enqueue(message('1', 'a'));
  await settled();
  calls[0].reject(new ApiError({ status: 429, code: 'rate_limited', retryAfter: 7 }));
  await settled();
  assert.equal(timers[0].ms, 7000);
});

test('a refusal fails the item alone; retry sends it again', async () => {
  const { outbox, calls, store } = world();
  await outbox.start();
  const failures = [];
  outbox.onFailed('say', (item, error) => failures.push([item.id, error.code]));
  outbox.enqueue(message('1', 'a'));
  outbox.enqueue(message('1', 'b'));
  await settled();
  calls[0].reject(new ApiError({ status: 403, code: 'chat_archived' }));
  await settled();
  assert.deepEqual(failures, [['a', 'chat_archived']]);
  assert.equal(calls[1].item.id, 'b');
  assert.equal(store.map.get('a').state, 'failed');
  calls[1].resolve({});
  await settled();
  outbox.retry('a');
  await settled();
  assert.equal(calls[2].item.key, 'a');
});

test('what was unsent before a reload is sent after it, oldest first', async () => {
  const item = (id, createdAt, state) => [id, { ...message('1', id), id, meta: {}, error: null, attempts: 1, createdAt, state }];
  const { outbox, calls } = world({ store: disk([item('b', 2, 'pending'), item('a', 1, 'sending')]) });
  await outbox.start();
  await settled();
  assert.equal(calls[0].item.id, 'a');
  calls[0].resolve({});
  await settled();
  assert.equal(calls[1].item.id, 'b');
});

test('signed out: nothing is lost and everything waits until the person is back', async () => {
  const { outbox, calls } = world();
  await outbox.start();
  outbox.enqueue(message('1', 'a'));
  await settled();
  calls[0].reject(new ApiError({ status: 401, code: 'unauthenticated' }));
  await settled();
  assert.deepEqual(states(outbox), ['a:pending']);
  outbox.enqueue(message('2', 'b'));
  await settled();
  assert.equal(calls.length, 1);
  outbox.resume();
  await settled();
  assert.deepEqual(calls.slice(1).map((call) => call.item.id), ['a', 'b']);
});

test('a discarded item is not sent and its late answer changes nothing', async () => {
  const { outbox, calls, store } = world();
  await outbox.start();
  let heard = 0;
  outbox.onDone('say', () => (heard += 1));
  outbox.enqueue(message('1', 'a'));
  await settled();
  await outbox.discard('a');
  calls[0].resolve({});
  await settled();
  assert.equal(heard, 0);
  assert.equal(store.map.size, 0);
});

test('of two tabs one sends, both see the item and the answer', async () => {
  const { wire } = air();
  const store = disk();
  const first = world({ store, channel: wire() });
  const second = world({ store, channel: wire() });
  await first.outbox.start();
  await second.outbox.start();
  const heard = [];
  first.outbox.onDone('say', (item) => heard.push(`first ${item.id}`));
  second.outbox.onDone('say', (item) => heard.push(`second ${item.id}`));
  first.outbox.enqueue(message('1', 'a'));
  await settled();
  assert.deepEqual([first.calls.length, second.calls.length], [1, 0]);
  assert.deepEqual(states(second.outbox), ['a:sending']);
  first.calls[0].resolve({ id: '5' });
  await settled();
  assert.deepEqual(heard, ['first a', 'second a']);
  assert.deepEqual(states(second.outbox), []);
});

test('after crossing claims somebody leads: what waited is sent', async () => {
  const { wire, hold, release } = air();
  const store = disk();
  const tabs = [world({ store, channel: wire() }), world({ store, channel: wire() })];
  for (const { outbox } of tabs) await outbox.start();
  for (const { outbox } of tabs) outbox.bye();
  hold();
  for (const { outbox } of tabs) outbox.resume();
  release();
  // Not enqueued by a tab (which claims anew), only told of: whoever leads sends it.
  const stranger = wire();
  stranger.postMessage({ type: 'put', from: 'gone', item: { ...message('1', 'a'), id: 'a', state: 'pending', meta: {}, attempts: 0, createdAt: 1 } });
  await settled();
  assert.equal(tabs[0].calls.length + tabs[1].calls.length, 1);
});

test('a claim nobody could hear yet is made again at the start', async () => {
  const { wire } = air();
  const store = disk();
  const first = world({ store, channel: wire() });
  await first.outbox.start();
  const end = wire();
  const { postMessage } = end;
  // The socket of the second tab opens before its channel does.
  end.postMessage = () => undefined;
  const second = world({ store, channel: end });
  second.outbox.resume();
  end.postMessage = postMessage;
  await second.outbox.start();
  second.outbox.enqueue(message('1', 'a'));
  await settled();
  assert.deepEqual([first.calls.length, second.calls.length], [0, 1]);
});

test('when the sending tab goes, another finishes its work', async () => {
  const { wire } = air();
  const store = disk();
  const first = world({ store, channel: wire() });
  const second = world({ store, channel: wire() });
  await second.outbox.start();
  await first.outbox.start();
  first.outbox.enqueue(message('1', 'a'));
  await settled();
  first.outbox.bye();
  second.timers[0].fn();
  await settled();
  assert.equal(second.calls[0].item.key, 'a');
});
