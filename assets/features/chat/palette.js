// What chat brings to the command palette: conversations under "#", people to write to under "@", and what was said.

import { t } from '../../lib/i18n.js';
import { navigate } from '../../state/route.js';
import { myId, people, presence } from '../../state/session.js';
import { toast } from '../../ui/layers.js';
import { errorText } from '../../ui/states.js';
import { createChat, openMembers } from './actions.js';
import { messageRow } from './found.js';
import { calledChat, iconOfChat, nameOfChat, otherOf } from './model.js';
import { setPreference } from './reading.js';
import { chats } from './store.js';

const complain = (error) => toast(errorText(error), { kind: 'error' });

/** What can be done with a chat without opening it. */
const inside = (chat) => [
  { id: `chat.open:${chat.id}`, title: t('chat.palette.open'), icon: 'message-circle', href: `/chat/${chat.id}` },
  ...(chat.kind === 'direct' ? [] : [{ id: `chat.members:${chat.id}`, title: t('chat.members.show'), icon: 'users', run: () => openMembers(chat.id) }]),
  { id: `chat.pin:${chat.id}`, title: chat.isPinned ? t('chat.unpin') : t('chat.pin'), icon: 'star', run: () => setPreference(chat.id, { isPinned: !chat.isPinned }) },
  { id: `chat.mute:${chat.id}`, title: chat.isMuted ? t('chat.unmute') : t('chat.mute'), icon: chat.isMuted ? 'bell' : 'bell-off', run: () => setPreference(chat.id, { isMuted: !chat.isMuted, mutedUntil: null }) },
];

const chatItem = (chat) => ({
  id: `chat:${chat.id}`,
  title: nameOfChat(chat),
  label: calledChat(chat),
  sub: chat.isMember ? chat.topic ?? '' : t('chat.palette.notIn'),
  icon: iconOfChat(chat),
  href: `/chat/${chat.id}`,
  count: chat.isMuted ? 0 : chat.unreadCount,
  boost: chat.isMember ? 1 + (chat.unreadCount > 0 && !chat.isMuted ? 0.1 : 0) : 0.8,
  inside: chat.isMember ? () => inside(chat) : undefined,
});

const directWith = (id) => [...chats.value.values()].find((chat) => otherOf(chat, myId()) === id);

async function writeTo(id) {
  try {
    navigate(`/chat/${(await createChat({ kind: 'direct', participantIds: [id] })).id}`);
  } catch (error) {
    complain(error);
  }
}

function personItem(person) {
  const chat = directWith(person.id);
  return {
    id: `person:${person.id}`,
    title: person.displayName,
    sub: [person.title, person.phoneExt].filter(Boolean).join(' · '),
    keywords: [person.email, person.phoneExt].filter(Boolean),
    person,
    presence: presence.value.get(person.id),
    boost: chat ? 1.1 : 1,
    count: chat && !chat.isMuted ? chat.unreadCount : 0,
    ...(chat ? { href: `/chat/${chat.id}`, inside: () => inside(chat) } : { run: () => writeTo(person.id) }),
  };
}

function messageItem(hit, query) {
  const { title, person, place, text, href } = messageRow(hit, query);
  return { id: `message:${hit.item.id}`, title: [title, place].filter(Boolean).join(' · '), person, marked: text, href };
}

/** See app/palette-search.js for what a source is. */
export const sources = [
  {
    scope: '#',
    label: () => t('chat.palette.chats'),
    local: () => [...chats.value.values()].filter((chat) => chat.kind !== 'direct' && !chat.archivedAt).map(chatItem),
    kind: 'chats',
    found: ({ item }) => chatItem(chats.peek().get(item.id) ?? item),
  },
  {
    scope: '@',
    label: () => t('chat.people.found'),
    local: () => [...people.value.values()].filter((person) => !person.disabled).map(personItem),
    kind: 'users',
    found: ({ item }) => personItem(item),
  },
  { label: () => t('chat.palette.messages'), local: () => [], kind: 'messages', found: messageItem },
];
