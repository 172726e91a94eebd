// What the page of files knows: the list of the address, what is selected in it, how much room is left.

import { batch, signal } from '@preact/signals';
import { get } from '../../net/api.js';
import { local } from '../../state/device.js';
import { resource } from '../../state/resource.js';
import { myId } from '../../state/session.js';
import { belongs, queryOf, refreshed } from './model.js';

const PAGE = 100;
/** How long after something changed the list is asked again. */
const SETTLE_MS = 600;
const NOTHING = Object.freeze({ key: null, wish: null, items: null, next: null, error: null, busy: false });

/** `{key, wish, items, next, error, busy}`; `items` null until the first page is here. */
export const list = signal(NOTHING);
/** Ids of the files that are selected. */
export const selected = signal(new Set());
/** The file that keys act on. */
export const active = signal(null);
/** 'list' | 'grid' */
export const layout = local('files.layout', 'list');
/** `{used, quota, percentage, …}` */
export const usage = resource((abort) => get('/files/usage', { signal: abort }));

let running = null;
let timer = 0;

const change = (fields) => void (list.value = { ...list.peek(), ...fields });

async function turn(work) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  change({ busy: true, error: null });
  try {
    const fields = await work(mine.signal);
    if (mine === running) change({ busy: false, ...fields });
  } catch (error) {
    if (mine === running && error.code !== 'aborted') change({ busy: false, error });
  }
}

const ask = (wish, cursor, abort) => get('/files', { query: { ...queryOf(wish), limit: PAGE, cursor }, signal: abort });
const nextOf = (page) => (page.hasMore ? page.nextCursor : null);

/** Shows the list of a wish; the one on screen stays until another is here. */
export function openList(wish) {
  const key = JSON.stringify(wish);
  if (list.peek().key === key) return refresh();
  batch(() => {
    selected.value = new Set();
    active.value = null;
    change({ key, wish, items: null, next: null });
  });
  return turn(async (abort) => {
    const page = await ask(wish, undefined, abort);
    return { items: page.items, next: nextOf(page) };
  });
}

/** Asks the beginning of the list again; what is there keeps its place. */
export function refresh() {
  const { items, wish } = list.peek();
  if (!wish) return undefined;
  return turn(async (abort) => {
    const page = await ask(wish, undefined, abort);
    const known = items && page.hasMore ? list.peek().next : null;
    return { items: items ? refreshed(list.peek().items ?? [], page) : page.items, next: known ?? nextOf(page) };
  });
}

/** Asks for the next page, if there is one and it is not on its way. */
export function more() {
  const { wish, next, busy } = list.peek();
  if (!next || busy) return undefined;
  return turn(async (abort) => {
    const page = await ask(wish, next, abort);
    const known = new Set(list.peek().items.map((file) => file.id));
    return { items: [...list.peek().items, ...page.items.filter((file) => !known.has(file.id))], next: nextOf(page) };
  });
}

/** The file of the list with this id. */
export const fileOf = (id) => list.value.items?.find((file) => file.id === id);

/** Changes a file wherever the list has it; what no longer belongs there goes. */
export function patchFile(id, patch) {
  const { items, wish } = list.peek();
  if (!items?.some((file) => file.id === id)) return false;
  const next = items.map((file) => (file.id === id ? { ...file, ...patch } : file)).filter((file) => file.id !== id || belongs(file, wish, myId()));
  batch(() => {
    change({ items: next });
    if (next.length < items.length) deselect([id]);
  });
  return true;
}

/** Takes files off the list. */
export function dropFiles(ids) {
  const gone = new Set(ids);
  const { items } = list.peek();
  if (items) batch(() => {
    change({ items: items.filter((file) => !gone.has(file.id)) });
    deselect(ids);
  });
}

function deselect(ids) {
  if (!ids.some((id) => selected.peek().has(id))) return;
  const next = new Set(selected.peek());
  ids.forEach((id) => next.delete(id));
  selected.value = next;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    refresh();
    usage.load();
  }, SETTLE_MS);
}

/** What is told about files, while the page is on screen. */
export const events = {
  'file.created': soon,
  'file.updated': ({ fileId, patch }) => {
    patchFile(fileId, patch);
    soon();
  },
  'file.deleted': ({ fileId }) => {
    dropFiles([fileId]);
    soon();
  },
  'file.labels.updated': soon,
  'file.linked': soon,
  'file.unlinked': soon,
};

/** Forgets the list (the page is left). */
export function closeList() {
  running?.abort();
  clearTimeout(timer);
  list.value = NOTHING;
}
