// My tasks of all projects, by when they are due.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { dayOf, today } from '../../../lib/days.js';
import { t } from '../../../lib/i18n.js';
import { newId } from '../../../lib/text.js';
import { get, patch } from '../../../net/api.js';
import { BackButton, Button } from '../../../ui/controls.js';
import { Segmented } from '../../../ui/field.js';
import { undoable } from '../../../ui/layers.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { complain } from '../actions.js';
import { mineChanged } from '../store.js';
import { Due, PriorityIcon } from './marks.js';
import { Dot } from './sidebar.js';

const SETTLE_MS = 300;

// i18n: projects.mine.late projects.mine.today projects.mine.week projects.mine.later projects.mine.none
const PARTS = ['late', 'today', 'week', 'later', 'none'];

function partOf(task) {
  const day = dayOf(task.dueAt);
  if (day === null) return 'none';
  const away = day - today();
  if (away < 0) return 'late';
  if (away === 0) return 'today';
  return away <= 7 ? 'week' : 'later';
}

function Row({ task, onDone }) {
  const key = `${task.projectKey}-${task.number}`;
  const done = task.status === 'done';
  return html`
    <li class="projects-mine">
      <input type="checkbox" class="checkbox" checked=${done} aria-label=${t('projects.mine.done', { title: task.title })} onChange=${() => onDone(task)} />
      <a class="projects-mine-link" href=${`/projects/${task.projectId}?task=${task.id}`}><span class="projects-key">${key}</span><span class="truncate ${done ? 'is-done' : ''}" dir="auto">${task.title}</span></a>
      <span class="grow" />
      ${task.priority !== 'medium' && html`<${PriorityIcon} value=${task.priority} named />`}
      <${Due} task=${task} />
      <span class="projects-mine-project"><${Dot} color=${task.projectColor} /><span class="truncate">${task.projectName}</span></span>
    </li>`;
}

function useMine(status) {
  const [state, set] = useState({ items: null, cursor: null, error: null });
  const load = async (cursor) => {
    try {
      const page = await get('/projects/mine/tasks', { query: { status, limit: 100, cursor } });
      set((now) => ({ items: [...(cursor ? now.items : []), ...page.items], cursor: page.nextCursor ?? null, error: null }));
    } catch (error) {
      set((now) => ({ ...now, error }));
    }
  };
  useEffect(() => {
    const timer = setTimeout(load, state.items ? SETTLE_MS : 0);
    return () => clearTimeout(timer);
  }, [status, mineChanged.value]);
  return { ...state, load };
}

export function Mine() {
  const [status, setStatus] = useState('open');
  const { items, cursor, error, load } = useMine(status);
  const done = async (task) => {
    const next = task.status === 'done' ? 'todo' : 'done';
    const path = `/projects/${task.projectId}/tasks/${task.id}`;
    try {
      await patch(path, { status: next }, { key: newId() });
      undoable(t('projects.undo.edit', { key: `${task.projectKey}-${task.number}` }), () => patch(path, { status: task.status }, { key: newId() }).then(() => load(), complain));
      await load();
    } catch (problem) {
      complain(problem);
    }
  };
  const groups = PARTS.map((part) => [part, (items ?? []).filter((task) => (status === 'done' ? part === 'none' : partOf(task) === part))]).filter(([, list]) => list.length);
  return html`
    <div class="pane">
      <header class="pane-bar"><${BackButton} href="/projects" /><h1 class="pane-title">${t('projects.mine.title')}</h1></header>
      <div class="pane-body"><div class="page page-wide">
        <${Segmented} label=${t('projects.mine.which')} hideLabel value=${status} options=${[{ value: 'open', label: t('projects.mine.open') }, { value: 'done', label: t('projects.mine.closed') }]} onChange=${setStatus} />
        ${error && !items && html`<${ErrorState} error=${error} onRetry=${() => load()} />`}
        ${!error && !items && html`<${Skeleton} lines=${6} height=${28} />`}
        ${items?.length === 0 && html`<${EmptyState} icon="list-checks" title=${t('projects.mine.empty')} body=${t('projects.mine.empty_body')} />`}
        ${groups.map(([part, list]) => html`
          <section key=${part} class="section" aria-label=${t(`projects.mine.${part}`)}>
            ${status === 'open' && html`<h2 class="section-title">${t(`projects.mine.${part}`)}</h2>`}
            <ul class="card projects-mines">${list.map((task) => html`<${Row} key=${task.id} task=${task} onDone=${done} />`)}</ul>
          </section>`)}
        ${cursor && html`<${Button} kind="quiet" onClick=${() => load(cursor)}>${t('projects.show_more')}<//>`}
      </div></div>
    </div>`;
}
