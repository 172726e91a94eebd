// What people do in projects. Changes of tasks go through the outbox: they are on screen at once, outlive a reload, and arrive
// in order. What only makes sense with the server's answer (members, labels, buckets) is asked for directly.

import { t } from '../../lib/i18n.js';
import { newId } from '../../lib/text.js';
import { del, get, patch, post, put } from '../../net/api.js';
import { discard, edit, enqueue, onFailed, retry } from '../../state/outbox.js';
import { navigate, route } from '../../state/route.js';
import { announce, toast, undoable, undoToast } from '../../ui/layers.js';
import { errorText } from '../../ui/states.js';
import { putProject } from './all.js';
import { canManage, keyOf, rankBetween } from './model.js';
import { waitingFor } from './pending.js';
import { stateOf } from './store.js';

/** Tells what went wrong. */
export const complain = (error) => toast(errorText(error), { kind: 'error' });

const at = (state, more = '') => `/projects/${state.id}${more}`;
/** Sends a change of tasks on its way; all of one project keep their order. */
const send = (state, kind, method, path, body, meta, key = newId()) => enqueue({ kind, lane: `project:${state.id}`, method, path: at(state, path), body, key, meta: { project: state.id, ...meta } });

// -- Tasks

/** Makes a task; `place` may hold bucketId and afterId. Answers the id it has until the server names its own. */
export function createTask(state, { title, ...more }, { rank = '~~' } = {}) {
  const key = newId();
  send(state, 'task.create', 'POST', '/tasks', { title, ...more, clientId: key }, { make: { title, ...more, rank } }, key);
  announce(t('projects.task.made', { title }));
  return `new:${key}`;
}

/**
 * Changes parts of a task. `shown` is what is on screen meanwhile when it is not the body itself. `revision` is that of the
 * task when the editor began: whoever changed the same part since is not overwritten.
 */
export function editTask(state, task, body, { shown = body, revision } = {}) {
  if (task.isNew) return;
  // What is still on its way from here has changed the same part: the server would take it for somebody else's.
  const again = waitingFor(state.id, task.id).some(({ meta }) => Object.keys(shown).some((name) => name in (meta.set ?? {})));
  send(state, 'task.edit', 'PATCH', `/tasks/${task.id}`, { ...body, ...(revision !== undefined && !again ? { revision } : {}) }, { tasks: [task.id], act: 'set', set: shown });
}

/** Adds or takes away one of a task's people or labels. */
export function toggle(state, task, part, id) {
  const has = task[part].includes(id);
  const name = part === 'assigneeIds' ? 'AssigneeIds' : 'LabelIds';
  const next = has ? task[part].filter((each) => each !== id) : [...task[part], id];
  editTask(state, task, { [`${has ? 'remove' : 'add'}${name}`]: [id] }, { shown: { [part]: next } });
}

/** Changes one part of a task in a way that can be taken back by key. */
export function setPart(state, task, change) {
  const before = Object.fromEntries(Object.keys(change).map((name) => [name, task[name]]));
  editTask(state, task, change);
  undoable(t('projects.undo.edit', { key: keyOf(state.project.peek(), task) }), () => editTask(state, state.tasks.get(task.id) ?? task, before));
}

/** New dates; with `cascade` what depends on them moves along. */
export function reschedule(state, task, dates, { cascade = false, quiet = false } = {}) {
  if (task.isNew) return;
  const before = { startAt: task.startAt, dueAt: task.dueAt };
  const key = newId();
  send(state, 'task.reschedule', 'POST', `/tasks/${task.id}/reschedule`, { ...dates, cascade }, { tasks: [task.id], act: 'set', set: dates }, key);
  if (!quiet) undoable(t('projects.undo.dates', { key: keyOf(state.project.peek(), task) }), () => reschedule(state, state.tasks.get(task.id) ?? task, before, { cascade, quiet: true }));
}

/** Words for where a task is now. */
function told(state, task, bucketId, position) {
  const project = state.project.peek();
  const bucket = project.buckets.find((each) => each.id === bucketId)?.name ?? t('projects.no_bucket');
  announce(t('projects.moved', { key: keyOf(project, task), bucket, n: position + 1 }));
}

/**
 * Moves a task into a bucket between two others. `ids` are the tasks of that bucket as they are shown, without it; `index` is
 * its place among them.
 */
export function moveTask(state, task, bucketId, ids, index, { override = false, quiet = false } = {}) {
  if (task.isNew) return;
  const real = (id) => id && !String(id).startsWith('new:');
  const [above, below] = [ids[index - 1], ids[index]];
  const place = real(below) ? { beforeId: below } : real(above) ? { afterId: above } : {};
  const rank = rankBetween(above ? state.task(above)?.rank ?? null : null, below ? state.task(below)?.rank ?? null : null);
  const before = { bucketId: task.bucketId, after: null };
  const bucket = state.project.peek().buckets.find((each) => each.id === bucketId);
  const shown = { bucketId, rank, ...(bucket?.status && bucketId !== task.bucketId ? { status: bucket.status } : {}) };
  send(state, 'task.move', 'POST', `/tasks/${task.id}/move`, { bucketId, ...place, ...(override ? { overrideWip: true } : {}) }, { tasks: [task.id], act: 'set', set: shown });
  if (quiet) return;
  told(state, task, bucketId, index);
  undoable(t('projects.undo.move', { key: keyOf(state.project.peek(), task) }), () => moveBack(state, task.id, before.bucketId, task.rank));
}

// Back to where it was: before the first that came after it there.
function moveBack(state, id, bucketId, rank) {
  const task = state.task(id);
  if (!task) return;
  const there = [...state.tasks.values()].filter((each) => (each.bucketId ?? null) === (bucketId ?? null) && each.id !== id && !each.archivedAt).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const index = there.findIndex((each) => each.rank > rank);
  moveTask(state, task, bucketId ?? null, there.map((each) => each.id), index < 0 ? there.length : index, { quiet: true });
}

/** Puts a task into the trash; it can be taken back. */
export function deleteTask(state, task) {
  if (task.isNew) return void discard(task.id.slice('new:'.length));
  send(state, 'task.delete', 'DELETE', `/tasks/${task.id}`, undefined, { tasks: [task.id], act: 'delete' });
  undoToast(t('projects.task.deleted', { title: task.title }), () => restoreTask(state, task.id));
}

/** Takes a task out of the trash. */
export async function restoreTask(state, id) {
  send(state, 'task.restore', 'POST', `/tasks/${id}/restore`, {}, {});
}

/** Archives a task or takes it back. */
export function archiveTask(state, task, archived = true) {
  editTask(state, task, { archived }, { shown: { archivedAt: archived ? new Date().toISOString() : null } });
  if (archived) undoToast(t('projects.task.archived', { title: task.title }), () => archiveTask(state, state.tasks.get(task.id) ?? task, false));
}

/** Changes many tasks in one. `shown(task)` is what each looks like meanwhile. */
export function bulk(state, tasks, body, shown) {
  const real = tasks.filter((task) => !task.isNew);
  for (let i = 0; i < real.length; i += 200) {
    const part = real.slice(i, i + 200);
    const each = Object.fromEntries(part.map((task) => [task.id, shown(task)]));
    send(state, body.delete ? 'task.delete' : 'task.bulk', 'POST', '/tasks/bulk', { taskIds: part.map((task) => task.id), ...body }, { tasks: part.map((task) => task.id), each });
  }
}

export const copyTask = (state, task, where = {}) => post(at(state, `/tasks/${task.id}/copy`), where, { key: newId() });
export const transferTask = (state, task, where) => post(at(state, `/tasks/${task.id}/transfer`), where, { key: newId() });
export const follow = (state, task, isFollowing) => put(at(state, `/tasks/${task.id}/follow`), { isFollowing }, { key: newId() });

// -- Checklist

const lineOf = (state, task, method, path, body, meta, key) => send(state, 'task.checklist', method, `/tasks/${task.id}/checklist${path}`, body, { tasks: [task.id], ...meta }, key);
export const addItem = (state, task, text) => lineOf(state, task, 'POST', '', { text }, { act: 'item', text });
export const tickItem = (state, task, item, isCompleted) => lineOf(state, task, 'PATCH', `/${item.id}`, { isCompleted }, { act: 'tick', entry: item.id, isCompleted });
export const renameItem = (state, task, item, text) => lineOf(state, task, 'PATCH', `/${item.id}`, { text }, { act: 'tick', entry: item.id, text });
export const removeItem = (state, task, item) => lineOf(state, task, 'DELETE', `/${item.id}`, undefined, { act: 'unitem', entry: item.id });

// -- Comments

/** Says something about a task. */
export function comment(state, task, body) {
  const key = newId();
  send(state, 'task.comment', 'POST', `/tasks/${task.id}/comments`, { body, clientId: key }, { task: task.id, body }, key);
}

const commentPath = (task, id) => `/tasks/${task.id}/comments/${id}`;
export const editComment = (state, task, id, body) => patch(at(state, commentPath(task, id)), { body }, { key: newId() });
export const deleteComment = (state, task, id) => del(at(state, commentPath(task, id)), undefined, { key: newId() });
export const react = (state, task, id, emoji, on) => (on ? post : del)(at(state, `${commentPath(task, id)}/reactions`), { emoji }, { key: newId() });
export const listComments = (state, task, cursor) => get(at(state, `/tasks/${task.id}/comments`), { query: { limit: 30, cursor } });
export const listActivity = (state, task, cursor) => get(at(state, `/tasks/${task.id}/activity`), { query: { limit: 30, cursor } });

// -- Dependencies

export const addDependency = (state, predecessorId, successorId, lagDays = 0) => post(at(state, '/dependencies'), { predecessorId, successorId, lagDays }, { key: newId() });
export const removeDependency = (state, predecessorId, successorId) => del(at(state, `/dependencies/${predecessorId}/${successorId}`), undefined, { key: newId() });

/** Why a dependency was refused, in words: a circle is named. */
export const dependencyError = (error) => (error.code === 'dependency_cycle' && error.details[0]?.more?.path
  ? t('projects.dependency.cycle', { path: error.details[0].more.path.map((each) => each.title).join(' → ') }) : errorText(error));

// -- Projects, buckets, labels, fields, members

/** Makes a project and goes there. */
export async function createProject(wish) {
  const project = await post('/projects', wish, { key: newId() });
  putProject(project);
  navigate(`/projects/${project.id}`);
}

/** Changes a project as such. */
export async function updateProject(state, change) {
  const project = await patch(at(state), change, { key: newId() });
  putProject(project);
  state.project.value = { ...state.project.peek(), ...project };
}

/** Puts a project into the trash and goes to the list. */
export async function deleteProject(state) {
  const { name } = state.project.peek();
  await del(at(state), undefined, { key: newId() });
  navigate('/projects', { replace: true });
  undoToast(t('projects.deleted', { name }), () => post(at(state, '/restore'), {}, { key: newId() }).catch(complain));
}

/** A part of a project: `buckets`, `labels` or `fields`. */
export const addPart = (state, part, body) => post(at(state, `/${part}`), body, { key: newId() });
export const editPart = (state, part, id, body) => patch(at(state, `/${part}/${id}`), body, { key: newId() });
export const removePart = (state, part, id, body) => del(at(state, `/${part}/${id}`), body, { key: newId() });

export const addMember = (state, userId, role) => post(at(state, '/members'), { userId, role }, { key: newId() });
export const setRole = (state, userId, role) => patch(at(state, `/members/${userId}`), { role }, { key: newId() });
export const removeMember = (state, userId) => del(at(state, `/members/${userId}`), undefined, { key: newId() });
export const leaveProject = (state) => post(at(state, '/leave'), {}, { key: newId() });
export const handOver = (state, userId) => post(at(state, '/hand-over'), { userId }, { key: newId() });
export const listMembers = (state, cursor) => get(at(state, '/members'), { query: { limit: 100, cursor } });
export const searchPeople = async (q, signal) => (await get('/users', { query: { q, limit: 20 }, signal })).items;
export const runImport = (body) => post('/projects/import', body, { key: newId() });

// -- What was refused

/** Two people changed the same part: the sheet of the task shows both (parts/conflict.js). */
export const isConflict = (item) => item.error?.code === 'task_conflict';
/** Mine after all, on top of theirs. */
export const keepMine = (item) => edit(item.id, { ...item.body, revision: Math.max(...item.error.details.map((detail) => detail.more.revision)) });
/** Theirs stays. */
export const takeTheirs = (item) => discard(item.id);

// After it is on disk as refused: else it would be written again.
const giveUp = (item) => queueMicrotask(() => discard(item.id));

function refused(item, error) {
  const state = stateOf(item.meta.project);
  const project = state?.project.peek();
  const again = (label, run) => ({ label, run });
  if (isConflict(item)) {
    const id = item.meta.tasks[0];
    // Where its sheet is open, that shows it.
    if (route.peek().query.task === id) return;
    toast(t('projects.conflict.told'), { kind: 'error', action: again(t('projects.conflict.look'), () => navigate(`/projects/${item.meta.project}?task=${id}`)) });
    return;
  }
  if (error.code === 'bucket_full') {
    const bucket = project?.buckets.find((each) => each.id === item.body.bucketId);
    const words = t('projects.wip.refused', { bucket: bucket?.name ?? '', n: bucket?.wipLimit ?? 0 });
    const action = canManage(project) ? again(t('projects.wip.override'), () => edit(item.id, { ...item.body, overrideWip: true })) : undefined;
    toast(words, { kind: 'error', action });
    if (!action) giveUp(item);
    return;
  }
  // Nothing can be done about what is gone or forbidden: it is told and given up.
  if ([403, 404].includes(error.status)) {
    giveUp(item);
    toast(errorText(error), { kind: 'error' });
    return;
  }
  toast(errorText(error), { kind: 'error', action: again(t('app.retry'), () => retry(item.id)) });
}

for (const kind of ['create', 'edit', 'move', 'reschedule', 'bulk', 'delete', 'restore', 'checklist', 'comment']) onFailed(`task.${kind}`, refused);
