// What the palette finds. Sources come with the features (`palette: () => import('./palette.js')`, which exports `sources`):
// `{scope, label, local(), remote?(query, signal)}`. `scope` is the sign that narrows to it. Items are
// `{id, title, label?, sub?, icon? | person?, keywords?, keys?, count?, href? | run?, inside?}`; `inside()` are the items one
// gets by Tab.

import { signal } from '@preact/signals';
import { t } from '../lib/i18n.js';
import { keysOf, runnable } from '../lib/keyboard.js';
import { rank } from '../lib/rank.js';
import { habits } from '../state/habits.js';
import { features, shown } from './features.js';

const MOST = 40;
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
    ...sources.map((source) => ({ id: `scope:${source.scope}`, title: source.label(), sub: t('palette.type', { sign: source.scope }), icon: 'corner-down-left', scopeOf: source })),
    ...runnable().filter((entry) => entry.id === 'app.shortcuts').map(commandItem),
  ],
};

/** The source a sign stands for. */
export const scopeOf = (sign) => [...sources, help].find((source) => source.scope === sign);

/** A scope made of one item: what can be done with it. */
export const scopeInside = (item) => ({ scope: '', label: () => item.label ?? item.title, local: () => item.inside() });

/** The source an item came from. */
export const sourceOfItem = (item) => sources.find((source) => source.scope === item.from);

const tagged = (source, list) => list.map((item) => ({ ...item, from: source.scope }));

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

/** What the server added to what was there: new things only, at the end, so that nothing moves. */
export function merge(items, more) {
  const known = new Set(items.map((item) => item.id));
  return [...items, ...more.filter((item) => !known.has(item.id))].slice(0, MOST);
}

/**
 * Asks the server after a moment of rest. Answers `{items, busy, error}` as signals, `ask(query, scope)` and `stop()`; an
 * older question is dropped when a newer one is asked.
 */
export function createAsking(wait = (fn, ms) => setTimeout(fn, ms)) {
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
    const asked = (scope ? [scope] : sources).filter((source) => source.remote);
    if (query.trim().length < ASK_CHARS || !asked.length) return;
    busy.value = true;
    timer = wait(async () => {
      const mine = new AbortController();
      running = mine;
      const answers = await Promise.allSettled(asked.map(async (source) => tagged(source, await source.remote(query.trim(), mine.signal))));
      if (running !== mine) return;
      busy.value = false;
      items.value = answers.flatMap((answer) => answer.value ?? []);
      error.value = answers.find((answer) => answer.reason && answer.reason.code !== 'aborted')?.reason ?? null;
    }, ASK_MS);
  };
  return { items, busy, error, ask, stop };
}
