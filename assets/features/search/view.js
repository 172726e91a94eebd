// Searching everything: what is asked at the top, what narrows it beside, what was found in the middle, the chosen one on the
// right where there is room.

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../lib/i18n.js';
import { commands } from '../../lib/keyboard.js';
import { isAskable, withoutFilters } from '../../lib/query.js';
import { state as connection } from '../../net/socket.js';
import { noteSearch } from '../../state/habits.js';
import { setQuery } from '../../state/route.js';
import { choiceText, offersFor, personOf } from '../../state/searching.js';
import { BackButton, Button, narrow } from '../../ui/controls.js';
import { Select } from '../../ui/field.js';
import { openDialog } from '../../ui/layers.js';
import { QueryChips, QueryField, useQueryText } from '../../ui/query-field.js';
import { kindOf, placeOf, placesLike } from './kinds.js';
import { Facets, FacetsDialog } from './parts/facets.js';
import { Begin, Failed, None, Problems } from './parts/none.js';
import { Preview } from './parts/preview.js';
import { focusResult, Results } from './parts/results.js';
import { Tabs } from './parts/tabs.js';
import { answer, ask, busy, chosen, failure, leave, list, shownHits, wish } from './store.js';

export { forget } from './store.js';

export const title = () => t('search.title');

/** What is beside the list: the hit that is looked at. */
const beside = () => shownHits.value.find((each) => each.key === chosen.value);

export const pane = () => (!narrow.value && beside() ? 'panel' : 'main');

export const Panel = () => html`<${Preview} found=${beside()} query=${wish.value.q} />`;

const wishOf = ({ query }) => ({ q: query.q ?? '', kind: kindOf(query.tab) ? query.tab : 'all', sort: query.sort === 'date' ? 'date' : 'relevance' });

/** The value of a filter in words. */
function named({ key, value }) {
  if (key === 'from' || key === 'assignee') return personOf(value)?.displayName ?? told(key, value);
  if (key === 'in') return placeOf(value)?.label ?? told('in', value);
  return choiceText(key, value);
}

// Who and what this device does not know the server named with its answer.
function told(key, value) {
  const { query, facets } = answer.value ?? {};
  return query?.filters?.find((filter) => filter.key === key && filter.value === value)?.label ?? facets?.[key]?.find((each) => each.id === value)?.name ?? value;
}

function useAsking(wanted) {
  useEffect(() => ask(wanted), [wanted.q, wanted.kind, wanted.sort]);
  const connected = connection.value === 'open';
  useEffect(() => {
    if (connected && failure.peek()?.offline) ask(wanted, true);
  }, [connected]);
  useEffect(() => leave, []);
}

const keysHere = () => [
  { id: 'search.next', quiet: true, keys: ['j', 'n', 'ArrowDown'], label: () => t('search.keys.next'), run: () => focusResult(1) },
  { id: 'search.previous', quiet: true, keys: ['k', 'shift+n', 'ArrowUp'], label: () => t('search.keys.previous'), run: () => focusResult(-1) },
].map((entry) => ({ group: () => t('search.title'), ...entry }));

export function Main({ route }) {
  const wanted = wishOf(route);
  const { text, type, write } = useQueryText(wanted.q, (q) => setQuery({ q: q || null }, { replace: true }));
  const field = useRef(null);
  useAsking(wanted);
  useEffect(() => commands(keysHere()), []);
  const submit = () => {
    write(text);
    if (isAskable(text)) noteSearch(text.trim());
    focusResult(1, true);
  };
  const choose = (next) => {
    write(next);
    // When it stands there: what can follow is offered for where the caret is.
    requestAnimationFrame(() => field.current?.focus());
  };
  const filters = () => openDialog((close) => html`<${FacetsDialog} onChange=${write} close=${close} />`, { label: t('search.narrow') });
  const sorts = [{ value: 'relevance', label: t('search.sort.relevance') }, { value: 'date', label: t('search.sort.date') }];
  return html`
    <div class="pane search-pane">
      <h1 class="visually-hidden">${t('search.title')}</h1>
      <header class="search-head">
        <div class="search-line">
          <${BackButton} href="/dashboard" />
          <${QueryField} value=${text} onInput=${type} onSubmit=${submit} onDown=${() => focusResult(1, true)} inputRef=${field} data-autofocus data-testid="search-input"
            offersFor=${(part) => offersFor(part, { places: placesLike })} label=${t('search.field')} placeholder=${t('search.placeholder')} />
        </div>
        <${QueryChips} value=${text} onChange=${write} named=${named}>
          <li><${Button} small kind="quiet" onClick=${() => write(withoutFilters(text))}>${t('search.clear_filters')}<//></li>
        <//>
        <${Problems} query=${wanted.q} onChange=${write} />
        ${isAskable(wanted.q) && html`
          <div class="search-bar">
            <${Tabs} current=${wanted.kind} onChoose=${(tab) => setQuery({ tab: tab === 'all' ? null : tab })} />
            <span class="search-tools">
              <${Button} small kind="quiet" class="search-narrow" icon="sliders-horizontal" onClick=${filters}>${t('search.narrow')}<//>
              <${Select} label=${t('search.sort')} value=${wanted.sort} options=${sorts} onChange=${(sort) => setQuery({ sort: sort === 'date' ? sort : null })} />
            </span>
          </div>`}
      </header>
      <div class="search-body">
        ${isAskable(wanted.q) && html`<aside class="search-facets" aria-label=${t('search.narrow')}><${Facets} value=${text} onChange=${write} /></aside>`}
        <div class="pane-body search-results" aria-busy=${busy.value ? 'true' : undefined}>
          ${busy.value && html`<div class="progress-line" />`}
          <${Middle} wanted=${wanted} onWrite=${choose} onNarrow=${write} />
        </div>
      </div>
    </div>`;
}

function Middle({ wanted, onWrite, onNarrow }) {
  const { q, kind } = wanted;
  if (!isAskable(q)) return html`<${Begin} query=${q} onChange=${onWrite} />`;
  const ready = kind === 'all' ? answer.value : list.value.kind === kind && list.value.items;
  const error = failure.value;
  const offline = error?.offline && answer.value?.q !== q;
  if (offline || (error && !ready)) return html`<${Failed} error=${error} onRetry=${() => ask(wanted, true)}><${Results} query=${q} /><//>`;
  if (!ready) return html`<div class="search-wait" role="status" aria-label=${t('app.loading')}>${[1, 2, 3, 4].map((n) => html`<span key=${n} class="search-wait-row" />`)}</div>`;
  if (!shownHits.value.length && !busy.value) return html`<${None} query=${q} kind=${kind} onChange=${onNarrow} />`;
  return html`<${Results} query=${q} />`;
}
