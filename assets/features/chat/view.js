// What the shell shows of chat: the list beside, the conversation in the middle, a thread on the right.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../../lib/i18n.js';
import { onEscape } from '../../lib/keyboard.js';
import { local } from '../../state/device.js';
import { navigate } from '../../state/route.js';
import { BackButton, Button, IconButton, PanelTitle } from '../../ui/controls.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { openNewMessage } from './actions.js';
import { openThread } from './messages.js';
import { calledChat, nameOfChat } from './model.js';
import { Conversation, Foot } from './parts/conversation.js';
import { closeThread, createContext, Stream, TypingLine } from './parts/stream.js';
import { markThreadRead, READ_MS } from './reading.js';
import { chatOf, chats, streamOf } from './store.js';

export function Thread({ chatId, rootId }) {
  const ctx = useMemo(() => createContext(chatId, rootId), [chatId, rootId]);
  const chat = chatOf(chatId);
  const state = streamOf(chatId, rootId).value;
  useEffect(() => {
    openThread(chatId, rootId);
  }, [chatId, rootId, state.status === 'idle']);
  const close = () => closeThread(chatId, rootId);
  useEffect(() => onEscape(close), [chatId, rootId]);
  const ready = Boolean(chat) && state.status === 'ready';
  useEffect(() => {
    if (ready && matchMedia('(pointer: fine)').matches) ctx.composer.current?.focus();
  }, [ready, ctx]);
  useThreadReading(chatId, rootId, state.rows.at(-1));
  if (!chat) return null;
  return html`
    <div class="pane chat-pane">
      <div class="pane-bar">
        <${BackButton} href="/chat/${chatId}" />
        <${PanelTitle}>${t('chat.thread.title')}<//>
        <span class="pane-sub">${calledChat(chat)}</span>
        <div class="pane-actions"><${IconButton} icon="x" label=${t('chat.thread.close')} keys="Escape" onClick=${close} /></div>
      </div>
      <${Body} ctx=${ctx} state=${state} chat=${chat} />
      ${ready && html`<div class="pane-foot chat-foot"><${Foot} chat=${chat} ctx=${ctx} /><${TypingLine} stream=${ctx.key} /></div>`}
    </div>`;
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

export function Main({ route }) {
  const { id } = route.params;
  useEffect(() => {
    if (id) lastOpen.value = id;
  }, [id]);
  if (!id) return html`<${Welcome} />`;
  return html`<${Conversation} key=${id} chatId=${id} wanted=${route.query.m ?? null} />`;
}

export function Panel({ route }) {
  const { thread } = route.query;
  return thread ? html`<${Thread} key=${thread} chatId=${route.params.id} rootId=${thread} />` : null;
}

/** What is in front on a phone. */
export function pane(route) {
  if (!route.params.id) return 'list';
  return route.query.thread ? 'panel' : 'main';
}

/** Words for the window's title. */
export function title(route) {
  const chat = chatOf(route.params.id);
  if (!chat) return t('chat.title');
  return chat.kind === 'channel' ? `#${nameOfChat(chat)}` : nameOfChat(chat);
}
