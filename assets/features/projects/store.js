// The projects that were opened, what reaches them by events, and the answers to what was done here.

import { batch, signal } from '@preact/signals';
import { on } from '../../net/socket.js';
import { onDone } from '../../state/outbox.js';
import { me, myId } from '../../state/session.js';
import { dropProject, loadProjects, projects, putProject } from './all.js';
import { ProjectState } from './project-state.js';

/** How many opened projects stay in memory. */
const KEPT = 6;
const opened = new Map();
/** Grows when my tasks may have become others. */
export const mineChanged = signal(0);

/** The state of a project, loaded when it is first asked for. */
export function openProject(id) {
  let state = opened.get(id);
  if (state) opened.delete(id);
  else {
    state = new ProjectState(id);
    state.load();
  }
  opened.set(id, state);
  const idle = [...opened.values()].find((each) => !each.lists.size && each !== state);
  if (opened.size > KEPT && idle) opened.delete(idle.id);
  return state;
}

/** The state of a project that was opened, or undefined. */
export const stateOf = (id) => opened.get(id);

const LISTED = {
  'project.created': () => loadProjects(),
  'project.restored': () => loadProjects(),
  'project.updated': ({ projectId, patch }) => {
    const known = projects.peek()?.get(projectId);
    if (!known) loadProjects();
    else if (patch.visibility === 'private' && !known.isMember) dropProject(projectId);
    else putProject({ id: projectId, ...patch });
  },
  'project.deleted': ({ projectId }) => dropProject(projectId),
  'project.member.added': ({ userId }) => userId === myId() && loadProjects(),
  'project.member.removed': ({ userId }) => userId === myId() && loadProjects(),
};
const MINE = /^project\.(?:task\.(?:assigned|updated|moved|deleted|rescheduled|created)|imported|restored|deleted)$/;

function heard(data, frame) {
  const { event: name } = frame;
  if (name === 'connection.reset') {
    if (projects.peek()) loadProjects();
    mineChanged.value += 1;
    for (const state of opened.values()) state.reload();
  }
  if (name === 'file.created' || name === 'file.updated') for (const state of opened.values()) state.changeFile(data.fileId, data.patch);
  if (name === 'file.deleted') for (const state of opened.values()) state.dropFile(data.fileId);
  if (!name.startsWith('project.')) return;
  batch(() => {
    stateOf(data.projectId)?.hear(name, data, frame);
    if (projects.peek()) LISTED[name]?.(data);
    if (MINE.test(name)) mineChanged.value += 1;
  });
}

// The answer to what was done here: taken in the moment the change stops waiting, so that nothing flickers.
const put = ({ meta }, task) => stateOf(meta.project)?.put(task);
on('*', heard);
onDone('task.create', (item, task) => {
  const state = stateOf(item.meta.project);
  state?.hear('project.task.created', { projectId: item.meta.project, patch: task, clientId: item.key }, {});
});
onDone('task.move', ({ meta }, { task }) => stateOf(meta.project)?.hear('project.task.moved', { taskId: task.id, bucketId: task.bucketId, fromBucketId: stateOf(meta.project).tasks.get(task.id)?.bucketId, patch: task }, {}));
for (const kind of ['task.edit', 'task.checklist']) onDone(kind, put);
onDone('task.delete', ({ meta }) => meta.tasks.forEach((taskId) => stateOf(meta.project)?.hear('project.task.deleted', { taskId, bucketId: stateOf(meta.project).tasks.get(taskId)?.bucketId }, {})));
onDone('task.comment', ({ meta, key }, patch) => stateOf(meta.project)?.hear('project.task.commented', { taskId: meta.task, commentId: patch.id, clientId: key, patch }, {}));
onDone('task.bulk', ({ meta }, { tasks }) => stateOf(meta.project) && batch(() => tasks.forEach((task) => stateOf(meta.project).put(task))));
onDone('task.reschedule', ({ meta }, { task, changed }) => {
  const state = stateOf(meta.project);
  state?.put(task);
  for (const each of changed) if (state?.tasks.has(each.id)) state.put({ ...state.tasks.get(each.id), ...each });
});

/** Another person, or nobody, is signed in: nothing of the last one stays. */
let owner = myId();
me.subscribe((person) => {
  if ((person?.id ?? '') === owner) return;
  owner = person?.id ?? '';
  opened.clear();
  projects.value = null;
});
