// What was done to tasks and is still on its way: shown at once on top of what the server said, taken from the one outbox, so
// that a reload shows it as well.

import { computed } from '@preact/signals';
import { items } from '../../state/outbox.js';
import { me } from '../../state/session.js';

const NONE = [];

/** All that waits or goes, by project and task: Map of project id → Map of task id → items. Refused ones are not in it. */
const waiting = computed(() => {
  const projects = new Map();
  for (const item of items.value) {
    const { project, tasks } = item.meta;
    if (!project || !tasks || item.state === 'failed') continue;
    if (!projects.has(project)) projects.set(project, new Map());
    const byTask = projects.get(project);
    for (const id of tasks) byTask.set(id, [...(byTask.get(id) ?? []), item]);
  }
  return projects;
});

const EMPTY = new Map();

/** Map of task id → what is on its way for it, in a project. */
export const waitingIn = (projectId) => waiting.value.get(projectId) ?? EMPTY;
/** What is on its way for one task. */
export const waitingFor = (projectId, taskId) => waitingIn(projectId).get(taskId) ?? NONE;
/** Refused changes of a project that their writer has to decide about. */
export const refusedIn = (projectId) => items.value.filter((item) => item.state === 'failed' && item.meta.project === projectId && item.meta.tasks);

const counted = (task) => ({ ...task, checklistTotal: task.checklist.length, checklistDone: task.checklist.filter((each) => each.isCompleted).length });

const ACTS = {
  set: (task, { set }) => ({ ...task, ...set, fields: set.fields ? { ...task.fields, ...set.fields } : task.fields }),
  delete: (task) => ({ ...task, deletedAt: 'now' }),
  tick: (task, { entry, isCompleted, text }) => (task.checklist ? counted({ ...task, checklist: task.checklist.map((each) => (each.id === entry ? { ...each, isCompleted: isCompleted ?? each.isCompleted, text: text ?? each.text } : each)) }) : task),
  item: (task, { text }, key) => (task.checklist ? counted({ ...task, checklist: [...task.checklist, { id: `new:${key}`, text, isCompleted: false, waits: true }] }) : task),
  unitem: (task, { entry }) => (task.checklist ? counted({ ...task, checklist: task.checklist.filter((each) => each.id !== entry) }) : task),
};

/** A task as it will be when `waits` has arrived. */
export const foreseen = (task, waits) => waits.reduce((next, { meta, key }) => (meta.each?.[task.id] ? { ...next, ...meta.each[task.id] } : ACTS[meta.act]?.(next, meta, key) ?? next), task);

/** What a task is of which nothing else is known. */
export const blank = {
  number: null, priority: 'medium', status: 'todo', percent: 0, startAt: null, dueAt: null, isMilestone: false, estimate: null, assigneeIds: NONE, labelIds: NONE,
  checklistDone: 0, checklistTotal: 0, commentCount: 0, attachmentCount: 0, hasDescription: false, isBlocked: false, isRecurring: false, fields: {},
  revision: 0, completedAt: null, archivedAt: null,
};

/** A task that was made here and is not with the server yet. Its id is of this page's own making. */
export function unborn({ key, meta, createdAt }) {
  const at = new Date(createdAt).toISOString();
  return { ...blank, createdBy: me.peek()?.id, createdAt: at, updatedAt: at, ...meta.make, id: `new:${key}`, projectId: meta.project, isNew: true };
}

/** Tasks of a project made here and not arrived; those the server has told of already (`known` client ids) are left out. */
export const unbornIn = (projectId, known) => items.value
  .filter((item) => item.kind === 'task.create' && item.state !== 'failed' && item.meta.project === projectId && !known.has(item.key)).map(unborn);
