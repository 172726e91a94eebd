// One project that was opened: what the page knows of it, kept right by events without asking again.

import { batch, signal } from '@preact/signals';
import { get } from '../../net/api.js';
import { kv } from '../../state/device.js';
import { addPeople, myId } from '../../state/session.js';
import { putProject } from './all.js';
import { blank, foreseen, unbornIn, waitingFor, waitingIn } from './pending.js';

/** How many cards of a project are kept on disk for a start without a connection. */
const KEPT_CARDS = 500;
const disk = kv('cache');

/** A task as it is kept here: who made it is an id, however much of them was sent. */
const taken = (task) => (task.createdBy?.id ? { ...task, createdBy: task.createdBy.id } : task);

/** A project with its tasks, as far as they are here. Signals say what changed. */
export class ProjectState {
  /** The project with members, buckets, labels and fields; null until it is here. */
  project = signal(null);
  /** 'loading' | 'ready' | 'error' | 'gone' */
  status = signal('loading');
  error = signal(null);
  /** Grows whenever a task is other than before. */
  version = signal(0);
  /** Task id → comments: `{items, cursor, status}`. */
  comments = signal(new Map());
  dependencies = signal(null);
  tasks = new Map();
  lists = new Set();
  clientIds = new Set();
  #gone = new Set();
  #unknown = new Set();
  #heard = new Set();
  #timer = 0;

  constructor(id) {
    this.id = id;
  }

  /**
   * Asks for something that says up to which event it is true (`seq`), and puts it in place. What happened while the answer was
   * on its way is known already, but not in what the answer replaced: the figures of buckets (`counts`), and what `list` shows.
   */
  async following(ask, put, { counts = false, list = null } = {}) {
    const heard = [];
    this.#heard.add(heard);
    try {
      const answer = await ask();
      batch(() => {
        const newer = put(answer) ?? new Set();
        for (const [name, data, frame] of heard) if (frame.seq > Number(answer.seq)) this.#again(name, data, { counts, list, newer });
      });
      return answer;
    } finally {
      this.#heard.delete(heard);
    }
  }

  #again(name, data, { counts, list, newer }) {
    if (!/^project\.task\.(?:created|moved|deleted|updated|rescheduled)$/.test(name)) return this.#take(name, data);
    const { taskId, bucketId = null, fromBucketId = null } = data;
    const known = this.tasks.get(taskId);
    const [from, to] = { 'project.task.created': [undefined, bucketId], 'project.task.deleted': [bucketId, undefined], 'project.task.moved': [fromBucketId, bucketId] }[name] ?? [];
    if (counts && from !== to) {
      this.#count(from, -1);
      this.#count(to, 1);
    }
    // What the answer held in an older form was put right when it came.
    if (!list || newer.has(taskId)) return undefined;
    if (name === 'project.task.created' && known) return list.changed(undefined, known, false);
    if (from !== to) list.passed(from, to);
    return known && list.changed(known, known, true);
  }

  async load() {
    if (!this.project.peek()) {
      const kept = await disk.get(`project:${this.id}`).catch(() => null);
      if (kept && !this.project.peek()) {
        this.learn(kept.tasks);
        this.project.value = kept.project;
      }
    }
    try {
      await this.following(() => get(`/projects/${this.id}`), (project) => {
        addPeople((project.members ?? []).map((member) => member.user));
        putProject(project);
        this.project.value = project;
        this.status.value = 'ready';
        this.error.value = null;
      }, { counts: true });
      this.#keep();
    } catch (error) {
      if (error.code === 'aborted') return;
      this.error.value = error;
      this.status.value = error.status === 404 ? 'gone' : this.project.peek() ? 'ready' : 'error';
    }
  }

  /** What the next start shows without a connection: the project and some of its cards. */
  #keep() {
    const tasks = [...this.tasks.values()].slice(0, KEPT_CARDS);
    disk.set(`project:${this.id}`, { project: this.project.peek(), tasks }).catch(() => undefined);
  }

  /** Everything is asked again. */
  async reload() {
    await Promise.all([this.load(), ...[...this.lists].map((list) => list.load())]);
    this.#keep();
  }

  // -- Tasks

  /** A task as it will be when what is on its way has arrived; undefined when it is not here. Follows changes. */
  task(id) {
    this.version.value;
    const task = this.tasks.get(id);
    return task && this.#shown(task, waitingFor(this.id, id));
  }

  /** What is on its way in this project: another object whenever that changes. */
  waitingNow = () => waitingIn(this.id);

  /** A task made here that is not with the server yet. */
  unborn = (id) => unbornIn(this.id, this.clientIds).find((each) => each.id === id);

  #memo = new WeakMap();

  // The same object while neither the task nor what waits for it changed: rows are drawn again by identity.
  #shown(task, waits) {
    if (!waits.length) return task;
    const kept = this.#memo.get(task);
    if (kept && kept.waits.length === waits.length && kept.waits.every((each, i) => each === waits[i])) return kept.shown;
    const shown = { ...foreseen(task, waits), waits: true };
    this.#memo.set(task, { waits, shown });
    return shown;
  }

  /** Ids of tasks that are still there: a page may have left before a deletion came. */
  living = (cards) => cards.map(({ id }) => id).filter((id) => !this.#gone.has(id));

  /** Takes tasks of an answer; what is known to be newer stays. Answers those that are, as the answer had them. */
  learn(cards) {
    const older = [];
    for (const card of cards.map(taken)) {
      const known = this.tasks.get(card.id);
      if (this.#gone.has(card.id)) continue;
      const task = !known ? card : known.revision > card.revision ? { ...card, ...known, light: false } : { ...known, ...card, light: false };
      this.tasks.set(card.id, task);
      if (known?.revision > card.revision) older.push(card);
      else if (known) this.#tell(known, task, true);
    }
    this.version.value += 1;
    return older;
  }

  /** Takes tasks of which only the dates and such are told (timeline); `light` until the rest is known. */
  learnLight(cards) {
    for (const card of cards) {
      const known = this.tasks.get(card.id);
      if (this.#gone.has(card.id) || (known && known.revision > card.revision)) continue;
      this.tasks.set(card.id, known ? { ...known, ...card } : { ...blank, rank: '', createdAt: null, updatedAt: null, ...card, light: true });
    }
    this.version.value += 1;
  }

  #tell(before, task, counted) {
    for (const list of this.lists) list.changed(before, task, counted);
  }

  /** One task is other than before; `fresh` when it is new in the project. */
  put(card, fresh = false) {
    const known = this.tasks.get(card.id);
    if (known && known.revision > card.revision) return;
    if (fresh) this.#gone.delete(card.id);
    const task = taken({ ...known, ...card, light: Boolean(card.light) });
    this.tasks.set(card.id, task);
    this.#tell(known, task, !fresh);
    this.version.value += 1;
  }

  /** The task with everything, asked anew. */
  async fetch(id) {
    this.put(await get(`/projects/${this.id}/tasks/${id}`));
    return this.tasks.get(id);
  }

  // Tasks that are not here and may have come into sight are asked for together.
  #wonder(id) {
    this.#unknown.add(id);
    if (this.#timer) return;
    this.#timer = setTimeout(async () => {
      const ids = [...this.#unknown].slice(0, 100);
      for (const each of ids) this.#unknown.delete(each);
      this.#timer = 0;
      try {
        const page = await get(`/projects/${this.id}/cards`, { query: { ids: ids.join(','), limit: 100 } });
        batch(() => page.items.forEach((card) => this.put(card)));
      } catch {
        // It is seen when the list is asked again.
      }
      if (this.#unknown.size) this.#wonder([...this.#unknown][0]);
    }, 120);
  }

  /** A file is otherwise: wherever it is shown. */
  changeFile(id, patch) {
    for (const task of this.tasks.values()) {
      if (task.attachments?.some((file) => file.id === id)) this.put({ ...task, attachments: task.attachments.map((file) => (file.id === id ? { ...file, ...patch } : file)) });
    }
  }

  /** A file is gone for good. Of tasks that only know how many they have, those are asked for again. */
  dropFile(id) {
    for (const task of this.tasks.values()) {
      if (!task.attachments) {
        if (task.attachmentCount) this.#wonder(task.id);
      } else if (task.attachments.some((file) => file.id === id)) {
        const attachments = task.attachments.filter((file) => file.id !== id);
        this.put({ ...task, attachments, attachmentCount: attachments.length });
      }
    }
  }

  // -- Buckets: how many tasks each has

  /** Takes the figures of an answer of the board. */
  counted({ buckets, unsorted }) {
    const project = this.project.peek();
    if (!project) return;
    const rest = buckets.map(({ cards, matching, nextCursor, hasMore, ...bucket }) => bucket);
    this.project.value = { ...project, buckets: rest, unsortedCount: unsorted.taskCount };
  }

  #count(bucketId, by) {
    const project = this.project.peek();
    if (!project || bucketId === undefined) return;
    this.project.value = bucketId === null ? { ...project, unsortedCount: (project.unsortedCount ?? 0) + by }
      : { ...project, buckets: project.buckets.map((bucket) => (bucket.id === bucketId ? { ...bucket, taskCount: bucket.taskCount + by } : bucket)) };
  }

  // -- Events

  /** Something happened in this project. */
  hear(name, data, frame) {
    for (const heard of this.#heard) heard.push([name, data, frame]);
    this.#take(name, data);
    if (frame.late) for (const list of this.lists) list.soon();
  }

  #take(name, data) {
    const act = this.#acts[name];
    if (act) act(data);
  }

  #patchProject(change) {
    const project = this.project.peek();
    if (!project) return;
    this.project.value = { ...project, ...change };
    putProject(this.project.value);
  }

  #listed(part, id, patch) {
    const project = this.project.peek();
    if (!project) return;
    const rest = project[part].filter((each) => each.id !== id);
    const known = project[part].find((each) => each.id === id);
    const next = patch === null ? rest : known ? project[part].map((each) => (each.id === id ? { ...each, ...patch } : each)) : [...rest, { taskCount: 0, ...patch, id }];
    this.#patchProject({ [part]: next });
  }

  #patchTask({ taskId, patch }) {
    const known = this.tasks.get(taskId);
    if (known && (patch.revision === undefined || known.revision < patch.revision)) this.put({ ...known, ...patch });
    else if (!known && [...this.lists].some((list) => list.cares())) this.#wonder(taskId);
  }

  #moved({ taskId, bucketId, fromBucketId, patch }) {
    const known = this.tasks.get(taskId);
    const isNews = !known || known.revision < patch.revision;
    if (isNews && fromBucketId !== bucketId && (!known || (known.bucketId ?? null) !== bucketId)) {
      this.#count(fromBucketId ?? null, -1);
      this.#count(bucketId ?? null, 1);
    }
    if (known) return isNews ? this.put({ ...known, ...patch }) : undefined;
    let near = false;
    for (const list of this.lists) {
      list.passed(fromBucketId ?? null, bucketId ?? null);
      near ||= list.holds(bucketId, patch.rank);
    }
    return near ? this.#wonder(taskId) : undefined;
  }

  #created({ patch, clientId }) {
    if (clientId) this.clientIds.add(clientId);
    if (!this.tasks.has(patch.id)) this.#count(patch.bucketId ?? null, 1);
    this.put(patch, !this.tasks.has(patch.id));
  }

  #deleted({ taskId, bucketId }) {
    const known = this.tasks.get(taskId);
    if (this.#gone.has(taskId)) return;
    this.#gone.add(taskId);
    this.#count(bucketId ?? null, -1);
    for (const list of this.lists) {
      if (known) list.dropped(known);
      else list.passed(bucketId ?? null, undefined);
    }
    this.tasks.delete(taskId);
    this.version.value += 1;
  }

  #comment(taskId, change) {
    const known = this.comments.peek().get(taskId);
    if (known) this.comments.value = new Map(this.comments.peek()).set(taskId, { ...known, items: change(known.items) });
  }

  #reacted({ taskId, commentId, patch }) {
    this.#comment(taskId, (items) => items.map((each) => (each.id === commentId ? { ...each, ...patch } : each)));
  }

  #commentCount({ taskId, task }) {
    const known = this.tasks.get(taskId);
    if (known && task) this.put({ ...known, ...task });
  }

  #members(userId, change) {
    const project = this.project.peek();
    if (!project) return;
    const others = project.members.filter((each) => each.userId !== userId);
    const ids = project.memberIds.filter((id) => id !== userId);
    if (!change) return void this.#patchProject({ members: others, memberIds: ids, memberCount: project.memberCount - (ids.length === project.memberIds.length ? 0 : 1) });
    const { memberCount = project.memberCount, ...rest } = change;
    const known = project.members.find((each) => each.userId === userId);
    const mine = userId === myId() ? { myRole: rest.role, isMember: true } : {};
    this.#patchProject({ members: [...others, { ...known, projectId: this.id, userId, ...rest }], memberIds: known ? project.memberIds : [...ids, userId], memberCount, ...mine });
  }

  #acts = {
    'project.updated': ({ patch }) => (patch.visibility === 'private' && !this.project.peek()?.isMember ? this.load() : this.#patchProject(patch)),
    'project.deleted': () => void (this.status.value = 'gone'),
    'project.restored': () => this.reload(),
    'project.imported': () => this.reload(),
    'project.ownership.taken': () => this.load(),
    'project.member.added': ({ userId, patch }) => this.#members(userId, patch),
    'project.member.updated': ({ userId, patch }) => this.#members(userId, patch),
    'project.member.removed': ({ userId }) => (userId === myId() ? this.load() : this.#members(userId, null)),
    'project.bucket.created': ({ bucketId, patch }) => this.#listed('buckets', bucketId, patch),
    'project.bucket.updated': ({ bucketId, patch }) => this.#listed('buckets', bucketId, patch),
    'project.bucket.deleted': ({ bucketId }) => this.#listed('buckets', bucketId, null),
    'project.bucket.reordered': ({ patch }) => Object.entries(patch.ranks).forEach(([id, rank]) => this.tasks.has(id) && this.put({ ...this.tasks.get(id), rank })),
    'project.label.created': ({ labelId, patch }) => this.#listed('labels', labelId, patch),
    'project.label.updated': ({ labelId, patch }) => this.#listed('labels', labelId, patch),
    'project.label.deleted': ({ labelId }) => this.#listed('labels', labelId, null),
    'project.field.created': ({ fieldId, patch }) => this.#listed('fields', fieldId, patch),
    'project.field.updated': ({ fieldId, patch }) => this.#listed('fields', fieldId, patch),
    'project.field.deleted': ({ fieldId }) => this.#listed('fields', fieldId, null),
    'project.task.created': (data) => this.#created(data),
    'project.task.updated': (data) => this.#patchTask(data),
    'project.task.rescheduled': (data) => this.#patchTask(data),
    'project.task.follow.changed': (data) => this.#patchTask(data),
    'project.task.moved': (data) => this.#moved(data),
    'project.task.deleted': (data) => this.#deleted(data),
    'project.task.commented': (data) => {
      this.#commentCount(data);
      this.#comment(data.taskId, (items) => [data.patch, ...items.filter((each) => each.id !== data.commentId && each.clientId !== (data.clientId ?? ''))]);
    },
    'project.comment.updated': ({ taskId, commentId, patch }) => this.#comment(taskId, (items) => items.map((each) => (each.id === commentId ? { ...each, ...patch } : each))),
    'project.comment.deleted': (data) => {
      this.#commentCount(data);
      this.#comment(data.taskId, (items) => items.filter((each) => each.id !== data.commentId));
    },
    'project.comment.reaction.added': (data) => this.#reacted(data),
    'project.comment.reaction.removed': (data) => this.#reacted(data),
    'project.dependency.added': ({ patch }) => this.#depends(patch, patch),
    'project.dependency.updated': ({ patch }) => this.#depends(patch, patch),
    'project.dependency.removed': (data) => this.#depends(data, null),
  };

  #depends({ predecessorId, successorId }, edge) {
    const list = this.dependencies.peek();
    const others = list?.filter((each) => each.predecessorId !== predecessorId || each.successorId !== successorId);
    if (list) this.dependencies.value = edge ? [...others, edge] : others;
    const change = (id, part, other) => {
      const task = this.tasks.get(id);
      if (task?.[part]) this.put({ ...task, [part]: [...task[part].filter((each) => each !== other), ...(edge ? [other] : [])] });
    };
    change(successorId, 'dependencies', predecessorId);
    change(predecessorId, 'dependents', successorId);
  }
}
