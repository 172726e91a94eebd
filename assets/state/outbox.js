// Changes on their way to the server. Each is kept on disk before it is sent, goes out in order within its lane, is retried
// under the same Idempotency-Key until it is answered, and is never lost by a reload. Of several tabs, the one used last
// sends; should two ever send the same item, the key makes the server do it once.
import { batch, signal } from '@preact/signals';
import { backoff } from '../lib/backoff.js';
import { newId } from '../lib/id.js';
import { request } from '../net/api.js';
import { kv } from './persist.js';

/** What goes to disk and to the other tabs. */
const record = ({ saved, ...item }) => item;

/**
 * One outbox. `store` is a `kv`; `send(item)` answers the response or rejects with an ApiError;
 * `channel` has `postMessage` and `onmessage` (or is null); `later(fn, ms)` is setTimeout.
 */
export function createOutbox({ store, send, channel = null, later = setTimeout }) {
  const items = signal([]);
  const busy = new Set();
  const waits = new Map();
  const doneHooks = new Map();
  const failedHooks = new Map();
  const self = newId();
  let leading = false;
  let running = false;

  const tell = (message) => channel?.postMessage({ ...message, from: self });
  const find = (id) => items.peek().find((item) => item.id === id);
  const run = (hooks, item, value) => hooks.get(item.kind)?.forEach((hook) => hook(item, value));

  function put(item) {
    const list = items.peek();
    const known = list.some((other) => other.id === item.id);
    items.value = known ? list.map((other) => (other.id === item.id ? item : other)) : [...list, item];
  }

  function change(item, fields) {
    const next = { ...item, ...fields };
    put(next);
    tell({ type: 'put', item: record(next) });
    return next;
  }

  function drop(id) {
    items.value = items.peek().filter((item) => item.id !== id);
  }

  function settle(item, response) {
    if (!find(item.id)) return;
    batch(() => {
      drop(item.id);
      run(doneHooks, item, response);
    });
  }

  function refuse(item, error) {
    if (!find(item.id)) return;
    batch(() => {
      put(item);
      run(failedHooks, item, error);
    });
  }

  async function deliver(item) {
    const sending = change(item, { state: 'sending', attempts: item.attempts + 1 });
    await item.saved;
    try {
      const response = await send(sending);
      settle(sending, response);
      tell({ type: 'done', item: record(sending), response });
      await store.del(item.id);
    } catch (error) {
      if (!find(item.id)) return;
      if (error.status === 401) pause();
      if (error.status === 401 || error.transient) return postpone(sending, error);
      const { code, message, status = 0, details = [] } = error;
      const failed = { ...sending, state: 'failed', error: { code: code ?? 'unknown', message, status, details } };
      refuse(failed, failed.error);
      tell({ type: 'failed', item: record(failed) });
      await store.set(item.id, record(failed));
    }
  }

  function postpone(item, error) {
    change(item, { state: 'pending' });
    if (waits.has(item.lane)) return;
    const ms = error.retryAfter ? error.retryAfter * 1000 : backoff(item.attempts - 1);
    waits.set(item.lane, later(() => wake(item.lane), ms));
  }

  function wake(lane) {
    waits.delete(lane);
    pump();
  }

  // Start what may go: the oldest unsent item of every lane that is neither sending nor waiting for its next try.
  function pump() {
    if (!running || !leading) return;
    const seen = new Set();
    for (const item of items.peek()) {
      if (item.state === 'failed' || seen.has(item.lane)) continue;
      seen.add(item.lane);
      if (busy.has(item.lane) || waits.has(item.lane)) continue;
      busy.add(item.lane);
      deliver(item).finally(() => {
        busy.delete(item.lane);
        pump();
      });
    }
  }

  function lead() {
    if (leading) return;
    leading = true;
    tell({ type: 'lead' });
  }

  function claim() {
    lead();
    pump();
  }

  function pause() {
    running = false;
  }

  function heard({ data }) {
    if (data.from === self) return;
    if (data.type === 'lead') leading = false;
    if (data.type === 'bye') later(() => running && claim(), Math.random() * 300);
    if (data.type === 'gone') drop(data.id);
    if (data.type === 'put') put(data.item);
    if (data.type === 'done') settle(data.item, data.response);
    if (data.type === 'failed') refuse(data.item, data.item.error);
    if (data.type === 'put') pump();
  }
  if (channel) channel.onmessage = heard;

  const hook = (hooks) => (kind, fn) => {
    if (!hooks.has(kind)) hooks.set(kind, new Set());
    hooks.get(kind).add(fn);
    return () => hooks.get(kind).delete(fn);
  };

  return {
    items,
    onDone: hook(doneHooks),
    onFailed: hook(failedHooks),
    claim,
    pause,

    /** Load what was kept and begin to send. */
    async start() {
      const kept = (await store.entries()).map(([, item]) => (item.state === 'sending' ? { ...item, state: 'pending' } : item));
      const known = new Set(items.peek().map((item) => item.id));
      const older = kept.filter((item) => !known.has(item.id)).sort((a, b) => a.createdAt - b.createdAt);
      items.value = [...older, ...items.peek()];
      running = true;
      claim();
    },

    /** Go on after `pause` (signed in again, connection back): retries at once. */
    resume() {
      for (const timer of waits.values()) clearTimeout(timer);
      waits.clear();
      running = true;
      claim();
    },

    /** Add a change; it is visible in `items` at once. `key` doubles as the item's id. */
    enqueue({ kind, lane, method, path, body, key = newId(), meta = {} }) {
      const fresh = { id: key, key, kind, lane, method, path, body, meta, state: 'pending', error: null, attempts: 0, createdAt: Date.now() };
      const item = { ...fresh, saved: store.set(key, fresh).catch(() => undefined) };
      put(item);
      // First take the lead, so that the tab which had it does not send this item as well.
      lead();
      tell({ type: 'put', item: fresh });
      pump();
      return item;
    },

    /** Try a failed item again, under the same key. */
    retry(id) {
      const item = find(id);
      if (item) change(item, { state: 'pending', error: null });
      claim();
    },

    /** Replace the body of a failed item and try again (a refused request left nothing behind). */
    edit(id, body) {
      const item = find(id);
      if (!item) return;
      const next = change(item, { state: 'pending', error: null, body });
      store.set(id, record(next));
      claim();
    },

    /** Give up an item. */
    discard(id) {
      drop(id);
      tell({ type: 'gone', id });
      return store.del(id);
    },

    /** Leave: another tab takes over. */
    bye() {
      if (leading) tell({ type: 'bye' });
      leading = false;
    },

    /** Forget everything in memory (signed out; the disk is wiped elsewhere). */
    stop() {
      pause();
      leading = false;
      for (const timer of waits.values()) clearTimeout(timer);
      waits.clear();
      items.value = [];
    },
  };
}

const lines = { channel: null };
const outbox = createOutbox({
  store: kv('outbox'),
  send: (item) => request(item.method, item.path, item.body, { key: item.key }),
  channel: {
    postMessage: (message) => lines.channel?.postMessage(message),
    set onmessage(heard) {
      lines.heard = heard;
    },
  },
});

export const { items, enqueue, retry, edit, discard, onDone, onFailed, resume } = outbox;

const seen = () => !document.hidden && outbox.claim();

/** Begin for this person (after `setOwner`). */
export async function startOutbox(userId) {
  lines.channel = new BroadcastChannel(`epop-outbox-${userId}`);
  lines.channel.onmessage = lines.heard;
  addEventListener('focus', seen);
  document.addEventListener('visibilitychange', seen);
  addEventListener('pagehide', outbox.bye);
  await outbox.start();
}

/** End (signed out). */
export function stopOutbox() {
  removeEventListener('focus', seen);
  document.removeEventListener('visibilitychange', seen);
  removeEventListener('pagehide', outbox.bye);
  outbox.stop();
  lines.channel?.close();
  lines.channel = null;
}
