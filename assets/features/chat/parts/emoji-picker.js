// The emoji picker: search in the language of the page and in English, groups, skin tone, recently used.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { locale, t } from '../../../lib/i18n.js';
import { local } from '../../../state/device.js';
import { customEmoji } from '../../../state/session.js';
import { Icon } from '../../../ui/controls.js';
import { SearchField } from '../../../ui/field.js';
import { announce, openPopover } from '../../../ui/layers.js';
import { ErrorState, Skeleton } from '../../../ui/states.js';
import { open } from '../actions.js';
import { mayAddEmoji, ownEmoji } from '../emoji/own.js';
import { loadEmoji, searchEmoji, withTone } from '../emoji/table.js';
import { Glyph } from './glyph.js';

const SEARCH_LIMIT = 90;
const RECENT_LIMIT = 18;
// i18n: chat.emoji.tone.0 chat.emoji.tone.1 chat.emoji.tone.2 chat.emoji.tone.3 chat.emoji.tone.4 chat.emoji.tone.5
const HANDS = ['✋', '✋🏻', '✋🏼', '✋🏽', '✋🏾', '✋🏿'];
// i18n: chat.emoji.group.own chat.emoji.group.recent chat.emoji.group.smileys chat.emoji.group.people chat.emoji.group.animals chat.emoji.group.food
// i18n: chat.emoji.group.travel chat.emoji.group.activities chat.emoji.group.objects chat.emoji.group.symbols chat.emoji.group.flags
const TABS = { recent: '🕘', own: '⭐', smileys: '😀', people: '👋', animals: '🐻', food: '🍎', travel: '🚗', activities: '⚽', objects: '💡', symbols: '❤️', flags: '🏁' };

const recent = local('chat.emoji.recent', []);
const tone = local('chat.emoji.tone', 0);

/** Opens the picker; `onPick(emoji)` gets the choice, after which it closes. */
export function openEmojiPicker(anchor, onPick, { label, placement = 'top-end', onClose } = {}) {
  return openPopover(anchor, (close) => html`<${Picker} close=${close} onPick=${(emoji) => {
    recent.value = [emoji, ...recent.value.filter((each) => each !== emoji)].slice(0, RECENT_LIMIT);
    close();
    onPick(emoji);
  }} />`, { placement, label: label ?? t('chat.emoji.title'), onClose, class: 'chat-emoji-popover' });
}

function useTable() {
  const [state, setState] = useState({ table: null, error: null });
  const load = () => {
    setState({ table: null, error: null });
    loadEmoji(locale.value).then((table) => setState({ table, error: null }), (error) => setState({ table: null, error }));
  };
  useEffect(load, [locale.value]);
  return { ...state, load };
}

function Picker({ onPick, close }) {
  const { table, error, load } = useTable();
  const [query, setQuery] = useState('');
  const [group, setGroup] = useState(recent.value.length ? 'recent' : 'smileys');
  const grid = useRef(null);
  const own = useMemo(ownEmoji, [customEmoji.value]);
  const shown = useMemo(() => {
    if (!table) return [];
    if (query.trim()) return searchEmoji([...own, ...table], query, SEARCH_LIMIT);
    if (group === 'own') return own;
    if (group !== 'recent') return table.filter((entry) => entry.group === group);
    // One of the workspace's own that is gone is no choice any more.
    return recent.value.filter((emoji) => !emoji.startsWith(':') || own.some((entry) => entry.emoji === emoji))
      .map((emoji) => [...own, ...table].find((entry) => entry.emoji === emoji) ?? { emoji, name: emoji, tones: false, codes: [] });
  }, [table, own, query, group]);
  const add = () => {
    close();
    open(import('./emoji-add.js'), (part) => part.openAddEmoji());
  };
  const onSearchKeys = (event) => {
    if (event.key === 'Enter' && shown.length) onPick(withTone(shown[0], tone.value));
    else if (event.key === 'ArrowDown') grid.current?.querySelector('button')?.focus();
    else return;
    event.preventDefault();
  };
  return html`
    <div class="chat-emoji">
      <div class="chat-emoji-top">
        <${SearchField} label=${t('chat.emoji.search')} value=${query} onInput=${setQuery} onKeyDown=${onSearchKeys} data-autofocus />
        <${ToneButton} />
      </div>
      ${!query && html`
        <div class="chat-emoji-tabs" role="group" aria-label=${t('chat.emoji.groups')}>
          ${Object.keys(TABS).filter((id) => id !== 'own' || own.length > 0).map((id) => html`
            <button key=${id} type="button" class="chat-emoji-tab" aria-pressed=${String(id === group)} aria-label=${t(`chat.emoji.group.${id}`)}
              data-tip=${t(`chat.emoji.group.${id}`)} onClick=${() => setGroup(id)}>${TABS[id]}</button>`)}
        </div>`}
      ${error && html`<${ErrorState} error=${error} onRetry=${load} />`}
      ${!table && !error && html`<${Skeleton} lines=${4} height=${24} />`}
      <div class="chat-emoji-grid" ref=${grid} role="group" aria-label=${query ? t('chat.emoji.found') : t(`chat.emoji.group.${group}`)} onKeyDown=${onGridKeys}>
        ${shown.map((entry, i) => html`<${Cell} key=${entry.emoji} entry=${entry} first=${i === 0} tone=${tone.value} onPick=${onPick} />`)}
      </div>
      ${table && !shown.length && html`<p class="chat-emoji-none">${query ? t('chat.emoji.none') : t('chat.emoji.noRecent')}</p>`}
      ${mayAddEmoji() && html`<button type="button" class="chat-emoji-add" onClick=${add}><${Icon} name="plus" size=${14} />${t('chat.emoji.add')}</button>`}
    </div>`;
}

function Cell({ entry, first, tone: skin, onPick }) {
  const emoji = withTone(entry, skin);
  const tip = entry.codes[0] && entry.group !== 'own' ? `${entry.name} :${entry.codes[0]}:` : entry.name;
  return html`
    <button type="button" class="chat-emoji-cell" tabindex=${first ? 0 : -1} aria-label=${entry.name} title=${tip} onClick=${() => onPick(emoji)}><${Glyph} code=${emoji} /></button>`;
}

function ToneButton() {
  const next = () => {
    tone.value = (tone.value + 1) % HANDS.length;
    announce(label());
  };
  const label = () => t('chat.emoji.tone.now', { tone: t(`chat.emoji.tone.${tone.value}`) });
  return html`<button type="button" class="chat-emoji-tone" aria-label=${label()} data-tip=${label()} onClick=${next}>${HANDS[tone.value]}</button>`;
}

function onGridKeys(event) {
  const columns = getComputedStyle(event.currentTarget).gridTemplateColumns.split(' ').length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
  if (!step) return;
  const cells = [...event.currentTarget.children];
  const at = cells.indexOf(document.activeElement);
  event.preventDefault();
  if (at + step < 0) event.currentTarget.closest('.chat-emoji').querySelector('input').focus();
  else cells[Math.min(cells.length - 1, at + step)]?.focus();
}
