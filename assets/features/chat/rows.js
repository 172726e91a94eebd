// Messages → what the stream shows: day dividers, the "new" divider, gaps still to be loaded, grouped messages.

import { sameDay } from '../../lib/time.js';
import { compareIds } from '../../lib/id.js';

/** Messages of one person within this time stand under one head. */
const GROUP_MS = 5 * 60_000;

/**
 * @typedef {{key:string, type:'start'|'older'|'newer'|'new'|'day'|'replies'|'message', message?:object, at?:string, n?:number, error?:Error|null, head?:boolean,
 *   root?:boolean, lastOwn?:boolean}} Row
 */

/** A message under way, as an item of the outbox, in the shape of a message. */
export function pendingMessage(item, myId) {
  const { content, delivery = 'normal', rootMessageId = null } = item.body;
  return {
    id: `local:${item.id}`, clientId: item.id, chatId: item.meta.chatId, rootMessageId, senderId: myId, sender: null,
    content, contentJson: { type: 'markdown', text: content, html: '' }, delivery, attachments: [], reactionsSummary: [],
    createdAt: new Date(item.createdAt).toISOString(), editedAt: null, deletedAt: null, replyCount: 0, lastRepliers: [],
    mentions: [], mentionsAll: false, sending: item.state === 'failed' ? 'failed' : 'pending', error: item.error,
  };
}

const pendingRows = new WeakMap();

/** Messages of the outbox for one stream that the server has not confirmed among `rows`. */
export function pendingFor(items, key, rows, myId) {
  const waiting = items.filter((item) => item.kind === 'chat.send' && item.meta.stream === key);
  if (!waiting.length) return [];
  const confirmed = new Set(rows.slice(-50).map((row) => row.clientId));
  return waiting.filter((item) => !confirmed.has(item.id)).map((item) => {
    if (!pendingRows.has(item)) pendingRows.set(item, pendingMessage(item, myId));
    return pendingRows.get(item);
  });
}

/** The key of a message's row: the client's own id from the first moment, so that sending moves nothing. */
export const rowKey = (message) => (message.clientId ? `c:${message.clientId}` : message.id);

function startsGroup(message, previous) {
  if (!previous || previous.senderId !== message.senderId || previous.deletedAt || message.deletedAt) return true;
  if (previous.replyCount > 0 || message.delivery !== 'normal') return true;
  return new Date(message.createdAt) - new Date(previous.createdAt) > GROUP_MS;
}

/**
 * Builds the rows. `newFrom` is the id of the first unread message; `reuse` (Map of key → Row) keeps rows that did not
 * change the same objects, so that they are not drawn again.
 * @returns {Row[]}
 */
export function buildRows({ rows, pending = [], root = null, hasOlder, hasNewer, error = null, newFrom = null, myId }, reuse = new Map()) {
  const out = [];
  const add = (row) => {
    const known = reuse.get(row.key);
    const same = known && Object.keys(row).every((name) => known[name] === row[name]);
    out.push(same ? known : row);
  };
  if (root) {
    add({ key: rowKey(root), type: 'message', message: root, head: true, root: true, lastOwn: false });
    if (root.replyCount > 0) add({ key: 'replies', type: 'replies', n: root.replyCount });
  }
  if (hasOlder) add({ key: 'older', type: 'older', error });
  else if (!root) add({ key: 'start', type: 'start' });
  const messages = hasNewer ? rows : [...rows, ...pending];
  const lastOwn = hasNewer ? -1 : messages.findLastIndex((message) => message.senderId === myId && !message.deletedAt);
  let previous = null;
  let marked = false;
  messages.forEach((message, i) => {
    const newDay = !root && (!previous || !sameDay(previous.createdAt, message.createdAt));
    if (newDay) add({ key: `day:${dayOf(message.createdAt)}`, type: 'day', at: message.createdAt });
    const isNew = !marked && newFrom && isAtOrAfter(message, newFrom);
    if (isNew) {
      marked = true;
      add({ key: 'new', type: 'new' });
    }
    const head = newDay || isNew || startsGroup(message, previous);
    add({ key: rowKey(message), type: 'message', message, head: Boolean(head), root: false, lastOwn: i === lastOwn });
    previous = message;
  });
  if (hasNewer) add({ key: 'newer', type: 'newer', error });
  return out;
}

function isAtOrAfter(message, id) {
  return !message.sending && compareIds(message.id, id) >= 0;
}

function dayOf(iso) {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** A height to assume until the row is measured, in px; `width` of the text column. */
export function estimateRow(row, width) {
  if (row.type === 'older' || row.type === 'newer') return 320;
  if (row.type === 'start') return 120;
  if (row.type !== 'message') return 32;
  const { content, reactionsSummary, replyCount } = row.message;
  const perLine = Math.max(20, width / 7.4);
  let lines = 0;
  for (const line of content.split('\n')) lines += Math.max(1, Math.ceil(line.length / perLine));
  return lines * 22 + (row.head ? 30 : 4) + (reactionsSummary.length ? 30 : 0) + (replyCount ? 30 : 0);
}
