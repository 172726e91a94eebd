// Cards of our own chats and messages under the message that links to them. Nothing else is ever fetched, and what the reader
// may not see stays a plain link.

import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { formatShort, t } from '../../../lib/i18n.js';
import { plainText } from '../../../lib/md.js';
import { saidIn } from '../../../lib/text.js';
import { person } from '../../../state/session.js';
import { Avatar, Icon } from '../../../ui/controls.js';
import { fetchMessage } from '../messages.js';
import { calledChat, iconOfChat, pathOfMessage } from '../model.js';
import { loadChat } from '../reading.js';
import { chatOf, findMessage } from '../store.js';

/** How many cards are remembered. */
const KEPT = 100;
/** Key of a link → signal of `{state: 'loading'|'ready'|'gone', message}`. */
const known = new Map();

async function fill(card, { chatId, messageId }) {
  try {
    if (!chatOf(chatId)) await loadChat(chatId);
    const message = messageId ? findMessage(chatId, messageId) ?? await fetchMessage(chatId, messageId) : null;
    card.value = message?.deletedAt ? { state: 'gone' } : { state: 'ready', message };
  } catch (error) {
    // What cannot be asked now is asked when it is shown again.
    card.value = { state: 'gone', again: error.status !== 404 };
  }
}

function cardOf(link) {
  const key = `${link.chatId}:${link.messageId}`;
  const found = known.get(key);
  if (found && !found.peek().again) return found;
  const card = signal({ state: 'loading' });
  known.set(key, card);
  if (known.size > KEPT) known.delete(known.keys().next().value);
  fill(card, link);
  return card;
}

function Card({ link }) {
  const key = `${link.chatId}:${link.messageId}`;
  useEffect(() => {
    if (known.get(key)?.peek().again) known.delete(key);
  }, []);
  const { state, message: kept } = cardOf(link).value;
  const chat = chatOf(link.chatId);
  if (state === 'gone' || (state === 'ready' && !chat)) return null;
  if (state === 'loading') return html`<span class="chat-unfurl ${link.messageId ? '' : 'is-chat'}" aria-hidden="true" />`;
  if (!link.messageId) {
    return html`
      <a class="chat-unfurl is-chat" href="/chat/${link.chatId}">
        <span class="chat-offer-icon"><${Icon} name=${iconOfChat(chat)} size=${14} /></span>
        <span class="chat-unfurl-text"><strong class="truncate" dir="auto">${calledChat(chat)}</strong>
          <span class="truncate" dir="auto">${chat.topic || t('chat.members.count', { n: chat.memberCount })}</span></span>
      </a>`;
  }
  const message = findMessage(link.chatId, link.messageId) ?? kept;
  const sender = person(message.senderId);
  return html`
    <a class="chat-unfurl" href=${pathOfMessage(message)}>
      <${Avatar} person=${sender} size=${24} />
      <span class="chat-unfurl-text">
        <span class="chat-unfurl-head"><strong class="truncate">${sender.missing ? message.sender?.displayName : sender.displayName}</strong>
          <span class="faint truncate">${calledChat(chat)} · ${formatShort(message.createdAt)}</span></span>
        <span class="chat-unfurl-words" dir="auto">${plainText(saidIn(message)) || t('chat.message.deleted')}</span>
      </span>
    </a>`;
}

/** The cards of what a message links to. */
export const Cards = ({ links }) => html`<div class="chat-unfurls">${links.map((link) => html`<${Card} key=${link.href} link=${link} />`)}</div>`;
