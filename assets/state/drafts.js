// Unfinished texts, kept on this device per person: in memory at once, on disk shortly after the last key.
import { signal } from '@preact/signals';
import { kv } from './persist.js';

const SAVE_MS = 400;
const store = kv('drafts');
const dirty = new Set();
let timer = 0;

/** Map of key → {text, at}; `at` is milliseconds. */
export const drafts = signal(new Map());

/** Read what was kept; call once after sign-in. */
export async function loadDrafts() {
  const kept = new Map(await store.entries());
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
  const keys = [...dirty];
  dirty.clear();
  await Promise.all(
    keys.map((key) => {
      const draft = drafts.peek().get(key);
      return draft ? store.set(key, draft) : store.del(key);
    }),
  );
}

/** Forget all drafts in memory (signed out). */
export function clearDrafts() {
  clearTimeout(timer);
  dirty.clear();
  drafts.value = new Map();
}

/** Save when the page is hidden: it may never come back. */
export function watchDrafts() {
  document.addEventListener('visibilitychange', () => document.hidden && flushDrafts());
  addEventListener('pagehide', flushDrafts);
}
