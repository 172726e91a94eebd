// What the shell shows of chat: the list beside, the conversation in the middle, a thread on the right.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../lib/i18n.js';
import { onEscape } from '../../lib/keyboard.js';
import { compareIds } from '../../lib/text.js';
import { ApiError } from '../../net/api.js';
import { local } from '../../state/device.js';
import { navigate, route, setQuery } from '../../state/route.js';
import { myId } from '../../state/session.js';
import { BackButton, Button, IconButton, PanelTitle } from '../../ui/controls.js';
import { EmptyState, ErrorState, later, Skeleton } from '../../ui/states.js';
import { openNewMessage } from './actions.js';
import { isFollowing, loadThreadState, toggleFollow } from './lists.js';
import { openThread } from './messages.js';
import { calledChat, nameOfChat } from './model.js';
import { Conversation, Foot } from './parts/conversation.js';
import { useGone } from './parts/gone.js';
import { closeThread, createContext, Stream, TypingLine } from './parts/stream.js';
import { markThreadRead, READ_MS } from './reading.js';
import { chatOf, chats, streamOf } from './store.js';

/** Closes the thread beside a list; its card there gets the focus. */
function closeBesideList() {
  const back = document.querySelector('.chat-card.is-current button[aria-pressed]');
  setQuery({ thread: null, in: null });
  back?.focus();
}

export function Thread({ chatId, rootId }) {
  const beside = !route.value.params.id;
  const ctx = useMemo(() => Object.assign(createContext(chatId, rootId), beside ? { escape: closeBesideList } : {}), [chatId, rootId, beside]);
  const chat = chatOf(chatId);
  const state = streamOf(chatId, rootId).value;
  const close = () => (beside ? closeBesideList() : closeThread(chatId, rootId));
  const gone = useGone(chat, close);
  useEffect(() => {
    if (!gone) openThread(chatId, rootId);
  }, [chatId, rootId, state.status === 'idle']);
  useEffect(() => onEscape(close), [chatId, rootId, beside]);
  const ready = Boolean(chat) && state.status === 'ready';
  useEffect(() => {
    if (ready && matchMedia('(pointer: fine)').matches) ctx.composer.current?.focus();
  }, [ready, ctx]);
  useThreadReading(chatId, rootId, state.rows.at(-1));
  useThreadState(ctx, ready);
  if (!chat && state.status !== 'error') return null;
  return html`
    <div class="pane chat-pane">
      <div class="pane-bar">
        <${BackButton} href=${beside ? route.value.path : `/chat/${chatId}`} />
        <${PanelTitle}>${t('chat.thread.title')}<//>
        ${chat && html`<span class="pane-sub">${calledChat(chat)}</span>`}
        <div class="pane-actions">
          ${ready && chat.isMember && html`<${FollowButton} message=${{ id: rootId, rootMessageId: null, chatId }} />`}
          <${IconButton} icon="x" label=${t('chat.thread.close')} keys="Escape" onClick=${close} />
        </div>
      </div>
      <${Body} ctx=${ctx} state=${state} chat=${chat} />
      ${ready && html`<div class="pane-foot chat-foot"><${Foot} chat=${chat} ctx=${ctx} /><${TypingLine} stream=${ctx.key} /></div>`}
    </div>`;
}

/** Learns whether I follow the thread, and once, where the new begins. */
function useThreadState(ctx, ready) {
  const { chatId, rootId } = ctx;
  useEffect(() => {
    if (!ready || !chatOf(chatId)?.isMember) return undefined;
    const controller = new AbortController();
    loadThreadState({ id: rootId, rootMessageId: null, chatId }, controller.signal).then(({ unreadCount, lastReadMessageId }) => {
      if (!unreadCount) return;
      const isNew = (row) => row.senderId !== myId() && compareIds(row.id, lastReadMessageId ?? '0') > 0;
      ctx.newFrom.value = streamOf(chatId, rootId).peek().rows.find(isNew)?.id ?? null;
    // The button then asks when it is pressed.
    }).catch(() => {});
    return () => controller.abort();
  }, [ctx, ready]);
}

function FollowButton({ message }) {
  const follows = isFollowing(message) ?? false;
  return html`<${IconButton} icon=${follows ? 'bell' : 'bell-off'} lit=${follows} label=${follows ? t('chat.unfollow') : t('chat.follow')} onClick=${() => toggleFollow(message)} />`;
}

/** The last reply is read once it was there for a moment, with the window in front. */
function useThreadReading(chatId, rootId, last) {
  const done = useRef(null);
  useEffect(() => {
    if (!last || last.id === done.current) return undefined;
    let timer = 0;
    const tell = () => {
      if (document.hidden || !document.hasFocus()) return;
      done.current = last.id;
      markThreadRead(chatId, last.id);
    };
    const arm = () => {
      clearTimeout(timer);
      if (done.current !== last.id) timer = setTimeout(tell, READ_MS);
    };
    arm();
    addEventListener('focus', arm);
    return () => {
      clearTimeout(timer);
      removeEventListener('focus', arm);
    };
  }, [last?.id]);
}

function Body({ ctx, state, chat }) {
  if (state.status === 'error') {
    if (state.error.status === 404) return html`<${EmptyState} icon="message-square" title=${t('chat.thread.gone')} />`;
    return html`<${ErrorState} error=${state.error} onRetry=${() => openThread(ctx.chatId, ctx.rootId)} />`;
  }
  if (state.status !== 'ready') return html`<${Skeleton} lines=${5} />`;
  return html`<${Stream} key=${ctx.key} ctx=${ctx} initial=${null} label=${t('chat.thread.in', { name: calledChat(chat) })} />`;
}

// -- What the shell asks for

export { Sidebar } from './parts/sidebar.js';

/** The chat open last on this device. */
const lastOpen = local('chat.last', null);

/** Where there is room for it, the last chat opens by itself. */
function Welcome() {
  useEffect(() => {
    const id = lastOpen.peek();
    if (id && chats.peek().get(id)?.isMember && matchMedia('(min-width: 768px)').matches) navigate(`/chat/${id}`, { replace: true });
  }, []);
  return html`
    <${EmptyState} main icon="message-circle" title=${t('chat.welcome.title')} body=${t('chat.welcome.body')}
      action=${html`<${Button} kind="primary" icon="square-pen" onClick=${openNewMessage}>${t('chat.new.message')}<//>`} />`;
}

/** Lists across chats, each loaded when it is first wanted. */
const LISTS = {
  'chat-threads': () => import('./parts/threads.js').then((part) => part.Threads),
  'chat-activity': () => import('./parts/activity.js').then((part) => part.Activity),
  'chat-saved': () => import('./parts/saved.js').then((part) => part.Saved),
  'chat-later': () => import('./parts/later.js').then((part) => part.Later),
};

function List({ route }) {
  const [state, setState] = useState({ View: null, error: null });
  const load = () => {
    setState({ View: null, error: null });
    // A part that cannot be loaded is a connection lost, or a version the server no longer has.
    LISTS[route.name]().then((View) => setState({ View, error: null }), () => setState({ View: null, error: new ApiError({}) }));
  };
  useEffect(load, [route.name]);
  if (state.error) return html`<${ErrorState} error=${state.error} onRetry=${load} />`;
  return state.View ? html`<${state.View} route=${route} />` : html`<${Skeleton} lines=${6} height=${28} />`;
}

export function Main({ route }) {
  const { id } = route.params;
  useEffect(() => {
    if (id) lastOpen.value = id;
  }, [id]);
  if (LISTS[route.name]) return html`<${List} key=${route.name} route=${route} />`;
  if (!id) return html`<${Welcome} />`;
  return html`<${Conversation} key=${id} chatId=${id} wanted=${route.query.thread ? null : route.query.m ?? null} />`;
}

const Pins = later(() => import('./parts/pins.js'), 'Pins');

/** The chat of the thread beside: that of the page, or the one a list names. */
const chatIdOf = (route) => route.params.id ?? route.query.in;

export function Panel({ route }) {
  const { thread, panel } = route.query;
  if (!thread && panel === 'pins' && route.params.id) return html`<${Pins} key=${route.params.id} chatId=${route.params.id} />`;
  return thread && chatIdOf(route) ? html`<${Thread} key=${thread} chatId=${chatIdOf(route)} rootId=${thread} />` : null;
}

/** What is in front on a phone. */
export function pane(route) {
  if (!route.params.id && !LISTS[route.name]) return 'list';
  const beside = (route.query.thread && chatIdOf(route)) || (route.query.panel && route.params.id);
  return beside ? 'panel' : 'main';
}

/** Words for the window's title. */
export function title(route) {
  // i18n: chat.threads.title chat.activity.title chat.saved.title
  if (route.name === 'chat-later') return t('chat.later.all');
  if (LISTS[route.name]) return t(`chat.${route.name.slice('chat-'.length)}.title`);
  const chat = chatOf(route.params.id);
  if (!chat) return t('chat.title');
  return chat.kind === 'channel' ? `#${nameOfChat(chat)}` : nameOfChat(chat);
}
