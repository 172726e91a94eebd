// What chats and messages come to on screen, without drawing it: names, sections, rights, rows of the stream.

import { formatList, sameDay, t } from '../../lib/i18n.js';
import { compareIds, fold } from '../../lib/text.js';
import { myId, person } from '../../state/session.js';

/** Where the messages of a chat, or of one of its threads, are kept. Also the key of their draft. */
export const streamKey = (chatId, rootId) => (rootId ? `chat:${chatId}:thread:${rootId}` : `chat:${chatId}`);

/** The address of a message; of a reply, in its thread. */
export const pathOfMessage = ({ chatId, rootMessageId, id }) => `/chat/${chatId}?${rootMessageId ? `thread=${rootMessageId}&` : ''}m=${id}`;

const QUOTED_CHARS = 1000;

/** What is quoted of a text: not what it quotes itself, and no more than fits; a block of code cut in two is closed. */
function quotedPart(content) {
  const own = content.split('\n').filter((line) => !line.startsWith('>')).join('\n').trim() || content.replace(/^> ?/gm, '');
  if (own.length <= QUOTED_CHARS) return own;
  const cut = `${own.slice(0, QUOTED_CHARS).replace(/\s+\S*$/, '')} …`;
  return cut.split(/^```/m).length % 2 ? cut : `${cut}\n\`\`\``;
}

/** A text as a quotation in Markdown, under who said it, when, and where it is. */
export function quotation(content, { name, when, href }) {
  const label = `${name} · ${when}`.replace(/[\\[\]*_`~<>]/g, '\\$&');
  return `${[`[${label}](${href})`, ...quotedPart(content).split('\n')].map((line) => `> ${line}`.trimEnd()).join('\n')}\n\n`;
}

/** What a text orders: `{name, args}` when it begins as a command does, else null ("/etc/hosts" does not). */
export function commandOf(text) {
  const match = /^\/(\p{L}+)(?:\s+([^]*))?$/u.exec(text.trim());
  return match && { name: match[1].toLowerCase(), args: (match[2] ?? '').trim() };
}

/** The one other person of a direct chat (null in other chats; the person's own id in a chat with oneself). */
export function otherOf(chat, myId) {
  if (chat.kind !== 'direct') return null;
  return chat.members.find((id) => id !== myId) ?? chat.members[0] ?? null;
}

/** What to call a chat. `nameOf` answers a person's name. */
export function chatName(chat, myId, nameOf) {
  const other = otherOf(chat, myId);
  if (other) return nameOf(other);
  return chat.title || chat.name || '';
}

const RANKS = { owner: 3, admin: 2, member: 1 };

/** Whether `role` may do to a chat what admins may: rename, archive, remove people, change roles. */
export const canManage = (chat) => chat.kind !== 'direct' && !chat.archivedAt && RANKS[chat.role] >= 2;

/** Archiving and bringing back are for those who manage a chat, which an archived one does not let them do. */
export const mayArchive = (chat) => canManage({ ...chat, archivedAt: null });

/** Roles that `mine` may give to somebody whose role is `theirs` (none above one's own). */
export function rolesToGive(mine, theirs) {
  if (!(RANKS[mine] >= 2) || RANKS[theirs] > RANKS[mine]) return [];
  return Object.keys(RANKS).filter((role) => RANKS[role] <= RANKS[mine]);
}

/** Why writing is not possible here: 'archived', 'join', or null when it is. */
export function readOnlyReason(chat) {
  if (chat.archivedAt) return 'archived';
  return chat.isMember ? null : 'join';
}

const activity = (chat) => chat.lastMessage?.createdAt ?? chat.createdAt;

/** The section of the layout that only orders what is pinned. */
export const FAVOURITES = 'favourites';

/**
 * Sections of the sidebar in order: pinned, one's own in the order of `layout`, then the rest: channels and groups by name,
 * direct messages by latest activity. `test(chat)` may leave chats out. `own` marks sections that people made.
 */
export function sectionsOf(chats, { nameOf, myId, filter = '', layout = [], test = () => true }) {
  const needle = fold(filter.trim());
  const all = [...chats].map((chat) => ({ chat, name: chatName(chat, myId, nameOf) }))
    .filter(({ chat, name }) => chat.isMember && test(chat) && (!needle || fold(name).includes(needle)));
  const own = layout.filter((section) => section.id !== FAVOURITES);
  const owner = new Map(own.flatMap((section) => section.chatIds.map((id) => [id, section.id])));
  const homeOf = (chat) => (chat.isPinned ? 'pinned' : owner.get(chat.id) ?? (chat.kind === 'direct' ? 'direct' : 'channels'));
  const byName = (a, b) => a.name.localeCompare(b.name);
  const byActivity = (a, b) => (activity(a.chat) < activity(b.chat) ? 1 : -1);
  const pick = (id, order) => all.filter(({ chat }) => homeOf(chat) === id).sort(order).map(({ chat }) => chat);
  const asIn = (section) => byPlace(section?.chatIds ?? [], byName);
  const pinned = { id: 'pinned', chats: pick('pinned', asIn(layout.find((section) => section.id === FAVOURITES))) };
  return [
    ...(pinned.chats.length ? [pinned] : []),
    ...own.map((section) => ({ id: section.id, name: section.name, own: true, chats: pick(section.id, asIn(section)) })),
    { id: 'channels', chats: pick('channels', byName) },
    { id: 'direct', chats: pick('direct', byActivity) },
  ];
}

/** The order of a list of ids; what it does not hold comes after, in the other order. */
function byPlace(ids, other) {
  const at = new Map(ids.map((id, i) => [id, i]));
  return (a, b) => (at.get(a.chat.id) ?? Infinity) - (at.get(b.chat.id) ?? Infinity) || other(a, b);
}

/** The address of a message, in its thread if it is a reply. */
export const placeOf = ({ chatId, rootMessageId, id }) => `/chat/${chatId}?${rootMessageId ? `thread=${rootMessageId}&` : ''}m=${id}`;

/** How many of the message's reactions are mine: `hasCurrentUser` is not in events, so ask the ids. */
export const hasMine = (reaction, myId) => reaction.userIds.includes(myId);

/** The summary after I toggled `emoji`. */
export function toggleReaction(summary, emoji, myId) {
  const found = summary.find((each) => each.emoji === emoji);
  if (!found) return [...summary, { emoji, count: 1, userIds: [myId], hasCurrentUser: true }];
  const mine = hasMine(found, myId);
  const userIds = mine ? found.userIds.filter((id) => id !== myId) : [...found.userIds, myId];
  const next = { ...found, count: found.count + (mine ? -1 : 1), userIds, hasCurrentUser: !mine };
  return summary.map((each) => (each === found ? next : each)).filter((each) => each.count > 0);
}

/** A message after its poll changed: `votes` are the counts in the order of the options, and who chose them where all may know. */
export function withPoll(message, { votes, ...patch }, myId) {
  const { poll } = message;
  if (!poll) return message;
  const options = poll.options.map((option, i) => ({ ...option, ...votes?.[i] }));
  // Where names are not told, nor whether I am among them: what I know of myself holds.
  const isMine = ({ userIds }, i) => (userIds ? userIds.includes(myId) : poll.mine?.includes(i));
  const mine = options.flatMap((option, i) => (isMine(option, i) ? [i] : []));
  return { ...message, poll: { ...poll, ...patch, options, mine } };
}

/** A poll after I chose `mine` (indexes) instead of what I had chosen. */
export function voted(poll, mine, myId) {
  const before = poll.mine ?? [];
  const options = poll.options.map((option, i) => {
    const [had, has] = [before.includes(i), mine.includes(i)];
    if (had === has) return option;
    const userIds = option.userIds && (has ? [...option.userIds, myId] : option.userIds.filter((id) => id !== myId));
    return { ...option, count: option.count + (has ? 1 : -1), userIds };
  });
  const voterCount = poll.voterCount + (mine.length ? 1 : 0) - (before.length ? 1 : 0);
  return { ...poll, options, voterCount, mine };
}

/** Where `id` is in rows sorted by id, or where it would have to go. */
export function indexOfId(rows, id) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareIds(rows[middle].id, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Two sorted lists as one; where both hold an id the row of `fresh` wins. */
export function mergeRows(rows, fresh) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const row of fresh) byId.set(row.id, row);
  return [...byId.values()].sort((a, b) => compareIds(a.id, b.id));
}

/** Whether the message is only emoji, few enough to be drawn large. */
export function isJumbo(text) {
  if (text.length > 40) return false;
  const bare = text.replace(/\s+/g, '');
  if (!/^(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}]?\ufe0f?(?:\u200d\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}]?\ufe0f?)*)+$/u.test(bare)) return false;
  return [...new Intl.Segmenter().segment(bare)].length <= 6;
}

/**
 * Splits text at `@name` of the people mentioned (longest name first), and at the words that call everybody.
 * "@here" becomes mentions of those who were here, so it counts when anybody is mentioned.
 */
export function splitMentions(text, people, all) {
  const names = people.map((person) => ({ name: person.displayName, id: person.id }));
  if (all) for (const name of ['channel', 'all', 'group']) names.push({ name, id: null });
  if (all || names.length) names.push({ name: 'here', id: null });
  if (!names.length || !text.includes('@')) return [text];
  names.sort((a, b) => b.name.length - a.name.length);
  const escaped = names.map(({ name }) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])@(${escaped.join('|')})(?![\\p{L}\\p{N}_])`, 'giu');
  const out = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) out.push(text.slice(from, match.index));
    const found = names.find(({ name }) => name.toLowerCase() === match[1].toLowerCase());
    out.push({ mention: match[0], id: found.id });
    from = match.index + match[0].length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

/** Splits text at `#name` of the channels given (`[{id, name}]`, longest name first where several fit). */
export function splitChannels(text, channels) {
  if (!channels.length || !text.includes('#')) return [text];
  const names = [...channels].sort((a, b) => b.name.length - a.name.length);
  const escaped = names.map(({ name }) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_/#&])#(${escaped.join('|')})(?![\\p{L}\\p{N}_-])`, 'giu');
  const out = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) out.push(text.slice(from, match.index));
    out.push({ channel: match[0], id: names.find(({ name }) => name.toLowerCase() === match[1].toLowerCase()).id });
    from = match.index + match[0].length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

/** How many addresses of one message unfold. */
const UNFOLDED = 3;

/** The chats, messages and tasks of this server that a text links to, outside quotations and code: `[{chatId, messageId, href}]`, `[{taskId, href}]`. */
export function ownLinks(content, origin) {
  if (!content.includes(`${origin}/chat/`) && !content.includes(`${origin}/projects/`)) return [];
  const prose = content.replace(/^(`{3,}|~{3,})[^]*?(?:^\1|$(?![^]))/gm, '').replace(/^\s*>.*$/gm, '').replace(/`[^`\n]*`/g, '');
  const escaped = origin.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = new Map();
  for (const [href, chatId, query = ''] of prose.matchAll(new RegExp(`${escaped}/chat/(\\d+)(\\?[\\w=&-]*)?(?![\\w/])`, 'g'))) {
    const asked = new URLSearchParams(query);
    const messageId = asked.get('m') ?? asked.get('thread');
    if (!messageId || /^\d+$/.test(messageId)) found.set(`${chatId}:${messageId}`, { chatId, messageId, href });
  }
  for (const [href, query] of prose.matchAll(new RegExp(`${escaped}/projects/\\d+(?:/[a-z]+)?\\?([\\w=&%-]*)`, 'g'))) {
    const taskId = new URLSearchParams(query).get('task');
    if (/^\d+$/.test(taskId ?? '')) found.set(`task:${taskId}`, { taskId, href });
  }
  return [...found.values()].slice(0, UNFOLDED);
}

// -- Names and counts of chats in the reader's language; all read signals

/** What a chat is called; one's own direct chat carries "(you)". */
export function nameOfChat(chat) {
  const name = chatName(chat, myId(), (id) => person(id).displayName);
  if (otherOf(chat, myId()) === myId()) return t('chat.name.self', { name });
  if (name) return name;
  const others = chat.members.filter((id) => id !== myId()).map((id) => person(id).displayName);
  return others.length ? formatList(others.slice(0, 4)) : t('chat.name.empty');
}

/** The chat's name as written in sentences: "#general", "Rina". */
export const calledChat = (chat) => (chat.kind === 'channel' ? `#${nameOfChat(chat)}` : nameOfChat(chat));

/** Icon of a chat that is no person. */
export const iconOfChat = (chat) => (chat.kind === 'channel' ? 'hash' : 'lock');

/** "3 unread", or "3 unread, you are mentioned"; in threads one can be mentioned with nothing else unread. */
export function unreadLabel({ unreadCount, mentionCount }) {
  if (!mentionCount) return t('chat.unread.count', { n: unreadCount });
  return unreadCount ? t('chat.unread.mentioned', { n: unreadCount }) : t('chat.unread.thread');
}

// -- Rows: day dividers, the "new" divider, gaps still to be loaded, grouped messages

/** Messages of one person within this time stand under one head. */
const GROUP_MS = 5 * 60_000;

/**
 * @typedef {{key:string, type:'start'|'older'|'newer'|'new'|'day'|'replies'|'message', message?:object, at?:string, n?:number, error?:Error|null, head?:boolean,
 *   root?:boolean, lastOwn?:boolean}} Row
 */

/** A message under way, as an item of the outbox, in the shape of a message. */
export function pendingMessage(item, myId) {
  const { content = '', delivery = 'normal', rootMessageId = null } = item.body;
  return {
    id: `local:${item.id}`, clientId: item.id, chatId: item.meta.chatId, rootMessageId, senderId: myId, sender: null,
    content, contentJson: { type: 'markdown', text: content, html: '' }, delivery, attachments: [], reactionsSummary: [],
    createdAt: new Date(item.createdAt).toISOString(), editedAt: null, deletedAt: null, replyCount: 0, lastRepliers: [],
    mentions: [], mentionsAll: false, sending: ['failed', 'held'].includes(item.state) ? item.state : 'pending', error: item.error,
    ...item.meta.shown,
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
  if (previous.replyCount > 0 || message.delivery !== 'normal' || message.poll || previous.poll) return true;
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

// -- Attachments: every one has its box before it is here, so that nothing moves when it comes

const GAP = 6;
const CARD = 56;
/** Players keep their place before and while they play. */
const PLAYERS = { audio: 96, video: 226 };
const LEAST = 44;

/** Is the file shown among the pictures? */
export const isPicture = ({ kind, isInline, status, trashedAt }) => kind === 'image' && isInline !== false && !trashedAt && status !== 'infected' && status !== 'failed';
/** Is it heard or watched in its place? */
export const plays = ({ kind, isInline, status, trashedAt }) => kind in PLAYERS && isInline && status === 'ready' && !trashedAt;

/** The box of one picture, which may be among several, in a column; none is enlarged, and none too small to press. */
export function pictureBox({ width, height }, among, column = Infinity) {
  const most = [Math.min(column, among > 1 ? 280 : 400), among > 1 ? 160 : 300];
  if (!width || !height) return { width: Math.min(...most), height: Math.min(...most) };
  const scale = Math.min(1, most[0] / width, most[1] / height);
  return { width: Math.max(LEAST, Math.round(width * scale)), height: Math.max(LEAST, Math.round(height * scale)) };
}

/** How high the attachments of a message are in a column of `width` pixels. */
export function attachmentsHeight(files, width) {
  const boxes = files.filter(isPicture).map((file, i, all) => pictureBox(file, all.length, width));
  let [sum, used, high] = [0, 0, 0];
  for (const box of boxes) {
    if (used && used + GAP + box.width > width) [sum, used, high] = [sum + high + GAP, 0, 0];
    [used, high] = [used + (used && GAP) + box.width, Math.max(high, box.height)];
  }
  for (const file of files) if (!isPicture(file)) sum += GAP + (plays(file) ? PLAYERS[file.kind] : CARD);
  return sum + (high && high + GAP);
}

/** A height to assume until the row is measured, in px; `width` of the text column. */
export function estimateRow(row, width) {
  if (row.type === 'older' || row.type === 'newer') return 320;
  if (row.type === 'start') return 120;
  if (row.type !== 'message') return 32;
  const { attachments = [], content, reactionsSummary, replyCount } = row.message;
  const perLine = Math.max(20, width / 7.4);
  let lines = 0;
  for (const line of content ? content.split('\n') : []) lines += Math.max(1, Math.ceil(line.length / perLine));
  const poll = row.message.poll ? row.message.poll.options.length * 56 + 60 : 0;
  return lines * 22 + poll + attachmentsHeight(attachments, width) + (row.head ? 30 : 4) + (reactionsSummary.length ? 30 : 0) + (replyCount ? 30 : 0);
}
