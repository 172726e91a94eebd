// Drafts on all my devices. What this device has (state/device.js) is what is on screen; the server gets it three seconds
// after the last key. Where two devices wrote different texts both are kept, and the person decides.

import { effect } from '@preact/signals';
import { newId } from '../../lib/text.js';
import { get, put } from '../../net/api.js';
import { on, state as connection } from '../../net/socket.js';
import { draftOf, drafts, draftsRead, kv, saveDraft } from '../../state/device.js';
import { maxChars } from './messages.js';
import { streamKey } from './model.js';
import { chatOf, draftConflicts as conflicts } from './store.js';

const PUSH_MS = 3000;
/** What is gone may be told at once: it was sent or thrown away. */
const CLEAR_MS = 300;
const FETCH_MS = 300;

/** What the server had when this device last knew: key → `{version, text}`. Kept on disk. */
let known = new Map();
const NOTHING = Object.freeze({ version: 0, text: '' });
const disk = kv('cache');
const DISK_KEY = 'chat.drafts';
const timers = new Map();
/** Keys under way to the server. */
const sending = new Set();
/** How often in a row the server knew something else. */
const refused = new Map();
const MOST_REFUSED = 3;
let fetching = 0;

/** The chat and thread a key stands for, or null for drafts of something else. */
export function targetOf(key) {
  const found = /^chat:(\d+)(?::thread:(\d+))?$/.exec(key);
  return found && { chatId: found[1], rootId: found[2] ?? null };
}

/**
 * What to do where this device has `mine`, last knew `known`, and the server has `theirs` (`{version, text}`):
 * 'same', 'take' theirs, 'push' mine, or 'ask' because both were changed.
 */
export function judge(mine, known, theirs) {
  if (mine === theirs.text) return 'same';
  if (mine === known.text) return 'take';
  // What another device has sent or thrown away is no text to choose.
  return theirs.text === known.text || !theirs.text ? 'push' : 'ask';
}

function note(key, { version, text }) {
  if (text) known.set(key, { version, text });
  else known.delete(key);
  disk.set(DISK_KEY, [...known]).catch(() => {});
}

function setConflict(key, theirs) {
  const next = new Map(conflicts.peek());
  if (theirs) next.set(key, theirs);
  else if (!next.delete(key)) return;
  conflicts.value = next;
}

// -- From the server

/** Takes the server's list; answers when everything is settled or waits for the person. */
async function reconcile() {
  const list = await get('/chats/drafts');
  const server = new Map(list.map((draft) => [streamKey(draft.chatId, draft.rootMessageId), draft]));
  for (const key of new Set([...server.keys(), ...known.keys()])) {
    // What is under way comes back as an answer.
    if (sending.has(key)) continue;
    const theirs = server.get(key) ?? NOTHING;
    const mine = draftOf(key);
    const verdict = judge(mine, known.get(key) ?? NOTHING, theirs);
    if (verdict === 'ask') {
      setConflict(key, theirs);
      continue;
    }
    setConflict(key, null);
    note(key, theirs.text || verdict !== 'push' ? theirs : NOTHING);
    if (verdict === 'take') saveDraft(key, theirs.text);
    if (verdict === 'push') push(key, PUSH_MS);
  }
}

function fetchSoon() {
  clearTimeout(fetching);
  fetching = setTimeout(() => reconcile().catch(() => {}), FETCH_MS);
}

// -- To the server

function push(key, ms) {
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(() => {
    timers.delete(key);
    send(key).catch(() => {});
  }, ms));
}

async function send(key) {
  const { chatId, rootId } = targetOf(key);
  const text = draftOf(key);
  const before = known.get(key) ?? NOTHING;
  if (sending.has(key)) return push(key, PUSH_MS);
  // What is longer than a message may be stays on this device until it is shorter.
  if (text === before.text || text.length > maxChars() || conflicts.peek().has(key) || !chatOf(chatId)?.isMember) return undefined;
  sending.add(key);
  try {
    const body = { text, version: before.version, ...(rootId ? { rootMessageId: rootId } : {}) };
    note(key, await put(`/chats/${chatId}/draft`, body, { key: newId() }));
    refused.delete(key);
  } catch (error) {
    const times = (refused.get(key) ?? 0) + 1;
    if (error.code !== 'draft_conflict' || times > MOST_REFUSED) throw error;
    refused.set(key, times);
    sending.delete(key);
    await reconcile();
  } finally {
    sending.delete(key);
  }
  return undefined;
}

/** Sends what this device wrote and the server has not; the drafts it was told of and that are unchanged stay. */
function follow() {
  let before = drafts.peek();
  return effect(() => {
    const now = drafts.value;
    for (const key of new Set([...now.keys(), ...before.keys()])) {
      if (now.get(key) === before.get(key) || !targetOf(key)) continue;
      const text = now.get(key)?.text ?? '';
      if (text !== (known.get(key) ?? NOTHING).text) push(key, text ? PUSH_MS : CLEAR_MS);
    }
    before = now;
  });
}

// -- What the person decides

/** Takes the other device's text in place of one's own. */
export function useTheirs(key) {
  const theirs = conflicts.peek().get(key);
  note(key, theirs);
  setConflict(key, null);
  saveDraft(key, theirs.text);
}

/** Puts the other device's text under one's own. */
export function keepBoth(key) {
  const theirs = conflicts.peek().get(key);
  note(key, theirs);
  setConflict(key, null);
  saveDraft(key, `${draftOf(key).trimEnd()}\n\n${theirs.text}`);
}

/** Begins when the drafts of this device are read. Answers a disposer. */
export function startDrafts() {
  let stops = [];
  let ended = false;
  const begin = async () => {
    known = new Map(await disk.get(DISK_KEY).catch(() => null) ?? []);
    if (ended) return;
    stops.push(follow(), on('chat.draft.updated', ({ chatId, rootMessageId, patch }) => {
      if (patch.version !== known.get(streamKey(chatId, rootMessageId))?.version) fetchSoon();
    }), effect(() => {
      if (connection.value !== 'open') return;
      fetchSoon();
      for (const key of drafts.peek().keys()) if (targetOf(key)) push(key, PUSH_MS);
    }));
  };
  const ready = effect(() => {
    if (draftsRead.value) queueMicrotask(begin);
  });
  stops = [ready];
  return () => {
    ended = true;
    stops.forEach((stop) => stop());
    timers.forEach(clearTimeout);
    timers.clear();
    clearTimeout(fetching);
    refused.clear();
    known = new Map();
    conflicts.value = new Map();
  };
}
