// Telling the server what was read and that one is writing, both sparingly; and asking it where events do not tell enough.

import { effect } from '@preact/signals';
import { compareIds, newId } from '../../lib/text.js';
import { get, post } from '../../net/api.js';
import { send, state as connection } from '../../net/socket.js';
import { myId } from '../../state/session.js';
import { streamKey } from './model.js';
import { chatOf, doubt, doubtful, expireTyping, holdEvents, patchChat, putChats, putReceipt, typing, unknown } from './store.js';

/** How long something has to be in sight to be read. */
export const READ_MS = 800;
const BATCH_MS = 500;
const TYPING_EVERY_MS = 4000;
/** Chats with more members than this show no read receipts. */
export const RECEIPT_MEMBERS = 50;

/** How long until what was not answered is tried again. */
const AGAIN_MS = 3000;

// What is still to be told: chat id, or the reply a thread is read up to → `{chatId, messageId}`.
const waiting = new Map();
const held = new Set();
let timer = 0;

/** Marks everything up to the message read: at once here, within half a second there. */
export function markRead(chatId, messageId) {
  const chat = chatOf(chatId);
  if (!chat?.isMember || held.has(chatId)) return;
  const before = waiting.get(chatId)?.messageId ?? chat.lastReadMessageId ?? '0';
  if (compareIds(messageId, before) <= 0 && chat.unreadCount === 0) return;
  if (compareIds(messageId, before) < 0) return;
  waiting.set(chatId, { chatId, messageId });
  if (compareIds(messageId, chat.countedTo) >= 0) patchChat(chatId, { unreadCount: 0, mentionCount: 0, lastReadMessageId: messageId });
  timer ||= setTimeout(flushReads, BATCH_MS);
}

async function flushReads() {
  timer = 0;
  if (connection.peek() !== 'open') return void (timer = setTimeout(flushReads, AGAIN_MS));
  const batch = [...waiting];
  waiting.clear();
  await Promise.all(batch.map(async ([key, read]) => {
    try {
      await tell(read);
    } catch (error) {
      // Not told: refused for good, or told again unless more was read meanwhile.
      if (!error.transient || waiting.has(key)) return;
      waiting.set(key, read);
      timer ||= setTimeout(flushReads, AGAIN_MS);
    }
  }));
  return undefined;
}

const tell = ({ chatId, messageId }) =>
  askCounts(chatId, () => post(`/chats/${chatId}/reads`, { messageId }, { key: newId() }), (counts) => takeCounts(chatId, counts), messageId);

/** Takes counts the server answers; what happened in the chat meanwhile they may not know, so then they are asked for again. */
async function askCounts(chatId, ask, take, readTo = null) {
  const meanwhile = holdEvents(chatId);
  try {
    take(await ask());
    if (meanwhile.events.some((event) => mayCount(event, readTo))) doubt(chatId);
  } finally {
    meanwhile.drop();
  }
}

/** Whether an event may change my counts; that I read `readTo`, which is what was just told, does not. */
const mayCount = ([name, { userId, messageId }], readTo) => /^chat\.message\.(created|updated|deleted|unread)$/.test(name)
  || (name === 'chat.message.read' && userId === myId() && messageId !== readTo);

function takeCounts(chatId, { lastReadMessageId, unreadCount, mentionCount }) {
  patchChat(chatId, { lastReadMessageId, unreadCount, mentionCount });
}

/** Marks a thread read up to a reply. */
export function markThreadRead(chatId, replyId) {
  if (!chatOf(chatId)?.isMember) return;
  waiting.set(`reply ${replyId}`, { chatId, messageId: replyId });
  timer ||= setTimeout(flushReads, BATCH_MS);
}

/** Marks everything in a chat read: what is in the list, and where I am mentioned in threads. */
export async function readWhole(chatId) {
  const { unreadCount, mentionCount, countedTo } = chatOf(chatId);
  patchChat(chatId, { unreadCount: 0, mentionCount: 0 });
  waiting.delete(chatId);
  try {
    const { mentions } = mentionCount ? await get(`/chats/${chatId}/unread`) : { mentions: [] };
    const replies = new Map(mentions.filter((message) => message.rootMessageId).map((reply) => [reply.rootMessageId, reply.id]));
    let counts = null;
    for (const messageId of [...(unreadCount ? [countedTo] : []), ...replies.values()]) counts = await post(`/chats/${chatId}/reads`, { messageId }, { key: newId() });
    if (counts) takeCounts(chatId, counts);
  } catch (error) {
    patchChat(chatId, { unreadCount, mentionCount });
    throw error;
  }
}

/** Makes the message and all after it unread, and keeps them so until the chat is left. */
export async function markUnread(chatId, messageId) {
  held.add(chatId);
  waiting.delete(chatId);
  takeCounts(chatId, await post(`/chats/${chatId}/unread`, { messageId }, { key: newId() }));
}

/** The chat was left: what is read from now on counts again. */
export const releaseUnread = (chatId) => held.delete(chatId);

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
