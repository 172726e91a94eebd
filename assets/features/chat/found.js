// How messages, conversations and people look where everything is searched; features/search/kinds.js says what a kind is.

import { t } from '../../lib/i18n.js';
import { parseQuery, wordsOf } from '../../lib/query.js';
import { rank } from '../../lib/rank.js';
import { fold, matches } from '../../lib/text.js';
import { valueOf } from '../../state/searching.js';
import { myId, people, person } from '../../state/session.js';
import { later } from '../../ui/states.js';
import { calledChat, iconOfChat, nameOfChat, otherOf, placeOf } from './model.js';
import { chatOf, chats, loadedStreams, streamOf } from './store.js';

const MessagePreview = later(() => import('./parts/found-preview.js'), 'MessagePreview', 200);
const LOCAL_CHARS = 400;

/** The words of a query as they are written, without its filters. */
const bare = (query) => parseQuery(query).filter((part) => part.kind !== 'filter').map((part) => part.text).join(' ');

/** A place in a chat with what was looked for, which then stands out there. */
const inPlace = (href, query) => (bare(query) ? `${href}&q=${encodeURIComponent(bare(query))}` : href);

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Where a message was said. */
export function saidIn({ chatId, chat: told }) {
  const chat = chatOf(chatId) ?? told;
  return chat?.members ? calledChat(chat) : chat?.name ?? '';
}

const tagsOf = (message) => [
  message.rootMessageId && { icon: 'reply', label: t('search.found.reply') },
  message.attachments?.length > 0 && { icon: 'paperclip', label: t('search.found.file') },
  message.pinnedAt && { icon: 'pin', label: t('search.found.pinned') },
].filter(Boolean);

/** A message as a row: who, where, when, and the words around what fits. */
export function messageRow({ item, highlights }, query) {
  const sender = person(item.senderId);
  return {
    href: inPlace(placeOf(item), query),
    person: sender,
    title: sender.missing ? item.sender?.displayName ?? sender.displayName : sender.displayName,
    text: highlights?.content ?? escaped(item.content.slice(0, LOCAL_CHARS)),
    place: saidIn(item), at: item.createdAt, tags: tagsOf(item),
  };
}

/** Messages of this device with all the words in them, the latest first. */
function localMessages(query) {
  const words = wordsOf(query).join(' ');
  const rows = loadedStreams().flatMap(({ chatId, rootId }) => streamOf(chatId, rootId).peek().rows);
  return rows.filter((row) => !row.deletedAt && matches(words, row.content)).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).map((item) => ({ item }));
}

const chatRow = ({ item, highlights }) => {
  const chat = chatOf(item.id) ?? item;
  const other = otherOf(chat, myId());
  return {
    href: `/chat/${chat.id}`,
    ...(other ? { person: person(other) } : { icon: iconOfChat(chat) }),
    title: nameOfChat(chat), marked: other ? undefined : highlights?.name, text: highlights?.topic ?? (chat.topic && escaped(chat.topic)),
    place: chat.isMember ? undefined : t('chat.palette.notIn'),
  };
};

const userRow = ({ item, highlights }) => ({
  card: item.id, person: people.value.get(item.id) ?? item, title: item.displayName, marked: highlights?.displayName,
  place: [item.title, item.phoneExt].filter(Boolean).join(' · '), text: highlights?.email ?? highlights?.title ?? highlights?.phoneExt,
});

const ranked = (query, list, titleOf) => rank(wordsOf(query).join(' '), list.map((item) => ({ item, id: item.id, title: titleOf(item) })));

/** See features/search/kinds.js. */
export const kinds = [
  { id: 'users', order: 1, few: true, row: userRow, local: (query) => ranked(query, [...people.peek().values()], (item) => item.displayName) },
  { id: 'chats', order: 2, few: true, row: chatRow, local: (query) => ranked(query, [...chats.peek().values()], nameOfChat) },
  { id: 'messages', order: 3, row: messageRow, local: localMessages, Preview: MessagePreview },
];

const named = () => [...chats.value.values()].map((chat) => ({ id: chat.id, name: nameOfChat(chat) }));

/** A chat as a value of `in:`. */
function placeValue(chat) {
  const other = otherOf(chat, myId());
  return { value: valueOf(chat, nameOfChat(chat), named()), label: calledChat(chat), icon: iconOfChat(chat), ...(other && { person: person(other) }) };
}

const isPlace = (value) => (chat) => chat.id === value || fold(nameOfChat(chat)) === fold(value);

/** Values of `in:`. */
export const places = [{
  like: (needle) => rank(needle, [...chats.value.values()].map((chat) => ({ id: chat.id, title: nameOfChat(chat), chat }))).map(({ chat }) => placeValue(chat)),
  of: (value) => [...chats.value.values()].filter(isPlace(value)).map(placeValue)[0],
}];
