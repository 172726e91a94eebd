// The messages of a chat or thread: one long list, the "new" divider, the way back to the end, and what counts as read.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { compareIds } from '../../../lib/id.js';
import { formatDay } from '../../../lib/time.js';
import { items as outboxItems } from '../../../state/outbox.js';
import { myId, person } from '../../../state/session.js';
import { announce } from '../../../ui/announce.js';
import { Icon } from '../../../ui/icon.js';
import { ErrorState } from '../../../ui/states.js';
import { VList } from '../../../ui/vlist.js';
import { deleting, loadMore, loadStream, retryMore } from '../messages.js';
import { buildRows, estimateRow, pendingFor, rowKey } from '../rows.js';
import { streamKey } from '../model.js';
import { chatOf, streamOf } from '../store.js';
import { Message } from './message.js';
import { messageKey } from './message-keys.js';
import { Start } from './start.js';

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
    case 'day': return html`<div class="chat-day"><span>${formatDay(item.at)}</span></div>`;
    case 'replies': return html`<div class="chat-day chat-replies"><span>${t('chat.thread.replies', { n: item.n })}</span></div>`;
    case 'new': return html`<div class="chat-new" role="separator" aria-label=${t('chat.new.divider')}><span>${t('chat.new.divider')}</span></div>`;
    case 'start': return html`<${Start} chatId=${ctx.chatId} />`;
    default: return item.error ? html`<${GapFailed} ctx=${ctx} item=${item} />` : html`<${Gap} />`;
  }
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

/** `initial`: where to begin ({key, align}) or null for the end. `onSeen({last, atEnd})` hears what is on screen. */
export function Stream({ ctx, initial, onSeen, label }) {
  const { state, rows } = useRows(ctx);
  const [view, setView] = useState({ atEnd: true, last: null });
  useAnnouncements(state.rows);
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
      <${VList} class="chat-log" role="log" aria-live="off" aria-label=${label} data-testid="message-list" tabindex="0"
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
