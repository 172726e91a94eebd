// The messages of a chat or thread: one long list, the "new" divider, the way back to the end, and what counts as read.

import { signal } from '@preact/signals';
import { html, useId } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatDateTime, formatDay, formatList, t } from '../../../lib/i18n.js';
import { compareIds } from '../../../lib/text.js';
import { enterSends } from '../../../state/device.js';
import { items as outboxItems } from '../../../state/outbox.js';
import { route, setQuery } from '../../../state/route.js';
import { myId, person, presence } from '../../../state/session.js';
import { Avatar, Icon } from '../../../ui/controls.js';
import { announce, toast } from '../../../ui/layers.js';
import { ErrorState } from '../../../ui/states.js';
import { VList } from '../../../ui/vlist.js';
import { open } from '../actions.js';
import { deleting, fetchMessage, loadMore, loadStream, reachReply, retryMore } from '../messages.js';
import { buildRows, calledChat, estimateRow, iconOfChat, nameOfChat, otherOf, pendingFor, rowKey, streamKey } from '../model.js';
import { chatOf, findMessage, streamOf, typing } from '../store.js';
import { messageKey, startEdit } from './message-acts.js';
import { Message } from './message.js';

/** How long a message that was looked for stands out. */
const LIT_MS = 2500;

/** The latest context of each stream. */
const contexts = new Map();

/** `newFrom`: id where "new" begins; `editing`, `highlight`: id of a message; `list`, `composer`: refs to their APIs. */
export function createContext(chatId, rootId = null) {
  const ctx = {
    chatId, rootId, key: streamKey(chatId, rootId),
    editing: signal(null), highlight: signal(null), newFrom: signal(null),
    list: { current: null }, composer: { current: null },

    /** Makes a message stand out for a moment. */
    light(id) {
      ctx.highlight.value = id;
      setTimeout(() => {
        if (ctx.highlight.peek() === id) ctx.highlight.value = null;
      }, LIT_MS);
    },

    /** A message was sent from here: show it. */
    sent() {
      ctx.list.current?.scrollToEnd();
    },

    /** Edits the last own message; answers whether there is one. */
    editLast(myId) {
      const own = streamOf(chatId, rootId).peek().rows.findLast((row) => row.senderId === myId && !row.deletedAt);
      if (!own) return false;
      ctx.list.current?.focusRow(rowKey(own));
      startEdit(ctx, own);
      return true;
    },

    /** Leaves the composer: a thread closes (what was written stays as its draft), a chat's list gets the focus. */
    escape() {
      if (rootId) return closeThread(chatId, rootId);
      const last = ctx.list.current?.items.findLast((item) => item.type === 'message');
      if (last) ctx.list.current.focusRow(last.key);
      return undefined;
    },
  };
  contexts.set(ctx.key, ctx);
  return ctx;
}

/** Closes the thread panel; the message it hangs on gets the focus. */
export function closeThread(chatId, rootId) {
  setQuery({ thread: null, m: null });
  const root = findMessage(chatId, rootId);
  if (root) contexts.get(streamKey(chatId))?.list.current?.focusRow(rowKey(root));
}

// -- The beginning of a conversation: what this place is

export function Start({ chatId }) {
  const chat = chatOf(chatId);
  if (!chat) return null;
  const other = otherOf(chat, myId());
  const group = () => t('chat.start.group', { name: calledChat(chat), when: formatDateTime(chat.createdAt) });
  const direct = () => (other === myId() ? t('chat.start.self') : t('chat.start.direct', { name: nameOfChat(chat) }));
  const text = other ? direct() : group();
  return html`
    <div class="chat-start">
      ${other ? html`<${Avatar} person=${person(other)} size=${64} presence=${presence.value.get(other) ?? 'offline'} />`
        : html`<span class="chat-start-icon"><${Icon} name=${iconOfChat(chat)} size=${26} /></span>`}
      <h2 class="chat-start-name" dir="auto">${calledChat(chat)}</h2>
      <p class="chat-start-text">${text}</p>
      ${!chat.lastMessage && html`<p class="chat-start-text">${t('chat.start.empty', { keys: enterSends.value ? 'Enter' : 'Ctrl+Enter' })}</p>`}
    </div>`;
}

// -- "Maya is typing…", in a line that is always there so that nothing moves

function textFor(ids) {
  const names = ids.map((id) => person(id).displayName);
  if (names.length > 3) return t('chat.typing.many', { names: formatList([...names.slice(0, 2), t('chat.typing.others', { n: names.length - 2 })]) });
  return names.length > 1 ? t('chat.typing.many', { names: formatList(names) }) : t('chat.typing.one', { name: names[0] });
}

export function TypingLine({ stream }) {
  const ids = [...(typing.value.get(stream)?.keys() ?? [])];
  return html`
    <div class="chat-typing" data-testid="typing-indicator" aria-live="off">
      ${ids.length > 0 && html`<span class="chat-dots" aria-hidden="true"><i /><i /><i /></span><span class="truncate">${textFor(ids)}</span>`}
    </div>`;
}

// -- The list

const ANNOUNCE_MS = 5000;

/** Rows for the list; unchanged ones stay the same objects. */
function useRows(ctx) {
  const kept = useRef(new Map());
  const state = streamOf(ctx.chatId, ctx.rootId).value;
  const hidden = deleting.value;
  const pending = pendingFor(outboxItems.value, ctx.key, state.rows, myId());
  const signature = pending.map((row) => row.id + row.sending).join();
  const rows = useMemo(() => {
    const visible = hidden.size ? state.rows.filter((row) => !hidden.has(row.id)) : state.rows;
    const built = buildRows({ ...state, rows: visible, pending, newFrom: ctx.newFrom.value, myId: myId() }, kept.current);
    kept.current = new Map(built.map((row) => [row.key, row]));
    return built;
  }, [state, hidden, signature, ctx.newFrom.value]);
  return { state, rows };
}

/** Tells a screen reader about messages of others, at most every five seconds. */
function useAnnouncements(rows) {
  const seen = useRef(null);
  const waiting = useRef([]);
  const timer = useRef(0);
  const last = rows.at(-1);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (last && seen.current && last.id !== seen.current && last.senderId !== myId()) {
      waiting.current.push(person(last.senderId).displayName);
      timer.current ||= setTimeout(() => {
        const names = [...new Set(waiting.current)];
        announce(t('chat.announce', { n: waiting.current.length, names: names.join(', ') }));
        waiting.current = [];
        timer.current = 0;
      }, waiting.current.length > 1 ? ANNOUNCE_MS : 300);
    }
    seen.current = last?.id ?? seen.current;
  }, [last?.id]);
}

function renderRow(item, ctx) {
  switch (item.type) {
    case 'message': return html`<${Message} item=${item} ctx=${ctx} />`;
    case 'day': return html`<${Day} ctx=${ctx} at=${item.at} />`;
    case 'replies': return html`<div class="chat-day chat-replies"><span>${t('chat.thread.replies', { n: item.n })}</span></div>`;
    case 'new': return html`<div class="chat-new" role="separator" aria-label=${t('chat.new.divider')}><span>${t('chat.new.divider')}</span></div>`;
    case 'start': return html`<${Start} chatId=${ctx.chatId} />`;
    default: return item.error ? html`<${GapFailed} ctx=${ctx} item=${item} />` : html`<${Gap} />`;
  }
}

/** Between the messages of two days; it opens the way to any other day. */
function Day({ ctx, at }) {
  const jump = (event) => {
    const anchor = event.currentTarget;
    open(import('./jump.js'), (part) => part.openJump(anchor, ctx.chatId, at));
  };
  return html`
    <div class="chat-day">
      <button type="button" class="chat-day-button" aria-haspopup="dialog" aria-label=${t('message.jump.from', { day: formatDay(at) })} onClick=${jump}>
        ${formatDay(at)}<${Icon} name="chevron-down" size=${12} />
      </button>
    </div>`;
}

/** Where history is still to come. */
function Gap() {
  return html`
    <div class="chat-gap" aria-hidden="true">
      ${[64, 40, 78, 52].map((width, i) => html`<div class="chat-gap-row" key=${i}><span class="chat-gap-face" /><span class="chat-gap-text"><i /><i style=${{ inlineSize: `${width}%` }} /></span></div>`)}
    </div>`;
}

function GapFailed({ ctx, item }) {
  return html`<div class="chat-gap"><${ErrorState} error=${item.error} onRetry=${() => retryMore(ctx.chatId, ctx.rootId, item.type)} /></div>`;
}

/** Goes on to the thread a message is in, or says that the message is gone. */
async function lookFor({ chatId, rootId }, id) {
  try {
    if (rootId && await reachReply(chatId, rootId, id)) return;
    const { rootMessageId, deletedAt, replyCount } = await fetchMessage(chatId, id);
    if (deletedAt && !replyCount) toast(t('message.link.gone'), { kind: 'error' });
    else if (rootMessageId !== rootId) setQuery({ thread: rootMessageId, m: id }, { replace: true });
  } catch (error) {
    if (error.status === 404) toast(t('message.link.gone'), { kind: 'error' });
  }
}

/** Runs something as soon as the element has a place on screen: on a phone the pane may just be coming to the front. */
function whenShown(element, run) {
  if (element.clientHeight) return void run();
  const watch = new ResizeObserver(() => {
    if (!element.clientHeight) return;
    watch.disconnect();
    run();
  });
  watch.observe(element);
}

/** Leads to the message the address names, wherever it is, and lights it. */
function useWanted(ctx, state) {
  const at = route.value;
  // Lists of threads name the chat beside the address.
  const here = (at.params.id ?? at.query.in) === ctx.chatId && (at.query.thread ?? null) === ctx.rootId;
  const wanted = here ? at.query.m ?? null : null;
  const row = wanted && (state.rows.find((each) => each.id === wanted) ?? (state.root?.id === wanted ? state.root : null));
  const asked = useRef(null);
  const lit = useRef(null);
  const ready = state.status === 'ready' && !state.busy;
  useEffect(() => {
    if (!wanted || !ready || lit.current === at) return;
    if (!row) {
      if (asked.current !== at) lookFor(ctx, wanted);
      asked.current = at;
      return;
    }
    lit.current = at;
    const list = ctx.list.current;
    if (list) {
      whenShown(list.scroller, () => {
        list.scrollTo(rowKey(row), 'center');
        list.focusRow(rowKey(row));
        ctx.light(wanted);
      });
    }
  }, [at, ready, Boolean(row)]);
}

/** `initial`: where to begin ({key, align}) or null for the end. `onSeen({last, atEnd})` hears what is on screen. */
export function Stream({ ctx, initial, onSeen, label }) {
  const { state, rows } = useRows(ctx);
  const id = useId();
  const [view, setView] = useState({ atEnd: true, last: null });
  useAnnouncements(state.rows);
  useWanted(ctx, state);
  useEffect(() => () => {
    places.set(ctx.key, ctx.list.current?.readerPlace() ?? null);
  }, [ctx]);
  const render = useMemo(() => (item) => renderRow(item, ctx), [ctx]);
  const onView = (next) => {
    setView({ atEnd: next.atEnd && !state.hasNewer, last: next.last });
    onSeen?.({ last: next.last, atEnd: next.atEnd && !streamOf(ctx.chatId, ctx.rootId).peek().hasNewer });
    if (next.nearStart) loadMore(ctx.chatId, ctx.rootId, 'older');
    if (next.nearEnd) loadMore(ctx.chatId, ctx.rootId, 'newer');
  };
  const onKeyDown = (event) => {
    if (messageKey(event, ctx)) event.preventDefault();
  };
  if (state.status === 'error' && !state.rows.length) return html`<${ErrorState} error=${state.error} onRetry=${() => loadStream(ctx.chatId)} />`;
  if (state.status !== 'ready' && !state.rows.length) return html`<div class="chat-loading" role="status" aria-label=${t('app.loading')}><${Gap} /><${Gap} /></div>`;
  return html`
    <div class="chat-stream">
      ${state.status === 'loading' && html`<div class="progress-line" />`}
      <h2 class="visually-hidden" id=${id}>${label}</h2>
      <${VList} class="chat-log" role="log" aria-live="off" aria-labelledby=${id} data-testid="message-list" tabindex="0"
        items=${rows} render=${render} estimate=${estimateRow} initial=${initial} open=${state.hasNewer} onView=${onView}
        api=${(list) => { ctx.list.current = list; }} onKeyDown=${onKeyDown} />
      ${!view.atEnd && html`<${JumpPill} ctx=${ctx} state=${state} />`}
    </div>`;
}

/** Back to the latest message; says how many came meanwhile and from whom first. */
function JumpPill({ ctx, state }) {
  // What arrived since one left the end; pages of history loaded meanwhile are not new.
  const known = ctx.rootId ? null : chatOf(ctx.chatId)?.countedTo;
  const since = useRef(known ?? state.rows.at(-1)?.id ?? '0');
  const fresh = state.rows.filter((row) => compareIds(row.id, since.current) > 0 && row.senderId !== myId());
  const jump = async () => {
    if (state.hasNewer) await loadStream(ctx.chatId);
    ctx.list.current?.scrollToEnd();
    ctx.composer.current?.focus();
  };
  const text = fresh.length ? t('chat.jump.new', { n: fresh.length, name: person(fresh[0].senderId).displayName }) : t('chat.jump.latest');
  return html`
    <button type="button" class="chat-jump ${fresh.length ? 'has-new' : ''}" onClick=${jump}><${Icon} name="arrow-down" size=${14} />${text}</button>`;
}

/** Where the reader was in each stream when they left it; not kept over a reload. */
const places = new Map();

/** Where a stream begins when it is opened: at a message asked for, at the first unread, where one was, at the end. */
export function startOf({ rows }, chat, wanted, me) {
  if (wanted) {
    const row = rows.find((each) => each.id === wanted);
    return { initial: row ? { key: rowKey(row), align: 'center' } : null, newFrom: null };
  }
  if (!chat.unreadCount) return { initial: places.get(streamKey(chat.id)) ?? null, newFrom: null };
  const unread = chat.lastReadMessageId ? rows.find((row) => compareIds(row.id, chat.lastReadMessageId) > 0 && row.senderId !== me) : rows[0];
  return { initial: unread ? { key: 'new', align: 'start' } : null, newFrom: unread?.id ?? null };
}
