// One chat: its bar, its messages, and the place to write, or the reason why one cannot.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { commands } from '../../../lib/keyboard.js';
import { state as connection } from '../../../net/socket.js';
import { route, setQuery } from '../../../state/route.js';
import { myId, person, presence } from '../../../state/session.js';
import { Avatar, BackButton, Button, ExtensionBadge, Icon, IconButton } from '../../../ui/controls.js';
import { FormError, TextField } from '../../../ui/field.js';
import { confirmDialog, Dialog, MenuButton, openDialog, toast } from '../../../ui/layers.js';
import { EmptyState, ErrorState, errorText, Skeleton } from '../../../ui/states.js';
import { joinChat, leave, openMembers, setPreference, updateChat } from '../actions.js';
import { findCalls, loadStream, openStream } from '../messages.js';
import { calledChat, canManage, iconOfChat, nameOfChat, otherOf, readOnlyReason } from '../model.js';
import { loadChat, markRead, READ_MS, releaseUnread } from '../reading.js';
import { calls, chatOf, streamOf } from '../store.js';
import { Composer } from './composer.js';
import { enterList, messageHints } from './message-acts.js';
import { createContext, startOf, Stream, TypingLine } from './stream.js';

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    toast(errorText(error), { kind: 'error' });
  }
}

// i18n: app.presence.available app.presence.busy app.presence.away app.presence.offline
function Sub({ chat, other }) {
  if (other) return html`<span class="pane-sub">${t(`app.presence.${presence.value.get(other) ?? 'offline'}`)}${person(other).title ? ` · ${person(other).title}` : ''}</span>`;
  if (!chat.topic) return null;
  return html`<span class="pane-sub" dir="auto" data-tip=${chat.topic}>${chat.topic}</span>`;
}

export function Header({ chat }) {
  const other = otherOf(chat, myId());
  const pin = () => attempt(() => setPreference(chat.id, { isPinned: !chat.isPinned }));
  const mute = () => attempt(() => setPreference(chat.id, { isMuted: !chat.isMuted }));
  return html`
    <header class="pane-bar chat-bar">
      <${BackButton} href="/chat" />
      <span class="chat-bar-lead">
        ${other ? html`<${Avatar} person=${person(other)} size=${24} presence=${presence.value.get(other) ?? 'offline'} />` : html`<${Icon} name=${iconOfChat(chat)} size=${17} />`}
      </span>
      <div class="chat-bar-text">
        <h1 class="pane-title" dir="auto">${nameOfChat(chat)}</h1>
        ${other && html`<${ExtensionBadge} ext=${person(other).phoneExt} />`}
        <${Sub} chat=${chat} other=${other} />
      </div>
      <div class="pane-actions">
        ${!other && html`
          <button type="button" class="chat-bar-members" aria-label=${t('chat.members.count', { n: chat.memberCount })} data-tip=${t('chat.members.show')} onClick=${() => openMembers(chat.id)}>
            <${Icon} name="users" size=${16} /><span class="num">${chat.memberCount}</span>
          </button>`}
        ${chat.isMember && html`
          <span class="wide-only"><${IconButton} icon=${chat.isPinned ? 'pin-off' : 'pin'} pressed=${chat.isPinned} label=${chat.isPinned ? t('chat.unpin') : t('chat.pin')} onClick=${pin} /></span>
          <span class="wide-only"><${IconButton} icon=${chat.isMuted ? 'bell-off' : 'bell'} pressed=${chat.isMuted} label=${chat.isMuted ? t('chat.unmute') : t('chat.mute')} onClick=${mute} /></span>
          <${MenuButton} icon="ellipsis" label=${t('chat.actions')} items=${() => menuOf(chat, pin, mute)} />`}
      </div>
    </header>`;
}

function menuOf(chat, pin, mute) {
  const group = chat.kind !== 'direct';
  const edit = group && !chat.archivedAt;
  const archive = () => (chat.archivedAt ? attempt(() => updateChat(chat.id, { archived: false })) : askArchive(chat));
  const managed = group && (canManage(chat) || (chat.archivedAt && ['owner', 'admin'].includes(chat.role)));
  return [
    { label: chat.isPinned ? t('chat.unpin') : t('chat.pin'), icon: chat.isPinned ? 'pin-off' : 'pin', run: pin },
    { label: chat.isMuted ? t('chat.unmute') : t('chat.mute'), icon: chat.isMuted ? 'bell' : 'bell-off', run: mute },
    group && { label: t('chat.members.show'), icon: 'users', run: () => openMembers(chat.id) },
    edit && { label: canManage(chat) ? t('chat.rename') : t('chat.topic.change'), icon: 'pencil', run: () => openDialog((close) => html`<${Details} chat=${chat} close=${close} />`) },
    managed && { label: chat.archivedAt ? t('chat.unarchive') : t('chat.archive'), icon: chat.archivedAt ? 'archive-restore' : 'archive', run: archive },
    group && !chat.archivedAt && '-',
    group && !chat.archivedAt && { label: t('chat.leave'), icon: 'log-out', danger: true, run: () => leave(chat) },
  ].filter(Boolean);
}

async function askArchive(chat) {
  const sure = await confirmDialog({ title: t('chat.archive.title', { name: calledChat(chat) }), body: t('chat.archive.body'), confirm: t('chat.archive') });
  if (sure) attempt(() => updateChat(chat.id, { archived: true }));
}

/** Name and topic; the name only for those who may rename. */
function Details({ chat, close }) {
  const [title, setTitle] = useState(chat.title ?? '');
  const [topic, setTopic] = useState(chat.topic ?? '');
  const [state, setState] = useState({ busy: false, error: null });
  const mayRename = canManage(chat);
  const submit = async (event) => {
    event.preventDefault();
    setState({ busy: true, error: null });
    try {
      const name = title.trim();
      const renamed = mayRename && name && name !== chat.title ? { title: name } : {};
      await updateChat(chat.id, { ...renamed, topic: topic.trim() });
      close();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const foot = html`
    <${Button} onClick=${() => close()}>${t('app.cancel')}<//>
    <${Button} kind="primary" type="submit" form="chat-details" loading=${state.busy}>${t('app.save')}<//>`;
  return html`
    <${Dialog} title=${calledChat(chat)} footer=${foot} onClose=${close}>
      <form id="chat-details" class="stack" onSubmit=${submit}>
        <${FormError} error=${state.error} />
        ${mayRename && html`<${TextField} label=${t('chat.new.name')} value=${title} maxlength="80" onInput=${(event) => setTitle(event.target.value)} />`}
        <${TextField} label=${t('chat.new.topic')} value=${topic} maxlength="250" data-autofocus onInput=${(event) => setTopic(event.target.value)} />
      </form>
    <//>`;
}

// -- The chat below it

const LIT_MS = 2500;

/** Asks the server for a chat the list does not hold (an open channel, an address from elsewhere). */
function useChat(chatId) {
  const chat = chatOf(chatId);
  const known = useRef(false);
  const [error, setError] = useState(null);
  const load = () => {
    setError(null);
    loadChat(chatId).catch(setError);
  };
  useEffect(() => {
    // A chat that was here and is gone is one we were taken out of: no need to ask.
    if (!chat && !known.current) load();
    known.current ||= Boolean(chat);
  }, [Boolean(chat)]);
  const gone = !chat && (known.current || error?.status === 404);
  return { chat, error, gone, load };
}

/** One chat; give it the chat's id as key. */
export function Conversation({ chatId, wanted }) {
  const { chat, error, gone, load } = useChat(chatId);
  if (chat) return html`<${Open} chat=${chat} wanted=${wanted} />`;
  if (gone) {
    return html`
      <${EmptyState} main icon="lock" title=${t('chat.gone.title')} body=${t('chat.gone.body')}
        action=${html`<${Button} href="/chat">${t('chat.gone.back')}<//>`} />`;
  }
  return error ? html`<${ErrorState} error=${error} onRetry=${load} />` : html`<${Skeleton} lines=${6} />`;
}

/** Says what is on screen is read once it was looked at for a moment, with the window in front. */
function useReading(chatId) {
  const seen = useRef(null);
  const timer = useRef(0);
  const arm = () => {
    clearTimeout(timer.current);
    if (seen.current && !document.hidden && document.hasFocus()) timer.current = setTimeout(tell, READ_MS);
  };
  const tell = () => {
    if (document.hidden || !document.hasFocus()) return;
    const { last, atEnd } = seen.current;
    const chat = chatOf(chatId);
    if (atEnd && chat) markRead(chatId, chat.countedTo);
    else if (last?.message && !last.message.sending) markRead(chatId, last.message.id);
  };
  const newest = chatOf(chatId)?.countedTo;
  useEffect(arm, [newest]);
  useEffect(() => {
    addEventListener('focus', arm);
    document.addEventListener('visibilitychange', arm);
    return () => {
      clearTimeout(timer.current);
      removeEventListener('focus', arm);
      document.removeEventListener('visibilitychange', arm);
      releaseUnread(chatId);
    };
  }, [chatId]);
  return (view) => {
    seen.current = view;
    arm();
  };
}

/** Loads the messages and finds out, once, where to begin. */
function useStart(ctx, chat, wanted) {
  const start = useRef(null);
  const state = streamOf(chat.id).value;
  const connected = connection.value === 'open';
  useEffect(() => {
    openStream(chat.id, wanted);
  }, [wanted, state.status === 'idle']);
  useEffect(() => {
    // What failed for want of a connection is tried again when there is one.
    if (connected && streamOf(chat.id).peek().error?.offline) openStream(chat.id, wanted);
  }, [connected]);
  if (!start.current && state.status === 'ready') {
    start.current = startOf(state, chat, wanted, myId());
    ctx.newFrom.value = start.current.newFrom;
  }
  useEffect(() => {
    if (!wanted || state.status !== 'ready') return undefined;
    ctx.highlight.value = wanted;
    const row = startOf(state, chat, wanted, myId()).initial;
    if (row) ctx.list.current?.scrollTo(row.key, 'center');
    const timer = setTimeout(() => { ctx.highlight.value = null; }, LIT_MS);
    return () => clearTimeout(timer);
  }, [wanted, state.status]);
  return start.current?.initial ?? null;
}

/** What arrives while one looks elsewhere begins a new "new". */
function useArrivals(ctx, chat) {
  const { lastMessage } = chat;
  useEffect(() => {
    if (chat.unreadCount === 1 && lastMessage && !document.hasFocus()) ctx.newFrom.value = lastMessage.id;
  }, [lastMessage?.id]);
}

function useKeys(ctx) {
  useEffect(() => commands([
    { id: 'chat.up', quiet: true, keys: 'k', label: () => t('chat.keys.up'), group: () => t('chat.keys.message'), run: () => enterList(ctx) },
    { id: 'chat.down', quiet: true, keys: 'j', label: () => t('chat.keys.down'), group: () => t('chat.keys.message'), run: () => enterList(ctx) },
    { id: 'chat.write', keys: 'c', label: () => t('chat.keys.write'), group: () => t('chat.keys.chats'), run: () => ctx.composer.current?.focus() },
    ...messageHints(),
  ]), [ctx]);
}

function Open({ chat, wanted }) {
  const ctx = useMemo(() => createContext(chat.id), [chat.id]);
  const initial = useStart(ctx, chat, wanted);
  const onSeen = useReading(chat.id);
  useArrivals(ctx, chat);
  useKeys(ctx);
  const name = calledChat(chat);
  return html`
    <div class="pane chat-pane">
      <${Header} chat=${chat} />
      <${Stream} ctx=${ctx} initial=${initial} onSeen=${onSeen} label=${t('chat.log', { name })} />
      <div class="pane-foot chat-foot">
        <${CallBar} chat=${chat} />
        <${Foot} chat=${chat} ctx=${ctx} />
        <${TypingLine} stream=${ctx.key} />
      </div>
    </div>`;
}

/** A mention in a thread is not to be seen in the list: this leads there. */
function CallBar({ chat }) {
  // What is unread in the list comes first: only after it is the count all about threads.
  const called = chat.isMember && chat.mentionCount > 0 && chat.unreadCount === 0;
  const ready = streamOf(chat.id).value.status === 'ready';
  useEffect(() => {
    if (called && ready) findCalls(chat.id).catch(() => {});
  }, [called && ready]);
  const [root] = calls.value.get(chat.id) ?? [];
  if (!called || !root || route.value.query.thread === root) return null;
  return html`
    <button type="button" class="chat-call" onClick=${() => setQuery({ thread: root, m: null })}>
      <${Icon} name="at-sign" size=${14} /><span>${t('chat.unread.thread')}</span><strong>${t('chat.thread.open')}</strong>
    </button>`;
}

/** The composer, or why there is none. */
export function Foot({ chat, ctx }) {
  const reason = readOnlyReason(chat);
  if (reason === 'archived') return html`<p class="chat-closed">${t('chat.closed.archived')}</p>`;
  if (reason === 'join') return html`<${JoinBar} chat=${chat} />`;
  return html`<${Composer} key=${ctx.key} ctx=${ctx} />`;
}

function JoinBar({ chat }) {
  const [busy, setBusy] = useState(false);
  const join = async () => {
    setBusy(true);
    try {
      await joinChat(chat.id);
      loadStream(chat.id);
      setQuery({ m: null }, { replace: true });
    } catch (error) {
      toast(errorText(error), { kind: 'error' });
    }
    setBusy(false);
  };
  return html`
    <div class="chat-closed">
      <span>${t('chat.closed.join', { name: calledChat(chat) })}</span>
      <${Button} kind="primary" loading=${busy} onClick=${join}>${t('chat.join')}<//>
    </div>`;
}
