// The list of projects: beside every view of them, and as cards where none is open.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { matches } from '../../../lib/text.js';
import { me } from '../../../state/session.js';
import { Badge, Button, Icon, IconButton, phone, SideTitle } from '../../../ui/controls.js';
import { SearchField } from '../../../ui/field.js';
import { MenuButton } from '../../../ui/layers.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { loadProjects, projects, projectsError } from '../all.js';
import { Orphans } from './orphans.js';

/** Opens a dialog of a part that is loaded when it is first wanted. */
export const openNewProject = () => import('./new-project.js').then((part) => part.openNewProject());
export const openImport = (projectId) => import('./import.js').then((part) => part.openImport(projectId));

const newest = (a, b) => (a.updatedAt < b.updatedAt ? 1 : -1);
const byName = (a, b) => a.name.localeCompare(b.name);

/** Projects in groups: those I am in, those open to everybody, those that are archived. */
function grouped(needle) {
  const all = [...(projects.value?.values() ?? [])].filter((each) => matches(needle, each.name, each.key));
  const live = all.filter((each) => !each.archivedAt);
  return { mine: live.filter((each) => each.isMember).sort(byName), open: live.filter((each) => !each.isMember).sort(byName), archived: all.filter((each) => each.archivedAt).sort(newest) };
}

/** The square in a project's colour. */
export const Dot = ({ color, size = 10 }) => html`<svg class="projects-dot" width=${size} height=${size} viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="3" fill=${color} /></svg>`;

const Row = ({ project, current }) => html`
  <li><a class="side-row" href="/projects/${project.id}" aria-current=${current ? 'page' : undefined}>
    <span class="side-row-lead"><${Dot} color=${project.color} /></span><span class="side-row-text" dir="auto">${project.name}</span>
  </a></li>`;

const Group = ({ title, list, current }) => list.length > 0 && html`
  <section><div class="side-section" role="heading" aria-level=${phone.value ? 2 : 3}>${title}</div><ul>${list.map((each) => html`<${Row} key=${each.id} project=${each} current=${each.id === current} />`)}</ul></section>`;

const more = () => [
  { label: t('projects.import.title'), icon: 'file-up', run: () => openImport() },
];

export function Sidebar({ route }) {
  const [needle, setNeedle] = useState('');
  useEffect(() => void loadProjects(), []);
  const { mine, open, archived } = grouped(needle);
  const { id } = route.params;
  const plain = route.name === 'projects';
  return html`
    <div class="pane-bar">
      <${SideTitle}>${t('projects.title')}<//>
      <div class="pane-actions"><${MenuButton} icon="ellipsis" label=${t('projects.more')} items=${more} /><${IconButton} icon="plus" label=${t('projects.new.title')} data-command="projects.new" onClick=${openNewProject} /></div>
    </div>
    <div class="projects-side-filter"><${SearchField} label=${t('projects.filter')} value=${needle} onInput=${setNeedle} /></div>
    <div class="side-scroll">
      <ul>
        <li><a class="side-row" href="/projects?mine" aria-current=${plain && route.query.mine !== undefined ? 'page' : undefined}><span class="side-row-lead"><${Icon} name="list-checks" /></span><span class="side-row-text">${t('projects.mine.title')}</span></a></li>
        <li class="wide-only"><a class="side-row" href="/projects" aria-current=${plain && !Object.keys(route.query).length ? 'page' : undefined}><span class="side-row-lead"><${Icon} name="folder-kanban" /></span><span class="side-row-text">${t('projects.all')}</span></a></li>
      </ul>
      ${!projects.value && !projectsError.value && html`<${Skeleton} lines=${4} height=${20} />`}
      ${!projects.value && projectsError.value && html`<${ErrorState} error=${projectsError.value} onRetry=${loadProjects} />`}
      <${Group} title=${t('projects.group.mine')} list=${mine} current=${id} />
      <${Group} title=${t('projects.group.open')} list=${open} current=${id} />
      <${Group} title=${t('projects.group.archived')} list=${archived} current=${id} />
      ${projects.value?.size === 0 && html`<p class="projects-side-none">${t('projects.empty.side')}</p>`}
      <ul class="projects-side-foot"><li><a class="side-row" href="/projects?trash" aria-current=${route.query.trash !== undefined ? 'page' : undefined}><span class="side-row-lead"><${Icon} name="trash-2" /></span><span class="side-row-text">${t('projects.trash.title')}</span></a></li></ul>
    </div>`;
}

function Tile({ project }) {
  const percent = project.taskCount ? Math.round((100 * project.doneCount) / project.taskCount) : 0;
  // i18n: projects.role.viewer projects.role.member projects.role.admin projects.role.owner
  return html`
    <li><a class="card projects-tile" href="/projects/${project.id}">
      <span class="row"><${Dot} color=${project.color} size=${14} /><span class="projects-tile-name truncate" dir="auto">${project.name}</span>${project.visibility === 'private' && html`<${Icon} name="lock" size=${14} label=${t('projects.private')} />`}</span>
      <span class="projects-tile-text" dir="auto">${project.description}</span>
      <span class="projects-meter" role="img" aria-label=${t('projects.progress', { done: project.doneCount, n: project.taskCount })}><span style=${{ inlineSize: `${percent}%` }} /></span>
      <span class="projects-tile-foot"><span class="num">${t('projects.progress', { done: project.doneCount, n: project.taskCount })}</span><span class="grow" />
        ${project.archivedAt && html`<${Badge}>${t('projects.archived')}<//>`}<span>${t('projects.people', { n: project.memberCount })}</span></span>
    </a></li>`;
}

/** The page when no project is open. */
export function AllProjects({ route }) {
  useEffect(() => {
    if (route.query.new !== undefined) openNewProject();
  }, []);
  const { mine, open } = grouped('');
  const action = html`<div class="row"><${Button} kind="primary" icon="plus" onClick=${openNewProject}>${t('projects.new.title')}<//><${Button} icon="file-up" onClick=${() => openImport()}>${t('projects.import.title')}<//></div>`;
  if (!projects.value && projectsError.value) return html`<${ErrorState} error=${projectsError.value} onRetry=${loadProjects} />`;
  if (!projects.value) return html`<${Skeleton} lines=${6} height=${40} />`;
  const orphans = me.value?.isAdmin && html`<${Orphans} />`;
  if (!mine.length && !open.length) return html`<div class="pane-body"><div class="page page-wide"><${EmptyState} main icon="folder-kanban" title=${t('projects.empty.title')} body=${t('projects.empty.body')} action=${action} />${orphans}</div></div>`;
  return html`
    <div class="pane-body"><div class="page page-wide">
      <header class="section-head"><h1 class="page-title">${t('projects.title')}</h1>${action}</header>
      ${[['projects.group.mine', mine], ['projects.group.open', open]].map(([name, list]) => list.length > 0 && html`
        <section class="section" key=${name} aria-label=${name === 'projects.group.mine' ? t('projects.group.mine') : t('projects.group.open')}>
          <h2 class="section-title">${name === 'projects.group.mine' ? t('projects.group.mine') : t('projects.group.open')}</h2>
          <ul class="projects-tiles">${list.map((each) => html`<${Tile} key=${each.id} project=${each} />`)}</ul>
        </section>`)}
      ${orphans}
    </div></div>`;
}
