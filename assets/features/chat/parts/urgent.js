// Urgent messages: those addressed acknowledge them, the sender sees who has and who has not yet.

import { html } from 'htm/preact';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { formatDateTime, t } from '../../../lib/i18n.js';
import { onFailed } from '../../../state/outbox.js';
import { myId } from '../../../state/session.js';
import { Button, Icon } from '../../../ui/controls.js';
import { announce, Dialog, openDialog } from '../../../ui/layers.js';
import { listMembers } from '../actions.js';
import { acknowledge, loadAcks } from '../messages.js';
import { readOnlyReason } from '../model.js';
import { chatOf } from '../store.js';
import { Loaded, PersonRow } from './who.js';

/** How many pages of members are looked through. */
const MEMBER_PAGES = 20;
/** Messages of which it is known whether I have acknowledged them. */
const mine = signal(new Map());
const asked = new Set();

const note = (id, done) => {
  mine.value = new Map(mine.peek()).set(id, done);
};

// What was refused was not acknowledged.
onFailed('chat.ack', ({ meta }) => note(meta.messageId, false));

/** Learns whether I acknowledged the message, once; nobody having done so, it need not be asked. */
function useMine(message, concerned) {
  const count = message.ackCount ?? 0;
  useEffect(() => {
    if (!concerned || !count || asked.has(message.id)) return;
    asked.add(message.id);
    loadAcks(message).then((acks) => note(message.id, acks.some((ack) => ack.userId === myId())), () => asked.delete(message.id));
  }, [message.id, count > 0, concerned]);
  return message.isAcknowledged || (count ? mine.value.get(message.id) : false);
}

async function everybody(chatId) {
  const ids = [];
  let cursor;
  for (let page = 0; page < MEMBER_PAGES; page += 1) {
    const { items, nextCursor, hasMore } = await listMembers(chatId, cursor);
    ids.push(...items.map((member) => member.userId));
    if (!hasMore) break;
    cursor = nextCursor;
  }
  return ids;
}

async function loadBoth(message, signal) {
  const [acks, members] = await Promise.all([loadAcks(message, signal), everybody(message.chatId)]);
  const done = new Set(acks.map((ack) => ack.userId));
  return [{ acks, missing: members.filter((id) => !done.has(id) && id !== message.senderId) }];
}

function openAcks(message) {
  const part = ({ acks, missing }) => html`
    <section><h3 class="chat-who-emoji">${t('message.ack.done', { n: acks.length })}</h3>
      <ul class="chat-people">${acks.map(({ userId, ackedAt }) => html`<${PersonRow} key=${userId} id=${userId} end=${html`<time class="faint" datetime=${ackedAt}>${formatDateTime(ackedAt)}</time>`} />`)}</ul>
    </section>
    <section><h3 class="chat-who-emoji">${t('message.ack.missing', { n: missing.length })}</h3>
      <ul class="chat-people">${missing.map((id) => html`<${PersonRow} key=${id} id=${id} />`)}</ul>
    </section>`;
  openDialog((close) => html`
    <${Dialog} title=${t('message.ack.title')} onClose=${close}>
      <${Loaded} load=${(signal) => loadBoth(message, signal)}>${([both]) => part(both)}<//>
    <//>`);
}

/** The line under an urgent message. */
export function Acknowledgement({ message }) {
  const chat = chatOf(message.chatId);
  const own = message.senderId === myId();
  const concerned = !own && Boolean(chat) && !readOnlyReason(chat);
  const done = useMine(message, concerned);
  const count = message.ackCount ?? 0;
  const others = Math.max((chat?.memberCount ?? 1) - 1, count);
  const ack = () => {
    asked.add(message.id);
    note(message.id, true);
    acknowledge(message);
    announce(t('message.ack.mine'));
  };
  const all = others > 0 && html`<button type="button" class="chat-ack-count" onClick=${() => openAcks(message)}>${t('message.ack.count', { n: count, all: others })}</button>`;
  return html`
    <div class="chat-ack">
      ${concerned && done === false && html`<${Button} small icon="check" onClick=${ack}>${t('message.ack')}<//>`}
      ${concerned && done && html`<span class="chat-ack-done"><${Icon} name="check" size=${13} />${t('message.ack.mine')}</span>`}
      ${(own || count > 0) && all}
    </div>`;
}
