// What stands in the middle when there is no list: how to begin, what is wrong with the query, nothing found, no answer.

import { html } from 'htm/preact';
import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { filtersOf, parseQuery, withoutFilters, withoutPart, wordsOf } from '../../../lib/query.js';
import { get } from '../../../net/api.js';
import { forgetSearches, habits, loadHabits } from '../../../state/habits.js';
import { resource } from '../../../state/resource.js';
import { setQuery } from '../../../state/route.js';
import { keysWithHints } from '../../../state/searching.js';
import { Button, Icon } from '../../../ui/controls.js';
import { EmptyState, ErrorState } from '../../../ui/states.js';
import { answer, shownHits, totalOf } from '../store.js';

/** Nothing is asked yet: what was asked lately, and what one can write. */
export function Begin({ query, onChange }) {
  useEffect(() => {
    if (!habits.peek().searches.length) loadHabits();
  }, []);
  const { searches } = habits.value;
  const write = (text) => onChange(`${query.trimEnd()}${query.trim() ? ' ' : ''}${text}`);
  return html`
    <div class="search-begin">
      ${searches.length > 0 && html`
        <section class="search-recent">
          <div class="search-recent-head"><h2 class="section-title">${t('search.recent')}</h2><${Button} small kind="quiet" onClick=${forgetSearches}>${t('search.forget')}<//></div>
          <ul>${searches.map((text) => html`<li key=${text}><button type="button" class="search-recent-row" onClick=${() => onChange(text)}><${Icon} name="history" size=${14} /><span class="truncate" dir="auto">${text}</span></button></li>`)}</ul>
        </section>`}
      <section>
        <h2 class="section-title">${t('search.how')}</h2>
        <p class="muted">${t('search.how_body')}</p>
        <dl class="search-keys">
          ${keysWithHints().map(({ key, hint }) => html`<div key=${key} class="search-key"><dt><button type="button" class="search-key-button mono" onClick=${() => write(`${key}:`)}>${key}:</button></dt><dd>${hint}</dd></div>`)}
          <div class="search-key"><dt><span class="search-key-button mono">"…"</span></dt><dd>${t('search.hint.phrase')}</dd></div>
          <div class="search-key"><dt><span class="search-key-button mono">-</span></dt><dd>${t('search.hint.not')}</dd></div>
        </dl>
      </section>
    </div>`;
}

// i18n: search.problem.unknown_person search.problem.unknown_place search.problem.unknown_value search.problem.invalid_date search.problem.missing_value search.problem.unclosed_quote search.problem.too_many_parts
const PROBLEMS = ['unknown_person', 'unknown_place', 'unknown_value', 'invalid_date', 'missing_value', 'unclosed_quote', 'too_many_parts'];

/** What the server could not make sense of; it has answered the rest. */
export function Problems({ query, onChange }) {
  const { q, query: understood } = answer.value ?? {};
  const problems = q === query ? understood?.problems ?? [] : [];
  if (!problems.length) return null;
  const parts = parseQuery(query);
  return html`
    <div role="status"><ul class="search-problems">
      ${problems.map((problem) => {
        const part = parts.find((each) => each.from <= problem.at && problem.at < each.to);
        const text = PROBLEMS.includes(problem.code) ? t(`search.problem.${problem.code}`, { text: part?.value || part?.text || '' }) : problem.message;
        return html`
          <li key="${problem.code} ${problem.at}"><${Icon} name="triangle-alert" size=${14} /><span dir="auto">${text}</span>
            ${part && html`<${Button} small kind="quiet" onClick=${() => onChange(withoutPart(query, part))}>${t('search.take_out')}<//>`}</li>`;
      })}
    </ul></div>`;
}

/** Other words that would find something, as the server knows them. */
function useOthers(query) {
  const words = wordsOf(query).join(' ');
  const others = useMemo(() => resource((signal) => get('/search/suggestions', { query: { q: words, limit: 5 }, signal })), [words]);
  useEffect(() => {
    if (words) others.load();
    return others.stop;
  }, [others]);
  return (others.data.value?.items ?? []).filter((each) => each.kind !== 'operator' && each.text.toLowerCase() !== words.toLowerCase());
}

/** Nothing fits: what could be asked instead. */
export function None({ query, kind, onChange }) {
  const filters = filtersOf(query);
  const others = useOthers(query);
  const elsewhere = kind !== 'all' ? totalOf('all') : 0;
  const kept = parseQuery(query).filter((part) => part.kind === 'filter').map((part) => part.text).join(' ');
  const actions = [
    elsewhere > 0 && html`<${Button} kind="primary" onClick=${() => setQuery({ tab: null })}>${t('search.show_all', { n: elsewhere })}<//>`,
    ...others.map((each) => html`<${Button} key=${`${each.kind} ${each.text}`} icon="search" onClick=${() => onChange(`${each.text}${kept && ' '}${kept}`)}>${each.text}<//>`),
    ...filters.map((part) => html`<${Button} key=${part.from} icon="x" onClick=${() => onChange(withoutPart(query, part))}>${t('search.without', { filter: part.text })}<//>`),
    filters.length > 1 && html`<${Button} onClick=${() => onChange(withoutFilters(query))}>${t('search.clear_filters')}<//>`,
  ].filter(Boolean);
  return html`
    <${EmptyState} icon="search" title=${t('search.nothing')} body=${filters.length ? t('search.nothing_filtered') : t('search.nothing_body')}
      action=${actions.length > 0 && html`<div class="search-ways">${actions}</div>`} />`;
}

/** No answer. Without a connection what this device knows is shown as such. */
export function Failed({ error, onRetry, children }) {
  if (!error.offline) return html`<${ErrorState} error=${error} onRetry=${onRetry} />`;
  return html`
    <div class="search-offline banner" role="status">
      <${Icon} name="cloud-off" /><span>${shownHits.value.length ? t('search.offline_some') : t('search.offline')}</span>
      <button type="button" class="banner-action" onClick=${onRetry}>${t('app.retry')}</button>
    </div>
    ${children}`;
}
