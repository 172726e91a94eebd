// Messages that call somebody who does not look at the page: direct ones, mentions, urgent ones. Loaded after the start.

import { t } from '../../lib/i18n.js';
import { plainText } from '../../lib/md.js';
import { compareIds, saidIn } from '../../lib/text.js';
import { on } from '../../net/socket.js';
import { notices } from '../../state/device.js';
import { quietUntil } from '../../state/doing.js';
import { claim, tell, watched, watchLooking } from '../../state/notices.js';
import { me, myId, person } from '../../state/session.js';
import { chatName, pathOfMessage } from './model.js';
import { chatOf } from './store.js';

/** What comes together is told together: after a lost connection it may be a lot. */
const GATHER_MS = 300;
const MOST = 3;
const BODY_CHARS = 180;

/** Why a message calls `mine` (a person's id): 'direct', 'mention', 'urgent', or null when it does not. */
export function callOf(message, chat, mine) {
  if (!chat?.isMember || chat.isMuted || chat.notify === 'none' || message.senderId === mine || message.deletedAt) return null;
  if (message.mentions?.includes(mine) || (message.mentionsAll && !message.rootMessageId)) return 'mention';
  if (message.rootMessageId) return null;
  if (chat.kind === 'direct' && chat.notify !== 'mentions') return 'direct';
  return message.delivery === 'urgent' ? 'urgent' : null;
}

// In a thread nothing says how far one has read; there the mention is told.
const isRead = (message, chat) => !message.rootMessageId && compareIds(message.id, chat.lastReadMessageId ?? '0') <= 0;

/** The words for some messages: one for each, or one for all of them when they are many or must not be shown. */
export function wordsFor(messages, { hideText }) {
  if (hideText || messages.length > MOST) {
    const last = messages.at(-1);
    const path = messages.length > 1 ? '/chat/activity' : pathOfMessage(last);
    return [{ title: t('chat.notice.new', { n: messages.length }), body: '', tag: `epop.${last.id}`, path }];
  }
  return messages.map((message) => {
    const chat = chatOf(message.chatId);
    const name = message.sender?.displayName ?? person(message.senderId).displayName;
    const title = chat.kind === 'direct' ? name : t('chat.notice.in', { name, chat: chatName(chat, myId(), (id) => person(id).displayName) });
    return { title, body: plainText(saidIn(message)).slice(0, BODY_CHARS), tag: `epop.${message.id}`, path: pathOfMessage(message) };
  });
}

let gathered = [];
let timer = 0;

const wanted = () => (notices.peek().show || notices.peek().sound) && !watched() && !quietUntil(me.peek());

async function flush() {
  timer = 0;
  const calls = gathered.filter((message) => {
    const chat = chatOf(message.chatId);
    return callOf(message, chat, myId()) && !isRead(message, chat);
  });
  gathered = [];
  if (!calls.length || !wanted()) return;
  const fresh = new Set(await claim(`${myId()}@${me.peek().createdAt}`, calls.map(({ id }) => id)));
  // One sound for all: the first is told in full, the others only shown.
  wordsFor(calls.filter(({ id }) => fresh.has(id)), notices.peek()).forEach((words, i) => tell(words, { quietly: i > 0 }));
}

function heard({ chatId, rootMessageId, patch }) {
  if (!wanted()) return;
  gathered.push({ ...patch, chatId, rootMessageId: rootMessageId ?? patch.rootMessageId ?? null });
  timer ||= setTimeout(flush, GATHER_MS);
}

/** Begin to listen; answers a disposer. */
export function startNotices() {
  const stops = [watchLooking(), on('chat.message.created', heard)];
  return () => {
    stops.forEach((stop) => stop());
    clearTimeout(timer);
    timer = 0;
    gathered = [];
  };
}
