// What the lists across chats are made of: the frame, pages that keep themselves fresh, and one message as a link to its place.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDateTime, formatShort, formatTime, sameDay, t } from '../../../lib/i18n.js';
import { on, state as connection } from '../../../net/socket.js';
import { person } from '../../../state/session.js';
import { Avatar, BackButton, Button, Icon } from '../../../ui/controls.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { calledChat, iconOfChat } from '../model.js';
import { chatOf } from '../store.js';
import { MessageBody } from './message.js';

const SETTLE_MS = 600;

/**
 * Pages of a list: `{items, error, hasMore, busy, load, more, setItems}`. `fetchPage(cursor, signal)` answers `{items, nextCursor,
 * hasMore}`; it is asked again when one of `events` was told, and after a break. What is on screen keeps its place then: known
 * items are replaced where they stand, new ones come on top.
 */
export function usePages(fetchPage, { events, keyOf, deps = [] }) {
  const [state, setState] = useState({ items: null, next: null, error: null, busy: false });
  const running = useRef(null);
  const turn = async (cursor, fresh) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setState((before) => ({ ...before, busy: true, error: null }));
    try {
      const page = await fetchPage(cursor, controller.signal);
      setState((before) => merged(before, page, { cursor, fresh, keyOf }));
    } catch (error) {
      if (error.code !== 'aborted') setState((before) => ({ ...before, busy: false, error }));
    }
  };
  useEffect(() => {
    setState({ items: null, next: null, error: null, busy: true });
    turn(undefined, true);
    let timer = 0;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(turn, SETTLE_MS, undefined, false);
    };
    const stops = events.map((name) => on(name, soon));
    return () => {
      stops.forEach((stop) => stop());
      clearTimeout(timer);
      running.current?.abort();
    };
  }, deps);
  const connected = connection.value === 'open';
  useEffect(() => {
    if (connected && state.error?.offline) turn(undefined, !state.items);
  }, [connected]);
  return {
    ...state, hasMore: Boolean(state.next), load: () => turn(undefined, !state.items), more: () => turn(state.next, false),
    setItems: (change) => setState((before) => ({ ...before, items: change(before.items) })),
  };
}

/** The list after a page came. */
export function merged(before, page, { cursor, fresh, keyOf }) {
  const next = page.hasMore ? page.nextCursor : null;
  if (fresh || !before.items) return { items: page.items, next, error: null, busy: false };
  const byKey = new Map(page.items.map((item) => [keyOf(item), item]));
  const kept = before.items.map((item) => byKey.get(keyOf(item)) ?? item);
  const known = new Set(kept.map(keyOf));
  const added = page.items.filter((item) => !known.has(keyOf(item)));
  if (cursor) return { items: [...kept, ...added], next, error: null, busy: false };
  // A list that is here whole shows what is gone as well.
  const whole = !before.next && !page.hasMore;
  return { ...before, items: [...added, ...(whole ? kept.filter((item) => byKey.has(keyOf(item))) : kept)], error: null, busy: false };
}

/** The frame of a list: bar with a heading, then the list, or why there is none. `empty` is `{icon, title, body, action?}`. */
export function ListPane({ title, sub, actions, pages, empty, head, children }) {
  const { items, error, busy, hasMore, more, load } = pages;
  return html`
    <div class="pane chat-list-pane">
      <header class="pane-bar">
        <${BackButton} href="/chat" />
        <h1 class="pane-title">${title}</h1>
        ${sub && html`<span class="pane-sub">${sub}</span>`}
        <div class="pane-actions">${actions}</div>
      </header>
      <div class="pane-body chat-list-body" aria-busy=${busy ? 'true' : undefined}>
        ${busy && items && html`<div class="progress-line" />`}
        ${head}
        ${error && html`<${ErrorState} error=${error} onRetry=${load} />`}
        ${!items && !error && html`<${Skeleton} lines=${6} height=${28} />`}
        ${items && !items.length && !error && html`<${EmptyState} ...${empty} />`}
        ${items?.length > 0 && children}
        ${hasMore && html`<div class="chat-list-more"><${Button} kind="quiet" loading=${busy} onClick=${more}>${t('chat.more')}<//></div>`}
      </div>
    </div>`;
}

/** Where something was said: the chat's mark and name. */
export function PlaceName({ chatId }) {
  const chat = chatOf(chatId);
  if (!chat) return null;
  return html`<span class="chat-place truncate">${chat.kind === 'group' && html`<${Icon} name=${iconOfChat(chat)} size=${12} />`}<span class="truncate" dir="auto">${calledChat(chat)}</span></span>`;
}

/** "09:14" today, "23 Nov" before. */
export const Moment = ({ at }) => html`<time class="chat-msg-time" datetime=${at} data-tip=${formatDateTime(at)}>${sameDay(at, new Date()) ? formatTime(at) : formatShort(at)}</time>`;

/** One message: who, when, what. With `href` its head is the link to its place, and the whole row can be pressed. */
export function MessageLine({ message, href, small, onOpen }) {
  const sender = person(message.senderId);
  const name = sender.missing ? message.sender?.displayName ?? sender.displayName : sender.displayName;
  return html`
    <div class="chat-line ${small ? 'is-small' : ''}">
      <${Avatar} person=${sender} size=${small ? 24 : 36} />
      <div class="chat-line-main">
        <p class="chat-line-head">
          ${href ? html`<a class="chat-line-link" href=${href} onClick=${onOpen}><span class="chat-msg-name" dir="auto">${name}</span></a>` : html`<span class="chat-msg-name" dir="auto">${name}</span>`}
          <${Moment} at=${message.createdAt} />
        </p>
        <div class="chat-line-body"><${MessageBody} message=${message} /></div>
      </div>
    </div>`;
}
