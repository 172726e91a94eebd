// One project: its bar with the views, the filter that all of them share, and the view itself.

import { html } from 'htm/preact';
import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { commands } from '../../../lib/keyboard.js';
import { copyText } from '../../../lib/text.js';
import { setQuery, navigate } from '../../../state/route.js';
import { person } from '../../../state/session.js';
import { AvatarStack, BackButton, Badge, Button, Icon, IconButton, phone } from '../../../ui/controls.js';
import { MenuButton, toast } from '../../../ui/layers.js';
import { EmptyState, ErrorState, later, Skeleton } from '../../../ui/states.js';
import { canEdit, canManage, filterOf, GROUPS, isFiltered } from '../model.js';
import { openProject } from '../store.js';
import { Filter } from './filter.js';
import { Dot, openImport } from './sidebar.js';

const failing = (again) => html`<${EmptyState} icon="cloud-off" title=${t('app.outdated_title')} action=${html`<${Button} onClick=${again}>${t('app.retry')}<//>`} />`;

/** The views, in the order of their keys. */
const VIEWS = [
  { name: 'project', path: '', key: '1', icon: 'square-kanban', label: () => t('projects.view.board'), View: later(() => import('./board.js'), 'Board', 0, failing) },
  { name: 'project-timeline', path: '/timeline', key: '2', icon: 'chart-gantt', label: () => t('projects.view.timeline'), View: later(() => import('./timeline.js'), 'Timeline', 0, failing) },
  { name: 'project-list', path: '/list', key: '3', icon: 'table-2', label: () => t('projects.view.list'), View: later(() => import('./table.js'), 'Table', 0, failing) },
  { name: 'project-calendar', path: '/calendar', key: '4', icon: 'calendar-days', label: () => t('projects.view.calendar'), View: later(() => import('./calendar.js'), 'Calendar', 0, failing) },
  { name: 'project-charts', path: '/charts', key: '5', icon: 'chart-column', label: () => t('projects.view.charts'), View: later(() => import('./charts.js'), 'Charts', 0, failing) },
];
const Settings = later(() => import('./settings.js'), 'Settings', 0, failing);
const FILTERED = new Set(['project', 'project-timeline', 'project-list', 'project-calendar']);

// The filter goes along from view to view; what only one of them knows does not.
const SHARED = ['assignee', 'label', 'priority', 'status', 'due', 'q'];

function addressOf(id, path, query) {
  const kept = new URLSearchParams(Object.entries(query).filter(([name]) => SHARED.includes(name)));
  return `/projects/${id}${path}${kept.size ? `?${kept}` : ''}`;
}

const openMembers = (state) => import('./members.js').then((part) => part.openMembers(state));
const openNewTask = (state, preset) => import('./new-task.js').then((part) => part.openNewTask({ state, ...preset }));

function moreOf(state, project) {
  const copy = async () => (await copyText(`${location.origin}/projects/${state.id}`)) && toast(t('app.copied'), { kind: 'success' });
  return [
    { label: t('projects.copy_link'), icon: 'link', run: copy },
    { label: t('projects.members.title'), icon: 'users', run: () => openMembers(state) },
    ...(canManage(project) ? [{ label: t('projects.import.title'), icon: 'file-up', run: () => openImport(state.id) }] : []),
    { label: t('projects.settings.title'), icon: 'settings', run: () => navigate(`/projects/${state.id}/settings`) },
  ];
}

// i18n: projects.group.bucket projects.group.assignee projects.group.priority projects.group.label
const groupMenu = (group) => GROUPS.map((each) => ({ label: t(`projects.group.${each}`), checked: each === group, run: () => setQuery({ group: each === 'bucket' ? null : each }) }));

function Bar({ state, project, route }) {
  const people = project.memberIds.map(person);
  const edits = canEdit(project);
  return html`
    <header class="pane-bar projects-bar">
      <${BackButton} href="/projects" />
      <${Dot} color=${project.color} size=${14} />
      <h1 class="pane-title" dir="auto">${project.name}</h1>
      ${project.archivedAt && html`<${Badge} kind="warn">${t('projects.archived')}<//>`}
      ${!edits && !project.archivedAt && html`<${Badge}>${t('projects.read_only')}<//>`}
      <div class="pane-actions">
        <button type="button" class="projects-people wide-only" data-tip=${t('projects.members.title')} onClick=${() => openMembers(state)}><${AvatarStack} people=${people} max=${4} size=${24} /><span class="visually-hidden">${t('projects.members.show', { n: project.memberCount })}</span></button>
        ${edits && (phone.value
          ? html`<${IconButton} icon="plus" label=${t('projects.task.new')} data-command="projects.task.new" onClick=${() => openNewTask(state)} />`
          : html`<${Button} kind="primary" small icon="plus" data-command="projects.task.new" onClick=${() => openNewTask(state)}>${t('projects.task.new')}<//>`)}
        <${MenuButton} icon="ellipsis" label=${t('projects.actions')} items=${() => moreOf(state, project)} />
      </div>
    </header>
    <div class="projects-tools">
      <nav class="projects-views" aria-label=${t('projects.views')}>
        ${VIEWS.map((view) => html`<a key=${view.name} class="projects-view" href=${addressOf(state.id, view.path, route.query)} aria-current=${view.name === route.name ? 'page' : undefined} data-keys=${view.key}><${Icon} name=${view.icon} /><span>${view.label()}</span></a>`)}
      </nav>
      ${FILTERED.has(route.name) && html`<${Filter} project=${project} filter=${filterOf(route.query)} withStatus=${route.name !== 'project-timeline'}
        extra=${route.name === 'project' && html`<${MenuButton} icon="columns-3" label=${t('projects.group')} items=${() => groupMenu(route.query.group ?? 'bucket')} />`} />`}
    </div>`;
}

/** Commands of a project that is open. */
function useCommands(state, route) {
  useEffect(() => {
    const group = () => t('projects.title');
    const views = VIEWS.map((view) => ({ id: `projects.${view.name}`, keys: view.key, icon: view.icon, group, label: () => t('projects.view.go', { view: view.label() }), run: () => navigate(addressOf(state.id, view.path, route.query)) }));
    return commands([
      ...views,
      { id: 'projects.task.new', keys: 'c', icon: 'plus', group, label: () => t('projects.task.new'), when: () => canEdit(state.project.peek()), run: () => openNewTask(state) },
      { id: 'projects.filter.open', keys: 'f', icon: 'list-filter', group, label: () => t('projects.filter.title'), when: () => FILTERED.has(route.name), run: () => document.querySelector('.projects-filter-open')?.click() },
    ]);
  }, [state, route]);
}

export function ProjectPage({ route }) {
  const state = openProject(route.params.id);
  useCommands(state, route);
  const project = state.project.value;
  const status = state.status.value;
  const filter = useMemo(() => filterOf(route.query), [SHARED.map((name) => route.query[name]).join('\n')]);
  if (status === 'gone') return html`<${EmptyState} main icon="lock" title=${t('projects.gone.title')} body=${t('projects.gone.body')} action=${html`<${Button} href="/projects">${t('projects.all')}<//>`} />`;
  if (status === 'error') return html`<${ErrorState} error=${state.error.value} onRetry=${() => state.load()} />`;
  if (!project) return html`<${Skeleton} lines=${8} height=${28} />`;
  if (route.name === 'project-settings') return html`<div class="pane"><${Bar} state=${state} project=${project} route=${route} /><${Settings} state=${state} project=${project} route=${route} /></div>`;
  const { View } = VIEWS.find((view) => view.name === route.name);
  return html`
    <div class="pane">
      <${Bar} state=${state} project=${project} route=${route} />
      <${View} key=${route.name} state=${state} project=${project} route=${route} filter=${filter} filtered=${isFiltered(filter)} />
    </div>`;
}
