// Cards of our own chats, messages and tasks under the message that links to them. Nothing else is ever fetched, and what the reader
// may not see stays a plain link.

import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { formatShort, t } from '../../../lib/i18n.js';
import { plainText } from '../../../lib/md.js';
import { saidIn } from '../../../lib/text.js';
import { get } from '../../../net/api.js';
import { on } from '../../../net/socket.js';
import { person } from '../../../state/session.js';
import { Avatar, AvatarStack, Icon } from '../../../ui/controls.js';
import { fetchMessage } from '../messages.js';
import { calledChat, iconOfChat, pathOfMessage } from '../model.js';
import { loadChat } from '../reading.js';
import { chatOf, findMessage } from '../store.js';

/** How many cards are remembered. */
const KEPT = 100;
/** Key of a link → signal of `{state: 'loading'|'ready'|'gone', message}`, or `task` instead of the message. */
const known = new Map();

// Cards of tasks that wait to be asked for together.
let asked = new Map();

async function askTasks() {
  const cards = asked;
  asked = new Map();
  try {
    const { tasks } = await get('/projects/links', { query: { taskIds: [...cards.keys()].join(',') } });
    for (const [id, card] of cards) {
      const task = tasks.find((each) => each.id === id);
      card.value = task ? { state: 'ready', task } : { state: 'gone' };
    }
  } catch {
    for (const card of cards.values()) card.value = { state: 'gone', again: true };
  }
}

// A task that changes while its card is in sight changes there as well.
on('project.task.updated', ({ taskId, patch }) => {
  const card = known.get(`task:${taskId}`);
  if (card?.peek().task) card.value = { ...card.peek(), task: { ...card.peek().task, ...patch } };
});
on('project.task.moved', ({ taskId, patch }) => {
  const card = known.get(`task:${taskId}`);
  if (card?.peek().task && patch.status) card.value = { ...card.peek(), task: { ...card.peek().task, status: patch.status } };
});

async function fill(card, { chatId, messageId, taskId }) {
  if (taskId) {
    if (!asked.size) queueMicrotask(askTasks);
    asked.set(taskId, card);
    return;
  }
  try {
    if (!chatOf(chatId)) await loadChat(chatId);
    const message = messageId ? findMessage(chatId, messageId) ?? await fetchMessage(chatId, messageId) : null;
    card.value = message?.deletedAt ? { state: 'gone' } : { state: 'ready', message };
  } catch (error) {
    // What cannot be asked now is asked when it is shown again.
    card.value = { state: 'gone', again: error.status !== 404 };
  }
}

const keyOf = (link) => (link.taskId ? `task:${link.taskId}` : `${link.chatId}:${link.messageId}`);

function cardOf(link) {
  const key = keyOf(link);
  const found = known.get(key);
  if (found && !found.peek().again) return found;
  const card = signal({ state: 'loading' });
  known.set(key, card);
  if (known.size > KEPT) known.delete(known.keys().next().value);
  fill(card, link);
  return card;
}

// i18n: message.task.todo message.task.in_progress message.task.review message.task.done
const STATUS_ICONS = { todo: 'circle-dashed', in_progress: 'circle-dot', review: 'eye', done: 'circle-check' };

function TaskCard({ link, task }) {
  const people = (task.assigneeIds ?? []).map(person);
  return html`
    <a class="chat-unfurl is-chat" href=${link.href} data-testid="task-link">
      <span class="chat-offer-icon"><${Icon} name=${STATUS_ICONS[task.status]} size=${14} /></span>
      <span class="chat-unfurl-text"><strong class="truncate" dir="auto">${task.title}</strong>
        <span class="truncate">${[task.key, t(`message.task.${task.status}`), task.dueAt && formatShort(task.dueAt), task.projectName].filter(Boolean).join(' · ')}</span></span>
      ${people.length > 0 && html`<${AvatarStack} people=${people} size=${24} label=${people.map((each) => each.displayName).join(', ')} />`}
    </a>`;
}

function Card({ link }) {
  const key = keyOf(link);
  useEffect(() => {
    if (known.get(key)?.peek().again) known.delete(key);
  }, []);
  const { state, message: kept, task } = cardOf(link).value;
  if (link.taskId) return state === 'ready' ? html`<${TaskCard} link=${link} task=${task} />` : state === 'loading' && html`<span class="chat-unfurl is-chat" aria-hidden="true" />`;
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
