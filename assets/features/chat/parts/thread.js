// A thread beside its conversation or beside a list. Fetched in idle time, or when the first thread is opened.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { onEscape } from '../../../lib/keyboard.js';
import { compareIds } from '../../../lib/text.js';
import { route, setQuery } from '../../../state/route.js';
import { myId } from '../../../state/session.js';
import { BackButton, CloseButton, IconButton, PanelTitle } from '../../../ui/controls.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { isFollowing, loadThreadState, toggleFollow } from '../lists.js';
import { openThread } from '../messages.js';
import { calledChat } from '../model.js';
import { markThreadRead, READ_MS } from '../reading.js';
import { chatOf, streamOf } from '../store.js';
import { Foot } from './conversation.js';
import { useGone } from './gone.js';
import { closeThread, createContext, Stream, TypingLine } from './stream.js';

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
    // Who is writing goes on writing: a thread may open by itself.
    if (ready && !document.activeElement?.value && matchMedia('(pointer: fine)').matches) ctx.composer.current?.focus();
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
          <${CloseButton} label=${t('chat.thread.close')} onClick=${close} />
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
