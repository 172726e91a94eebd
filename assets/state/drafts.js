// Unfinished texts, kept on this device per person: in memory at once, on disk shortly after the last key.
import { signal } from '@preact/signals';
import { kv, ownerOf } from './persist.js';

const SAVE_MS = 400;
const store = kv('drafts');
const dirty = new Set();
let timer = 0;

/** Map of key → {text, at}; `at` is milliseconds. */
export const drafts = signal(new Map());

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
  if (!dirty.size || !ownerOf()) return;
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
  drafts.value = kept;
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
      await (draft ? store.set(key, draft) : store.del(key));
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
