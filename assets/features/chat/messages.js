// Loading messages, and everything one can do to them. What is shown changes at once; the outbox carries it to the server.

import { signal } from '@preact/signals';
import { t } from '../../lib/i18n.js';
import { compareIds, copyText, newId } from '../../lib/text.js';
import { get } from '../../net/api.js';
import { local } from '../../state/device.js';
import { discard, enqueue, items, onDone, onFailed } from '../../state/outbox.js';
import { limits, myId } from '../../state/session.js';
import { toast, undoable, undoToast } from '../../ui/layers.js';
import { errorText } from '../../ui/states.js';
import { hasMine, streamKey, toggleReaction, voted } from './model.js';
import { followReads } from './reading.js';
import { apply, changeMessage, chatOf, chats, findMessage, forgetStreams, holdEvents, loadedStreams, putPage, setStream, streamOf } from './store.js';

const PAGE = 60;
/** How many streams stay in memory. */
const KEPT_STREAMS = 12;
/** How many rows a stream keeps that is not on screen: what came in while it was is loaded again when one scrolls up to it. */
const KEPT_ROWS = 3 * PAGE;
/** Ids of messages whose deletion can still be undone: they are not shown. */
export const deleting = signal(new Set());
const used = new Map();
const loads = new Map();

const pathOf = (chatId, rootId) => (rootId ? `/chats/${chatId}/threads` : `/chats/${chatId}/messages`);

function fetchPage(chatId, rootId, query, signal) {
  const root = rootId ? { rootMessageId: rootId } : {};
  return get(pathOf(chatId, rootId), { query: { limit: PAGE, ...root, ...query }, signal });
}

/** Runs one load per stream; a newer one aborts the older. `onFail(error)` answers what becomes of the stream. */
async function load(chatId, rootId, work, onFail = (error) => ({ status: 'error', error, rows: [] })) {
  const key = streamKey(chatId, rootId);
  loads.get(key)?.abort();
  const controller = new AbortController();
  loads.set(key, controller);
  const replay = holdEvents(chatId);
  try {
    await work(controller.signal);
    replay();
  } catch (error) {
    if (error.code !== 'aborted') setStream(chatId, rootId, { busy: null, ...onFail(error) });
  } finally {
    replay.drop();
    if (loads.get(key) === controller) loads.delete(key);
  }
}

/**
 * Makes a chat's messages ready: around `aroundId` when given, else around the first unread one, else the latest.
 * What is already loaded and reaches the end is kept.
 */
export function openStream(chatId, aroundId = null) {
  touch(streamKey(chatId));
  const { status, hasNewer, rows } = streamOf(chatId).peek();
  if (status === 'loading' && !aroundId) return undefined;
  const has = aroundId ? rows.some((row) => row.id === aroundId) : !hasNewer;
  // Of a channel one is not in no events come: it is loaded anew each time.
  if (status === 'ready' && has && chatOf(chatId)?.isMember) return undefined;
  return loadStream(chatId, aroundId ?? firstUnreadAnchor(chatId));
}

/** Loads the chats most likely to be opened next: mentions first, then people, then the rest with something unread. */
export function prefetch() {
  const weight = (chat) => chat.mentionCount * 100 + (chat.kind === 'direct' ? 50 : 0) + Math.min(chat.unreadCount, 40);
  const likely = [...chats.peek().values()].filter((chat) => chat.isMember && chat.unreadCount > 0 && !chat.isMuted)
    .sort((a, b) => weight(b) - weight(a)).slice(0, 2);
  for (const chat of likely) openStream(chat.id);
}

function firstUnreadAnchor(chatId) {
  const chat = chatOf(chatId);
  return chat?.unreadCount > PAGE / 2 ? chat.lastReadMessageId : null;
}

/** Loads a chat's messages anew, around a message or, also where that one is gone, at the end. */
export function loadStream(chatId, wantedId = null) {
  setStream(chatId, null, { status: 'loading', error: null, busy: null });
  return load(chatId, null, async (signal) => {
    let aroundId = wantedId;
    const rows = await fetchPage(chatId, null, aroundId ? { aroundId } : {}, signal).catch((error) => {
      if (!aroundId || error.status !== 404) throw error;
      aroundId = null;
      return fetchPage(chatId, null, {}, signal);
    });
    const before = aroundId ? rows.filter((row) => compareIds(row.id, aroundId) < 0).length : rows.length;
    const last = chatOf(chatId)?.lastMessage?.id ?? '0';
    const reachesEnd = !aroundId || !rows.length || compareIds(rows.at(-1).id, last) >= 0;
    setStream(chatId, null, {
      rows, status: 'ready', hasNewer: !reachesEnd, hasOlder: before >= (aroundId ? PAGE / 2 - 1 : PAGE),
    });
  });
}

/** Makes a thread ready: its first message and the latest replies. */
export function openThread(chatId, rootId) {
  touch(streamKey(chatId, rootId));
  const { status } = streamOf(chatId, rootId).peek();
  if (status === 'ready' || status === 'loading') return undefined;
  setStream(chatId, rootId, { status: 'loading', error: null, root: findMessage(chatId, rootId) ?? null });
  return load(chatId, rootId, async (signal) => {
    const [root, rows] = await Promise.all([
      get(`/chats/${chatId}/messages/${rootId}`, { signal }), fetchPage(chatId, rootId, {}, signal),
    ]);
    setStream(chatId, rootId, { root, rows, status: 'ready', hasNewer: false, hasOlder: rows.length >= PAGE });
  });
}

/** How many pages of a thread are looked through for a reply. */
const REACHED_PAGES = 30;

/** Loads a thread back to a reply that may be far up; answers whether it is there. */
export async function reachReply(chatId, rootId, id) {
  for (let page = 0; page < REACHED_PAGES; page += 1) {
    const { rows, hasOlder } = streamOf(chatId, rootId).peek();
    if (rows.some((row) => row.id === id)) return true;
    if (!hasOlder || !rows.length || compareIds(rows[0].id, id) < 0) return false;
    await loadMore(chatId, rootId, 'older');
    if (streamOf(chatId, rootId).peek().rows[0] === rows[0]) return false;
  }
  return false;
}

/** One message, fresh from the server. */
export const fetchMessage = (chatId, id) => get(`/chats/${chatId}/messages/${id}`);

/** The first message of the main list at or after a time, or null. */
export const messageAt = async (chatId, date) => (await get(`/chats/${chatId}/messages/at`, { query: { date: date.toISOString() } })).messageId;

/** Loads the page before the first or after the last row, once at a time. `side` is 'older' or 'newer'. */
export function loadMore(chatId, rootId, side) {
  const { rows, status, busy, error, hasOlder, hasNewer } = streamOf(chatId, rootId).peek();
  if (status !== 'ready' || busy || error || !rows.length || !(side === 'older' ? hasOlder : hasNewer)) return undefined;
  setStream(chatId, rootId, { busy: side, error: null });
  const page = async (signal) => {
    const query = side === 'older' ? { beforeId: rows[0].id } : { afterId: rows.at(-1).id };
    const fresh = await fetchPage(chatId, rootId, query, signal);
    const more = fresh.length >= PAGE;
    putPage(chatId, rootId, fresh, { busy: null, ...(side === 'older' ? { hasOlder: more } : { hasNewer: more }) });
  };
  // What is loaded stays; the gap shows that there was a failure.
  return load(chatId, rootId, page, (error) => ({ error }));
}

/** Tries again after a page could not be loaded. */
export function retryMore(chatId, rootId, side) {
  setStream(chatId, rootId, { error: null });
  return loadMore(chatId, rootId, side);
}

/** Remembers which streams were used last, forgets the others, and keeps only the ends of those that grew long. */
function touch(key) {
  used.delete(key);
  used.set(key, true);
  const loaded = loadedStreams();
  if (loaded.length > KEPT_STREAMS) {
    const kept = [...used.keys()].slice(-KEPT_STREAMS);
    forgetStreams(kept);
    for (const other of used.keys()) if (!kept.includes(other)) used.delete(other);
  }
  for (const { chatId, rootId } of loaded) {
    const { rows, hasNewer, busy } = streamOf(chatId, rootId).peek();
    if (rows.length > KEPT_ROWS && !hasNewer && !busy && !key.startsWith(streamKey(chatId))) setStream(chatId, rootId, { rows: rows.slice(-KEPT_ROWS), hasOlder: true });
  }
}

/**
 * Sends a message; its row is there when this returns. `more` are other parts of it (`poll`, `forward`), `shown` what its row
 * shows of them until the server has it; `held` keeps it until its files are there. @returns {string} the client's id of it
 */
export function sendMessage({ chatId, rootId = null, content, delivery = 'normal', more = {}, shown = {}, held = false }) {
  const clientId = newId();
  const stream = streamKey(chatId, rootId);
  const body = { content, clientId, ...more };
  if (delivery !== 'normal') body.delivery = delivery;
  if (rootId) body.rootMessageId = rootId;
  enqueue({
    kind: 'chat.send', lane: stream, method: 'POST', path: `/chats/${chatId}/messages`, key: clientId, body, held,
    meta: { chatId, rootId, stream, shown },
  });
  return clientId;
}

/** Earlier versions of a message: `[{id, action, actorId, content, createdAt}]`. */
export const loadHistory = (message) => get(`/chats/${message.chatId}/messages/${message.id}/history`);

/** Sends on what a message says. */
export function forwardMessage(message, chatId) {
  const { attachments, forwarded, senderId, createdAt, content, contentJson } = message;
  sendMessage({
    chatId, more: { forward: { chatId: message.chatId, messageId: message.id } },
    shown: { attachments, content, contentJson, forwarded: forwarded ?? { senderId, sentAt: createdAt } },
  });
}

/** Changes one key of what is shown and carries the change to the server. */
function carry(kind, { chatId, id }, request, change) {
  changeMessage(chatId, id, change);
  enqueue({ kind, lane: `message:${id}`, ...request, meta: { chatId, messageId: id } });
}

const current = (message) => findMessage(message.chatId, message.id) ?? message;

/** Pins a message for all in its chat, or takes the pin out. */
export function togglePin(message) {
  const on = !current(message).pinnedAt;
  setPin(message, on);
  undoable(on ? t('message.pin') : t('message.unpin'), () => setPin(message, !on));
}

function setPin({ chatId, id }, on) {
  const pin = on ? { pinnedAt: new Date().toISOString(), pinnedBy: myId() } : { pinnedAt: null, pinnedBy: null };
  carry('chat.pin', { chatId, id }, { method: on ? 'POST' : 'DELETE', path: `/chats/${chatId}/pins`, body: { messageId: id } }, (row) => ({ ...row, ...pin }));
}

/** Pinned messages of a chat, the newest pin first. */
export const loadPins = (chatId, signal) => get(`/chats/${chatId}/pins`, { signal });

const pathOfPoll = ({ chatId, id }, what) => `/chats/${chatId}/messages/${id}/${what}`;

/** Chooses these options of a poll (indexes) and no others. */
export function vote(message, options) {
  const before = current(message).poll.mine ?? [];
  setVote(message, options);
  undoable(t('message.poll.choice'), () => setVote(message, before));
}

function setVote(message, options) {
  carry('chat.vote', message, { method: 'PUT', path: pathOfPoll(message, 'vote'), body: { options } },
    (row) => ({ ...row, poll: voted(row.poll, options, myId()) }));
}

/** Ends a poll for everybody. */
export function closePoll(message) {
  const closedAt = new Date().toISOString();
  carry('chat.poll.close', message, { method: 'POST', path: pathOfPoll(message, 'close-poll'), body: {} },
    (row) => ({ ...row, poll: { ...row.poll, closedAt } }));
}

/** Who has acknowledged an urgent message: `[{userId, ackedAt}]`. */
export const loadAcks = (message, signal) => get(`/chats/${message.chatId}/messages/${message.id}/acks`, { signal });

/** Acknowledges an urgent message of somebody else. */
export function acknowledge(message) {
  carry('chat.ack', message, { method: 'POST', path: `/chats/${message.chatId}/messages/${message.id}/ack`, body: {} },
    (row) => ({ ...row, ackCount: (row.ackCount ?? 0) + 1, isAcknowledged: true }));
}

/** How many characters a message may have. */
export const maxChars = () => limits.value.messageChars ?? 20000;

/** Replaces the text of one's own message. */
export function editMessage(message, content) {
  if (content === message.content) return;
  setText(message, content);
  undoable(t('chat.edit'), () => setText(message, message.content));
}

function setText({ chatId, id }, content) {
  carry('chat.edit', { chatId, id }, { method: 'POST', path: `/chats/${chatId}/messages/${id}/edit`, body: { content } },
    (row) => ({ ...row, content, contentJson: { type: 'markdown', text: content, html: '' }, editedAt: new Date().toISOString() }));
}

/** Adds or takes back my reaction. */
export function toggleMessageReaction(message, emoji) {
  const on = !reacted(message, emoji);
  setReaction(message, emoji, on);
  undoable(t('chat.react.with', { emoji }), () => reacted(message, emoji) === on && setReaction(message, emoji, !on));
}

function reacted(message, emoji) {
  const found = current(message).reactionsSummary.find((each) => each.emoji === emoji);
  return Boolean(found && hasMine(found, myId()));
}

function setReaction({ chatId, id }, emoji, on) {
  carry('chat.react', { chatId, id }, { method: on ? 'POST' : 'DELETE', path: `/chats/${chatId}/reactions`, body: { messageId: id, emoji } },
    (row) => ({ ...row, reactionsSummary: toggleReaction(row.reactionsSummary, emoji, myId()) }));
}

/** Time to take a deletion back, in ms. */
const UNDO_MS = 8000;
/** Deletions that wait for it, `{user, chatId, id, at}`: on the device at once, so that leaving the page keeps them. */
const waiting = local('chat.deleting', []);

/** Hides a message and deletes it when the time to undo is over. */
export function deleteMessage({ chatId, id }) {
  const entry = { user: myId(), chatId, id, at: Date.now() };
  waiting.value = [...waiting.peek(), entry];
  scheduleDeletion(entry);
  undoToast(t('chat.delete.done'), () => {
    if (takeWaiting(entry)) setDeleting(id, false);
  });
}

function scheduleDeletion(entry) {
  setDeleting(entry.id, true);
  setTimeout(commitDeletion, Math.max(0, entry.at + UNDO_MS - Date.now()), entry);
}

/** Takes an entry off the list; false when it was off already (undone or sent, maybe by another tab). */
function takeWaiting({ id }) {
  const left = waiting.peek().filter((entry) => entry.id !== id);
  const found = left.length < waiting.peek().length;
  if (found) waiting.value = left;
  return found;
}

function commitDeletion(entry) {
  const { chatId, id, user } = entry;
  if (user !== myId() || !takeWaiting(entry)) return;
  enqueue({
    kind: 'chat.delete', lane: `message:${id}`, method: 'DELETE', path: `/chats/${chatId}/messages/${id}`, meta: { chatId, messageId: id },
  });
}

function setDeleting(id, on) {
  const next = new Set(deleting.peek());
  if (on) next.add(id);
  else next.delete(id);
  deleting.value = next;
}

async function refetch({ chatId, messageId }) {
  try {
    const fresh = await get(`/chats/${chatId}/messages/${messageId}`);
    changeMessage(chatId, messageId, () => fresh);
  } catch (error) {
    if (error.status === 404) changeMessage(chatId, messageId, () => null);
  }
}

/** What the server made of a vote, unless another one is on its way already. */
function takePoll({ meta }, poll) {
  if (items.peek().some((item) => item.kind === 'chat.vote' && item.meta.messageId === meta.messageId)) return;
  changeMessage(meta.chatId, meta.messageId, (row) => ({ ...row, poll }));
}

/** Connects the outbox with what is shown; answers a disposer. */
export function followOutbox() {
  const failed = (item, error) => {
    // What was typed is not lost with an edit that is refused.
    const typed = item.kind === 'chat.edit' && { ms: 30_000, action: { label: t('chat.copy.text'), run: () => copyText(item.body.content) } };
    toast(errorText(error), { kind: 'error', ...typed });
    discard(item.id);
    setDeleting(item.meta.messageId, false);
    refetch(item.meta);
  };
  const stops = [
    onDone('chat.send', (item, message) => apply('chat.message.created', {
      chatId: item.meta.chatId, messageId: message.id, rootMessageId: message.rootMessageId, patch: message,
    })),
    onDone('chat.edit', (item, { message }) => changeMessage(item.meta.chatId, item.meta.messageId, () => message)),
    onDone('chat.react', (item, { reactionsSummary }) => changeMessage(item.meta.chatId, item.meta.messageId, (row) => ({ ...row, reactionsSummary }))),
    onDone('chat.delete', (item) => {
      apply('chat.message.deleted', { chatId: item.meta.chatId, messageId: item.meta.messageId });
      setDeleting(item.meta.messageId, false);
    }),
    onDone('chat.pin', (item, { message }) => message && changeMessage(item.meta.chatId, item.meta.messageId, (row) => ({ ...row, pinnedAt: message.pinnedAt ?? null, pinnedBy: message.pinnedBy ?? null }))),
    ...['chat.vote', 'chat.poll.close'].map((kind) => onDone(kind, (item, { poll }) => takePoll(item, poll))),
    onDone('chat.ack', (item, { ackCount }) => changeMessage(item.meta.chatId, item.meta.messageId, (row) => ({ ...row, ackCount }))),
    ...['chat.edit', 'chat.react', 'chat.delete', 'chat.pin', 'chat.vote', 'chat.poll.close', 'chat.ack'].map((kind) => onFailed(kind, failed)),
  ];
  stops.push(followReads());
  // Deletions an earlier page was left with.
  waiting.peek().filter((entry) => entry.user === myId()).forEach(scheduleDeletion);
  return () => stops.forEach((stop) => stop());
}
