// Who has read a message, who reacted to it, and what it said before it was edited.

import { html } from 'htm/preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { diffWords } from '../../../lib/diff.js';
import { formatDateTime, formatNumber, t } from '../../../lib/i18n.js';
import { resource } from '../../../state/resource.js';
import { myId, person } from '../../../state/session.js';
import { Avatar } from '../../../ui/controls.js';
import { Segmented } from '../../../ui/field.js';
import { Dialog, openDialog } from '../../../ui/layers.js';
import { ErrorState, Skeleton } from '../../../ui/states.js';
import { loadHistory } from '../messages.js';
import { loadReaders } from '../reading.js';
import { findMessage } from '../store.js';
import { Glyph } from './glyph.js';

/** One person in a list of them; `end` stands at the end of the line. */
export const PersonRow = ({ id, end }) => html`
  <li class="chat-people-row">
    <${Avatar} person=${person(id)} size=${24} /><span class="grow truncate">${id === myId() ? t('app.you') : person(id).displayName}</span>
    ${person(id).disabled && html`<span class="faint">${t('chat.person.off')}</span>`}${end}
  </li>`;

/** A list the server is asked for, in every state it can be in. */
export function Loaded({ load, none, children }) {
  const list = useMemo(() => resource(load), []);
  useEffect(() => {
    list.load();
    return list.stop;
  }, [list]);
  if (list.error.value) return html`<${ErrorState} error=${list.error.value} onRetry=${list.load} />`;
  if (!list.data.value) return html`<${Skeleton} lines=${4} />`;
  return list.data.value.length ? children(list.data.value) : html`<p class="muted">${none}</p>`;
}

function Readers({ message }) {
  return html`
    <${Loaded} load=${() => loadReaders(message.chatId, message.id)} none=${t('chat.readers.none')}>
      ${(readers) => html`<ul class="chat-people">${readers.map(({ userId, readAt }) => html`
        <${PersonRow} key=${userId} id=${userId} end=${html`<time class="faint" datetime=${readAt}>${formatDateTime(readAt)}</time>`} />`)}</ul>`}
    <//>`;
}

function ReactionList({ message }) {
  const { reactionsSummary } = findMessage(message.chatId, message.id) ?? message;
  if (!reactionsSummary.length) return html`<p class="muted">${t('message.reactions.none')}</p>`;
  return reactionsSummary.map(({ emoji, count, userIds }) => html`
    <section key=${emoji}>
      <h3 class="chat-who-emoji"><span class="chat-reaction-emoji"><${Glyph} code=${emoji} /></span><span class="num">${formatNumber(count)}</span></h3>
      <ul class="chat-people">${userIds.map((id) => html`<${PersonRow} key=${id} id=${id} />`)}</ul>
    </section>`);
}

function Who({ message, first, close }) {
  const [tab, setTab] = useState(first);
  const options = [{ value: 'reactions', label: t('message.who.reactions') }, { value: 'readers', label: t('chat.readers.title') }];
  return html`
    <${Dialog} title=${t('message.who.title')} onClose=${close}>
      <div class="stack">
        <${Segmented} label=${t('message.who.title')} hideLabel value=${tab} options=${options} onChange=${setTab} />
        <div class="chat-who">${tab === 'readers' ? html`<${Readers} message=${message} />` : html`<${ReactionList} message=${message} />`}</div>
      </div>
    <//>`;
}

/** Shows who has read the message and who reacted; `tab` is 'readers' or 'reactions'. */
export const openWho = (message, tab) => openDialog((close) => html`<${Who} message=${message} first=${tab} close=${close} />`);

// -- Earlier versions

/** What each edit changed, the newest first: `[{key, at, pieces}]`. `versions` is what the server keeps, in any order. */
export function changesOf(message, versions) {
  const texts = versions.filter((version) => version.action !== 'delete').sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  const steps = [...texts.map(({ id, content, createdAt }) => ({ key: id, content, at: createdAt })), { key: 'now', content: message.content }];
  return steps.slice(1).map((step, i) => ({ key: step.key, at: steps[i].at, pieces: diffWords(steps[i].content, step.content) })).reverse();
}

const TAGS = { removed: 'del', added: 'ins', same: 'span' };

function Change({ change }) {
  return html`
    <li class="chat-version">
      <p class="chat-version-head">${t('message.history.edited', { when: formatDateTime(change.at) })}</p>
      <p class="chat-diff" dir="auto">${change.pieces.map(({ kind, text }, i) => html`<${TAGS[kind]} key=${i}>${text}<//>`)}</p>
    </li>`;
}

/** Shows what every edit took away and put in. */
export function openHistory(message) {
  openDialog((close) => html`
    <${Dialog} title=${t('chat.history.title')} onClose=${close}>
      <${Loaded} load=${() => loadHistory(message)} none=${t('chat.history.none')}>
        ${(versions) => html`<ol class="chat-versions">${changesOf(message, versions).map((change) => html`<${Change} key=${change.key} change=${change} />`)}</ol>`}
      <//>
    <//>`);
}
