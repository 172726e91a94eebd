// What projects bring to the command palette: projects, and tasks under "!".

import { t } from '../../lib/i18n.js';
import { get } from '../../net/api.js';
import { loadProjects, projects } from './all.js';

const projectItem = (project) => ({ id: `project:${project.id}`, title: project.name, sub: project.key, icon: 'folder-kanban', href: `/projects/${project.id}`, boost: project.isMember ? 1 : 0.8 });
const taskItem = (project, task) => ({ id: `task:${task.id}`, title: task.title, sub: `${project.key}-${task.number} · ${project.name}`, icon: task.status === 'done' ? 'circle-check' : 'square-check', keywords: [`${project.key}-${task.number}`], href: `/projects/${project.id}?task=${task.id}` });

const MOST_PROJECTS = 4;

let asked = false;

/** See app/palette-search.js for what a source is. */
export const sources = [
  {
    scope: '!',
    label: () => t('palette.tasks'),
    local: () => {
      if (!asked && !projects.peek()) loadProjects();
      asked = true;
      return [...(projects.value?.values() ?? [])].filter((each) => !each.archivedAt).map(projectItem);
    },
    // My own projects, those with news first: the search of everything is its own page.
    remote: async (query, signal) => {
      const mine = [...(projects.peek()?.values() ?? [])].filter((each) => each.isMember && !each.archivedAt).sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1)).slice(0, MOST_PROJECTS);
      const pages = await Promise.all(mine.map((each) => get(`/projects/${each.id}/cards`, { query: { q: query, limit: 5 }, signal })));
      return pages.flatMap((page, i) => page.items.map((task) => taskItem(mine[i], task)));
    },
  },
];
