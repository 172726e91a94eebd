// The tasks of a project as a table: sorted by several columns, changed in place, many at once, handed out as CSV.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { dayOf, toField } from '../../../lib/days.js';
import { saveCsv } from '../../../lib/csv.js';
import { formatNumber, t } from '../../../lib/i18n.js';
import { commands } from '../../../lib/keyboard.js';
import { get } from '../../../net/api.js';
import { local, singleKeys } from '../../../state/device.js';
import { setQuery } from '../../../state/route.js';
import { person } from '../../../state/session.js';
import { Button, Icon, IconButton } from '../../../ui/controls.js';
import { announce, openMenu, toast } from '../../../ui/layers.js';
import { EmptyState, ErrorState, errorText, Skeleton } from '../../../ui/states.js';
import { VList } from '../../../ui/vlist.js';
import { canEdit, keyOf, nextSorts, noFilter, serverQuery, sortsOf, sortText } from '../model.js';
import { Lists } from '../lists.js';
import { BulkBar } from './bulk.js';
import { Assignees, Due, Labels, PriorityIcon, priorityText, StatusIcon, statusText } from './marks.js';
import { openAssignees, openDates, openLabels, openMove, openPriority, openRename, openStatus, openTaskMenu, taskHints, taskKey } from './menus.js';
import { choose, chooseNone, chosen, openTask } from './open.js';

const ALL = 'all';
const bucketName = (project, task) => project.buckets.find((each) => each.id === task.bucketId)?.name ?? t('projects.no_bucket');
const dayField = (moment) => toField(dayOf(moment));

// i18n: projects.column.number projects.column.title projects.column.bucket projects.column.status projects.column.assignee projects.column.priority
// i18n: projects.column.due projects.column.start projects.column.labels projects.column.estimate projects.column.percent projects.column.updated
/** Columns: how wide, how sorted, what is shown, what is written to CSV, and what changes it. */
const COLUMNS = {
  number: { width: 84, sort: 'number', fixed: true, show: (task, project) => html`<span class="projects-key">${keyOf(project, task)}</span>`, text: (task, project) => keyOf(project, task) },
  title: { width: 320, sort: 'title', fixed: true, grow: true, show: (task) => html`<span class="truncate ${task.status === 'done' ? 'is-done' : ''}" dir="auto">${task.title}</span>`, text: (task) => task.title, edit: (anchor, state, [task]) => openRename(anchor, state, task) },
  status: { width: 124, sort: 'status', show: (task) => html`<${StatusIcon} value=${task.status} /><span class="truncate">${statusText(task.status)}</span>`, text: (task) => statusText(task.status), edit: openStatus },
  assignee: { width: 112, show: (task) => html`<${Assignees} ids=${task.assigneeIds} size=${24} />`, text: (task) => task.assigneeIds.map((id) => person(id).displayName).join(', '), edit: openAssignees },
  priority: { width: 116, sort: 'priority', show: (task) => html`<${PriorityIcon} value=${task.priority} /><span class="truncate">${priorityText(task.priority)}</span>`, text: (task) => priorityText(task.priority), edit: openPriority },
  due: { width: 116, sort: 'due', show: (task) => html`<${Due} task=${task} />`, text: (task) => dayField(task.dueAt), edit: openDates },
  bucket: { width: 140, show: (task, project) => html`<span class="truncate">${bucketName(project, task)}</span>`, text: (task, project) => bucketName(project, task), edit: openMove },
  labels: { width: 180, show: (task, project) => html`<${Labels} project=${project} ids=${task.labelIds} max=${2} />`, text: (task, project) => task.labelIds.map((id) => project.labels.find((each) => each.id === id)?.name).filter(Boolean).join(', '), edit: openLabels },
  start: { width: 116, sort: 'start', show: (task) => task.startAt && html`<span class="num">${dayField(task.startAt)}</span>`, text: (task) => dayField(task.startAt), edit: openDates },
  estimate: { width: 96, sort: 'estimate', show: (task) => task.estimate !== null && html`<span class="num">${formatNumber(task.estimate)}</span>`, text: (task) => task.estimate ?? '' },
  percent: { width: 96, sort: 'percent', show: (task) => html`<span class="num">${task.percent}%</span>`, text: (task) => task.percent },
  updated: { width: 116, sort: 'updated', show: (task) => html`<span class="num">${dayField(task.updatedAt)}</span>`, text: (task) => dayField(task.updatedAt) },
};
const FIRST = ['number', 'title', 'status', 'assignee', 'priority', 'due', 'bucket', 'labels'];
/** Columns shown on this device. */
const shownColumns = local('projects.columns', FIRST);
const columnName = (name) => t(`projects.column.${name}`);

/** The columns there are, in their order. */
const columnsNow = () => Object.keys(COLUMNS).filter((name) => COLUMNS[name].fixed || shownColumns.value.includes(name));

function openColumns(anchor) {
  const flip = (name) => (shownColumns.value = shownColumns.peek().includes(name) ? shownColumns.peek().filter((each) => each !== name) : [...shownColumns.peek(), name]);
  openMenu(anchor, Object.keys(COLUMNS).filter((name) => !COLUMNS[name].fixed).map((name) => ({ label: columnName(name), checked: shownColumns.peek().includes(name), run: () => flip(name) })), { label: t('projects.columns'), placement: 'bottom-end' });
}

function Head({ columns, sorts }) {
  const press = (name, event) => {
    const next = nextSorts(sorts, name, event.shiftKey);
    setQuery({ sort: sortText(next) || null }, { replace: true });
    announce(next.length ? t('projects.sorted', { by: next.map((each) => columnName(Object.keys(COLUMNS).find((key) => COLUMNS[key].sort === each.name))).join(', ') }) : t('projects.sorted.none'));
  };
  return html`
    <div class="projects-row projects-row-head" role="row" aria-rowindex="1">
      <span class="projects-cell projects-cell-box" role="columnheader"><span class="visually-hidden">${t('projects.keys.choose')}</span></span>
      ${columns.map((name) => {
        const { sort } = COLUMNS[name];
        const at = sorts.findIndex((each) => each.name === sort);
        const way = at < 0 ? undefined : sorts[at].down ? 'descending' : 'ascending';
        return html`
          <span key=${name} class="projects-cell projects-cell-${name}" role="columnheader" aria-sort=${way}>
            ${sort ? html`<button type="button" class="projects-sort" data-tip=${t('projects.sort_hint')} onClick=${(event) => press(sort, event)}>${columnName(name)}${way && html`<${Icon} name=${way === 'ascending' ? 'arrow-up' : 'arrow-down'} size=${12} />`}${at >= 0 && sorts.length > 1 && html`<span class="num">${at + 1}</span>`}</button>` : columnName(name)}
          </span>`;
      })}
    </div>`;
}

function Row({ task, project, columns, chosen: on, open, index, edits, state }) {
  return html`
    <div class="projects-row ${on ? 'is-chosen' : ''} ${open ? 'is-open' : ''} ${task.waits || task.isNew ? 'is-waiting' : ''}" role="row" aria-rowindex=${index + 2} aria-selected=${String(on)} data-row data-task=${task.id} data-testid="task-row" aria-label=${`${keyOf(project, task)} ${task.title}`}>
      <span class="projects-cell projects-cell-box" role="gridcell"><input type="checkbox" class="checkbox" tabindex="-1" checked=${on} disabled=${!edits} aria-label=${t('projects.choose', { title: task.title })} onChange=${() => choose(task.id)} /></span>
      ${columns.map((name) => {
        const { show, edit } = COLUMNS[name];
        const inside = show(task, project);
        return html`<span key=${name} class="projects-cell projects-cell-${name}" role="gridcell">${edits && edit && name !== 'title'
          ? html`<button type="button" class="projects-cell-edit" tabindex="-1" onClick=${(event) => edit(event.currentTarget, state, [task])}><span class="visually-hidden">${t('projects.cell.edit', { column: columnName(name), title: task.title })}: </span>${inside}</button>` : inside}</span>`;
      })}
    </div>`;
}

const render = (item) => html`<${Row} ...${item} />`;

/** Keys in the table: walking, choosing, and those of the task that has the focus. */
function useKeys(list, state, ids) {
  return (event) => {
    const row = event.target.closest?.('[data-task]');
    if (!row || event.target !== row) return;
    const task = state.task(row.dataset.task);
    if (!task || ((event.key.length === 1) && !singleKeys.value)) return;
    const at = ids.indexOf(task.id);
    const step = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: ids.length - 1, PageDown: at + 12, PageUp: at - 12 }[event.key];
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    let used = true;
    if (step !== undefined && plain) {
      const to = ids[Math.max(0, Math.min(ids.length - 1, step))];
      if (event.shiftKey) [task.id, to].forEach((id) => choose(id, true));
      list.current?.focusRow(to);
    } else if (event.key === 'x' && plain) choose(task.id);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) chosen.value = new Set(ids.filter((id) => !id.startsWith('new:')));
    else if ((event.key === 'F2' || event.key === 'e') && plain && canEdit(state.project.peek())) openRename(row.querySelector('.projects-cell-title'), state, task);
    else if (event.key === 'Escape' && chosen.peek().size) chooseNone();
    else used = taskKey(event, row, state, task);
    if (!used) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** Everything the filter finds, page by page, as CSV. */
async function saveAll(state, project, filter, sort, columns) {
  const rows = [];
  try {
    for (let cursor; ;) {
      const page = await get(`/projects/${state.id}/cards`, { query: { ...serverQuery(filter), sort: sort || undefined, limit: 100, cursor } });
      rows.push(...page.items);
      cursor = page.nextCursor;
      if (!cursor) break;
    }
  } catch (error) {
    return void toast(errorText(error), { kind: 'error' });
  }
  saveCsv(`${project.key}.csv`, [columns.map(columnName), ...rows.map((task) => columns.map((name) => COLUMNS[name].text(task, project)))]);
  return toast(t('projects.csv.saved', { n: rows.length }), { kind: 'success' });
}

export function Table({ state, project, route, filter, filtered }) {
  const sort = route.query.sort ?? '';
  const sorts = sortsOf(sort);
  const lists = useMemo(() => new Lists(state, { specs: [{ key: ALL, filter, sort: sortText(sorts) || '-created' }], filter }), [state, filter, sort]);
  useEffect(() => () => lists.stop(), [lists]);
  useEffect(() => chooseNone, [state]);
  useEffect(() => commands(taskHints()), []);
  const api = useRef(null);
  const last = useRef(new Map());
  const window = lists.shown(ALL);
  const columns = columnsNow();
  const edits = canEdit(project);
  state.version.value;
  const items = window.ids.map((id, index) => {
    const item = { key: id, task: state.task(id) ?? state.unborn(id), project, columns: columns.join(), chosen: chosen.value.has(id), open: route.query.task === id, index, edits };
    const before = last.current.get(id);
    const same = before && Object.keys(item).every((name) => (name === 'columns' ? before.columns.join() === item.columns : item[name] === before[name]));
    const next = same ? before : { ...item, columns, state };
    last.current.set(id, next);
    return next;
  }).filter((item) => item.task);
  const onKeyDown = useKeys(api, state, window.ids);
  const onClick = (event) => {
    const row = event.target.closest('[data-task]');
    if (!row || event.target.closest('button, input, a')) return;
    openTask(row.dataset.task);
  };
  const onContextMenu = (event) => {
    const row = event.target.closest('[data-task]');
    const task = row && state.task(row.dataset.task);
    if (!task) return;
    event.preventDefault();
    openTaskMenu(row, state, task);
  };
  const width = columns.reduce((sum, name) => sum + COLUMNS[name].width, 44);
  if (lists.status.value === 'error' && !items.length) return html`<${ErrorState} error=${lists.error.value} onRetry=${() => lists.load()} />`;
  if (lists.status.value === 'loading' && !items.length) return html`<${Skeleton} lines=${10} height=${28} />`;
  return html`
    <div class="projects-table-tools"><span class="faint num">${t('projects.count', { n: window.total ?? items.length })}</span><span class="grow" />
      <${IconButton} small icon="columns-3" label=${t('projects.columns')} aria-haspopup="menu" aria-expanded="false" onClick=${(event) => openColumns(event.currentTarget)} />
      <${Button} small kind="quiet" icon="download" data-testid="export-csv" onClick=${() => saveAll(state, project, filter, sortText(sorts), columns)}>${t('projects.csv.save')}<//></div>
    ${items.length === 0
      ? html`<${EmptyState} icon="table-2" title=${filtered ? t('projects.filter.none') : t('projects.list.empty')} action=${filtered && html`<${Button} onClick=${() => setQuery(noFilter())}>${t('projects.filter.clear')}<//>`} />`
      : html`
        <div class="projects-table" data-testid="grid-view" onKeyDown=${onKeyDown} onClick=${onClick} onContextMenu=${onContextMenu}>
          <div class="projects-grid" role="grid" aria-label=${t('projects.view.list')} aria-rowcount=${(window.total ?? items.length) + 1} aria-multiselectable="true" style=${{ minInlineSize: `${width}px` }}>
            <div role="rowgroup"><${Head} columns=${columns} sorts=${sorts} /></div>
            <${VList} class="projects-rows" role="rowgroup" top items=${items} render=${render} estimate=${() => 36} api=${(each) => (api.current = each)} onView=${({ nearEnd }) => nearEnd && lists.more(ALL)} />
          </div>
        </div>`}
    <${BulkBar} state=${state} />`;
}
