// A thread in the right panel: the first message and the replies to it.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { onEscape } from '../../../lib/keyboard.js';
import { BackButton, IconButton } from '../../../ui/button.js';
import { PanelTitle } from '../../../ui/pane.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { openThread } from '../messages.js';
import { markThreadRead, READ_MS } from '../reading.js';
import { chatOf, streamOf } from '../store.js';
import { Foot } from './conversation.js';
import { calledChat } from './names.js';
import { Stream } from './stream.js';
import { closeThread, createContext } from './stream-context.js';
import { TypingLine } from './typing-line.js';

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
      markThreadRead(chatId, rootId, last.id);
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
