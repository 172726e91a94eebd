// Telling the server what was read, how one wants to hear of a chat and that one is writing; and asking it where events do
// not tell enough.

import { effect } from '@preact/signals';
import { t } from '../../lib/i18n.js';
import { compareIds, newId } from '../../lib/text.js';
import { get, post } from '../../net/api.js';
import { send, state as connection } from '../../net/socket.js';
import { discard, enqueue, items, onDone, onFailed } from '../../state/outbox.js';
import { myId } from '../../state/session.js';
import { toast, undoable } from '../../ui/layers.js';
import { errorText } from '../../ui/states.js';
import { streamKey } from './model.js';
import { chatOf, doubt, doubtful, expireTyping, holdEvents, patchChat, putChats, putReceipt, typing, unknown } from './store.js';

/** How long something has to be in sight to be read. */
export const READ_MS = 800;
const BATCH_MS = 500;
const TYPING_EVERY_MS = 4000;
/** Chats with more members than this show no read receipts. */
export const RECEIPT_MEMBERS = 50;
/** How long until what was not answered is asked again. */
const AGAIN_MS = 3000;

const waiting = new Map();
const held = new Set();
let timer = 0;

/** Marks everything up to the message read: at once here, within half a second there. */
export function markRead(chatId, messageId) {
  const chat = chatOf(chatId);
  if (!chat?.isMember || held.has(chatId)) return;
  const before = waiting.get(chatId) ?? chat.lastReadMessageId ?? '0';
  if (compareIds(messageId, before) <= 0 && chat.unreadCount === 0) return;
  if (compareIds(messageId, before) < 0) return;
  waiting.set(chatId, messageId);
  if (compareIds(messageId, chat.countedTo) >= 0) patchChat(chatId, { unreadCount: 0, mentionCount: 0, lastReadMessageId: messageId });
  timer ||= setTimeout(flushReads, BATCH_MS);
}

function flushReads() {
  timer = 0;
  const batch = [...waiting];
  waiting.clear();
  for (const [chatId, messageId] of batch) carryRead(`read:${chatId}`, chatId, messageId);
}

// What happens in a chat while a read is under way: id of the errand → hold.
const holds = new Map();

// Of what waits in a lane only the latest counts: who read that has read the others.
function carryRead(lane, chatId, messageId) {
  for (const item of items.peek()) if (item.lane === lane && item.state === 'pending') giveUp(item.id);
  const { id } = enqueue({ kind: 'chat.read', lane, method: 'POST', path: `/chats/${chatId}/reads`, body: { messageId }, meta: { chatId } });
  holds.set(id, holdEvents(chatId));
}

function giveUp(id) {
  release(id);
  discard(id);
}

function release(id) {
  const hold = holds.get(id);
  hold?.drop();
  holds.delete(id);
  return hold;
}

function wasTold(item, counts) {
  const { chatId } = item.meta;
  const meanwhile = release(item.id);
  // Begun on another page or before a reload: the events tell it, as they tell everything else.
  if (!meanwhile || items.peek().some((other) => other.kind === item.kind && other.meta.chatId === chatId)) return;
  takeCounts(chatId, counts);
  if (meanwhile.events.some((event) => mayCount(event, item.body.messageId))) doubt(chatId);
}

/** Whether an event may change my counts; that I read `readTo`, which is what was just told, does not. */
const mayCount = ([name, { userId, messageId }], readTo = null) => /^chat\.message\.(created|updated|deleted|unread)$/.test(name)
  || (name === 'chat.message.read' && userId === myId() && messageId !== readTo);

/** Takes counts the server answers; what happened in the chat meanwhile they may not know, so then they are asked for again. */
async function askCounts(chatId, ask, take) {
  const meanwhile = holdEvents(chatId);
  try {
    take(await ask());
    if (meanwhile.events.some((event) => mayCount(event))) doubt(chatId);
  } finally {
    meanwhile.drop();
  }
}

/** Takes the server's word of what is unread in a chat. */
export function takeCounts(chatId, { lastReadMessageId, unreadCount, mentionCount }) {
  patchChat(chatId, { lastReadMessageId, unreadCount, mentionCount });
}

/** Marks a thread read up to a reply. */
export function markThreadRead(chatId, rootId, replyId) {
  if (chatOf(chatId)?.isMember) carryRead(`read:${rootId}`, chatId, replyId);
}

/** Makes the message and all after it unread, and keeps them so until the chat is left. */
export async function markUnread(chatId, messageId) {
  held.add(chatId);
  waiting.delete(chatId);
  takeCounts(chatId, await post(`/chats/${chatId}/unread`, { messageId }, { key: newId() }));
}

/** The chat was left: what is read from now on counts again. */
export const releaseUnread = (chatId) => held.delete(chatId);

// -- How one wants to hear of a chat

/** Changes `isPinned`, `isMuted`, `mutedUntil` or `notify` for me. */
export function setPreference(id, change) {
  const { isPinned, isMuted, mutedUntil, notify } = chatOf(id);
  const before = { isPinned, isMuted, mutedUntil, notify };
  prefer(id, change);
  undoable(preferenceText(change), () => prefer(id, before));
}

function preferenceText({ isPinned, isMuted }) {
  if (isPinned !== undefined) return isPinned ? t('chat.pin') : t('chat.unpin');
  if (isMuted !== undefined) return isMuted ? t('chat.mute') : t('chat.unmute');
  return t('chat.notify.title');
}

/** The same without a way back. */
export function prefer(chatId, change) {
  patchChat(chatId, change);
  enqueue({ kind: 'chat.prefer', lane: `prefer:${chatId}`, method: 'PATCH', path: `/chats/${chatId}/preferences`, body: change, meta: { chatId } });
}

/** Takes what the outbox learns of reads and preferences; answers a disposer. */
export function followReads() {
  const failed = (item) => {
    giveUp(item.id);
    // Left, archived or gone meanwhile: what it is now.
    loadChat(item.meta.chatId).catch(() => undefined);
  };
  const stops = [
    onDone('chat.read', wasTold),
    onFailed('chat.read', failed),
    onFailed('chat.prefer', (item, error) => {
      toast(errorText(error), { kind: 'error' });
      failed(item);
    }),
  ];
  return () => {
    stops.forEach((stop) => stop());
    [...holds.keys()].forEach(release);
  };
}

/** Learns who has read the message. @returns {Promise<{userId:string,readAt:string}[]>} */
export async function loadReaders(chatId, messageId) {
  const readers = await get(`/chats/${chatId}/messages/${messageId}/readers`);
  for (const { userId } of readers) if (userId !== myId()) putReceipt(chatId, userId, messageId);
  return readers;
}

const told = new Map();

/** Call on every key: says "is typing" at most every four seconds. */
export function tellTyping(chatId, rootMessageId = null) {
  const key = streamKey(chatId, rootMessageId);
  const now = Date.now();
  if (now - (told.get(key) ?? 0) < TYPING_EVERY_MS) return;
  told.set(key, now);
  send('chat.typing.start', rootMessageId ? { chatId, rootMessageId } : { chatId });
}

/** Says that writing is over (sent, cleared or left). */
export function tellTypingOver(chatId, rootMessageId = null) {
  if (!told.delete(streamKey(chatId, rootMessageId))) return;
  send('chat.typing.stop', rootMessageId ? { chatId, rootMessageId } : { chatId });
}

/** Lets "is typing" run out by itself; answers a disposer. */
export function watchTyping() {
  let next = 0;
  return effect(() => {
    if (!typing.value.size) return;
    clearTimeout(next);
    const ms = expireTyping(Date.now());
    if (ms !== null) next = setTimeout(() => { typing.value = new Map(typing.peek()); }, ms + 20);
  });
}

/** Makes sure the chat is known. Rejects with the ApiError (404 when it is not ours to see). */
export async function loadChat(id) {
  await askCounts(id, () => get(`/chats/${id}`), (chat) => putChats([chat]));
}

/** Asks the server about chats whose counts are in doubt or that are new to us; answers a disposer, which ends telling as well. */
export function watchDoubts() {
  let due = 0;
  const ask = async () => {
    const ids = new Set([...doubtful.peek(), ...unknown.peek()]);
    doubtful.value = new Set();
    unknown.value = new Set();
    // Without an answer the doubt remains; refused means that the chat is not ours any more.
    await Promise.all([...ids].map((id) => loadChat(id).catch((error) => error.transient && setTimeout(doubt, AGAIN_MS, id))));
  };
  const stop = effect(() => {
    if (connection.value !== 'open' || (!doubtful.value.size && !unknown.value.size)) return;
    clearTimeout(due);
    due = setTimeout(ask, 200);
  });
  return () => {
    stop();
    clearTimeout(due);
    clearTimeout(timer);
    timer = 0;
    waiting.clear();
  };
}
