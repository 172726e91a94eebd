// What stays on this device: small values in localStorage, per-person collections in IndexedDB.
import { effect, signal } from '@preact/signals';

const STORES = ['outbox', 'drafts', 'cache'];
let owner = null;
let opened = null;
// Stands in where there is no database; belongs to the owner like the database does.
let memory = new Map();

/** Choose whose data `kv` reads and writes; null = nobody (memory only). */
export function setOwner(userId) {
  if (userId === owner) return;
  owner = userId;
  memory = new Map();
  opened?.then((db) => db?.close());
  opened = null;
}

/** Whose data it is, or null. */
export const ownerOf = () => owner;

const nameOf = (userId) => `epop-${userId}`;

function database() {
  if (!owner || !globalThis.indexedDB) return Promise.resolve(null);
  opened ??= new Promise((resolve) => {
    const ask = indexedDB.open(nameOf(owner), 1);
    ask.onupgradeneeded = () => STORES.forEach((store) => ask.result.createObjectStore(store));
    ask.onsuccess = () => resolve(ask.result);
    // Private windows may refuse a database: everything then lives as long as the page.
    ask.onerror = () => resolve(null);
    ask.onblocked = () => resolve(null);
  });
  return opened;
}

const answered = (ask) =>
  new Promise((resolve, reject) => {
    ask.onsuccess = () => resolve(ask.result);
    ask.onerror = () => reject(ask.error);
  });

function inMemory(name) {
  if (!memory.has(name)) memory.set(name, new Map());
  const map = memory.get(name);
  return {
    get: async (key) => map.get(key),
    set: async (key, value) => void map.set(key, value),
    del: async (key) => void map.delete(key),
    entries: async () => [...map],
    clear: async () => map.clear(),
  };
}

/** A key-value collection of the signed-in person: 'outbox', 'drafts' or 'cache'. All methods answer promises. */
export function kv(name) {
  const run = async (mode, work, fallback) => {
    const db = await database();
    return db ? work(db.transaction(name, mode).objectStore(name)) : fallback(inMemory(name));
  };
  return {
    get: (key) => run('readonly', (s) => answered(s.get(key)), (m) => m.get(key)),
    set: (key, value) => run('readwrite', (s) => answered(s.put(value, key)), (m) => m.set(key, value)),
    del: (key) => run('readwrite', (s) => answered(s.delete(key)), (m) => m.del(key)),
    clear: () => run('readwrite', (s) => answered(s.clear()), (m) => m.clear()),
    entries: () =>
      run(
        'readonly',
        async (s) => {
          const [keys, values] = await Promise.all([answered(s.getAllKeys()), answered(s.getAll())]);
          return keys.map((key, i) => [key, values[i]]);
        },
        (m) => m.entries(),
      ),
  };
}

/** Delete everything `kv` keeps for the current person (signing out). */
export async function wipe() {
  const gone = owner;
  const db = await database();
  setOwner(null);
  if (!gone || !db) return;
  db.close();
  indexedDB.deleteDatabase(nameOf(gone));
}

/** A signal kept in localStorage under `epop.<key>`; changes of other tabs arrive by themselves. */
export function local(key, initial) {
  const name = `epop.${key}`;
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? initial;
    } catch {
      return initial;
    }
  };
  const value = signal(read());
  // An effect, because writing through is the whole point of this signal.
  effect(() => {
    const text = JSON.stringify(value.value);
    try {
      if (text === JSON.stringify(initial)) localStorage.removeItem(name);
      else if (localStorage.getItem(name) !== text) localStorage.setItem(name, text);
    } catch {
      // Storage full or forbidden: the value lives as long as the page.
    }
  });
  globalThis.addEventListener?.('storage', (event) => {
    if (event.key === name) value.value = read();
  });
  return value;
}
