// A list of files on their way to the server. They wait out a broken line, and after a reload go on where they were: the bytes
// are kept on this device until the server has them. Of several tabs the one in which a file was chosen sends it; when that is
// gone another takes over. Every tab sees the same list.
import { batch, signal } from '@preact/signals';
import { kindOf } from '../lib/files.js';
import { newId } from '../lib/text.js';
import { backoff } from '../net/api.js';

/** How many files are sent at the same time. */
const AT_ONCE = 3;
/** A piece: what a broken line costs at most, and after which the sign-in is looked at again. */
const PIECE = 8 * 1024 * 1024;
/** Larger files are not kept on this device: after a reload they have to be chosen again. */
const KEPT_BYTES = 512 * 1024 * 1024;
/** How long other tabs have to say what is theirs. */
const ANSWER_MS = 400;
/** How often progress is told: to the page, and to other tabs. */
const TELL_MS = 100;
const TELL_TABS_MS = 500;
/** How often in a row the server may disagree about how much it has. */
const MOST_DISPUTES = 3;
/** A broken line the server has not noticed yet. */
const BUSY = 'upload_busy';
/** The end of the key under which the bytes of an item are kept. */
const BYTES = ':bytes';

/** The place of what is for no message: it goes among one's own files. */
export const ALONE = 'files';

const unfinished = (item) => ['waiting', 'sending', 'paused'].includes(item.state);

/**
 * The list. An item is `{id, place, into, name, type, size, kind, width, height, state, sent, url, fileId, error, owner, at}`; `place`
 * says what it is for; `into` is the file it is another version of; `state` is 'waiting' | 'sending' | 'paused' | 'lost' (its bytes are no longer here) | 'failed' | 'done' |
 * 'blocked' (it is there, and nobody may have it).
 * `store` is a `kv`, `net` has the calls of net/upload.js and `forget(fileId)`, `faultOf(file)` says why one cannot be sent at all, `channel` is
 * a BroadcastChannel or the like.
 */
export class Uploads {
  /** All items, oldest first. */
  items = signal([]);
  /** Whether what was kept has been read. */
  read = signal(false);

  #store;
  #net;
  #channel;
  #faultOf;
  #later;
  #self = newId();
  #bytes = new Map();
  #running = new Map();
  #waits = new Map();
  #told = new Map();
  #claimed = new Set();
  #verdicts = new Map();
  #started = false;

  constructor({ store, net, faultOf = () => null, channel = null, later = (fn, ms) => setTimeout(fn, ms) }) {
    this.#store = store;
    this.#net = net;
    this.#faultOf = faultOf;
    this.#channel = channel;
    this.#later = later;
    if (channel) channel.onmessage = ({ data }) => data.from !== this.#self && this.#heard(data);
  }

  /** Read what was kept and go on with what no other tab sends. */
  async start() {
    const found = (await this.#store.entries()).filter(([key]) => !key.endsWith(BYTES)).map(([, item]) => item);
    // What nothing waits for need not be told again.
    const kept = found.filter((item) => item.place !== ALONE || unfinished(item));
    for (const item of found) if (!kept.includes(item)) this.#store.del(item.id).catch(() => undefined);
    const known = new Set(this.items.peek().map((item) => item.id));
    batch(() => {
      this.items.value = [...kept.filter((item) => !known.has(item.id)).sort((a, b) => a.at - b.at), ...this.items.peek()];
      this.read.value = true;
    });
    this.#started = true;
    this.#adopt();
    this.#pump();
  }

  /** Forget everything in memory (signed out; the disk is wiped elsewhere). */
  stop() {
    this.#started = false;
    for (const controller of this.#running.values()) controller.abort();
    this.#waits.clear();
    this.#bytes.clear();
    this.read.value = false;
    this.items.value = [];
  }

  /** Leave: another tab takes over. */
  bye() {
    this.#tell({ type: 'bye' });
  }

  /** Begin with these files (File or Blob with a name), for a place; as versions of the file `into`, if given. Answers their items. */
  add(files, place, into = null) {
    const at = Date.now();
    return [...files].map((file) => {
      const { name, type, size } = file;
      const fault = this.#faultOf(file);
      const item = {
        id: newId(), place, into, name, type, size, kind: kindOf(file), width: null, height: null, sent: 0, url: null, fileId: null,
        state: fault ? 'failed' : 'waiting', error: fault, owner: this.#self, at,
      };
      this.#hold(item.id, file, !fault);
      this.#change(item, {});
      this.#pump();
      return item;
    });
  }

  /** Change what an item is for, or what is known of it (`place`, `width`, `height`). */
  change(id, fields) {
    const item = this.#find(id);
    if (item) this.#change(item, fields);
  }

  /** Hold an item until `resume`. */
  pause(id) {
    const item = this.#find(id);
    if (!item || !unfinished(item)) return;
    this.#change(item, { state: 'paused' });
    this.#halt(id);
  }

  /** Go on with a held or failed item, from where it was; `file` gives its bytes anew where they are lost. */
  async resume(id, file) {
    const item = this.#find(id);
    if (!item || !['paused', 'failed', 'lost'].includes(item.state)) return;
    if (file) this.#hold(id, file);
    this.#change(item, { state: 'waiting', error: null, tries: 0, ...(file ? { owner: this.#self } : {}) });
    // Whose it is may be gone by now, and the bytes with them.
    if (this.#bytes.has(id)) this.#pump();
    else this.#adopt();
  }

  /** Try at once what waits for the connection. */
  nudge() {
    this.#waits.clear();
    this.#pump();
  }

  /** The file of an item was found to be harmful, or could not be checked; that may be known before its last piece is answered. */
  block(fileId, error) {
    const item = this.items.peek().find((each) => each.fileId === fileId && !each.into);
    if (!item) return;
    if (item.state === 'done') this.#change(item, { state: 'blocked', error });
    else this.#verdicts.set(item.id, error);
  }

  /** Give an item up; what the server has of it goes. */
  async cancel(id) {
    const item = this.#find(id);
    if (!item) return;
    this.remove(id);
    try {
      // A version that is there belongs to its file.
      if (item.state === 'done' || item.state === 'blocked') await (item.into ? undefined : this.#net.forget(item.fileId));
      else if (item.url) await this.#net.endUpload(item.url);
    } catch (error) {
      // What is left there unfinished the server clears away by itself.
      console.info(error.message);
    }
  }

  /** Take an item off the list: its file is where it belongs. */
  remove(id) {
    this.#halt(id);
    this.#drop(id);
    this.#tell({ type: 'gone', id });
    return Promise.all([this.#store.del(id), this.#store.del(id + BYTES)]).catch(() => undefined);
  }

  /** The bytes of an item, if this tab has them. */
  bytesOf(id) {
    return this.#bytes.get(id);
  }

  #find(id) {
    return this.items.peek().find((item) => item.id === id);
  }

  #tell(message) {
    this.#channel?.postMessage({ ...message, from: this.#self });
  }

  #put(item) {
    const list = this.items.peek();
    this.items.value = this.#find(item.id) ? list.map((other) => (other.id === item.id ? item : other)) : [...list, item];
  }

  #drop(id) {
    this.#bytes.delete(id);
    this.#told.delete(id);
    this.#verdicts.delete(id);
    this.items.value = this.items.peek().filter((item) => item.id !== id);
  }

  // Without room on the device it still goes out; it just would not survive a reload.
  #hold(id, file, keep = true) {
    this.#bytes.set(id, file);
    if (keep && file.size <= KEPT_BYTES) this.#store.set(id + BYTES, file).catch(() => undefined);
  }

  #change(item, fields) {
    const next = { ...item, ...fields };
    this.#put(next);
    this.#store.set(next.id, next).catch(() => undefined);
    this.#tell({ type: 'put', item: next });
    return next;
  }

  // Progress is shown and told at intervals, and not written down: after a reload the server is asked.
  #progress(id, sent) {
    const item = this.#find(id);
    const [page = 0, tabs = 0] = this.#told.get(id) ?? [];
    const now = performance.now();
    if (!item || now - page < TELL_MS) return;
    this.#put({ ...item, sent });
    const tell = now - tabs >= TELL_TABS_MS;
    this.#told.set(id, [now, tell ? now : tabs]);
    if (tell) this.#tell({ type: 'put', item: { ...item, sent } });
  }

  #halt(id) {
    this.#running.get(id)?.abort();
    this.#running.delete(id);
    this.#waits.delete(id);
  }

  #pump() {
    if (!this.#started) return;
    for (const item of this.items.peek()) {
      if (this.#running.size >= AT_ONCE) return;
      const ready = item.state === 'waiting' && item.owner === this.#self && this.#bytes.has(item.id);
      if (ready && !this.#running.has(item.id) && !this.#waits.has(item.id)) this.#run(item);
    }
  }

  async #run(item) {
    const { id } = item;
    const controller = new AbortController();
    this.#running.set(id, controller);
    this.#change(item, { state: 'sending' });
    try {
      await this.#send(id, controller.signal);
      this.#store.del(id + BYTES).catch(() => undefined);
    } catch (error) {
      if (!controller.signal.aborted) this.#missed(id, error);
    } finally {
      if (this.#running.get(id) === controller) this.#running.delete(id);
      this.#pump();
    }
  }

  async #send(id, signal) {
    let sent = await this.#begin(id, signal);
    const file = this.#bytes.get(id);
    this.#put({ ...this.#find(id), sent });
    for (let disputes = 0; sent < file.size;) {
      const from = sent;
      const onProgress = (loaded) => !signal.aborted && this.#progress(id, from + loaded);
      try {
        sent = await this.#net.sendPiece(this.#find(id).url, from, file.slice(from, from + PIECE), { onProgress, signal });
        disputes = 0;
      } catch (error) {
        // An answer that got lost: the server has more than we know.
        if (error.status !== 409 || error.code === BUSY || disputes === MOST_DISPUTES) throw error;
        disputes += 1;
        sent = await this.#net.offsetOf(this.#find(id).url, signal);
      }
      if (signal.aborted) return;
      this.#put({ ...this.#find(id), sent, tries: 0 });
    }
    const error = this.#verdicts.get(id) ?? null;
    this.#change(this.#find(id), { state: error ? 'blocked' : 'done', sent: file.size, error });
  }

  /** Makes sure that the server knows the file; answers how much of it is there. */
  async #begin(id, signal) {
    const item = this.#find(id);
    if (item.url) {
      try {
        return await this.#net.offsetOf(item.url, signal);
      } catch (error) {
        // It was given up there meanwhile: all over again.
        if (error.status !== 404 && error.status !== 410) throw error;
      }
    }
    const { url, fileId } = await this.#net.createUpload(item, signal);
    if (!signal.aborted) this.#change(this.#find(id), { url, fileId, sent: 0 });
    return 0;
  }

  #missed(id, error) {
    const item = this.#find(id);
    if (!item) return;
    const passes = (error.transient && error.status !== 507) || error.status === 401 || error.code === BUSY;
    if (!passes) {
      this.#change(item, { state: 'failed', error: { code: error.code, status: error.status, message: error.message, details: error.details ?? [] } });
      return;
    }
    const tries = item.tries ?? 0;
    this.#change(item, { state: 'waiting', tries: tries + 1 });
    const turn = {};
    this.#waits.set(id, turn);
    this.#later(() => {
      if (this.#waits.get(id) !== turn) return;
      this.#waits.delete(id);
      this.#pump();
    }, error.retryAfter ? error.retryAfter * 1000 : backoff(tries));
  }

  // -- Between tabs

  #adopt() {
    const claimed = new Set();
    this.#claimed = claimed;
    this.#tell({ type: 'who' });
    this.#later(() => this.#take(claimed), this.#channel ? ANSWER_MS : 0);
  }

  async #take(claimed) {
    for (const item of this.items.peek()) {
      const here = item.owner === this.#self && this.#bytes.has(item.id);
      if (!unfinished(item) || here || claimed.has(item.id)) continue;
      const file = await this.#store.get(item.id + BYTES).catch(() => undefined);
      const now = this.#find(item.id);
      if (!now || claimed.has(item.id)) continue;
      if (file) this.#bytes.set(item.id, file);
      const state = file ? (item.state === 'sending' ? 'waiting' : item.state) : 'lost';
      this.#change(now, { owner: this.#self, state });
    }
    this.#pump();
  }

  #heard({ type, id, ids, item }) {
    if (type === 'who') this.#tell({ type: 'mine', ids: this.items.peek().filter((each) => each.owner === this.#self).map((each) => each.id) });
    if (type === 'mine') ids.forEach((each) => this.#claimed.add(each));
    if (type === 'bye') this.#later(() => this.#started && this.#adopt(), Math.random() * ANSWER_MS);
    if (type === 'gone') {
      this.#halt(id);
      this.#drop(id);
    }
    if (type === 'put') this.#learn(item);
  }

  #learn(item) {
    // Who tells of it is there.
    this.#claimed.add(item.id);
    const mine = this.#find(item.id)?.owner === this.#self;
    // Held, or taken over, elsewhere.
    if (mine && (item.owner !== this.#self || item.state === 'paused')) this.#halt(item.id);
    this.#put(item);
    if (mine) this.#pump();
  }
}
