// Lists of tasks on screen: lanes of a board, the table, the days of a calendar. Each is a window on what the server would
// find (window.js), kept right by what happens to tasks; more of it comes when the reader gets there.

import { computed, signal } from '@preact/signals';
import { get } from '../../net/api.js';
import { myId } from '../../state/session.js';
import { comparing, fits, inLane, isFiltered, serverQuery } from './model.js';
import { foreseen, unbornIn, waitingIn } from './pending.js';
import { drop, emptyWindow, firstPage, foresee, nextPage, settle } from './window.js';

const PAGE = 50;
const SOON_MS = 400;

/**
 * Lists of one project that belong together. `specs` are `{key, lane?, filter, sort, query?, belongs?(task)}`: the lane and the
 * filter say which tasks, `query` and `belongs` narrow further. `board` when the server answers all first parts in one.
 */
export class Lists {
  windows = signal(new Map());
  status = signal('loading');
  error = signal(null);

  #specs;
  #board;
  #filter;
  #shown = new Map();
  #loads = 0;
  #timer = 0;

  constructor(state, { specs, board = false, filter }) {
    this.state = state;
    this.#board = board;
    this.#filter = filter;
    this.#specs = this.#made(specs);
    this.windows.value = new Map([...this.#specs.keys()].map((key) => [key, emptyWindow()]));
    state.lists.add(this);
    this.load();
  }

  #made = (specs) => new Map(specs.map((spec) => [spec.key, {
    ...spec,
    compare: comparing(spec.sort),
    has: (task) => !task.deletedAt && fits(task, spec.filter, { me: myId() }) && (!spec.lane || inLane(task, spec.lane)) && (spec.belongs?.(task) ?? true),
  }]));

  /** The lanes have become others (a bucket came or went): windows of those that stay are kept. */
  arrange(specs) {
    const next = this.#made(specs);
    const fresh = [...next.keys()].filter((key) => !this.#specs.has(key));
    if (!fresh.length && next.size === this.#specs.size) return;
    this.#specs = new Map([...next].map(([key, spec]) => [key, this.#specs.get(key) ?? spec]));
    this.#shown.clear();
    this.windows.value = new Map([...next.keys()].map((key) => [key, this.windows.peek().get(key) ?? emptyWindow()]));
    for (const key of fresh) this.#first(key);
  }

  /** A window as it will be when everything has arrived: `{ids, total, …}`. */
  shown(key) {
    if (!this.#shown.has(key)) this.#shown.set(key, computed(() => this.#foresee(key)));
    return this.#shown.get(key).value;
  }

  #foresee(key) {
    const { state } = this;
    const window = this.windows.value.get(key) ?? emptyWindow();
    const spec = this.#specs.get(key);
    const waits = waitingIn(state.id);
    if (!spec || window.status === 'new') return window;
    const changed = [...waits].map(([id, list]) => state.tasks.get(id) && foreseen(state.tasks.get(id), list)).filter(Boolean);
    const made = unbornIn(state.id, state.clientIds);
    if (!changed.length && !made.length) return window;
    // Tasks change without the windows changing.
    state.version.value;
    const known = (id) => state.tasks.get(id);
    const next = foresee(window, [...changed, ...made], { get: known, fits: spec.has, was: (id) => Boolean(known(id) && spec.has(known(id))), compare: spec.compare });
    return { ...next, added: (next.total ?? 0) - (window.total ?? 0) };
  }

  #set(key, window) {
    const now = this.windows.peek();
    if (now.get(key) === window || !now.has(key)) return;
    this.windows.value = new Map(now).set(key, window);
  }

  #query = ({ lane, filter, sort, query }) => ({ ...serverQuery(filter), ...lane?.query, ...query, sort: sort || undefined, limit: PAGE });

  async load() {
    this.#loads += 1;
    const mine = this.#loads;
    try {
      if (this.#board) await this.#whole(mine);
      else await Promise.all([...this.#specs.keys()].map((key) => this.#first(key, mine)));
      if (mine !== this.#loads) return;
      this.error.value = null;
      this.status.value = 'ready';
    } catch (error) {
      if (mine !== this.#loads) return;
      this.error.value = error;
      this.status.value = 'error';
    }
  }

  /** Asks again before long: something happened that cannot be told from here. */
  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), SOON_MS);
  }

  async #whole(mine) {
    const { state } = this;
    const path = `/projects/${state.id}/board`;
    await state.following(() => get(path, { query: serverQuery(this.#filter) }), (answer) => {
      if (mine !== this.#loads) return undefined;
      const lanes = new Map([...answer.buckets.map((bucket) => [bucket.id, bucket]), ['none', answer.unsorted]]);
      const older = state.learn([...lanes.values()].flatMap((lane) => lane.cards));
      state.counted(answer);
      this.windows.value = new Map([...this.windows.peek()].map(([key, window]) => {
        const lane = lanes.get(key);
        return [key, lane ? firstPage({ ids: state.living(lane.cards), total: lane.matching, cursor: lane.nextCursor ?? null }) : window];
      }));
      for (const card of older) this.changed(card, state.tasks.get(card.id), true);
      return new Set(older.map((card) => card.id));
    }, { counts: true, list: this });
  }

  async #first(key, mine = this.#loads) {
    const spec = this.#specs.get(key);
    const page = await get(`/projects/${this.state.id}/cards`, { query: this.#query(spec) });
    if (mine !== this.#loads || this.#specs.get(key) !== spec) return;
    const older = this.state.learn(page.items);
    this.#set(key, firstPage({ ids: this.state.living(page.items), total: page.total ?? null, cursor: page.nextCursor ?? null }));
    for (const card of older) this.changed(card, this.state.tasks.get(card.id), true);
  }

  /** The next part of a list, when there is one and it is not on its way. */
  async more(key) {
    const window = this.windows.peek().get(key);
    const spec = this.#specs.get(key);
    if (!spec || window.status === 'loading' || window.cursor === null) return;
    const mine = this.#loads;
    this.#set(key, { ...window, status: 'loading', error: null });
    try {
      const page = await get(`/projects/${this.state.id}/cards`, { query: { ...this.#query(spec), cursor: window.cursor } });
      if (mine !== this.#loads) return;
      const older = this.state.learn(page.items);
      const now = this.windows.peek().get(key);
      if (now) this.#set(key, nextPage(now, { ids: this.state.living(page.items), cursor: page.nextCursor ?? null }));
      for (const card of older) this.changed(this.state.tasks.get(card.id), this.state.tasks.get(card.id), true);
    } catch (error) {
      const now = this.windows.peek().get(key);
      if (mine === this.#loads && now) this.#set(key, { ...now, status: 'error', error });
    }
  }

  /** A task is other than before. `before` null when it was not known; `counted` when it is in the totals already. */
  changed(before, task, counted) {
    for (const [key, spec] of this.#specs) {
      const is = spec.has(task);
      const was = before ? spec.has(before) : counted && is;
      if (was || is) this.#set(key, settle(this.windows.peek().get(key), task, { was, is }, (id) => this.state.tasks.get(id), spec.compare));
    }
  }

  /** A task is gone. */
  dropped(task) {
    for (const [key, spec] of this.#specs) this.#set(key, drop(this.windows.peek().get(key), task.id, spec.has(task)));
  }

  /**
   * A task that is not known here left bucket `from` and came into bucket `to`; null is no bucket, undefined no place at all.
   * Where it cannot be told what that means, it is asked.
   */
  passed(from, to) {
    if (!this.#board || isFiltered(this.#filter)) return this.soon();
    for (const [bucket, by] of [[from, -1], [to, 1]]) {
      const window = bucket !== undefined && this.windows.peek().get(bucket ?? 'none');
      if (window && window.total !== null) this.#set(bucket ?? 'none', { ...window, total: Math.max(0, window.total + by) });
    }
    return undefined;
  }

  /** May a change of a task that is not here bring it into sight? */
  cares = () => !this.#board || isFiltered(this.#filter);

  /** Might a task with this rank in this bucket be in what is here? */
  holds(bucketId, rank) {
    const window = this.#board && this.windows.peek().get(bucketId ?? 'none');
    if (!window) return true;
    const last = this.state.tasks.get(window.ids.at(-1));
    return window.cursor === null || (last && rank < last.rank);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#loads += 1;
    this.state.lists.delete(this);
  }
}
