// The list of what was found. One row has the keyboard; the arrows, J and K move it, Enter opens what it stands on.

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { noteSearch } from '../../../state/habits.js';
import { navigate, setQuery } from '../../../state/route.js';
import { Button, Icon, narrow } from '../../../ui/controls.js';
import { Hit } from '../../../ui/hit.js';
import { announce } from '../../../ui/layers.js';
import { answer, busy, chosen, list, more, shownHits, totalOf, wish } from '../store.js';

const ANNOUNCE_MS = 500;
const rows = () => [...document.querySelectorAll('.search-results [data-hit]')];

/** Give the keyboard to the row `by` places from the chosen one; `first` to the chosen one itself. Answers false when there is none. */
export function focusResult(by, first = false) {
  const all = rows();
  const at = all.findIndex((row) => row.dataset.hit === chosen.peek());
  const inside = all.includes(document.activeElement);
  const next = all[first || !inside ? Math.max(at, 0) : Math.max(0, Math.min(at + by, all.length - 1))];
  if (!next) return false;
  if (next === all.at(-1)) more();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

const KEYS = { ArrowDown: 1, j: 1, n: 1, ArrowUp: -1, k: -1, N: -1 };

function keyed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const all = rows();
  if (event.key === 'ArrowUp' && document.activeElement === all[0]) return void (event.preventDefault(), document.querySelector('.search-head input')?.focus());
  if (event.key === 'Home' || event.key === 'End') {
    event.preventDefault();
    return void all.at(event.key === 'Home' ? 0 : -1)?.focus();
  }
  if (event.key in KEYS && focusResult(KEYS[event.key])) event.preventDefault();
  return undefined;
}

/** Says how many there are when the typing has rested. */
function useCount() {
  const total = totalOf(wish.value.kind);
  const settled = !busy.value && total !== null && answer.value?.q === wish.value.q;
  useEffect(() => {
    if (!settled) return undefined;
    const timer = setTimeout(() => announce(t('search.count', { n: total })), ANNOUNCE_MS);
    return () => clearTimeout(timer);
  }, [settled, total, wish.value.q]);
}

function Row({ found, query, current }) {
  const { hit, key, kind } = found;
  const row = kind.row(hit, query);
  const opened = () => noteSearch(query.trim());
  // Where there is room for it the first press looks at a hit, the second goes to it.
  const press = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (!narrow.peek() && row.href && chosen.peek() !== key && event.detail > 0) {
      event.preventDefault();
      chosen.value = key;
    } else opened();
  };
  const goThere = () => {
    opened();
    if (row.href) navigate(row.href);
  };
  return html`
    <li>
      <${Hit} row=${row} current=${current} data-hit=${key} data-testid="search-result" tabindex=${current ? 0 : -1}
        onFocus=${() => { chosen.value = key; }} onMouseDown=${(event) => event.preventDefault()} onClick=${press} onDblClick=${goThere} />
    </li>`;
}

/** A kind's own part of the list of everything. */
function Group({ kind, found, query, current }) {
  const total = totalOf(kind.id) ?? found.length;
  return html`
    <section class="hit-group">
      <h2 class="hit-group-title">${t(`search.tab.${kind.id}`)}</h2>
      <ul>${found.map((each) => html`<${Row} key=${each.key} found=${each} query=${query} current=${each.key === current} />`)}</ul>
      ${total > found.length && html`<${Button} small kind="quiet" onClick=${() => setQuery({ tab: kind.id })}>${t('search.show_all', { n: total })}<//>`}
    </section>`;
}

/** Everything there is to show of the kind that is open. */
export function Results({ query }) {
  useCount();
  // What is on screen may still be the answer to what was asked before.
  const corrected = answer.value?.query?.corrected && html`<p class="search-corrected" role="status"><${Icon} name="sparkles" size=${14} />${t('search.corrected')}</p>`;
  const hits = shownHits.value;
  const current = hits.find((each) => each.key === chosen.value)?.key ?? hits[0]?.key;
  useEffect(() => {
    chosen.value = current ?? null;
  }, [current]);
  // Back from where a hit led to: the list goes on where one left it.
  useEffect(() => rows().find((row) => row.dataset.hit === current)?.scrollIntoView({ block: 'nearest' }), []);
  if (wish.value.kind !== 'all') {
    const { next, busy: loading } = list.value;
    return html`
      <div class="hits" onKeyDown=${keyed}>
        ${corrected}
        <ul>${hits.map((each) => html`<${Row} key=${each.key} found=${each} query=${query} current=${each.key === current} />`)}</ul>
        ${next && html`<${Button} block kind="quiet" loading=${loading} onClick=${more}>${t('search.more')}<//>`}
      </div>`;
  }
  const groups = [...new Set(hits.map((each) => each.kind))].map((kind) => ({ kind, found: hits.filter((each) => each.kind === kind) }));
  return html`<div class="hits" onKeyDown=${keyed}>${corrected}${groups.map(({ kind, found }) => html`<${Group} key=${kind.id} kind=${kind} found=${found} query=${query} current=${current} />`)}</div>`;
}
