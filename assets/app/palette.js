// The command palette: one field for places, people, conversations and everything one can do.
import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { loadAreas, t } from '../lib/i18n.js';
import { hits, keysFor } from '../lib/keyboard.js';
import { piecesOf } from '../lib/marks.js';
import { copyText } from '../lib/text.js';
import { forgetSearches, noteSearch, noteUse } from '../state/habits.js';
import { navigate } from '../state/route.js';
import { Avatar, Button, Count, Icon, IconButton, Kbd, phone } from '../ui/controls.js';
import { announce, openDialog, toast } from '../ui/layers.js';
import { loadSheet } from '../ui/states.js';
import { loadWords } from './commands.js';
import { ASK_CHARS, createAsking, EVERYTHING, everythingItem, loadSources, merge, scopeInside, scopeOf, searchHere, sourceOfItem, suggestions } from './palette-search.js';

const ANNOUNCE_MS = 500;
const LIST = 'palette-list';
const optionId = (index) => `palette-${index}`;

// The letters that fit stand out.
function Marked({ text, marks }) {
  if (!marks?.size) return text;
  const parts = [];
  let at = 0;
  for (const char of text) {
    const lit = marks.has(at);
    if (parts.at(-1)?.lit === lit) parts.at(-1).text += char;
    else parts.push({ lit, text: char });
    at += char.length;
  }
  return parts.map((part, i) => (part.lit ? html`<mark key=${i} class="palette-mark">${part.text}</mark>` : part.text));
}

// The words the server found.
const Found = ({ text }) => piecesOf(text).map((piece, i) => (piece.lit ? html`<mark key=${i} class="palette-mark">${piece.text}</mark>` : piece.text));

function Option({ item, index, current, onPick, onPoint }) {
  const lead = item.person ? html`<${Avatar} person=${item.person} size=${24} presence=${item.presence} />` : html`<${Icon} name=${item.icon} />`;
  return html`
    <li id=${optionId(index)} role="option" aria-selected=${String(current)} class="palette-option ${current ? 'is-current' : ''}"
      onPointerMove=${() => onPoint(item.id)} onClick=${(event) => onPick(item, event)}>
      <span class="palette-lead">${lead}</span>
      <span class="palette-text" dir="auto"><${Marked} text=${item.title} marks=${item.marks} /></span>
      ${item.marked ? html`<span class="palette-sub" dir="auto"><${Found} text=${item.marked} /></span>` : item.sub && html`<span class="palette-sub">${item.sub}</span>`}
      <span class="palette-tail">
        <${Count} n=${item.count} kind="plain" label=${t('palette.unread', { n: item.count })} />
        ${item.keys && html`<${Kbd} keys=${item.keys} />`}
      </span>
    </li>`;
}

function Groups({ groups, current, onPick, onPoint }) {
  let index = -1;
  const option = (item) => {
    index += 1;
    return html`<${Option} key=${item.id} item=${item} index=${index} current=${item.id === current} onPick=${onPick} onPoint=${onPoint} />`;
  };
  return html`
    <ul class="palette-list" id=${LIST} role="listbox" aria-label=${t('palette.results')}>
      ${groups.map(({ title, items }) => (title
        ? html`<li key=${title} role="presentation"><p class="palette-group" aria-hidden="true">${title}</p><ul role="group" aria-label=${title}>${items.map(option)}</ul></li>`
        : items.map(option)))}
    </ul>`;
}

// What is found for what was typed, and the row that is lit. It stays lit while more arrives.
function useResults(query, scope, picked) {
  const asking = useMemo(() => createAsking(), []);
  // Was the way to all results lit when the first answer came?
  const lit = useRef(null);
  const local = useMemo(() => (query || scope ? searchHere(query, scope) : null), [query, scope]);
  useEffect(() => {
    asking.ask(query, scope);
    return asking.stop;
  }, [query, scope]);
  const more = asking.items.value;
  // A scope made of one item has nothing to search.
  const everything = query.trim().length >= ASK_CHARS && (!scope || scope.kind) ? [everythingItem(query.trim(), scope)] : [];
  if (!more.length) lit.current = null;
  else lit.current ??= !local?.length || picked === EVERYTHING;
  const groups = local ? [{ items: merge(local, more, everything, lit.current) }] : suggestions();
  return { groups, items: groups.flatMap((group) => group.items), busy: asking.busy.value, error: asking.error.value };
}

function useCount(n, settled) {
  useEffect(() => {
    if (!settled) return undefined;
    const timer = setTimeout(() => announce(t('palette.count', { n })), ANNOUNCE_MS);
    return () => clearTimeout(timer);
  }, [n, settled]);
}

function Palette({ close }) {
  const [query, setQuery] = useState('');
  const [scope, setScope] = useState(null);
  const [picked, setPicked] = useState(null);
  const list = useRef(null);
  const field = useRef(null);
  const { groups, items, busy, error } = useResults(query, scope, picked);
  const found = items.filter((item) => item.id !== EVERYTHING);
  useCount(found.length, !busy);
  const at = Math.max(0, items.findIndex((item) => item.id === picked));
  const current = items[at];
  const everything = items.find((item) => item.id === EVERYTHING);
  // In its own words: an older choice has nothing to do with what is typed now.
  const type = (text) => {
    const sign = !scope && scopeOf(text.trimStart()[0]);
    if (sign) setScope(sign);
    setQuery(sign ? text.trimStart().slice(1) : text);
    setPicked(null);
  };
  const narrow = (next) => {
    setScope(next);
    setQuery('');
    setPicked(null);
    field.current.focus();
  };
  const move = (to) => {
    const next = items[(to + items.length) % items.length];
    if (!next) return;
    setPicked(next.id);
    requestAnimationFrame(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }));
  };
  const pick = (item) => {
    if (item.query) return type(item.query);
    if (item.scopeOf) return narrow(item.scopeOf);
    if (query.trim()) noteSearch(query.trim());
    if (item.id !== EVERYTHING) noteUse(item.id);
    close();
    if (item.href) navigate(item.href);
    else item.run();
    return undefined;
  };
  const copy = async (item) => {
    if (!item?.href || !(await copyText(new URL(item.href, location.origin).href))) return;
    close();
    toast(t('palette.copied'), { kind: 'success' });
  };
  const keys = (event) => {
    if (event.isComposing) return;
    const acts = {
      ArrowDown: () => move(at + 1), ArrowUp: () => move(at - 1), PageDown: () => move(Math.min(at + 8, items.length - 1)), PageUp: () => move(Math.max(at - 8, 0)),
      Enter: () => (event.ctrlKey || event.metaKey ? everything && pick(everything) : current && (event.altKey ? copy(current) : pick(current))),
      Tab: () => !event.shiftKey && current && narrow(current.scopeOf ?? (current.inside ? scopeInside(current) : sourceOfItem(current) ?? scope)),
      Backspace: () => narrow(null),
    };
    if (hits(event, keysFor('app.palette') ?? 'mod+k')) acts[event.key] = close;
    const act = acts[event.key];
    if (!act || (event.key === 'Backspace' && (query || !scope))) return;
    event.preventDefault();
    act();
  };
  return html`
    <div class="palette-head">
      <${Icon} name="search" size=${18} />
      ${scope && html`<span class="palette-scope">${scope.label()}</span>`}
      <input ref=${field} class="palette-field" role="combobox" aria-label=${scope ? `${t('palette.field')}: ${scope.label()}` : t('palette.field')} aria-expanded="true" aria-controls=${LIST}
        maxlength="500" aria-autocomplete="list" aria-activedescendant=${current ? optionId(at) : undefined} autocomplete="off" spellcheck=${false} enterkeyhint="go"
        placeholder=${t('palette.field')} value=${query} data-autofocus data-testid="search-input" onInput=${(event) => type(event.target.value)} onKeyDown=${keys} />
      ${phone.value && html`<${IconButton} icon="x" label=${t('app.close')} onClick=${() => close()} />`}
    </div>
    ${busy && html`<div class="progress-line" />`}
    <div class="palette-body" ref=${list}>
      <${Groups} groups=${groups} current=${current?.id} onPick=${(item, event) => (event.altKey ? copy(item) : pick(item))} onPoint=${setPicked} />
      ${!found.length && !busy && html`<p class="palette-empty" role="status">${query ? t('palette.nothing', { query }) : t('palette.nothing_yet')}</p>`}
      ${error && html`<p class="palette-empty" role="status">${t('palette.offline')}</p>`}
    </div>
    <div class="palette-foot">
      <span>${t('palette.keys')}</span>
      ${!query && !scope && items.some((item) => item.query) && html`<${Button} small kind="quiet" onClick=${() => (forgetSearches(), field.current.focus())}>${t('palette.clear')}<//>`}
    </div>`;
}

let close = null;

/** Fetch all it needs. */
export const prepare = () => Promise.all([loadSources(), loadWords(), loadAreas('palette'), loadSheet(new URL('./palette.css', import.meta.url).href)]);

/** Open the palette, or close it when it is open. */
export async function openPalette() {
  if (close) return close();
  await prepare();
  if (close) return undefined;
  close = openDialog((shut) => html`<${Palette} close=${shut} />`, { class: 'palette', label: t('palette.field'), onClose: () => (close = null) });
  return undefined;
}
