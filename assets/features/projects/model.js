// What projects are made of, as pure functions: rights, filters, orders, lanes. The server decides; here the page knows what it
// would say, so that a change is on screen before the answer.

import { beginOf, dayOf, endOf, today } from '../../lib/days.js';
import { compareIds, fold } from '../../lib/text.js';

export const PRIORITIES = ['low', 'medium', 'high', 'critical'];
export const STATUSES = ['todo', 'in_progress', 'review', 'done'];
const STATUS_ICONS = { todo: 'circle-dashed', in_progress: 'circle-dot', review: 'eye', done: 'circle-check' };
export const iconOfStatus = (status) => STATUS_ICONS[status];
export const ROLES = ['viewer', 'member', 'admin', 'owner'];
export const GROUPS = ['bucket', 'assignee', 'priority', 'label'];
/** Colours offered for projects, labels and buckets. */
export const COLOURS = ['#3d55d6', '#0b6f8f', '#0f7566', '#2f7431', '#8a5a00', '#a8440b', '#b3261e', '#a93263', '#973a94', '#7446b4'];

// -- Who may do what

const atLeast = (project, role) => Boolean(project) && project.isMember !== false && ROLES.indexOf(project.myRole) >= ROLES.indexOf(role);
/** May change tasks. */
export const canEdit = (project) => atLeast(project, 'member') && !project.archivedAt;
/** May arrange buckets, labels, fields and members. */
export const canManage = (project) => atLeast(project, 'admin') && !project.archivedAt;
export const isOwner = (project) => atLeast(project, 'owner');
/** Roles somebody may give: never above their own. */
export const rolesToGive = (project) => ROLES.slice(0, ROLES.indexOf(project.myRole) + 1);
/** May say what the task waits for. */
export const canLink = (project, task, me) => canManage(project) || (canEdit(project) && (task.createdBy === me || task.assigneeIds.includes(me)));

/** "OPS-12". */
export const keyOf = (project, task) => `${project?.key ?? '…'}-${task.number ?? '…'}`;
export const isDone = (task) => task.status === 'done';
/** Past due and not done? */
export const isLate = (task, now = Date.now()) => Boolean(task.dueAt) && !isDone(task) && Date.parse(task.dueAt) < now;
/** How full a bucket is: null without a limit, 'near' from four fifths, 'full' at the limit, 'over' beyond. */
export function fullness(bucket, count = bucket.taskCount) {
  if (!bucket.wipLimit) return null;
  if (count > bucket.wipLimit) return 'over';
  if (count === bucket.wipLimit) return 'full';
  return count >= bucket.wipLimit * 0.8 ? 'near' : null;
}

// -- Filters. In the address they are `assignee`, `label`, `priority`, `status` (lists), `due`, `q`.

export const DUES = ['overdue', 'today', 'week', 'none'];
const LISTS = ['assignee', 'label', 'priority', 'status'];
const list = (text) => (text ? text.split(',').filter(Boolean) : []);

/** The filter an address asks for. */
export const filterOf = (query) => ({
  ...Object.fromEntries(LISTS.map((name) => [name, list(query[name])])), due: DUES.includes(query.due) ? query.due : null, q: query.q ?? '',
});

/** Parts of the address for one part of a filter; null takes it away. */
export const filterQuery = (name, value) => ({ [name]: (Array.isArray(value) ? value.join(',') : value) || null });
export const isFiltered = (filter) => LISTS.some((name) => filter[name].length) || Boolean(filter.due || filter.q.trim());
/** All of a filter taken away. */
export const noFilter = () => Object.fromEntries([...LISTS, 'due', 'q'].map((name) => [name, null]));

const DUE_QUERY = {
  overdue: () => ({ dueTo: new Date().toISOString(), status: STATUSES.slice(0, 3).join(',') }),
  today: () => ({ dueFrom: beginOf(today()), dueTo: endOf(today()) }),
  week: () => ({ dueFrom: beginOf(today()), dueTo: endOf(today() + 7) }),
  none: () => ({ noDue: true }),
};

/** A filter as the server's query. */
export function serverQuery(filter) {
  const due = filter.due ? DUE_QUERY[filter.due]() : {};
  const status = filter.status.length ? filter.status.filter((each) => !due.status || due.status.includes(each)).join(',') || 'done' : undefined;
  return {
    assigneeId: filter.assignee.join(',') || undefined, labelId: filter.label.join(',') || undefined, priority: filter.priority.join(',') || undefined,
    q: filter.q.trim() || undefined, ...due, ...(status ? { status } : {}),
  };
}

const anyOf = (wanted, have, me) => !wanted.length || wanted.some((each) => (each === 'none' ? !have.length : have.includes(each === 'me' ? me : each)));
const oneOf = (wanted, value) => !wanted.length || wanted.includes(value);

const DUE_FITS = {
  overdue: (task, now) => isLate(task, now),
  today: (task, now) => dayOf(task.dueAt) === dayOf(now),
  week: (task, now) => task.dueAt !== null && dayOf(task.dueAt) >= dayOf(now) && dayOf(task.dueAt) <= dayOf(now) + 7,
  none: (task) => !task.dueAt,
};

/** Does a task pass the filter? Archived ones never do. */
export function fits(task, filter, { me, now = Date.now() } = {}) {
  if (task.archivedAt) return false;
  const words = fold(filter.q.trim());
  const number = /^(?:[a-z]+-)?(\d+)$/.exec(words)?.[1];
  return anyOf(filter.assignee, task.assigneeIds, me) && anyOf(filter.label, task.labelIds, me) && oneOf(filter.priority, task.priority)
    && oneOf(filter.status, task.status) && (!filter.due || DUE_FITS[filter.due](task, now))
    && (!words || fold(task.title).includes(words) || (number !== undefined && String(task.number) === number));
}

// -- Orders: as the server's `sort`, a list of names, each with a minus in front for the other way round

const moment = (text) => (text ? Date.parse(text) : null);
const VALUES = {
  rank: (task) => task.rank, number: (task) => task.number, title: (task) => fold(task.title), priority: (task) => PRIORITIES.indexOf(task.priority),
  status: (task) => STATUSES.indexOf(task.status), percent: (task) => task.percent, start: (task) => moment(task.startAt), due: (task) => moment(task.dueAt),
  estimate: (task) => task.estimate, created: (task) => moment(task.createdAt), updated: (task) => moment(task.updatedAt),
};
export const SORTS = Object.keys(VALUES).filter((name) => name !== 'rank');

/** `[{name, down}]` of a sort as text; what is unknown is left out. */
export const sortsOf = (text) => (text ?? '').split(',').map((each) => ({ name: each.replace(/^-/, ''), down: each.startsWith('-') })).filter(({ name }) => VALUES[name]).slice(0, 3);
export const sortText = (sorts) => sorts.map(({ name, down }) => (down ? `-${name}` : name)).join(',');

/** The sorts after a press on a column: first upwards, then downwards, then not; with `more` the others stay. */
export function nextSorts(sorts, name, more) {
  const found = sorts.find((each) => each.name === name);
  const others = more ? sorts.filter((each) => each.name !== name) : [];
  if (!found) return [...others, { name, down: false }].slice(-3);
  if (found.down) return others;
  return more ? sorts.map((each) => (each.name === name ? { name, down: true } : each)) : [{ name, down: true }];
}

// What is empty comes last, whichever way round.
function compareValues(a, b, down) {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return (a < b ? -1 : 1) * (down ? -1 : 1);
}

/** A comparison of tasks for a sort. */
export function comparing(text) {
  const sorts = sortsOf(text);
  const down = sorts[0]?.down ? -1 : 1;
  return (a, b) => {
    for (const { name, down: back } of sorts) {
      const order = compareValues(VALUES[name](a), VALUES[name](b), back);
      if (order) return order;
    }
    return compareIds(a.id, b.id) * down;
  };
}

/** A rank that sorts between two others (null: before the first, after the last). Only for what is on screen until the server names its own. */
export function rankBetween(a, b) {
  if (b === null) return `${a ?? ''}~`;
  if (a === null || !b.startsWith(a)) return a === null ? `${b.slice(0, -1)}${String.fromCharCode(b.charCodeAt(b.length - 1) - 1)}~` : `${a}~`;
  return `${a}${String.fromCharCode(b.charCodeAt(a.length) - 1)}~`;
}

// -- Lanes: what the columns of a board stand for

const plain = { bucket: null, color: null, person: null };

/** Lanes of a project grouped by `group`: `{key, name | person, color, query, change(task)}`; `name` null where there is none. */
export function lanesOf(project, group) {
  if (group === 'priority') return [...PRIORITIES].reverse().map((priority) => ({ ...plain, key: priority, kind: 'priority', query: { priority }, change: () => ({ priority }) }));
  if (group === 'assignee') {
    const ids = project.memberIds;
    const change = (id) => ({ assigneeIds }, from) => ({ assigneeIds: [...assigneeIds.filter((each) => each !== from && each !== id), ...(id ? [id] : [])] });
    return [...ids.map((id) => ({ ...plain, key: id, kind: 'assignee', person: id, query: { assigneeId: id }, change: change(id) })),
      { ...plain, key: 'none', kind: 'assignee', query: { assigneeId: 'none' }, change: () => ({ assigneeIds: [] }) }];
  }
  if (group === 'label') {
    const change = (id) => ({ labelIds }, from) => ({ labelIds: [...labelIds.filter((each) => each !== from && each !== id), ...(id ? [id] : [])] });
    return [...project.labels.map((label) => ({ ...plain, key: label.id, kind: 'label', name: label.name, color: label.color, query: { labelId: label.id }, change: change(label.id) })),
      { ...plain, key: 'none', kind: 'label', query: { labelId: 'none' }, change: () => ({ labelIds: [] }) }];
  }
  const byRank = (a, b) => (a.rank < b.rank ? -1 : 1);
  return [...project.buckets].sort(byRank).map((bucket) => ({ ...plain, key: bucket.id, kind: 'bucket', name: bucket.name, color: bucket.color, bucket, query: { bucketId: bucket.id }, change: () => ({ bucketId: bucket.id }) }));
}

/** The lane of tasks without a bucket; shown when there are any. */
export const unsortedLane = { ...plain, key: 'none', kind: 'bucket', query: { bucketId: 'none' }, change: () => ({ bucketId: null }) };

/** How cards are ordered in the lanes of a group. */
export const sortOfGroup = (group) => ({ assignee: '-priority,due', label: '-priority,due', priority: 'due' })[group] ?? 'rank';

const IN_LANE = {
  bucket: (task, key) => (task.bucketId ?? 'none') === key,
  assignee: (task, key) => (key === 'none' ? !task.assigneeIds.length : task.assigneeIds.includes(key)),
  priority: (task, key) => task.priority === key,
  label: (task, key) => (key === 'none' ? !task.labelIds.length : task.labelIds.includes(key)),
};
export const inLane = (task, lane) => IN_LANE[lane.kind](task, lane.key);
