// How projects, tasks and comments look where everything is searched; features/search/kinds.js says what a kind is.

import { formatDay, t } from '../../lib/i18n.js';
import { wordsOf } from '../../lib/query.js';
import { rank } from '../../lib/rank.js';
import { fold } from '../../lib/text.js';
import { valueOf } from '../../state/searching.js';
import { person } from '../../state/session.js';
import { loadProjects, projects } from './all.js';
import { iconOfStatus } from './model.js';

if (!projects.peek()) loadProjects();

const known = () => [...(projects.value?.values() ?? [])];

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function projectRow({ item, highlights }) {
  return {
    href: `/projects/${item.id}`, icon: 'folder-kanban', title: item.name, marked: highlights?.name,
    text: highlights?.description ?? (item.description && escaped(item.description)),
    place: [item.key, item.archivedAt && t('projects.archived')].filter(Boolean).join(' · '),
  };
}

/** A task as a row: which, in which project, how far it is, and the words around what fits. */
export function taskRow({ item, highlights }) {
  return {
    href: `/projects/${item.projectId}?task=${item.id}`, icon: iconOfStatus(item.status), title: item.title, marked: highlights?.title,
    text: highlights?.description ?? highlights?.checklist,
    place: [item.key, item.project.name, t(`projects.status.${item.status}`)].join(' · '),
    at: item.createdAt,
    tags: [
      item.dueAt && item.status !== 'done' && { icon: 'calendar', label: t('projects.found.due', { date: formatDay(item.dueAt) }) },
      item.archivedAt && { icon: 'archive', label: t('projects.archived') },
    ].filter(Boolean),
  };
}

/** A comment as a row: who, on which task, and the words around what fits. */
export function commentRow({ item, highlights }) {
  const author = person(item.userId);
  return {
    href: `/projects/${item.projectId}?task=${item.taskId}&comment=${item.id}`, person: author.missing ? item.user : author,
    title: author.missing ? item.user.displayName : author.displayName,
    text: highlights?.body ?? escaped(item.body), place: [item.taskKey, item.taskTitle].join(' · '), at: item.createdAt,
  };
}

const localProjects = (query) => rank(wordsOf(query).join(' '), known().map((item) => ({ item, id: item.id, title: item.name })));

/** See features/search/kinds.js. */
export const kinds = [
  { id: 'projects', order: 2.5, few: true, row: projectRow, local: localProjects },
  { id: 'tasks', order: 3.5, row: taskRow },
  { id: 'comments', order: 5, row: commentRow },
];

/** What `in:` takes for a project by its id: ids alone are those of conversations. */
const placeId = (project) => `project:${project.id}`;
const named = () => known().map((project) => ({ id: placeId(project), name: project.name }));
const placeValue = (project) => ({ value: valueOf({ id: placeId(project) }, project.name, named()), label: project.name, icon: 'folder-kanban' });
const isPlace = (value) => (project) => placeId(project) === value || fold(project.name) === fold(value);

/** Values of `in:`. */
export const places = [{
  like: (needle) => rank(needle, known().map((project) => ({ id: placeId(project), title: project.name, project }))).map(({ project }) => placeValue(project)),
  of: (value) => known().filter(isPlace(value)).map(placeValue)[0],
}];
