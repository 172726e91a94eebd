// What is written and not sent: drafts of all chats, and messages waiting for their time.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { formatRelative, t } from '../../../lib/i18n.js';
import { plainText } from '../../../lib/md.js';
import { newId } from '../../../lib/text.js';
import { del, post } from '../../../net/api.js';
import { drafts, draftsRead, saveDraft } from '../../../state/device.js';
import { navigate } from '../../../state/route.js';
import { BackButton, Badge, Button, Icon, IconButton } from '../../../ui/controls.js';
import { toast, undoToast } from '../../../ui/layers.js';
import { EmptyState, ErrorState, errorText, Skeleton } from '../../../ui/states.js';
import { targetOf } from '../drafts.js';
import { loadScheduled, scheduled } from '../lists.js';
import { calledChat } from '../model.js';
import { chatOf } from '../store.js';
import { PlaceName } from './list-row.js';
import { momentText, openScheduled, scheduleMessage } from './times.js';

const EXCERPT = 400;
const excerpt = (text) => plainText(text.slice(0, EXCERPT * 2)).slice(0, EXCERPT);

/** Drafts of chats I may still write in, latest first: `[{key, chatId, rootId, text, at}]`. */
export function chatDrafts() {
  return [...drafts.value].map(([key, draft]) => ({ key, ...draft, ...targetOf(key) }))
    .filter((draft) => draft.chatId && chatOf(draft.chatId)?.isMember).sort((a, b) => b.at - a.at);
}

export function Later() {
  const [error, setError] = useState(null);
  const load = () => {
    setError(null);
    loadScheduled().catch(setError);
  };
  useEffect(load, []);
  const mine = chatDrafts();
  const waiting = scheduled.value;
  const nothing = draftsRead.value && !mine.length && waiting && !waiting.length;
  return html`
    <div class="pane chat-list-pane">
      <header class="pane-bar"><${BackButton} href="/chat" /><h1 class="pane-title">${t('chat.later.all')}</h1></header>
      <div class="pane-body chat-list-body">
        ${nothing ? html`<${EmptyState} icon="pencil" title=${t('chat.later.empty')} body=${t('chat.later.emptyBody')} />` : html`
          <${Part} id="scheduled" title=${t('chat.later.scheduled')} none=${t('chat.later.noneScheduled')} items=${waiting} Row=${ScheduledRow}
            error=${error && html`<${ErrorState} error=${error} onRetry=${load} />`} />
          <${Part} id="drafts" title=${t('chat.later.drafts')} none=${t('chat.later.noneDrafts')} items=${draftsRead.value ? mine : null} Row=${DraftRow} />`}
      </div>
    </div>`;
}

function Part({ id, title, none, items, Row, error }) {
  return html`
    <section class="chat-later" aria-labelledby="later-${id}">
      <h2 class="section-title" id="later-${id}">${title}</h2>
      ${error}
      ${!items && !error && html`<${Skeleton} lines=${2} height=${28} />`}
      ${items && !items.length && html`<p class="muted">${none}</p>`}
      ${items?.length > 0 && html`<ul class="chat-threads">${items.map((item) => html`<li key=${item.key ?? item.id}><${Row} item=${item} /></li>`)}</ul>`}
    </section>`;
}

const hrefOf = ({ chatId, rootId }) => `/chat/${chatId}${rootId ? `?thread=${rootId}` : ''}`;

function DraftRow({ item }) {
  const name = calledChat(chatOf(item.chatId));
  const remove = () => {
    saveDraft(item.key, '');
    undoToast(t('chat.later.draftGone'), () => saveDraft(item.key, item.text));
  };
  return html`
    <article class="chat-card">
      <header class="chat-card-head">
        <${PlaceName} chatId=${item.chatId} />
        ${item.rootId && html`<span class="faint">${t('chat.thread.title')}</span>`}
        <time class="faint" datetime=${new Date(item.at).toISOString()}>${formatRelative(item.at)}</time>
        <span class="chat-card-tools">
          <${Button} small icon="pencil" href=${hrefOf(item)} aria-label=${t('chat.later.openDraft', { name })}>${t('chat.saved.open')}<//>
          <${IconButton} small icon="trash-2" label=${t('chat.later.deleteDraft', { name })} onClick=${remove} />
        </span>
      </header>
      <p class="chat-excerpt" dir="auto">${excerpt(item.text)}</p>
    </article>`;
}

const failed = (error) => toast(errorText(error), { kind: 'error' });
const pathOf = ({ chatId, id }) => `/chats/${chatId}/scheduled/${id}`;

/** Takes it off the list, with a way back. */
async function cancel(item) {
  try {
    await del(pathOf(item), undefined, { key: newId() });
    scheduled.value = scheduled.peek()?.filter((each) => each.id !== item.id) ?? null;
    const { chatId, rootMessageId: rootId, content, delivery, sendAt } = item;
    undoToast(t('chat.later.cancelled'), () => scheduleMessage({ chatId, rootId, content, delivery, sendAt }).catch(failed));
  } catch (error) {
    failed(error);
  }
}

async function sendNow(item) {
  try {
    const { message } = await post(`${pathOf(item)}/send`, {}, { key: newId() });
    scheduled.value = scheduled.peek()?.filter((each) => each.id !== item.id) ?? null;
    toast(t('chat.later.sent'), { kind: 'success', action: { label: t('chat.saved.open'), run: () => navigate(hrefOf({ chatId: item.chatId, rootId: message.rootMessageId })) } });
  } catch (error) {
    failed(error);
  }
}

function ScheduledRow({ item }) {
  const chat = chatOf(item.chatId);
  const name = chat ? calledChat(chat) : '';
  return html`
    <article class="chat-card ${item.state === 'failed' ? 'is-failed' : ''}">
      <header class="chat-card-head">
        <${PlaceName} chatId=${item.chatId} />
        ${item.rootMessageId && html`<span class="faint">${t('chat.thread.title')}</span>`}
        <span class="chat-card-when"><${Icon} name="clock" size=${13} />${momentText(item.sendAt)}</span>
        ${item.state === 'failed' && html`<${Badge} kind="danger">${t('chat.later.failed')}<//>`}
        <span class="chat-card-tools">
          <${IconButton} small icon="send" label=${t('chat.later.sendNow', { name })} onClick=${() => sendNow(item)} />
          <${IconButton} small icon="pencil" label=${t('chat.later.editFor', { name })} onClick=${() => openScheduled(item)} />
          <${IconButton} small icon="trash-2" label=${t('chat.later.cancel', { name })} onClick=${() => cancel(item)} />
        </span>
      </header>
      <p class="chat-excerpt" dir="auto">${excerpt(item.content)}</p>
      ${item.failure && html`<p class="chat-card-fault" role="status"><${Icon} name="circle-alert" size=${13} />${errorText({ code: item.failure, status: 409 })}</p>`}
    </article>`;
}
