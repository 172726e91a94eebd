// The list of chats: sections, unread counts, presence, and a filter that narrows at once.

import { html } from 'htm/preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { draftOf, local } from '../../../state/device.js';
import { navigate } from '../../../state/route.js';
import { myId, person, presence } from '../../../state/session.js';
import { Button, Count, Icon, IconButton, Presence, SideTitle } from '../../../ui/controls.js';
import { SearchField } from '../../../ui/field.js';
import { MenuButton } from '../../../ui/layers.js';
import { EmptyState } from '../../../ui/states.js';
import { openBrowse, openNewChannel, openNewMessage } from '../actions.js';
import { openStream } from '../messages.js';
import { iconOfChat, nameOfChat, otherOf, sectionsOf, streamKey, unreadLabel } from '../model.js';
import { chats, streamOf, typing } from '../store.js';

/** Ids of the sections that are folded, kept on this device. */
const folded = local('chat.folded', []);
const HOVER_MS = 65;

const newItems = () => [
  { label: t('chat.new.message'), icon: 'square-pen', run: openNewMessage },
  { label: t('chat.new.channel'), icon: 'hash', run: openNewChannel },
  { label: t('chat.browse.title'), icon: 'compass', run: openBrowse },
];

/** Arrow keys move between rows; Enter opens, as links do. */
function onRowKeys(event) {
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  const rows = [...event.currentTarget.querySelectorAll('.side-row')];
  const at = rows.indexOf(document.activeElement);
  const target = { Home: rows[0], End: rows.at(-1) }[event.key] ?? (step && rows[at + step]);
  if (at < 0 || !target || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  target.focus();
}

export function Sidebar({ route }) {
  const [filter, setFilter] = useState('');
  const list = useRef(null);
  const nameOf = (id) => person(id).displayName;
  const sections = sectionsOf(chats.value.values(), { nameOf, myId: myId(), filter });
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
      <div class="pane-actions"><${MenuButton} icon="square-pen" label=${t('chat.new.title')} items=${newItems} /></div>
    </div>
    <div class="chat-filter">
      <${SearchField} label=${t('chat.filter')} value=${filter} onInput=${setFilter} onKeyDown=${onFilterKeys} />
    </div>
    <div class="side-scroll" data-testid="chat-list" ref=${list} onKeyDown=${onRowKeys}>
      ${sections.map((section) => html`<${Section} key=${section.id} section=${section} current=${route.params.id} filtered=${Boolean(filter)} />`)}
      ${filter && !found.length && html`<p class="chat-side-none">${t('chat.filter.none')}</p>`}
      ${!filter && !found.length && html`
        <${EmptyState} icon="message-circle" title=${t('chat.empty.list')}
          action=${html`<${Button} kind="primary" onClick=${openNewMessage}>${t('chat.new.message')}<//>`} />`}
    </div>`;
}

// i18n: chat.section.pinned chat.section.channels chat.section.direct
const ADD = { channels: openBrowse, direct: openNewMessage };

function Section({ section, current, filtered }) {
  const closed = folded.value.includes(section.id) && !filtered;
  const toggle = () => {
    folded.value = closed ? folded.value.filter((id) => id !== section.id) : [...folded.value, section.id];
  };
  // A folded section still shows where one is and what is unread.
  const shown = closed ? section.chats.filter((chat) => chat.id === current || (chat.unreadCount && !chat.isMuted)) : section.chats;
  if (filtered && !shown.length) return null;
  const add = ADD[section.id];
  return html`
    <section class="chat-section">
      <div class="chat-section-head">
        <button type="button" class="side-section" aria-expanded=${String(!closed)} onClick=${toggle}>
          <span class="chat-section-name">${t(`chat.section.${section.id}`)}</span>
          <${Icon} name=${closed ? 'chevron-right' : 'chevron-down'} size=${14} />
        </button>
        ${add && html`<${IconButton} small icon="plus" label=${section.id === 'direct' ? t('chat.new.message') : t('chat.browse.title')} onClick=${() => add()} />`}
      </div>
      <ul>${shown.map((chat) => html`<li key=${chat.id}><${ChatRow} chat=${chat} current=${chat.id === current} /></li>`)}</ul>
    </section>`;
}

function ChatRow({ chat, current }) {
  const hover = useRef(0);
  const other = otherOf(chat, myId());
  // What is archived or muted stands back.
  const quiet = chat.isMuted || Boolean(chat.archivedAt);
  const unread = (chat.unreadCount > 0 && !quiet && !current) || chat.mentionCount > 0;
  const state = [current && 'is-current', unread && 'is-unread', quiet && 'is-muted'].filter(Boolean).join(' ');
  const isCached = () => streamOf(chat.id).peek().status !== 'idle';
  const enter = () => {
    if (!isCached()) hover.current = setTimeout(openStream, HOVER_MS, chat.id);
  };
  return html`
    <a class="side-row ${state}" href="/chat/${chat.id}" data-testid="chat-item" aria-current=${current ? 'page' : undefined}
      onPointerEnter=${enter} onPointerLeave=${() => clearTimeout(hover.current)}>
      <span class="side-row-lead">
        ${other ? html`<${Presence} value=${presence.value.get(other) ?? 'offline'} />` : html`<${Icon} name=${iconOfChat(chat)} size=${15} />`}
      </span>
      <span class="side-row-text" dir="auto">${nameOfChat(chat)}</span>
      <span class="side-row-tail"><${Tail} chat=${chat} current=${current} /></span>
    </a>`;
}

function Tail({ chat, current }) {
  const key = streamKey(chat.id);
  if (!current && typing.value.has(key)) return html`<span class="chat-dots" role="img" aria-label=${t('chat.typing.some')}><i /><i /><i /></span>`;
  return html`
    ${!current && draftOf(key) && html`<span class="chat-mark" role="img" aria-label=${t('chat.draft')} data-tip=${t('chat.draft')}><${Icon} name="pencil" size=${13} /></span>`}
    ${chat.isMuted && html`<span class="chat-mark" role="img" aria-label=${t('chat.muted')}><${Icon} name="bell-off" size=${13} /></span>`}
    ${chat.mentionCount > 0
      ? html`<${Count} n=${Math.max(chat.unreadCount, chat.mentionCount)} kind="mention" label=${unreadLabel(chat)} />`
      : html`<${Count} n=${chat.isMuted ? 0 : chat.unreadCount} kind=${chat.kind === 'direct' ? 'mention' : 'plain'} label=${unreadLabel(chat)} />`}`;
}
