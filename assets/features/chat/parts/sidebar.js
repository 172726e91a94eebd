// The list of chats: sections, unread counts, presence, and a filter that narrows at once.

import { html } from 'htm/preact';
import { useRef, useState } from 'preact/hooks';
import { formatDay, formatTime, t } from '../../../lib/i18n.js';
import { commandOf } from '../../../lib/keyboard.js';
import { draftOf, drafts, local } from '../../../state/device.js';
import { navigate } from '../../../state/route.js';
import { myId, person, presence } from '../../../state/session.js';
import { Button, Count, Icon, IconButton, phone, Presence, SideTitle } from '../../../ui/controls.js';
import { SearchField } from '../../../ui/field.js';
import { MenuButton } from '../../../ui/layers.js';
import { EmptyState } from '../../../ui/states.js';
import { arranging, markAllRead, openBrowse, openNewChannel, openNewMessage, openNewSection, openRowMenu, openSectionMenu } from '../actions.js';
import { dueCount, scheduled, threadUnread } from '../lists.js';
import { openStream } from '../messages.js';
import { iconOfChat, nameOfChat, otherOf, sectionsOf, streamKey, unreadLabel } from '../model.js';
import { attached, chats, layout, streamOf, typing } from '../store.js';

/** Ids of the sections that are folded, kept on this device. */
const folded = local('chat.folded', []);
/** Whether only chats with something unread are listed. */
const unreadOnly = local('chat.unreadOnly', false);
const HOVER_MS = 65;

const newItems = () => [
  { label: t('chat.new.message'), icon: 'square-pen', run: openNewMessage },
  { label: t('chat.new.channel'), icon: 'hash', run: openNewChannel },
  { label: t('chat.browse.title'), icon: 'compass', run: openBrowse },
  { label: t('chat.section.new'), icon: 'folder', run: openNewSection },
];

const listItems = () => [
  { label: t('chat.unreadOnly'), icon: 'filter', checked: unreadOnly.value, run: () => { unreadOnly.value = !unreadOnly.value; } },
  { label: t('chat.readAll'), icon: 'check-check', keys: 'shift+Escape', run: markAllRead },
];

/** Arrow keys move between rows; Enter opens, as links do; Alt and Shift with them move the row itself. */
function onRowKeys(event) {
  const list = event.currentTarget;
  const row = event.target.closest('.side-row');
  if (event.altKey && event.shiftKey && row?.dataset.chat && ['ArrowUp', 'ArrowDown'].includes(event.key)) {
    event.preventDefault();
    event.stopPropagation();
    return arranging((part) => part.moveByKey(row, list, event.key === 'ArrowUp' ? -1 : 1));
  }
  if (row?.dataset.chat && (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))) {
    event.preventDefault();
    return openRowMenu(row, row.dataset.chat);
  }
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  const rows = [...list.querySelectorAll('.side-row')];
  const at = rows.indexOf(document.activeElement);
  const target = { Home: rows[0], End: rows.at(-1) }[event.key] ?? (step && rows[at + step]);
  if (at < 0 || !target || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  event.preventDefault();
  return target.focus();
}

/** What a press on a row may become: a drag, or for a finger that rests the menu. */
function onRowPress(event) {
  const row = event.target.closest('.side-row[data-chat]');
  const list = event.currentTarget;
  if (row && event.button === 0 && event.isPrimary) arranging((part) => part.press(event, row, list, (held) => openRowMenu(held, held.dataset.chat)));
}

function onRowMenu(event) {
  const row = event.target.closest('.side-row[data-chat]');
  if (!row) return;
  event.preventDefault();
  // A resting finger is told by `onRowPress`.
  if (event.pointerType !== 'touch') openRowMenu(row, row.dataset.chat);
}

// -- Places across chats

const draftCount = () => [...drafts.value.keys()].filter((key) => key.startsWith('chat:')).length;

const PLACES = [
  ['threads', 'messages-square', () => t('chat.threads.title'), () => ({ n: threadUnread.value.threads, kind: threadUnread.value.mentions ? 'mention' : 'plain', label: t('chat.threads.unread', { n: threadUnread.value.threads }) })],
  ['activity', 'at-sign', () => t('chat.activity.title'), () => null],
  ['saved', 'bookmark', () => t('chat.saved.title'), () => ({ n: dueCount.value, kind: 'mention', label: t('chat.remind.count', { n: dueCount.value }) })],
  ['later', 'pencil', () => t('chat.later.all'), () => {
    const n = draftCount() + (scheduled.value?.length ?? 0);
    return { n, kind: 'plain', label: t('chat.later.count', { n }) };
  }],
];

function Place({ name, icon, label, count, current }) {
  return html`
    <li><a class="side-row ${current ? 'is-current' : ''} ${count?.n && name !== 'later' ? 'is-unread' : ''}" href="/chat/${name}" aria-current=${current ? 'page' : undefined}>
      <span class="side-row-lead"><${Icon} name=${icon} size=${15} /></span>
      <span class="side-row-text">${label}</span>
      <span class="side-row-tail">${count && html`<${Count} ...${count} />`}</span>
    </a></li>`;
}

const Places = ({ current }) => html`
  <ul class="chat-places">
    ${PLACES.map(([name, icon, label, count]) => html`<${Place} key=${name} name=${name} icon=${icon} label=${label()} count=${count()} current=${current === `chat-${name}`} />`)}
  </ul>`;

// -- The list

export function Sidebar({ route }) {
  const [filter, setFilter] = useState('');
  const list = useRef(null);
  const nameOf = (id) => person(id).displayName;
  const current = route.params.id;
  const test = (chat) => !unreadOnly.value || filter || chat.id === current || (chat.unreadCount > 0 && !chat.isMuted) || chat.mentionCount > 0;
  const sections = sectionsOf(chats.value.values(), { nameOf, myId: myId(), filter, layout: layout.value.sections, test });
  const found = sections.flatMap((section) => section.chats);
  const onFilterKeys = (event) => {
    if (event.key === 'Enter' && found.length) {
      navigate(`/chat/${found[0].id}`);
      setFilter('');
    } else if (event.key === 'Escape' && filter) {
      event.preventDefault();
      setFilter('');
    } else if (event.key === 'ArrowDown') list.current?.querySelector('.side-row')?.focus();
  };
  return html`
    <div class="pane-bar">
      <${SideTitle}>${t('chat.title')}<//>
      <div class="pane-actions">
        ${phone.value && html`<${IconButton} icon="search" label=${t('app.palette')} data-testid="search-button" onClick=${() => commandOf('app.palette')?.run()} />`}
        <${MenuButton} icon="ellipsis" label=${t('chat.list.actions')} items=${listItems} />
        <${MenuButton} icon="square-pen" label=${t('chat.new.title')} items=${newItems} />
      </div>
    </div>
    <div class="chat-filter">
      <${SearchField} label=${t('chat.filter')} value=${filter} onInput=${setFilter} onKeyDown=${onFilterKeys} />
      <${IconButton} small icon="filter" label=${t('chat.unreadOnly')} pressed=${unreadOnly.value} onClick=${() => { unreadOnly.value = !unreadOnly.value; }} />
    </div>
    <div class="side-scroll" data-testid="chat-list" ref=${list} onKeyDown=${onRowKeys} onPointerDown=${onRowPress} onContextMenu=${onRowMenu}>
      ${!filter && html`<${Places} current=${route.name} />`}
      ${sections.map((section) => html`<${Section} key=${section.id} section=${section} current=${current} filtered=${Boolean(filter)} sparse=${unreadOnly.value} />`)}
      ${filter && !found.length && html`<p class="chat-side-none">${t('chat.filter.none')}</p>`}
      ${!filter && !found.length && unreadOnly.value && html`<p class="chat-side-none">${t('chat.unreadOnly.none')}</p>`}
      ${!filter && !found.length && !unreadOnly.value && html`
        <${EmptyState} icon="message-circle" title=${t('chat.empty.list')}
          action=${html`<${Button} kind="primary" onClick=${openNewMessage}>${t('chat.new.message')}<//>`} />`}
    </div>`;
}

// i18n: chat.section.pinned chat.section.channels chat.section.direct
const ADD = { channels: openBrowse, direct: openNewMessage };

function Section({ section, current, filtered, sparse }) {
  const closed = folded.value.includes(section.id) && !filtered;
  const toggle = () => {
    folded.value = closed ? folded.value.filter((id) => id !== section.id) : [...folded.value, section.id];
  };
  // A folded section still shows where one is and what is unread.
  const shown = closed ? section.chats.filter((chat) => chat.id === current || (chat.unreadCount && !chat.isMuted)) : section.chats;
  if ((filtered || sparse) && !shown.length) return null;
  const name = section.own ? section.name : t(`chat.section.${section.id}`);
  return html`
    <section class="chat-section" data-section=${section.id} data-name=${name}>
      <div class="chat-section-head">
        <button type="button" class="side-section" aria-expanded=${String(!closed)} onClick=${toggle}>
          <span class="chat-section-name" dir="auto">${name}</span>
          <${Icon} name=${closed ? 'chevron-right' : 'chevron-down'} size=${14} />
        </button>
        <${SectionTools} section=${section} />
      </div>
      ${section.own && !closed && !section.chats.length && html`<p class="chat-side-none">${t('chat.section.empty')}</p>`}
      <ul>${shown.map((chat) => html`<li key=${chat.id}><${ChatRow} chat=${chat} current=${chat.id === current} /></li>`)}</ul>
    </section>`;
}

function SectionTools({ section }) {
  if (section.own) return html`<${IconButton} small icon="ellipsis" label=${t('chat.section.actions', { name: section.name })} aria-haspopup="menu" aria-expanded="false" onClick=${(event) => openSectionMenu(event.currentTarget, section)} />`;
  const add = ADD[section.id];
  return add && html`<${IconButton} small icon="plus" label=${section.id === 'direct' ? t('chat.new.message') : t('chat.browse.title')} onClick=${() => add()} />`;
}

function ChatRow({ chat, current }) {
  const hover = useRef(0);
  const other = otherOf(chat, myId());
  // Heard after the name, and only of who is here. i18n: app.presence.available app.presence.away app.presence.busy
  const here = presence.value.get(other) ?? 'offline';
  // What is archived or muted stands back.
  const quiet = chat.isMuted || Boolean(chat.archivedAt);
  const unread = (chat.unreadCount > 0 && !quiet && !current) || chat.mentionCount > 0;
  const state = [current && 'is-current', unread && 'is-unread', quiet && 'is-muted'].filter(Boolean).join(' ');
  const isCached = () => streamOf(chat.id).peek().status !== 'idle';
  const enter = () => {
    if (!isCached()) hover.current = setTimeout(openStream, HOVER_MS, chat.id);
  };
  return html`
    <a class="side-row ${state}" href="/chat/${chat.id}" data-testid="chat-item" data-chat=${chat.id} draggable=${false} aria-current=${current ? 'page' : undefined}
      onPointerEnter=${enter} onPointerLeave=${() => clearTimeout(hover.current)}>
      <span class="side-row-lead">
        ${other ? html`<${Presence} value=${here} silent />` : html`<${Icon} name=${iconOfChat(chat)} size=${15} />`}
      </span>
      <span class="side-row-text" dir="auto">${nameOfChat(chat)}</span>
      ${other && here !== 'offline' && html`<span class="visually-hidden">, ${t(`app.presence.${here}`)}</span>`}
      <span class="side-row-tail"><${Tail} chat=${chat} current=${current} /></span>
    </a>`;
}

const mutedText = ({ mutedUntil: at }) => (at ? t('chat.muted.until', { when: t('chat.when.at', { day: formatDay(at), time: formatTime(at) }) }) : t('chat.muted'));

function Tail({ chat, current }) {
  const key = streamKey(chat.id);
  if (!current && typing.value.has(key)) return html`<span class="chat-dots" role="img" aria-label=${t('chat.typing.some')}><i /><i /><i /></span>`;
  return html`
    ${!current && (draftOf(key) || attached.value.has(key)) && html`<span class="chat-mark" role="img" aria-label=${t('chat.draft')} data-tip=${t('chat.draft')}><${Icon} name="pencil" size=${13} /></span>`}
    ${chat.isMuted && html`<span class="chat-mark" role="img" aria-label=${mutedText(chat)} data-tip=${mutedText(chat)}><${Icon} name="bell-off" size=${13} /></span>`}
    ${chat.mentionCount > 0
      ? html`<${Count} n=${Math.max(chat.unreadCount, chat.mentionCount)} kind="mention" label=${unreadLabel(chat)} />`
      : html`<${Count} n=${chat.isMuted ? 0 : chat.unreadCount} kind=${chat.kind === 'direct' ? 'mention' : 'plain'} label=${unreadLabel(chat)} />`}`;
}
