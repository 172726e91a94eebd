// The field one searches with: words and operators in one line, completed while they are written; and the same query as chips.

import { html, useId } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { filtersOf, partAt, replacePart, withoutPart } from '../lib/query.js';
import { Avatar, Icon } from './controls.js';

/** How long a query may be. */
const MOST_CHARS = 500;
/** How long nothing is typed before it is asked for. */
const REST_MS = 120;

function Offer({ offer, id, active, onPick }) {
  const row = useRef(null);
  useEffect(() => {
    if (active) row.current.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return html`
    <li id=${id} ref=${row} role="option" aria-selected=${String(active)} class="query-offer" onMouseDown=${(event) => event.preventDefault()} onClick=${onPick}>
      <span class="query-offer-lead">${offer.person ? html`<${Avatar} person=${offer.person} size=${20} />` : html`<${Icon} name=${offer.icon} size=${14} />`}</span>
      <span class="query-offer-text" dir="auto">${offer.label}</span>${offer.sub && html`<span class="query-offer-sub truncate">${offer.sub}</span>`}
    </li>`;
}

/** What is offered at the caret, and which of it is lit. A value is lit by itself, a key is not: Enter after a word asks for the word. */
function useOffers(value, caret, offersFor) {
  const [state, setState] = useState({ picked: null, closed: false });
  const part = caret === null ? undefined : partAt(value, caret);
  const all = part && !state.closed ? offersFor(part) : [];
  // What is written whole needs no offer.
  const offers = all.some((offer) => offer.write === part.text) ? [] : all;
  const first = part?.kind === 'filter' ? 0 : -1;
  const at = Math.min(state.picked ?? first, offers.length - 1);
  return {
    part, offers, at,
    light: (picked) => setState({ picked, closed: false }),
    close: () => setState({ picked: null, closed: true }),
    renew: () => setState({ picked: null, closed: false }),
  };
}

/**
 * `offersFor(part)` as in state/searching.js. `onInput(text)` hears every change, `onSubmit()` Enter, `onDown()` the arrow that
 * leaves the field for what was found. Other props go to the input.
 */
export function QueryField({ value, onInput, onSubmit, onDown, offersFor, label, placeholder = label, inputRef, ...rest }) {
  const id = useId();
  const own = useRef(null);
  const field = inputRef ?? own;
  // null while the focus is elsewhere: then nothing is offered.
  const [caret, setCaret] = useState(null);
  const wanted = useRef(null);
  const { part, offers, at, light, close, renew } = useOffers(value, caret, offersFor);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    field.current.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  });
  const follow = () => setCaret(field.current.selectionStart);
  // Exchanged from elsewhere (a chip, an address): the caret is not where somebody writes.
  const typed = useRef(value);
  useLayoutEffect(() => {
    if (value !== typed.current) setCaret(null);
    typed.current = value;
  }, [value]);
  const hear = (event) => {
    typed.current = event.target.value;
    renew();
    follow();
    onInput(typed.current);
  };
  const write = (text, place) => {
    wanted.current = place;
    typed.current = text;
    setCaret(place);
    renew();
    onInput(text);
    field.current.focus();
  };
  const pick = (offer) => {
    const next = replacePart(value, part, offer.write, offer.more);
    write(next.text, next.caret);
  };
  const open = offers.length > 0;
  const lit = offers[at];
  const actOf = (key, shift) => {
    if (key === 'Enter') return lit ? () => pick(lit) : () => (close(), onSubmit?.());
    if (!open) return key === 'ArrowDown' ? onDown : undefined;
    if (key === 'Tab') return lit && !shift ? () => pick(lit) : undefined;
    return { ArrowDown: () => light((at + 1) % offers.length), ArrowUp: () => light((at <= 0 ? offers.length : at) - 1), Escape: close }[key];
  };
  const keys = (event) => {
    const act = event.isComposing ? undefined : actOf(event.key, event.shiftKey);
    if (!act) return;
    event.preventDefault();
    act();
  };
  return html`
    <div class="query">
      <span class="search">
        <${Icon} name="search" />
        <input ...${rest} ref=${field} class="input search-input" type="search" role="combobox" aria-label=${label} placeholder=${placeholder} value=${value} dir="auto"
          aria-expanded=${String(open)} aria-controls="${id}-list" aria-autocomplete="list" aria-activedescendant=${open && at >= 0 ? `${id}-${at}` : undefined}
          maxlength=${MOST_CHARS} autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck=${false} enterkeyhint="search"
          onInput=${hear} onKeyDown=${keys} onKeyUp=${follow} onClick=${follow} onFocus=${follow} onBlur=${() => setCaret(null)} />
        ${value && html`<button type="button" class="input-button" aria-label=${t('app.clear')} onMouseDown=${(event) => event.preventDefault()} onClick=${() => write('', 0)}><${Icon} name="x" size=${14} /></button>`}
      </span>
      <ul class="query-offers" id="${id}-list" role="listbox" aria-label=${t('search.offers')} hidden=${!open}>
        ${offers.map((offer, i) => html`<${Offer} key=${offer.id} id="${id}-${i}" offer=${offer} active=${i === at} onPick=${() => pick(offer)} />`)}
      </ul>
    </div>`;
}

/**
 * The text of a field whose query lives elsewhere (in the address): `{text, type, write}`. `tell(query)` hears of it when the typing has
 * rested, and at once what was written by `write`; when `query` changes by itself it is taken over.
 */
export function useQueryText(query, tell) {
  const [text, setText] = useState(query);
  const told = useRef(query);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (query === told.current) return;
    told.current = query;
    setText(query);
  }, [query]);
  const send = (next) => {
    clearTimeout(timer.current);
    told.current = next.trim();
    tell(told.current);
  };
  const type = (next) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(send, REST_MS, next);
  };
  const write = (next) => {
    setText(next);
    send(next);
  };
  return { text, type, write };
}

// i18n: search.key.from search.key.in search.key.has search.key.is search.key.type search.key.before search.key.after search.key.on search.key.assignee search.key.label
// i18n: search.not.from search.not.in search.not.has search.not.is search.not.type search.not.before search.not.after search.not.on search.not.assignee search.not.label
const chipText = (part, named) => t(`search.${part.negated ? 'not' : 'key'}.${part.key}`, { value: named(part) });

/** The filters of a query, each with a way to take it out. `named(part)` answers its value in words. */
export function QueryChips({ value, onChange, named, children }) {
  const filters = filtersOf(value);
  if (!filters.length) return null;
  return html`
    <ul class="query-chips" aria-label=${t('search.filters')}>
      ${filters.map((part) => html`
        <li key=${part.from} class="query-chip ${part.negated ? 'is-not' : ''}">
          <span class="truncate" dir="auto">${chipText(part, named)}</span>
          <button type="button" class="query-chip-x" aria-label=${t('search.remove', { filter: chipText(part, named) })} onClick=${() => onChange(withoutPart(value, part))}><${Icon} name="x" size=${12} /></button>
        </li>`)}
      ${children}
    </ul>`;
}
