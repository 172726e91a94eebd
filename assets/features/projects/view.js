// What the shell shows of projects: the list beside, one of the views in the middle, a task on the right.

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../lib/i18n.js';
import { commands } from '../../lib/keyboard.js';
import { later } from '../../ui/states.js';
import { projects } from './all.js';
import { keyOf } from './model.js';
import { AllProjects, openNewProject, Sidebar } from './parts/sidebar.js';
import { ProjectPage } from './parts/frame.js';
import { stateOf } from './store.js';

export { Sidebar };

const Mine = later(() => import('./parts/mine.js'), 'Mine');
const Task = later(() => import('./parts/task.js'), 'Task');
const Trash = later(() => import('./parts/trash.js'), 'Trash');

const isMine = (route) => route.query.mine !== undefined;
const isTrash = (route) => route.query.trash !== undefined;

/** These work on every page of projects. */
const everywhere = () => [
  { id: 'projects.new', icon: 'folder-kanban', group: () => t('projects.title'), label: () => t('projects.new.title'), run: () => openNewProject() },
];

export function Main({ route }) {
  useEffect(() => commands(everywhere()), []);
  if (route.params.id) return html`<${ProjectPage} key=${route.params.id} route=${route} />`;
  if (isMine(route)) return html`<${Mine} route=${route} />`;
  return isTrash(route) ? html`<${Trash} />` : html`<${AllProjects} route=${route} />`;
}

export function Panel({ route }) {
  const { task } = route.query;
  return task && route.params.id ? html`<${Task} key=${task} projectId=${route.params.id} taskId=${task} route=${route} />` : null;
}

/** What is in front on a phone. */
export function pane(route) {
  if (route.query.task && route.params.id) return 'panel';
  return route.params.id || isMine(route) || isTrash(route) ? 'main' : 'list';
}

/** Words for the window's title. */
export function title(route) {
  if (isMine(route)) return t('projects.mine.title');
  if (isTrash(route)) return t('projects.trash.title');
  const { id } = route.params;
  if (!id) return t('projects.title');
  const state = stateOf(id);
  const project = state?.project.value ?? projects.value?.get(id);
  const task = route.query.task && state?.task(route.query.task);
  if (task) return `${keyOf(project, task)} ${task.title}`;
  return project?.name ?? t('projects.title');
}
