// What the server keeps for me across chats: threads I follow, what I saved, what is to be sent later. Loaded after the
// start and at every reconnect, kept by events; the views fetch their own pages.

import { batch, computed, effect, signal } from '@preact/signals';
import { t } from '../../lib/i18n.js';
import { plainText } from '../../lib/md.js';
import { newId, saidIn } from '../../lib/text.js';
import { get, patch, post, put } from '../../net/api.js';
import { on, state as connection } from '../../net/socket.js';
import { discard, enqueue, items, onDone, onFailed } from '../../state/outbox.js';
import { navigate } from '../../state/route.js';
import { myId } from '../../state/session.js';
import { toast, undoable, undoToast } from '../../ui/layers.js';
import { errorText } from '../../ui/states.js';
import { placeOf } from './model.js';
import { chats, patchChat } from './store.js';

/** `{threads, mentions}`: followed threads with something unread, and how often I am mentioned in them. */
export const threadUnread = signal({ threads: 0, mentions: 0 });
/** What is known of threads: root id → `{isFollowing, unreadCount, lastReadMessageId}`. */
export const threadStates = signal(new Map());
/** What I saved: saved id → item. */
export const saved = signal(new Map());
/** Ids of the messages I saved. */
export const savedIds = computed(() => new Set([...saved.value.values()].map((item) => item.messageId).filter(Boolean)));
/** How many reminders have come due and are not done. */
export const dueCount = computed(() => [...saved.value.values()].filter((item) => item.remindedAt).length);
/** Messages to be sent later, soonest first; null until they are known. */
export const scheduled = signal(null);

const key = () => ({ key: newId() });
const failed = (error) => toast(errorText(error), { kind: 'error' });

// -- Threads

const statePath = ({ chatId, rootMessageId, id }) => `/chats/${chatId}/threads/${rootMessageId ?? id}`;

function setThread(rootId, state) {
  threadStates.value = new Map(threadStates.peek()).set(rootId, { ...threadStates.peek().get(rootId), ...state });
}

/** Learns whether I follow the thread of a message (or of its root) and how far I have read it. */
export async function loadThreadState(message, signal) {
  const state = await get(statePath(message), { signal });
  setThread(message.rootMessageId ?? message.id, state);
  return state;
}

/** Whether I follow the thread of this message; undefined while that is not known. */
export const isFollowing = (message) => threadStates.value.get(message.rootMessageId ?? message.id)?.isFollowing;

/** Follows the thread of a message, or no longer. */
export async function toggleFollow(message) {
  const rootId = message.rootMessageId ?? message.id;
  try {
    const before = threadStates.peek().get(rootId) ?? await loadThreadState(message);
    const text = before.isFollowing ? t('chat.follow.off') : t('chat.follow.on');
    await follow(message, before, !before.isFollowing);
    toast(text, { kind: 'success' });
    undoable(text, () => follow(message, threadStates.peek().get(rootId), before.isFollowing).catch(failed));
  } catch (error) {
    failed(error);
  }
}

async function follow(message, before, isFollowing) {
  const rootId = message.rootMessageId ?? message.id;
  setThread(rootId, { isFollowing });
  try {
    setThread(rootId, await put(`${statePath(message)}/follow`, { isFollowing }, key()));
  } catch (error) {
    setThread(rootId, before);
    throw error;
  }
  countThreads();
}

async function loadThreadUnread() {
  threadUnread.value = await get('/chats/threads/unread');
}

const SETTLE_MS = 500;
const timers = new Map();

/** Runs `work` once when things have settled. Not knowing better for a while is no failure worth a word. */
function soon(name, work, ms = SETTLE_MS) {
  clearTimeout(timers.get(name));
  timers.set(name, setTimeout(() => work().catch(() => {}), ms));
}

/** Counts the followed threads with something unread again, shortly. */
export const countThreads = () => soon('threads', loadThreadUnread);

// -- What I saved

const MOST_PAGES = 10;

function setSaved(id, item) {
  const next = new Map(saved.peek());
  if (item) next.set(id, item);
  else next.delete(id);
  saved.value = next;
}

/** A page of what I saved, newest first. */
export async function listSaved(cursor, signal) {
  const page = await get('/chats/saved', { query: { limit: 50, cursor }, signal });
  for (const item of page.items) setSaved(item.id, item);
  return page;
}

async function loadSaved() {
  const all = new Map();
  let cursor;
  for (let i = 0; i < MOST_PAGES; i += 1) {
    const page = await get('/chats/saved', { query: { limit: 100, cursor } });
    for (const item of page.items) all.set(item.id, item);
    if (!page.hasMore) break;
    cursor = page.nextCursor;
  }
  for (const item of items.peek()) {
    if (item.kind === 'chat.save') all.set(item.id, pendingOf(item));
    if (item.kind === 'chat.unsave') all.delete(item.meta.item.id);
  }
  saved.value = all;
}

const savedOf = (messageId) => [...saved.peek().values()].find((item) => item.messageId === messageId);

/** Keeps something: `{messageId?, chatId?, note?, remindAt?}`. Answers the item. */
export async function save(wish) {
  const item = await post('/chats/saved', wish, key());
  setSaved(item.id, item);
  return item;
}

/** Changes `note` or `remindAt` of something saved; at once, taken back when the server refuses. */
export async function changeSaved(item, change) {
  setSaved(item.id, { ...item, ...change });
  try {
    setSaved(item.id, await patch(`/chats/saved/${item.id}`, change, key()));
  } catch (error) {
    setSaved(item.id, item);
    throw error;
  }
}

const laneOf = ({ id, messageId }) => `saved:${messageId ?? id}`;

// What is on its way is on the list, under the id of its errand.
const pendingOf = ({ id, body, meta, createdAt }) => ({ note: '', remindAt: null, ...body, id, savedAt: new Date(createdAt).toISOString(), remindedAt: null, message: meta.message, chatId: meta.message?.chatId ?? body.chatId, pending: true });

function carrySave(body, meta) {
  const item = enqueue({ kind: 'chat.save', lane: laneOf(body), method: 'POST', path: '/chats/saved', body, meta });
  setSaved(item.id, pendingOf(item));
}

function carryDrop(item) {
  setSaved(item.id, null);
  if (item.pending) return discard(item.id);
  return enqueue({ kind: 'chat.unsave', lane: laneOf(item), method: 'DELETE', path: `/chats/saved/${item.id}`, meta: { item } });
}

/** Takes something off the list, with a way back. `text` says what was done. */
export function dropSaved(item, text = t('chat.saved.removed')) {
  carryDrop(item);
  const later = item.remindAt && !item.remindedAt && new Date(item.remindAt) > new Date() ? { remindAt: item.remindAt } : {};
  const what = item.messageId ? { messageId: item.messageId } : { chatId: item.chatId };
  undoToast(text, () => carrySave({ ...what, ...(item.note ? { note: item.note } : {}), ...later }, { message: item.message }));
}

/** Saves a message, or takes it off the list. */
export function toggleSaved(message) {
  const known = savedOf(message.id);
  if (known) return known.pending ? undefined : dropSaved(known);
  carrySave({ messageId: message.id }, { message });
  toast(t('chat.saved.done'), { kind: 'success', action: { label: t('chat.saved.show'), run: () => navigate('/chat/saved') } });
  return undoable(t('chat.saved.save'), () => {
    const item = savedOf(message.id);
    if (item) carryDrop(item);
  });
}

/** Asks when to be reminded of a message; it is saved with that. */
export async function remindAbout(message) {
  const { openReminder } = await import('./parts/times.js');
  openReminder(savedOf(message.id) ?? { messageId: message.id });
}

async function tellDue(savedId) {
  const item = await get(`/chats/saved/${savedId}`);
  setSaved(item.id, item);
  const text = item.note || (item.message ? plainText(saidIn(item.message)).replace(/\s+/g, ' ').slice(0, 120) : '');
  const open = () => navigate(item.message ? placeOf(item.message) : item.chatId ? `/chat/${item.chatId}` : '/chat/saved');
  toast(text ? t('chat.remind.due', { text }) : t('chat.remind.dueBare'), { action: { label: t('chat.saved.open'), run: open }, ms: 30_000 });
}

// -- Messages to be sent later

/** Asks the server for all that is scheduled. */
export async function loadScheduled() {
  scheduled.value = await get('/chats/scheduled');
}

// -- Mutes that end

let muteTimer = 0;

/** A mute that has run out is over without anybody saying so. */
function watchMutes() {
  return effect(() => {
    clearTimeout(muteTimer);
    const now = Date.now();
    const ends = [...chats.value.values()].filter((chat) => chat.mutedUntil).map((chat) => [chat.id, new Date(chat.mutedUntil) - now]);
    if (!ends.length) return;
    const next = Math.min(...ends.map(([, ms]) => ms));
    muteTimer = setTimeout(() => {
      for (const [id, ms] of ends) if (ms <= next) patchChat(id, { isMuted: false, mutedUntil: null });
    }, Math.min(Math.max(next, 0), 2 ** 31 - 1));
  });
}

// -- Events, and beginning

function savedChanged({ savedId, patch: change }) {
  const known = saved.peek().get(savedId);
  if (known) setSaved(savedId, { ...known, ...change });
  soon('saved', loadSaved);
}

const scheduledChanged = () => soon('scheduled', loadScheduled);
// Who replies has read the thread, which nobody tells.
const replied = ({ rootMessageId }) => (rootMessageId ? countThreads() : undefined);

const handlers = {
  'chat.message.created': replied,
  'chat.message.deleted': replied,
  'chat.message.read': ({ userId }) => (userId === myId() ? countThreads() : undefined),
  'chat.thread.follow.changed'({ rootMessageId, patch: change }) {
    setThread(rootMessageId, change);
    countThreads();
  },
  'chat.participant.left': ({ userId }) => (userId === myId() ? countThreads() : undefined),
  'chat.saved.created': savedChanged,
  'chat.saved.updated': savedChanged,
  'chat.saved.deleted': ({ savedId }) => setSaved(savedId, null),
  'chat.reminder.due': ({ savedId }) => void tellDue(savedId).catch(() => {}),
  'chat.scheduled.created': scheduledChanged,
  'chat.scheduled.updated': scheduledChanged,
  'chat.scheduled.deleted': scheduledChanged,
  'chat.scheduled.sent': scheduledChanged,
  'chat.scheduled.failed'() {
    toast(t('chat.later.failedToast'), { kind: 'error', action: { label: t('chat.saved.show'), run: () => navigate('/chat/later') } });
    scheduledChanged();
  },
};

/** Loads everything when there is a connection, and again after each break. Answers a disposer. */
export function startLists() {
  const refused = (put) => (item, error) => {
    put(item);
    discard(item.id);
    failed(error);
  };
  const carried = [
    onDone('chat.save', (item, answer) => batch(() => {
      setSaved(item.id, null);
      setSaved(answer.id, answer);
    })),
    onFailed('chat.save', refused((item) => setSaved(item.id, null))),
    onFailed('chat.unsave', refused(({ meta }) => setSaved(meta.item.id, meta.item))),
  ];
  const stops = [...carried, watchMutes(), ...Object.entries(handlers).map(([name, handle]) => on(name, handle)), effect(() => {
    if (connection.value !== 'open') return;
    for (const [name, work] of Object.entries({ threads: loadThreadUnread, saved: loadSaved, scheduled: loadScheduled })) soon(name, work, 0);
  })];
  return () => {
    stops.forEach((stop) => stop());
    timers.forEach(clearTimeout);
    clearTimeout(muteTimer);
    threadUnread.value = { threads: 0, mentions: 0 };
    threadStates.value = new Map();
    saved.value = new Map();
    scheduled.value = null;
  };
}
