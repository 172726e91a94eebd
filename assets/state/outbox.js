// Changes on their way to the server. Each is kept on disk before it is sent, goes out in order within its lane, is retried
// under the same Idempotency-Key until it is answered, and is never lost by a reload. Of several tabs, the one used last
// sends: the latest claim wins, also where two cross on the way. Should two ever send the same item, the key makes the server
// do it once.
import { batch, signal } from '@preact/signals';
import { newId } from '../lib/text.js';
import { backoff, request } from '../net/api.js';
import { kv } from './device.js';

/** What goes to disk and to the other tabs: everything but the promise of being saved. */
const record = ({ saved, ...item }) => item;

function addTo(hooks, kind, fn) {
  if (!hooks.has(kind)) hooks.set(kind, new Set());
  hooks.get(kind).add(fn);
  return () => hooks.get(kind).delete(fn);
}

/**
 * One outbox. `store` is a `kv`; `send(item)` answers the response or rejects with an ApiError;
 * `channel` has `postMessage` and `onmessage` (or is null); `later(fn, ms)` is setTimeout.
 */
export class Outbox {
  /** All items, oldest first; every tab sees the same. */
  items = signal([]);

  #store;
  #send;
  #channel;
  #later;
  #self = newId();
  #busy = new Set();
  #waits = new Map();
  #done = new Map();
  #failed = new Map();
  #leading = false;
  #claimedAt = 0;
  #running = false;

  constructor({ store, send, channel = null, later = (fn, ms) => setTimeout(fn, ms) }) {
    this.#store = store;
    this.#send = send;
    this.#channel = channel;
    this.#later = later;
    if (channel) channel.onmessage = ({ data }) => data.from !== this.#self && this.#heard(data);
  }

  /** Load what was kept and begin to send. */
  async start() {
    const kept = (await this.#store.entries()).map(([, item]) => (item.state === 'sending' ? { ...item, state: 'pending' } : item));
    const older = kept.filter((item) => !this.#find(item.id)).sort((a, b) => a.createdAt - b.createdAt);
    this.items.value = [...older, ...this.items.peek()];
    this.#running = true;
    // What was claimed before there was a channel nobody heard.
    this.#leading = false;
    this.claim();
  }

  /** Go on after a pause (signed in again, connection back): what waits is tried at once. */
  resume() {
    this.#stopWaiting();
    this.#running = true;
    this.claim();
  }

  /** Become the tab that sends. */
  claim() {
    this.#lead();
    this.#pump();
  }

  /** Add a change; it is visible in `items` at once. `key` doubles as the item's id. What is `held` waits for `edit`, and nothing for it. */
  enqueue({ kind, lane, method, path, body, key = newId(), meta = {}, held = false }) {
    const fresh = { id: key, key, kind, lane, method, path, body, meta, state: held ? 'held' : 'pending', error: null, attempts: 0, createdAt: Date.now() };
    // Without a working disk the item still goes out; it just would not survive a reload.
    const item = { ...fresh, saved: this.#store.set(key, fresh).catch(() => undefined) };
    this.#put(item);
    // First take the lead, so that the tab which had it does not send this item as well.
    this.#lead();
    this.#tell({ type: 'put', item: fresh });
    this.#pump();
    return item;
  }

  /** Try a failed item again, under the same key. */
  retry(id) {
    const item = this.#find(id);
    if (item) this.#change(item, { state: 'pending', error: null });
    this.claim();
  }

  /** Replace the body of a failed item and try again (a refused request left nothing behind), or of a held one and send it. */
  edit(id, body) {
    const item = this.#find(id);
    if (!item) return;
    this.#store.set(id, record(this.#change(item, { state: 'pending', error: null, body })));
    this.claim();
  }

  /** Give up an item. */
  discard(id) {
    this.#drop(id);
    this.#tell({ type: 'gone', id });
    return this.#store.del(id);
  }

  /** Hear of answered items of a kind, in every tab: `fn(item, response)`. Answers a disposer. */
  onDone(kind, fn) {
    return addTo(this.#done, kind, fn);
  }

  /** Hear of refused items of a kind, in every tab: `fn(item, error)`. Answers a disposer. */
  onFailed(kind, fn) {
    return addTo(this.#failed, kind, fn);
  }

  /** Leave: another tab takes over. */
  bye() {
    if (this.#leading) this.#tell({ type: 'bye' });
    this.#leading = false;
  }

  /** Forget everything in memory (signed out; the disk is wiped elsewhere). */
  stop() {
    this.#running = false;
    this.#leading = false;
    this.#stopWaiting();
    this.items.value = [];
  }

  #find(id) {
    return this.items.peek().find((item) => item.id === id);
  }

  #tell(message) {
    this.#channel?.postMessage({ ...message, from: this.#self });
  }

  #lead() {
    if (this.#leading) return;
    this.#leading = true;
    this.#claimedAt = Math.max(Date.now(), this.#claimedAt + 1);
    this.#tell({ type: 'lead', at: this.#claimedAt });
  }

  // Another tab claims to lead. An older claim than ours was made before ours was heard: ours is told again.
  #yield(at, from) {
    const isLater = at > this.#claimedAt || (at === this.#claimedAt && from > this.#self);
    if (this.#leading && !isLater) return this.#tell({ type: 'lead', at: this.#claimedAt });
    this.#leading = false;
    this.#claimedAt = Math.max(at, this.#claimedAt);
  }

  #stopWaiting() {
    for (const timer of this.#waits.values()) clearTimeout(timer);
    this.#waits.clear();
  }

  #put(item) {
    const list = this.items.peek();
    this.items.value = this.#find(item.id) ? list.map((other) => (other.id === item.id ? item : other)) : [...list, item];
  }

  #drop(id) {
    this.items.value = this.items.peek().filter((item) => item.id !== id);
  }

  #change(item, fields) {
    const next = { ...item, ...fields };
    this.#put(next);
    this.#tell({ type: 'put', item: record(next) });
    return next;
  }

  // Both outcomes count once, and not for an item that was given up meanwhile.
  #settle(item, response) {
    if (!this.#find(item.id)) return;
    batch(() => {
      this.#drop(item.id);
      this.#done.get(item.kind)?.forEach((fn) => fn(item, response));
    });
  }

  #refuse(item) {
    if (!this.#find(item.id)) return;
    batch(() => {
      this.#put(item);
      this.#failed.get(item.kind)?.forEach((fn) => fn(item, item.error));
    });
  }

  // Start what may go: the oldest unsent item of every lane that is neither sending nor waiting for its next try.
  #pump() {
    if (!this.#running || !this.#leading) return;
    const seen = new Set();
    for (const item of this.items.peek()) {
      if (item.state === 'failed' || item.state === 'held' || seen.has(item.lane)) continue;
      seen.add(item.lane);
      if (this.#busy.has(item.lane) || this.#waits.has(item.lane)) continue;
      this.#busy.add(item.lane);
      this.#deliver(item).finally(() => {
        this.#busy.delete(item.lane);
        this.#pump();
      });
    }
  }

  async #deliver(item) {
    const sending = this.#change(item, { state: 'sending', attempts: item.attempts + 1 });
    await item.saved;
    try {
      const response = await this.#send(sending);
      this.#settle(sending, response);
      this.#tell({ type: 'done', item: record(sending), response });
      await this.#store.del(item.id);
    } catch (error) {
      if (this.#find(item.id)) await this.#missed(sending, error);
    }
  }

  async #missed(item, error) {
    if (error.status === 401) this.#running = false;
    if (error.status === 401 || error.transient) return this.#postpone(item, error);
    const { code = 'unknown', message, status = 0, details = [] } = error;
    const failed = { ...item, state: 'failed', error: { code, message, status, details } };
    this.#refuse(failed);
    this.#tell({ type: 'failed', item: record(failed) });
    return this.#store.set(item.id, record(failed));
  }

  #postpone(item, error) {
    this.#change(item, { state: 'pending' });
    const ms = error.retryAfter ? error.retryAfter * 1000 : backoff(item.attempts - 1);
    const wake = () => {
      this.#waits.delete(item.lane);
      this.#pump();
    };
    if (!this.#waits.has(item.lane)) this.#waits.set(item.lane, this.#later(wake, ms));
  }

  #heard({ type, id, item, response, at, from }) {
    if (type === 'lead') this.#yield(at, from);
    if (type === 'bye') this.#later(() => this.#running && this.claim(), Math.random() * 300);
    if (type === 'gone') this.#drop(id);
    if (type === 'put') this.#put(item);
    if (type === 'done') this.#settle(item, response);
    if (type === 'failed') this.#refuse(item);
    if (type === 'put') this.#pump();
  }
}

// The channel is opened per person, the outbox lives as long as the page.
const line = {
  channel: null,
  onmessage: null,
  postMessage(message) {
    this.channel?.postMessage(message);
  },
};

const outbox = new Outbox({
  store: kv('outbox'),
  send: (item) => request(item.method, item.path, item.body, { key: item.key }),
  channel: line,
});

/** The items, and what can be done with them: see `Outbox`. */
export const { items } = outbox;
export const enqueue = (change) => outbox.enqueue(change);
export const retry = (id) => outbox.retry(id);
export const edit = (id, body) => outbox.edit(id, body);
export const discard = (id) => outbox.discard(id);
export const onDone = (kind, fn) => outbox.onDone(kind, fn);
export const onFailed = (kind, fn) => outbox.onFailed(kind, fn);
export const resume = () => outbox.resume();

const seen = () => !document.hidden && outbox.claim();
const leaving = () => outbox.bye();

/** Begin for this person (after `setOwner`). */
export async function startOutbox(userId) {
  line.channel = new BroadcastChannel(`epop-outbox-${userId}`);
  line.channel.onmessage = (event) => line.onmessage(event);
  addEventListener('focus', seen);
  document.addEventListener('visibilitychange', seen);
  addEventListener('pagehide', leaving);
  await outbox.start();
}

/** End (signed out). */
export function stopOutbox() {
  removeEventListener('focus', seen);
  document.removeEventListener('visibilitychange', seen);
  removeEventListener('pagehide', leaving);
  outbox.stop();
  line.channel?.close();
  line.channel = null;
}
