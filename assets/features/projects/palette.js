// What projects bring to the command palette: projects and tasks, under "!".

import { t } from '../../lib/i18n.js';
import { loadProjects, projects } from './all.js';
import { iconOfStatus } from './model.js';

const projectItem = (project) => ({ id: `project:${project.id}`, title: project.name, sub: project.key, icon: 'folder-kanban', href: `/projects/${project.id}`, boost: project.isMember ? 1 : 0.8 });

const taskItem = ({ item, highlights: { title, key, description, checklist } }) => ({
  id: `task:${item.id}`, title: item.title, sub: `${item.key} · ${item.project.name}`, marked: title || key ? undefined : description ?? checklist,
  icon: iconOfStatus(item.status), href: `/projects/${item.projectId}?task=${item.id}`,
});

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
    kind: ['projects', 'tasks'],
    found: (hit, query, kind) => (kind === 'projects' ? projectItem(hit.item) : taskItem(hit)),
  },
];
