// What the palette finds. Sources come with the features (`palette: () => import('./palette.js')`, which exports `sources`):
// `{scope?, label, local(), kind?, found?(hit, query, kind), remote?(query, signal)}`. `scope` is the sign that narrows to it. `kind` is what
// the server calls the things it searches for this source, or a list of that, and `found` makes an item of a hit; `remote` asks for items in a way of its own. Items are
// `{id, title, label?, sub?, icon? | person?, keywords?, keys?, count?, href? | run?, inside?}`; `inside()` are the items one
// gets by Tab; `marked` is a `sub` as the server found it.

import { signal } from '@preact/signals';
import { t } from '../lib/i18n.js';
import { keysOf, runnable } from '../lib/keyboard.js';
import { rank } from '../lib/rank.js';
import { get } from '../net/api.js';
import { habits } from '../state/habits.js';
import { features, shown } from './features.js';

const MOST = 40;
/** How many of a kind the server is asked for: of everything, and of one alone. */
const FOUND = { all: 4, one: 20 };
const HERE = 3;
const PLACES = 6;
/** The server is asked when nothing was typed for this long … */
export const ASK_MS = 120;
/** … and there is something to ask for. */
export const ASK_CHARS = 2;

const commandItem = (entry) => ({ id: `command:${entry.id}`, title: entry.label(), sub: entry.group(), icon: entry.icon ?? 'command', keys: keysOf(entry)[0], run: () => entry.run() });

const commandSource = { scope: '>', label: () => t('palette.commands'), local: () => runnable().filter((entry) => entry.id !== 'app.palette').map(commandItem) };

let sources = [commandSource];

/** Load what the features bring; answers all sources. */
export async function loadSources() {
  const modules = await Promise.all(features.filter((feature) => feature.palette).map((feature) => feature.palette()));
  sources = [...modules.flatMap((module) => module.sources), commandSource];
  return sources;
}

const help = {
  scope: '?',
  label: () => t('palette.help'),
  local: () => [
    ...sources.filter((source) => source.scope).map((source) => ({ id: `scope:${source.scope}`, title: source.label(), sub: t('palette.type', { sign: source.scope }), icon: 'corner-down-left', scopeOf: source })),
    ...runnable().filter((entry) => entry.id === 'app.shortcuts').map(commandItem),
  ],
};

/** The source a sign stands for. */
export const scopeOf = (sign) => (sign ? [...sources, help].find((source) => source.scope === sign) : undefined);

/** A scope made of one item: what can be done with it. */
export const scopeInside = (item) => ({ scope: '', label: () => item.label ?? item.title, local: () => item.inside() });

/** The source an item came from. */
export const sourceOfItem = (item) => item.source;

const tagged = (source, list) => list.map((item) => ({ ...item, source }));

const searchItem = (text) => ({ id: `search:${text}`, title: text, icon: 'history', query: text });
const placeItem = (place) => ({ id: `place:${place.href}`, ...place });

// What suits where one is: commands that only exist here, the latest registered first.
function contextual() {
  const own = runnable().filter((entry) => !/^(?:app|go)\./.test(entry.id)).reverse();
  return rank('', own.map(commandItem), habits.value.used).slice(0, HERE);
}

/** Groups to show before anything is typed: `[{title, items}]`. */
export function suggestions() {
  const here = shown.peek()?.route.path;
  return [
    { title: t('palette.here'), items: contextual() },
    { title: t('palette.places'), items: habits.value.places.filter((place) => place.href !== here).slice(0, PLACES).map(placeItem) },
    { title: t('palette.searches'), items: habits.value.searches.map(searchItem) },
  ].filter((group) => group.items.length);
}

/** What this device knows, best first. */
export function searchHere(query, scope) {
  const pool = (scope ? [scope] : sources).flatMap((source) => tagged(source, source.local()));
  return rank(query, pool, habits.value.used).slice(0, MOST);
}

const kindsOf = (source) => [source.kind ?? []].flat();

/** Where one kind is enough for a source, nothing else is asked for. */
const tabOf = (scope) => (scope && kindsOf(scope).length === 1 ? { tab: kindsOf(scope)[0] } : {});

/** The id of the row that leads to the page of all results. */
export const EVERYTHING = 'search:everything';

/** That row. */
export const everythingItem = (query, scope) => ({
  id: EVERYTHING, title: t('palette.everything', { query }), icon: 'search', keys: 'mod+Enter',
  href: `/search?${new URLSearchParams({ q: query, ...tabOf(scope) })}`,
});

/**
 * What the server added to what was there: new things only, after it, so that nothing moves. The way to all results comes last; where
 * it was lit when they arrived (`lit`), it stays where it was and they come below.
 */
export function merge(items, more, everything = [], lit = false) {
  const known = new Set(items.map((item) => item.id));
  const fresh = more.filter((item) => !known.has(item.id));
  return lit ? [...items, ...everything, ...fresh] : [...items, ...fresh, ...everything];
}

/**
 * Asks the server after a moment of rest, once for all sources. Answers `{items, busy, error}` as signals, `ask(query, scope)` and
 * `stop()`; an older question is dropped when a newer one is asked.
 */
export function createAsking(search = (query, signal) => get('/search', { query, signal }), wait = (fn, ms) => setTimeout(fn, ms)) {
  const items = signal([]);
  const busy = signal(false);
  const error = signal(null);
  let timer = 0;
  let running = null;
  const stop = () => {
    clearTimeout(timer);
    running?.abort();
    running = null;
    busy.value = false;
  };
  const ask = (query, scope) => {
    stop();
    items.value = [];
    error.value = null;
    const asked = (scope ? [scope] : sources).filter((source) => source.kind || source.remote);
    const q = query.trim();
    if (q.length < ASK_CHARS || !asked.length) return;
    busy.value = true;
    timer = wait(async () => {
      const mine = new AbortController();
      running = mine;
      const wish = { q, ...tabOf(scope), limit: scope ? FOUND.one : FOUND.all };
      const everything = asked.some((source) => source.kind) && search(wish, mine.signal);
      const itemsOf = async (source) => {
        if (!source.kind) return source.remote(q, mine.signal);
        const found = await everything;
        return kindsOf(source).flatMap((kind) => (found[kind] ?? []).map((hit) => source.found(hit, q, kind)));
      };
      const answers = await Promise.allSettled(asked.map(async (source) => tagged(source, await itemsOf(source))));
      if (running !== mine) return;
      busy.value = false;
      items.value = answers.flatMap((answer) => answer.value ?? []);
      error.value = answers.find((answer) => answer.reason && answer.reason.code !== 'aborted')?.reason ?? null;
    }, ASK_MS);
  };
  return { items, busy, error, ask, stop };
}
