// One chat: its bar, its messages, and the place to write, or the reason why one cannot.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { commands } from '../../../lib/keyboard.js';
import { get } from '../../../net/api.js';
import { state as connection } from '../../../net/socket.js';
import { navigate, route, setQuery } from '../../../state/route.js';
import { generalChatId, me, myId, person, presence } from '../../../state/session.js';
import { Avatar, BackButton, Button, ExtensionBadge, Icon, IconButton } from '../../../ui/controls.js';
import { toast } from '../../../ui/layers.js';
import { EmptyState, ErrorState, errorText, later, Skeleton } from '../../../ui/states.js';
import { joinChat, openBarMenu, openMembers, toggleFind, updateChat } from '../actions.js';
import { loadStream, openStream } from '../messages.js';
import { calledChat, iconOfChat, mayArchive, nameOfChat, otherOf, placeOf, readOnlyReason } from '../model.js';
import { loadChat, markRead, READ_MS, releaseUnread, setPreference } from '../reading.js';
import { chatOf, draftConflicts, streamOf } from '../store.js';
import { Composer } from './composer.js';
import { enterList, messageHints } from './message-acts.js';
import { createContext, startOf, Stream, TypingLine } from './stream.js';

const FindBar = later(() => import('./find.js').then((part) => part.prepare()), 'FindBar', 40);
const Checklist = later(() => import('./checklist.js'), 'Checklist', 40);

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    toast(errorText(error), { kind: 'error' });
  }
}

// i18n: app.presence.available app.presence.busy app.presence.away app.presence.offline
function Sub({ chat, other }) {
  if (other && person(other).disabled) return html`<span class="pane-sub">${t('chat.person.off')}</span>`;
  if (other) return html`<span class="pane-sub">${t(`app.presence.${presence.value.get(other) ?? 'offline'}`)}${person(other).title ? ` · ${person(other).title}` : ''}</span>`;
  if (!chat.topic) return null;
  return html`<span class="pane-sub" dir="auto" data-tip=${chat.topic}>${chat.topic}</span>`;
}

export function Header({ chat }) {
  const other = otherOf(chat, myId());
  const pin = () => setPreference(chat.id, { isPinned: !chat.isPinned });
  const mute = () => setPreference(chat.id, { isMuted: !chat.isMuted, mutedUntil: null });
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
        <span class="wide-only"><${IconButton} icon="search" label=${t('chat.find')} data-command="chat.find" pressed=${route.value.query.panel === 'find'} onClick=${toggleFind} /></span>
        <span class="wide-only"><${IconButton} icon="paperclip" label=${t('message.files.title')} pressed=${route.value.query.panel === 'files'}
          onClick=${() => setQuery({ panel: route.value.query.panel === 'files' ? null : 'files', thread: null, m: null })} /></span>
        <${IconButton} icon="pin" label=${t('message.pins.title')} pressed=${route.value.query.panel === 'pins'}
          onClick=${() => setQuery({ panel: route.value.query.panel === 'pins' ? null : 'pins', thread: null, m: null })} />
        ${chat.isMember && html`
          <span class="wide-only"><${IconButton} icon="star" lit=${chat.isPinned} label=${chat.isPinned ? t('chat.unpin') : t('chat.pin')} onClick=${pin} /></span>
          <span class="wide-only"><${IconButton} icon=${chat.isMuted ? 'bell-off' : 'bell'} lit=${chat.isMuted} label=${chat.isMuted ? t('chat.unmute') : t('chat.mute')} onClick=${mute} /></span>
          <${IconButton} icon="ellipsis" label=${t('chat.actions')} aria-haspopup="menu" aria-expanded="false" onClick=${(event) => openBarMenu(event.currentTarget, chat)} />`}
      </div>
    </header>`;
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
  // An address that is no id leads nowhere either.
  const gone = !chat && (known.current || error?.status === 404 || error?.status === 400);
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
  // What is looked for here, where the panel is not there to say so.
  const { q, panel, thread } = route.value.query;
  const finds = (panel !== 'find' || thread) && route.value.params.id === chat.id ? q : null;
  return html`
    <div class="pane chat-pane">
      <${Header} chat=${chat} />
      ${finds && html`<${FindBar} key=${chat.id} chatId=${chat.id} q=${finds} />`}
      <${Stream} ctx=${ctx} initial=${initial} onSeen=${onSeen} label=${t('chat.log', { name })} />
      <div class="pane-foot chat-foot">
        <${CallBar} chat=${chat} wanted=${wanted} />
        <${Foot} chat=${chat} ctx=${ctx} />
        <${TypingLine} stream=${ctx.key} />
      </div>
    </div>`;
}

/** The oldest unread mention of me in a thread of the chat, as the server has it; null when there is none. */
function useCall(chat) {
  const [call, setCall] = useState(null);
  // What is unread in the list comes first: only after it is the count all about threads.
  const called = chat.isMember && chat.mentionCount > 0 && chat.unreadCount === 0;
  const connected = connection.value === 'open';
  useEffect(() => {
    setCall(null);
    if (!called || !connected) return undefined;
    const controller = new AbortController();
    get(`/chats/${chat.id}/unread`, { signal: controller.signal })
      .then(({ mentions }) => setCall(mentions.find((message) => message.rootMessageId) ?? null))
      // Without the answer there is no short cut; the thread itself says that it is unread.
      .catch(() => {});
    return () => controller.abort();
  }, [called, connected, chat.mentionCount]);
  return call;
}

/** A mention in a thread is not to be seen in the list: this leads there, by itself where the chat was opened for it. */
function CallBar({ chat, wanted }) {
  const call = useCall(chat);
  const fresh = useRef(chat.mentionCount > 0 && chat.unreadCount === 0 && !wanted && !route.peek().query.thread);
  useEffect(() => {
    if (!call || !fresh.current) return;
    fresh.current = false;
    navigate(placeOf(call), { replace: true, keepFocus: true });
  }, [call]);
  if (!call || route.value.query.thread === call.rootMessageId) return null;
  return html`
    <button type="button" class="chat-call" onClick=${() => navigate(placeOf(call), { keepFocus: true })}>
      <${Icon} name="at-sign" size=${14} /><span>${t('chat.unread.thread')}</span><strong>${t('chat.thread.open')}</strong>
    </button>`;
}

/** Another device wrote something else here: nothing is lost until the person has chosen. */
export function DraftConflict({ stream }) {
  const theirs = draftConflicts.value.get(stream);
  if (!theirs) return null;
  // Loaded long since: it is what found the conflict.
  const settle = (how) => import('../drafts.js').then((part) => part[how](stream));
  return html`
    <div class="chat-conflict" role="status">
      <p><strong>${t('chat.conflict.title')}</strong><span class="chat-conflict-text" dir="auto">${theirs.text}</span></p>
      <${Button} small onClick=${() => settle('useTheirs')}>${t('chat.conflict.use')}<//>
      <${Button} small kind="quiet" onClick=${() => settle('keepBoth')}>${t('chat.conflict.both')}<//>
    </div>`;
}

/** The composer, or why there is none. */
export function Foot({ chat, ctx }) {
  const reason = readOnlyReason(chat);
  if (reason === 'archived') return html`<${ArchivedBar} chat=${chat} />`;
  if (reason === 'join') return html`<${JoinBar} chat=${chat} />`;
  const other = otherOf(chat, myId());
  if (other && person(other).disabled) return html`<p class="chat-closed">${t('chat.closed.disabled', { name: person(other).displayName })}</p>`;
  const hints = me.value.isNew && chat.id === generalChatId.value && !ctx.rootId;
  return html`<${DraftConflict} stream=${ctx.key} />${hints && html`<${Checklist} chat=${chat} />`}<${Composer} key=${ctx.key} ctx=${ctx} />`;
}

/** Who may bring the chat back gets the button; the others are told whom to ask. */
function ArchivedBar({ chat }) {
  const may = mayArchive(chat);
  return html`
    <div class="chat-closed">
      <span>${t('chat.closed.archived')}${!may && chat.isMember ? ` ${t('chat.closed.ask')}` : ''}</span>
      ${may && html`<${Button} onClick=${() => attempt(() => updateChat(chat.id, { archived: false }))}>${t('chat.unarchive')}<//>`}
    </div>`;
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
