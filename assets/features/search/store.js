// What was asked and what came back: a little of everything, and, kind by kind, all of it page by page.

import { computed, signal } from '@preact/signals';
import { filtersOf, isAskable, wordsOf } from '../../lib/query.js';
import { get } from '../../net/api.js';
import { resource } from '../../state/resource.js';
import { kindOf, kinds } from './kinds.js';

/** How many of each kind are in the list of everything. */
export const PER_KIND = 5;
const FEW = 3;
const PAGE = 30;

const NOTHING = { kind: null, q: '', sort: '', items: null, next: null, busy: false, error: null };

/** What is asked for: `{q, kind, sort}`, where `kind` 'all' is everything. */
export const wish = signal({ q: '', kind: 'all', sort: 'relevance' });
/** Pages of one kind. */
export const list = signal(NOTHING);
/** The hit that is looked at, as `key` of `shownHits`. */
export const chosen = signal(null);

const overview = resource(async (signal) => {
  const { q, sort } = wish.peek();
  const query = { q, sort, limit: PER_KIND };
  return { ...(await get('/search', { query, signal })), q, sort };
});

/** The latest answer about everything, which may be about what was asked before; null at first. */
export const answer = overview.data;
/** Why there is no answer to what is asked. */
export const failure = computed(() => overview.error.value ?? (list.value.items ? null : list.value.error));
/** Is an answer awaited? */
export const busy = computed(() => overview.loading.value || list.value.busy);

const hitOf = (item) => (item.item ? item : { item, score: item.score, highlights: item.highlights });

let running = null;

async function turn(cursor) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const { kind, q, sort } = list.peek();
  list.value = { ...list.peek(), busy: true, error: null };
  try {
    const page = await get(`/search/${kind}/cursor`, { query: { q, sort, limit: PAGE, cursor }, signal: mine.signal });
    if (running !== mine) return;
    const before = cursor ? list.peek().items : [];
    const known = new Set(before.map((hit) => hit.item.id));
    const items = [...before, ...page.items.map(hitOf).filter((hit) => !known.has(hit.item.id))];
    list.value = { ...list.peek(), items, next: page.hasMore ? page.nextCursor : null, busy: false };
  } catch (error) {
    if (running === mine) list.value = { ...list.peek(), busy: false, error: error.code === 'aborted' ? null : error };
  }
}

/** Ask; what is asked already is not asked again unless `again`. */
export function ask({ q, kind, sort }, again = false) {
  const before = wish.peek();
  const same = before.q === q && before.sort === sort;
  wish.value = { q, kind, sort };
  if (!isAskable(q)) {
    overview.stop();
    running?.abort();
    overview.set(null);
    list.value = NOTHING;
    return;
  }
  if (!same || again || (!answer.peek() && !overview.loading.peek())) overview.load();
  const { kind: had, items } = list.peek();
  if (kind === 'all') list.value = NOTHING;
  else if (!same || again || had !== kind || !items) {
    // The first of them are here already.
    const first = answer.peek()?.q === q ? answer.peek()[kind] : null;
    list.value = { kind, q, sort, items: had === kind && !first ? items : first ?? null, next: null, busy: true, error: null };
    turn();
  }
}

/** The next page of the kind that is open. */
export function more() {
  if (list.peek().next && !list.peek().busy) turn(list.peek().next);
}

/** Leaves the page: nothing is awaited any more. */
export function leave() {
  overview.stop();
  running?.abort();
  list.value = { ...list.peek(), busy: false };
}

/** Signed out: nothing of it stays. */
export function forget() {
  ask({ q: '', kind: 'all', sort: 'relevance' });
  chosen.value = null;
}

/** What this device knows, when the server cannot be asked; filters are beyond it. */
export const localHits = (q) => (filtersOf(q).length || !wordsOf(q).length ? [] : kinds.peek().flatMap((kind) => (kind.local?.(q) ?? []).slice(0, PER_KIND).map((hit) => ({ kind, hit, key: `${kind.id}:${hit.item.id}` }))));

const keyed = (kind, hits) => hits.map((hit) => ({ kind, hit, key: `${kind.id}:${hit.item.id}` }));

/** The hits on screen in their order: `[{kind, hit, key}]`. */
export const shownHits = computed(() => {
  const { q, kind } = wish.value;
  if (overview.error.value?.offline && answer.value?.q !== q) return localHits(q);
  if (kind !== 'all') return kindOf(kind) ? keyed(kindOf(kind), list.value.items ?? []) : [];
  return kinds.value.flatMap((each) => keyed(each, (answer.value?.[each.id] ?? []).slice(0, each.few ? FEW : PER_KIND)));
});

/** How many there are of a kind, or in all; null while unknown. */
export function totalOf(kind) {
  const { totals } = answer.value ?? {};
  if (!totals) return null;
  return kind === 'all' ? kinds.value.reduce((sum, each) => sum + (totals[each.id] ?? 0), 0) : totals[kind] ?? 0;
}
