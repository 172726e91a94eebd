// What the page knows about chats: signals, and `apply(event)`, which is the only way they change with the world.
// Pure: no network, no DOM. Rows (messages, chats) are immutable objects, so a component redraws when its row is another.

import { batch, signal } from '@preact/signals';
import { compareIds } from '../../lib/text.js';
import { indexOfId, mergeRows, streamKey, withPoll } from './model.js';

/** My chats and the channels I looked at, by id. */
export const chats = signal(new Map());
/** Who writes where: stream key → Map of user id → time (ms) after which it is over. */
export const typing = signal(new Map());
/** How far the others have read: chat id → Map of user id → message id. */
export const receipts = signal(new Map());
/** Chats whose counts can no longer be told from events alone; actions.js asks the server and empties it. */
export const doubtful = signal(new Set());
/** Chats I have become part of without knowing them; actions.js loads them and empties it. */
export const unknown = signal(new Set());
/** How often pins of a chat changed: chat id → number. */
export const pinChanges = signal(new Map());
/** My own sections of the sidebar, and the order of what is pinned: `{version, sections: [{id, name, chatIds}]}`. */
export const layout = signal({ version: 0, sections: [] });
/** Drafts of my other devices that differ from what is written here: stream key → `{text, version, updatedAt}`. */
export const draftConflicts = signal(new Map());
/** How many files wait in a composer: stream key → number; see attaching.js. */
export const attached = signal(new Map());
/** How long "is typing" holds without renewal, in ms. */
export const TYPING_MS = 8000;

const EMPTY = Object.freeze({
  rows: [], root: null, hasOlder: false, hasNewer: false, status: 'idle', error: null, busy: null,
});
let streams = new Map();
let myId = null;

/** Forgets everything; `me` is the id of the person signed in. */
export function resetStore(me = null) {
  myId = me;
  batch(() => {
    chats.value = new Map();
    typing.value = new Map();
    receipts.value = new Map();
    doubtful.value = new Set();
    unknown.value = new Set();
    pinChanges.value = new Map();
    layout.value = { version: 0, sections: [] };
    draftConflicts.value = new Map();
    attached.value = new Map();
    for (const stream of streams.values()) stream.value = EMPTY;
  });
  streams = new Map();
}

/** The messages of a chat or thread: signal of `{rows, root, hasOlder, hasNewer, status, error, busy}`. */
export function streamOf(chatId, rootId) {
  const key = streamKey(chatId, rootId);
  if (!streams.has(key)) streams.set(key, signal(EMPTY));
  return streams.get(key);
}

/** Changes some keys of a stream. */
export function setStream(chatId, rootId, change) {
  const stream = streamOf(chatId, rootId);
  stream.value = { ...stream.peek(), ...change };
}

/** Streams that have been loaded: `[{chatId, rootId}]`. */
export function loadedStreams() {
  return [...streams].filter(([, stream]) => stream.peek().status !== 'idle').map(([key]) => {
    const [, chatId, , rootId = null] = key.split(':');
    return { chatId, rootId };
  });
}

/** Makes every stream but the named ones forget its rows, so that they are loaded anew when next shown. */
export function forgetStreams(keep = []) {
  for (const [key, stream] of streams) if (!keep.includes(key)) stream.value = EMPTY;
}

/** The chat, or undefined. Reading subscribes. */
export const chatOf = (id) => chats.value.get(id);

function setChats(list) {
  const next = new Map(chats.peek());
  for (const chat of list) next.set(chat.id, chat);
  chats.value = next;
}

/** Takes whole chats as the server answers them; the newest message it names counts as counted. */
export function putChats(list) {
  setChats(list.map((chat) => {
    const known = chats.peek().get(chat.id)?.countedTo ?? '0';
    const last = chat.lastMessage?.id ?? '0';
    return { ...chat, countedTo: compareIds(known, last) > 0 ? known : last };
  }));
}

/** Replaces the list of my chats; channels I only looked at stay. */
export function replaceChats(list) {
  const looked = [...chats.peek().values()].filter((chat) => !chat.isMember);
  chats.value = new Map();
  putChats([...looked, ...list]);
}

/** Changes keys of one chat. */
export function patchChat(id, patch) {
  const chat = chats.peek().get(id);
  if (chat) setChats([{ ...chat, ...patch }]);
}

function dropChat(id) {
  const next = new Map(chats.peek());
  next.delete(id);
  chats.value = next;
  for (const [key, stream] of streams) {
    if (key === `chat:${id}` || key.startsWith(`chat:${id}:`)) stream.value = EMPTY;
  }
}

/** Notes that the counts of a chat have to be asked for. */
export function doubt(id) {
  doubtful.value = new Set(doubtful.peek()).add(id);
}

/** Finds a loaded message of a chat by id. */
export function findMessage(chatId, id) {
  for (const stream of streamsOf(chatId)) {
    const { rows, root } = stream.peek();
    const row = rows[indexOfId(rows, id)];
    if (row?.id === id) return row;
    if (root?.id === id) return root;
  }
  return undefined;
}

function streamsOf(chatId) {
  return [...streams].filter(([key]) => key === `chat:${chatId}` || key.startsWith(`chat:${chatId}:`)).map(([, stream]) => stream);
}

/** Replaces a message wherever it is shown; `change` gets the row and answers a new one, or null to remove it. */
export function changeMessage(chatId, id, change) {
  for (const stream of streamsOf(chatId)) {
    const state = stream.peek();
    const at = indexOfId(state.rows, id);
    const row = state.rows[at];
    if (row?.id === id) {
      const next = change(row);
      if (next !== row) {
        const rows = next ? state.rows.with(at, next) : state.rows.toSpliced(at, 1);
        stream.value = { ...stream.peek(), rows };
      }
    }
    if (state.root?.id === id) stream.value = { ...stream.peek(), root: change(state.root) ?? deletedRow(state.root) };
  }
  const last = chats.peek().get(chatId)?.lastMessage;
  if (last?.id === id) patchChat(chatId, { lastMessage: change(last) ?? deletedRow(last) });
}

const deletedRow = (row) => ({ ...row, content: '', deletedAt: row.deletedAt ?? row.createdAt });

/** Puts a message the server knows into the streams that reach its place; a copy is ignored. */
export function putMessage(message) {
  const stream = streamOf(message.chatId, message.rootMessageId);
  const state = stream.peek();
  if (state.status !== 'ready') return;
  const at = indexOfId(state.rows, message.id);
  const known = state.rows[at]?.id === message.id;
  const beyond = at === state.rows.length && state.hasNewer;
  if (!known && !beyond) stream.value = { ...state, rows: state.rows.toSpliced(at, 0, message) };
}

/** Adds a loaded page; `edges` says what lies beyond it. */
export function putPage(chatId, rootId, rows, edges) {
  const state = streamOf(chatId, rootId).peek();
  setStream(chatId, rootId, { rows: mergeRows(state.rows, rows), ...edges });
}

const lastMain = (chatId) => streamOf(chatId).peek().rows.at(-1);

const handlers = {
  'chat.created'({ chatId, patch }) {
    if (chats.peek().has(chatId)) return;
    if (!patch.members?.includes(myId)) return;
    const role = patch.createdBy === myId ? 'owner' : 'member';
    putChats([{
      lastMessage: null, unreadCount: 0, mentionCount: 0, isPinned: false, isMuted: false, lastReadMessageId: null,
      ...patch, isMember: true, role,
    }]);
  },

  'chat.updated'({ chatId, patch }) {
    patchChat(chatId, patch);
  },

  'chat.participant.joined'({ chatId, userId, patch = {} }) {
    const chat = chats.peek().get(chatId);
    if (userId === myId && !chat?.isMember) {
      unknown.value = new Set(unknown.peek()).add(chatId);
      return;
    }
    if (!chat || chat.members.includes(userId)) return;
    const members = chat.members.length < 100 ? [...chat.members, userId] : chat.members;
    patchChat(chatId, { members, memberCount: patch.memberCount ?? chat.memberCount + 1 });
  },

  'chat.participant.left'({ chatId, userId, patch = {} }) {
    const chat = chats.peek().get(chatId);
    if (!chat) return;
    if (userId === myId && chat.kind !== 'channel') return dropChat(chatId);
    const members = chat.members.filter((id) => id !== userId);
    const gone = members.length < chat.members.length ? 1 : 0;
    const mine = userId === myId
      ? { isMember: false, role: null, unreadCount: 0, mentionCount: 0, isPinned: false } : {};
    patchChat(chatId, { members, memberCount: patch.memberCount ?? chat.memberCount - gone, ...mine });
  },

  'chat.participant.updated'({ chatId, userId, patch }) {
    if (userId === myId && patch.role) patchChat(chatId, { role: patch.role });
  },

  'chat.preferences.updated'({ chatId, patch }) {
    patchChat(chatId, patch);
  },

  'chat.message.created'({ chatId, rootMessageId, patch, root }) {
    const message = { ...patch, chatId, rootMessageId: rootMessageId ?? patch.rootMessageId ?? null };
    putMessage(message);
    if (root) mergeRoot(chatId, root);
    endTyping(chatId, message.rootMessageId, message.senderId);
    countMessage(message);
  },

  'chat.message.updated'({ chatId, messageId, patch }) {
    changeMessage(chatId, messageId, (row) => (isOlder(patch.editedAt, row.editedAt) ? row : { ...row, ...patch }));
    // An edit may name me, or no longer.
    const chat = chats.peek().get(chatId);
    if (chat?.isMember && (chat.mentionCount > 0 || patch.mentionsAll || patch.mentions?.includes(myId))) doubt(chatId);
  },

  'chat.message.deleted'({ chatId, messageId, rootMessageId, patch = {}, root, chat: newest }) {
    const wasLast = chats.peek().get(chatId)?.lastMessage?.id === messageId;
    changeMessage(chatId, messageId, (row) => (
      row.replyCount > 0 ? { ...row, content: '', reactionsSummary: [], ...patch, deletedAt: patch.deletedAt ?? row.createdAt } : null));
    if (root) mergeRoot(chatId, root);
    const chat = chats.peek().get(chatId);
    if (!chat) return;
    if (newest) patchChat(chatId, newest);
    else if (wasLast) patchChat(chatId, { lastMessage: lastMain(chatId) ?? null });
    const unread = chat.unreadCount > 0 && !rootMessageId && compareIds(messageId, chat.lastReadMessageId ?? '0') > 0;
    if (unread || chat.mentionCount > 0) doubt(chatId);
  },

  'chat.message.reaction.added': changeReactions,
  'chat.message.reaction.removed': changeReactions,
  'chat.message.pinned': changePin,
  'chat.message.unpinned': changePin,
  'chat.message.acknowledged': ({ userId, patch, ...event }) => patchRow({ ...event, patch: userId === myId ? { ...patch, isAcknowledged: true } : patch }),
  'chat.poll.updated': ({ chatId, messageId, patch }) => changeMessage(chatId, messageId, (row) => withPoll(row, patch, myId)),

  'chat.message.read'({ chatId, userId, messageId, rootMessageId, only, patch = {} }) {
    const upTo = patch.lastReadMessageId ?? messageId;
    const chat = chats.peek().get(chatId);
    if (userId !== myId) return only || rootMessageId ? undefined : putReceipt(chatId, userId, upTo);
    if (!chat) return undefined;
    // A thread or a single message: how much is left only the server can tell.
    if (rootMessageId || only) return chat.unreadCount + chat.mentionCount > 0 ? doubt(chatId) : undefined;
    if (compareIds(upTo, chat.lastReadMessageId ?? '0') < 0) return undefined;
    const all = compareIds(upTo, chat.countedTo) >= 0;
    patchChat(chatId, { lastReadMessageId: upTo, ...(all ? { unreadCount: 0 } : {}) });
    return chat.mentionCount > 0 || (!all && chat.unreadCount > 0) ? doubt(chatId) : undefined;
  },

  'chat.message.unread'({ chatId }) {
    if (chats.peek().has(chatId)) doubt(chatId);
  },

  'chat.typing.start'({ chatId, userId, rootMessageId }, now) {
    if (userId === myId) return;
    setTyping(streamKey(chatId, rootMessageId), (who) => who.set(userId, now + TYPING_MS));
  },

  'chat.typing.stop'({ chatId, userId, rootMessageId }) {
    endTyping(chatId, rootMessageId, userId);
  },
};

/** Names of the events `apply` knows. */
export const eventNames = Object.keys(handlers);

const held = new Set();

/**
 * Applies one event. Safe to repeat: a copy, an older one, or one about something unknown changes nothing. What is told `late`,
 * after later ones, cannot be counted.
 */
export function apply(name, data, { now = Date.now(), late = false } = {}) {
  for (const hold of held) if (hold.chatId === data.chatId) hold.events.push([name, data]);
  batch(() => {
    handlers[name]?.(data, now);
    if (late && chats.peek().get(data.chatId)?.isMember) doubt(data.chatId);
  });
}

/**
 * Remembers what happens in a chat while a page of it is on its way: the server may have read the page before. The
 * function answered applies it again to what has arrived since; its `drop` forgets it, its `events` are `[name, data]` each.
 */
export function holdEvents(chatId) {
  const hold = { chatId, events: [] };
  held.add(hold);
  const drop = () => held.delete(hold);
  const replay = () => {
    drop();
    const told = hold.events.filter(([name]) => /^chat\.message\.(?!read|unread)/.test(name));
    batch(() => told.forEach(([name, data]) => handlers[name](data, Date.now())));
  };
  return Object.assign(replay, { drop, events: hold.events });
}

const isOlder = (a, b) => Boolean(a && b && a < b);

function patchRow({ chatId, messageId, patch }) {
  changeMessage(chatId, messageId, (row) => ({ ...row, ...patch }));
}

function changePin(event) {
  patchRow(event);
  pinChanges.value = new Map(pinChanges.peek()).set(event.chatId, (pinChanges.peek().get(event.chatId) ?? 0) + 1);
}

function changeReactions({ chatId, messageId, patch }) {
  changeMessage(chatId, messageId, (row) => ({ ...row, reactionsSummary: patch.reactionsSummary }));
}

function mergeRoot(chatId, { id, ...summary }) {
  changeMessage(chatId, id, (row) => (row.deletedAt && summary.replyCount === 0 ? null : { ...row, ...summary }));
}

/** Counts a new message once, however often it is told. Replies are not listed: of them only mentions by name count. */
function countMessage(message) {
  const chat = chats.peek().get(message.chatId);
  const seen = message.rootMessageId ? 'repliesTo' : 'countedTo';
  if (!chat || compareIds(message.id, chat[seen] ?? '0') <= 0) return;
  const own = message.senderId === myId;
  // The answer to one's own reply may come before the event of one that names me.
  if (own && message.rootMessageId) return;
  const called = message.mentionsAll && !message.rootMessageId;
  const mentioned = !own && (called || message.mentions?.includes(myId));
  const change = { [seen]: message.id };
  if (mentioned && chat.isMember) change.mentionCount = chat.mentionCount + 1;
  if (!message.rootMessageId) {
    // Told later than it was said, it may be taken back already.
    if (!message.deletedAt) change.lastMessage = message;
    // Who writes has read what stands above; not what names them in threads, which only the server can tell apart.
    if (own && chat.mentionCount > 0) doubt(chat.id);
    if (own) Object.assign(change, { unreadCount: 0, mentionCount: 0, lastReadMessageId: message.id });
    else if (chat.isMember && !message.deletedAt) change.unreadCount = chat.unreadCount + 1;
  }
  patchChat(message.chatId, change);
}

/** Notes how far somebody else has read; never backwards. */
export function putReceipt(chatId, userId, messageId) {
  const known = receipts.peek().get(chatId)?.get(userId);
  if (known && compareIds(known, messageId) >= 0) return;
  receipts.value = new Map(receipts.peek()).set(chatId, new Map(receipts.peek().get(chatId)).set(userId, messageId));
}

function setTyping(key, change) {
  const who = new Map(typing.peek().get(key));
  change(who);
  const next = new Map(typing.peek());
  if (who.size) next.set(key, who);
  else next.delete(key);
  typing.value = next;
}

function endTyping(chatId, rootId, userId) {
  const key = streamKey(chatId, rootId);
  if (typing.peek().get(key)?.has(userId)) setTyping(key, (who) => who.delete(userId));
}

/** Forgets who has stopped typing without saying so; answers the ms until the next such moment, or null. */
export function expireTyping(now) {
  let next = Infinity;
  for (const [key, who] of typing.peek()) {
    const over = [...who].filter(([, until]) => until <= now);
    if (over.length) setTyping(key, (map) => over.forEach(([id]) => map.delete(id)));
    for (const until of who.values()) if (until > now) next = Math.min(next, until - now);
  }
  return next === Infinity ? null : next;
}
