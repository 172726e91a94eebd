// Names and counts of chats in the reader's language; all read signals.

import { t } from '../../../lib/i18n.js';
import { formatList } from '../../../lib/time.js';
import { myId, person } from '../../../state/session.js';
import { chatName, otherOf } from '../model.js';

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
