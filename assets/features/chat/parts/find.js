// Searching one conversation: the panel with the field and what was found, and the bar that goes from one to the next.

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { loadAreas, t } from '../../../lib/i18n.js';
import { onEscape } from '../../../lib/keyboard.js';
import { findFilter, isAskable, isAsked, toggleFilter } from '../../../lib/query.js';
import { state as connection } from '../../../net/socket.js';
import { noteSearch } from '../../../state/habits.js';
import { route, setQuery } from '../../../state/route.js';
import { choiceText, offersFor, personOf } from '../../../state/searching.js';
import { BackButton, Button, CloseButton, Icon, IconButton, narrow, PanelTitle } from '../../../ui/controls.js';
import { Hit } from '../../../ui/hit.js';
import { announce } from '../../../ui/layers.js';
import { spotlight } from '../../../ui/marks.js';
import { QueryChips, QueryField, useQueryText } from '../../../ui/query-field.js';
import { EmptyState, ErrorState, loadSheet, Skeleton } from '../../../ui/states.js';
import { find, finding, findMore, foundWords, goFound, keepFinding, positionOf, showFound } from '../finding.js';
import { messageRow } from '../found.js';
import { calledChat } from '../model.js';
import { chatOf } from '../store.js';
import { useGone } from './gone.js';

const ANNOUNCE_MS = 500;
/** What a search in one place cannot be narrowed by. */
const WITHOUT = ['in', 'type'];
const CHOICES = [['from', 'me', 'user'], ['has', 'file', 'paperclip'], ['has', 'image', 'image'], ['has', 'link', 'link'], ['is', 'pinned', 'pin']];

/** Asks, and makes what was found stand out, as long as something is looked for. */
function useFinding(chatId, q) {
  useEffect(() => void find(chatId, q), [chatId, q]);
  const connected = connection.value === 'open';
  useEffect(() => {
    if (connected && finding.peek().error?.offline) find(chatId, q, true);
  }, [connected]);
  useEffect(keepFinding, []);
  const state = finding.value;
  const words = foundWords(state).join('\n');
  useEffect(() => spotlight('.chat-msg-body', words.split('\n')), [words]);
  return state;
}

const closePanel = () => setQuery({ panel: null, q: null });

/** Back and forth, and how far one is. */
const Steps = ({ hits, total }) => {
  const at = positionOf(hits);
  const text = at < 0 ? t('search.count', { n: total }) : t('search.here.of', { n: at + 1, total });
  return html`
    <span class="find-bar-count num" role="status">${hits ? text : ''}</span>
    <${IconButton} small icon="chevron-up" label=${t('chat.find.previous')} keys="shift+n" disabled=${!hits?.length} onClick=${() => goFound(-1)} />
    <${IconButton} small icon="chevron-down" label=${t('chat.find.next')} keys="n" disabled=${!hits?.length} onClick=${() => goFound(1)} />`;
};

/** Above the messages, while something found is looked at and the panel is not there to say so. */
function Bar({ chatId, q }) {
  const { hits, total } = useFinding(chatId, q);
  const close = () => setQuery({ q: null }, { replace: true });
  useEffect(() => onEscape(close), []);
  return html`
    <div class="find-bar" role="region" aria-label=${t('chat.find')}>
      <${Icon} name="search" size=${14} /><span class="find-bar-words" dir="auto">${q}</span>
      <${Steps} hits=${hits} total=${total} />
      <${IconButton} small icon="list" label=${t('search.here.all')} onClick=${() => setQuery({ panel: 'find', thread: null })} />
      <${IconButton} small icon="x" label=${t('search.here.close')} keys="Escape" onClick=${close} />
    </div>`;
}

const named = ({ key, value }) => (key === 'from' ? personOf(value)?.displayName ?? value : choiceText(key, value));

function Narrow({ text, onChange }) {
  return html`
    <div class="find-narrow" role="group" aria-label=${t('search.narrow')}>
      ${CHOICES.map(([key, value, icon]) => html`
        <button key="${key} ${value}" type="button" class="find-choice" aria-pressed=${String(isAsked(findFilter(text, key, value)))} onClick=${() => onChange(toggleFilter(text, key, value))}>
          <${Icon} name=${icon} size=${12} />${key === 'from' ? t('search.here.mine') : choiceText(key, value)}
        </button>`)}
    </div>`;
}

function useCount({ hits, total, busy }) {
  useEffect(() => {
    if (!hits || busy) return undefined;
    const timer = setTimeout(() => announce(t('search.count', { n: total })), ANNOUNCE_MS);
    return () => clearTimeout(timer);
  }, [hits, total, busy]);
}

function Found({ state, list, onRetry }) {
  const { hits, total, next, busy, error, q } = state;
  const at = positionOf(hits);
  if (!isAskable(q)) return html`<${EmptyState} icon="search" title=${t('search.here.begin')} body=${t('search.here.how')} />`;
  if (error && !hits?.length) return html`<${ErrorState} error=${error} onRetry=${onRetry} />`;
  if (!hits) return html`<${Skeleton} lines=${5} />`;
  if (!hits.length) return html`<${EmptyState} icon="search" title=${t('search.nothing')} body=${t('search.here.elsewhere')} action=${html`<${Button} href="/search?q=${encodeURIComponent(q)}">${t('search.field')}<//>`} />`;
  const show = (event, hit) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    noteSearch(q);
    showFound(hit.item, narrow.peek() ? { panel: null } : {});
  };
  return html`
    <p class="find-count">${t('search.count', { n: total })}</p>
    <ul ref=${list}>
      ${hits.map((hit, i) => html`<li key=${hit.item.id}><${Hit} small row=${{ ...messageRow(hit, q), place: undefined }} current=${i === at} data-testid="search-result" onClick=${(event) => show(event, hit)} /></li>`)}
    </ul>
    ${next && html`<${Button} block kind="quiet" loading=${busy} onClick=${findMore}>${t('search.more')}<//>`}`;
}

function Panel({ chatId }) {
  const chat = chatOf(chatId);
  const q = route.value.query.q ?? '';
  const { text, type, write } = useQueryText(q, (next) => setQuery({ q: next || null }, { replace: true }));
  const state = useFinding(chatId, q);
  const list = useRef(null);
  const field = useRef(null);
  useCount(state);
  useEffect(() => onEscape(closePanel), []);
  useGone(chat, closePanel);
  useEffect(() => field.current?.focus(), []);
  if (!chat) return null;
  // The arrows go through the rows; above the first is the field.
  const rows = () => [...(list.current?.querySelectorAll('.hit') ?? [])];
  const move = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = rows().indexOf(document.activeElement);
    if (event.defaultPrevented || !by || at < 0) return;
    event.preventDefault();
    (rows()[at + by] ?? (by < 0 ? field.current : null))?.focus();
  };
  const submit = () => {
    write(text);
    if (isAskable(text)) noteSearch(text.trim());
    goFound(1);
  };
  return html`
    <div class="pane chat-pane" onKeyDown=${move}>
      <div class="pane-bar">
        <${BackButton} href="/chat/${chatId}" />
        <${PanelTitle}>${t('chat.find')}<//>
        <span class="pane-sub" dir="auto">${calledChat(chat)}</span>
        <div class="pane-actions"><${CloseButton} label=${t('search.here.close')} onClick=${closePanel} /></div>
      </div>
      <div class="find-head">
        <${QueryField} value=${text} onInput=${type} onSubmit=${submit} onDown=${() => rows()[Math.max(0, positionOf(state.hits))]?.focus()} inputRef=${field}
          offersFor=${(part) => offersFor(part, { without: WITHOUT })} label=${t('search.here.field', { name: calledChat(chat) })} placeholder=${t('search.here.placeholder')} />
        <${QueryChips} value=${text} onChange=${write} named=${named} />
        <${Narrow} text=${text} onChange=${write} />
      </div>
      <div class="pane-body find-list" aria-busy=${state.busy ? 'true' : undefined}>
        ${state.busy && html`<div class="progress-line" />`}
        <${Found} state=${state} list=${list} onRetry=${() => find(chatId, q, true)} />
      </div>
    </div>`;
}

/** Both, when the words and the style of searching are here: they are not those of chat. */
export async function prepare() {
  await Promise.all([loadAreas('search'), loadSheet(new URL('../../../ui/searching.css', import.meta.url).href)]);
  return { Find: Panel, FindBar: Bar };
}
