// Telling the server what was read, how one wants to hear of a chat and that one is writing; and asking it where events do
// not tell enough.

import { effect } from '@preact/signals';
import { t } from '../../lib/i18n.js';
import { compareIds, newId } from '../../lib/text.js';
import { get, post } from '../../net/api.js';
import { send } from '../../net/socket.js';
import { discard, enqueue, items, onDone, onFailed } from '../../state/outbox.js';
import { myId } from '../../state/session.js';
import { toast, undoable } from '../../ui/layers.js';
import { errorText } from '../../ui/states.js';
import { streamKey } from './model.js';
import { chatOf, doubtful, expireTyping, patchChat, putChats, putReceipt, typing, unknown } from './store.js';

/** How long something has to be in sight to be read. */
export const READ_MS = 800;
const BATCH_MS = 500;
const TYPING_EVERY_MS = 4000;
/** Chats with more members than this show no read receipts. */
export const RECEIPT_MEMBERS = 50;

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

// Of what waits in a lane only the latest counts: who read that has read the others.
function carryRead(lane, chatId, messageId) {
  for (const item of items.peek()) if (item.lane === lane && item.state === 'pending') discard(item.id);
  enqueue({ kind: 'chat.read', lane, method: 'POST', path: `/chats/${chatId}/reads`, body: { messageId }, meta: { chatId } });
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
  const isLast = (item) => !items.peek().some((other) => other.kind === item.kind && other.meta.chatId === item.meta.chatId);
  const failed = (item) => {
    discard(item.id);
    // Left, archived or gone meanwhile: what it is now.
    loadChat(item.meta.chatId).catch(() => undefined);
  };
  const stops = [
    onDone('chat.read', (item, counts) => isLast(item) && takeCounts(item.meta.chatId, counts)),
    onFailed('chat.read', failed),
    onFailed('chat.prefer', (item, error) => {
      toast(errorText(error), { kind: 'error' });
      failed(item);
    }),
  ];
  return () => stops.forEach((stop) => stop());
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
  putChats([await get(`/chats/${id}`)]);
}

/** Asks the server about chats whose counts are in doubt or that are new to us; answers a disposer. */
export function watchDoubts() {
  let timer = 0;
  return effect(() => {
    if (!doubtful.value.size && !unknown.value.size) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const ids = new Set([...doubtful.peek(), ...unknown.peek()]);
      doubtful.value = new Set();
      unknown.value = new Set();
      await Promise.allSettled([...ids].map(loadChat));
    }, 200);
  });
}
