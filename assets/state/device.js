// What stays on this device (on a shared one nothing does): small values and choices in localStorage, per-person collections and drafts in IndexedDB.

import { batch, effect, signal } from '@preact/signals';

const STORES = ['outbox', 'drafts', 'cache', 'uploads'];
/** Goes up with every new store. */
const VERSION = 2;
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

const OWNER = 'epop.owner';

/** Who was signed in here last and did not sign out, or null. On a shared device nobody is remembered. */
export function lastOwner() {
  try {
    return sharedDevice.peek() ? null : localStorage.getItem(OWNER);
  } catch {
    return null;
  }
}

/** Remember the owner for the next start. */
export function rememberOwner() {
  try {
    if (owner && !sharedDevice.peek()) localStorage.setItem(OWNER, owner);
    else localStorage.removeItem(OWNER);
  } catch {
    // Storage full or forbidden: the next start asks the server who it is.
  }
}

const nameOf = (userId) => `epop-${userId}`;

function database() {
  if (!owner || sharedDevice.peek() || !globalThis.indexedDB) return Promise.resolve(null);
  opened ??= new Promise((resolve) => {
    const ask = indexedDB.open(nameOf(owner), VERSION);
    ask.onupgradeneeded = () => STORES.filter((store) => !ask.result.objectStoreNames.contains(store)).forEach((store) => ask.result.createObjectStore(store));
    ask.onsuccess = () => {
      // Another tab deletes it (signing out, clearing the device): what is open would hold that up.
      ask.result.onversionchange = () => ask.result.close();
      resolve(ask.result);
    };
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

/** A key-value collection of the signed-in person: one of STORES. All methods answer promises. */
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
  rememberOwner();
  if (!gone || !db) return;
  db.close();
  indexedDB.deleteDatabase(nameOf(gone));
}

/** Is this the name of a choice about the device itself? Those of features ('chat.layout') and 'owner' are a person's. */
export const isChoice = (key) => !key.includes('.') && key !== 'owner';

/**
 * A signal kept in localStorage under `epop.<key>`; changes of other tabs arrive by themselves. A key with a dot in it belongs
 * to whoever is signed in: on a shared device it is in memory only.
 */
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
    if (!isChoice(key) && sharedDevice.peek()) return;
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

/** True on a plain http address: installing, push and a start without network need https. The settings page says so. */
export const needsHttps = signal(globalThis.isSecureContext === false);

// -- Choices: look, size, keys. app/early.js applies the same values before the first paint.

/** Is this a device others use as well? Then everything lives in memory only. Chosen when signing in. */
export const sharedDevice = local('shared', false);
/** 'auto' | 'light' | 'dark' */
export const theme = local('theme', 'auto');
/** 'compact' | 'cozy' | 'comfortable' */
export const density = local('density', 'cozy');
/** Percent of the normal text size: 90, 100, 110, 125. */
export const textSize = local('textSize', 100);
/** 'system' | 'reduced': without motion, whatever the system says. */
export const motion = local('motion', 'system');
/** 'inter' | 'system' */
export const font = local('font', 'inter');
/** Day a week begins on, 0 (Sunday) to 6, or null to follow the language. */
export const weekStart = local('weekStart', null);
/** Does Enter send what is written? Otherwise Ctrl (⌘) with it does, and Enter begins a line. */
export const enterSends = local('enterSends', true);
/** What to do about messages while nobody looks at the page: `show` a notification, without its words with `hideText`; `sound`. */
export const notices = local('notices', { show: false, sound: false, hideText: false });
/** May keys without a modifier act? */
export const singleKeys = local('singleKeys', true);
/** Language chosen on this device, or null to follow the profile and then the browser. */
export const chosenLocale = local('locale', null);

/** Keep the document in step with the choices. */
export function applyPrefs() {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const asked = signal(still.matches);
  still.addEventListener('change', () => (asked.value = still.matches));
  // An effect, because the document element lies outside what components render.
  effect(() => {
    const root = document.documentElement;
    root.dataset.theme = theme.value;
    root.dataset.density = density.value;
    root.dataset.motion = asked.value ? 'reduced' : motion.value;
    root.dataset.font = font.value;
    root.style.fontSize = textSize.value === 100 ? '' : `${textSize.value}%`;
  });
}

// -- Drafts: unfinished texts, in memory at once, on disk shortly after the last key.

const SAVE_MS = 400;
const store = kv('drafts');
const dirty = new Set();
let timer = 0;

/** Map of key → {text, at}; `at` is milliseconds. */
export const drafts = signal(new Map());
/** Whether what was kept on disk has been read. */
export const draftsRead = signal(false);

// A page that is being closed has no time for a database: what is not saved yet goes to localStorage for the next start.
const lastWords = () => `epop.drafts.${ownerOf()}`;

function takeLastWords() {
  try {
    const kept = JSON.parse(localStorage.getItem(lastWords())) ?? [];
    localStorage.removeItem(lastWords());
    return kept;
  } catch {
    return [];
  }
}

function speakLastWords() {
  if (!dirty.size || !ownerOf() || sharedDevice.peek()) return;
  const texts = [...dirty].map((key) => [key, drafts.peek().get(key) ?? null]);
  try {
    localStorage.setItem(lastWords(), JSON.stringify(texts));
  } catch {
    // Storage full or forbidden: the database may still make it.
  }
}

/** Read what was kept; call once after sign-in. */
export async function loadDrafts() {
  const last = takeLastWords();
  const kept = new Map(await store.entries());
  for (const [key, draft] of last) {
    if (draft) kept.set(key, draft);
    else kept.delete(key);
    await (draft ? store.set(key, draft) : store.del(key));
  }
  // What was typed while the disk was read is newer.
  for (const [key, draft] of drafts.peek()) kept.set(key, draft);
  batch(() => {
    drafts.value = kept;
    draftsRead.value = true;
  });
}

/** The draft under `key`, or ''. */
export const draftOf = (key) => drafts.value.get(key)?.text ?? '';

/** Keep `text` under `key`; empty text removes the draft. */
export function saveDraft(key, text) {
  if ((drafts.peek().get(key)?.text ?? '') === text) return;
  const next = new Map(drafts.peek());
  if (text) next.set(key, { text, at: Date.now() });
  else next.delete(key);
  drafts.value = next;
  dirty.add(key);
  clearTimeout(timer);
  timer = setTimeout(flushDrafts, SAVE_MS);
}

/** Write to disk now (on blur, hide, send). */
export async function flushDrafts() {
  clearTimeout(timer);
  await Promise.all(
    [...dirty].map(async (key) => {
      const draft = drafts.peek().get(key);
      try {
        await (draft ? store.set(key, draft) : store.del(key));
      } catch {
        // The disk does not take it: it stays unsaved, and its last words are kept when the page goes.
        return;
      }
      // Typed on meanwhile: the next save is already on its way.
      if (drafts.peek().get(key) === draft) dirty.delete(key);
    }),
  );
  if (!dirty.size) takeLastWords();
}

/** Forget all drafts in memory (signed out). */
export function clearDrafts() {
  clearTimeout(timer);
  dirty.clear();
  drafts.value = new Map();
  draftsRead.value = false;
}

/** Save when the page is hidden: it may never come back. */
export function watchDrafts() {
  const leaving = () => {
    speakLastWords();
    flushDrafts();
  };
  document.addEventListener('visibilitychange', () => document.hidden && leaving());
  addEventListener('pagehide', leaving);
}
