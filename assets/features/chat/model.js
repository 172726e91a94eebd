// Pure questions about chats and messages; no signals, no network.

import { compareIds } from '../../lib/id.js';
import { fold } from '../../lib/text.js';

/** Where the messages of a chat, or of one of its threads, are kept. Also the key of their draft. */
export const streamKey = (chatId, rootId) => (rootId ? `chat:${chatId}:thread:${rootId}` : `chat:${chatId}`);

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

/** Sections of the sidebar in order: pinned, channels and groups by name, direct messages by latest activity. */
export function sectionsOf(chats, { nameOf, myId, filter = '' }) {
  const needle = fold(filter.trim());
  const all = [...chats].map((chat) => ({ chat, name: chatName(chat, myId, nameOf) }))
    .filter(({ chat, name }) => chat.isMember && (!needle || fold(name).includes(needle)));
  const byName = (a, b) => a.name.localeCompare(b.name);
  const byActivity = (a, b) => (activity(a.chat) < activity(b.chat) ? 1 : -1);
  const pick = (test, order) => all.filter(({ chat }) => test(chat)).sort(order).map(({ chat }) => chat);
  const sections = [
    { id: 'pinned', chats: pick((chat) => chat.isPinned, byName) },
    { id: 'channels', chats: pick((chat) => !chat.isPinned && chat.kind !== 'direct', byName) },
    { id: 'direct', chats: pick((chat) => !chat.isPinned && chat.kind === 'direct', byActivity) },
  ];
  return sections.filter((section) => section.id !== 'pinned' || section.chats.length);
}

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
