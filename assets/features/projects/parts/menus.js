// What can be done with a task, or with several at once, wherever they are on screen: menus for each property, and one for all.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { beginOf, dayOf, endOf, fromField, today, toField } from '../../../lib/days.js';
import { t } from '../../../lib/i18n.js';
import { copyText, matches } from '../../../lib/text.js';
import { myId, person } from '../../../state/session.js';
import { Avatar, Button } from '../../../ui/controls.js';
import { SearchField } from '../../../ui/field.js';
import { openMenu, openPopover, toast, undoToast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';
import { archiveTask, bulk, complain, copyTask, deleteTask, editTask, moveTask, reschedule, setPart, toggle } from '../actions.js';
import { canEdit, keyOf, PRIORITIES, STATUSES } from '../model.js';
import { chosen, openTask } from './open.js';
import { PriorityIcon, priorityText, StatusIcon, statusText } from './marks.js';

/** The tasks an act on this one means: all that are chosen when it is among them. */
export const meant = (state, task) => (chosen.peek().has(task.id) && chosen.peek().size > 1 ? [...chosen.peek()].map((id) => state.task(id)).filter(Boolean) : [task]);

/** Changes one task, or several in one. */
function change(state, tasks, body) {
  if (tasks.length === 1) setPart(state, tasks[0], body);
  else bulk(state, tasks, { set: body }, () => body);
}

/** Menus of one property. `tasks` are changed alike; `anchor` is what they open beside. */
export function openStatus(anchor, state, tasks) {
  openMenu(anchor, STATUSES.map((value) => ({ label: statusText(value), lead: html`<${StatusIcon} value=${value} />`, checked: tasks.every((task) => task.status === value), run: () => change(state, tasks, { status: value }) })), { label: t('projects.field.status') });
}

export function openPriority(anchor, state, tasks) {
  openMenu(anchor, [...PRIORITIES].reverse().map((value) => ({ label: priorityText(value), lead: html`<${PriorityIcon} value=${value} />`, checked: tasks.every((task) => task.priority === value), run: () => change(state, tasks, { priority: value }) })), { label: t('projects.field.priority') });
}

// Adds where not all have it, else takes away.
function flip(state, ids, part, id) {
  const tasks = ids.map((each) => state.task(each)).filter(Boolean);
  const all = tasks.every((task) => task[part].includes(id));
  const wanted = tasks.filter((task) => task[part].includes(id) === all);
  if (tasks.length === 1) return toggle(state, tasks[0], part, id);
  const name = `${all ? 'remove' : 'add'}${part === 'assigneeIds' ? 'AssigneeIds' : 'LabelIds'}`;
  return bulk(state, wanted, { set: { [name]: [id] } }, (task) => ({ [part]: all ? task[part].filter((each) => each !== id) : [...task[part], id] }));
}

/** A list to tick from: people or labels. It stays open, so that several can be chosen. */
function Ticks({ state, ids, part, options, label, none }) {
  const [needle, setNeedle] = useState('');
  const tasks = ids.map((id) => state.task(id)).filter(Boolean);
  const found = options.filter((each) => matches(needle, each.name));
  const first = () => found[0] && flip(state, ids, part, found[0].id);
  return html`
    <div class="projects-ticks">
      <${SearchField} label=${label} value=${needle} onInput=${setNeedle} data-autofocus onKeyDown=${(event) => event.key === 'Enter' && (event.preventDefault(), first())} />
      <ul>
        ${found.map((each) => html`
          <li key=${each.id}><label class="projects-choice">
            <input type="checkbox" class="checkbox" checked=${tasks.every((task) => task[part].includes(each.id))} onChange=${() => flip(state, ids, part, each.id)} />${each.lead}<span class="truncate" dir="auto">${each.name}</span>
          </label></li>`)}
      </ul>
      ${!found.length && html`<p class="faint projects-ticks-none">${none}</p>`}
    </div>`;
}

export function openAssignees(anchor, state, tasks) {
  const { memberIds } = state.project.peek();
  const mine = memberIds.includes(myId()) ? [myId()] : [];
  const options = [...mine, ...memberIds.filter((id) => id !== myId())].map((id) => ({ id, name: id === myId() ? t('projects.me', { name: person(id).displayName }) : person(id).displayName, lead: html`<${Avatar} person=${person(id)} size=${20} />` }));
  const ids = tasks.map((task) => task.id);
  openPopover(anchor, () => html`<${Ticks} state=${state} ids=${ids} part="assigneeIds" options=${options} label=${t('projects.find_person')} none=${t('projects.no_person')} />`, { label: t('projects.field.assignee'), placement: 'bottom-start' });
}

export function openLabels(anchor, state, tasks) {
  const options = state.project.peek().labels.map((label) => ({ id: label.id, name: label.name, lead: html`<svg class="projects-dot" width="10" height="10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill=${label.color} /></svg>` }));
  const ids = tasks.map((task) => task.id);
  openPopover(anchor, () => html`<${Ticks} state=${state} ids=${ids} part="labelIds" options=${options} label=${t('projects.find_label')} none=${t('projects.no_labels_yet')} />`, { label: t('projects.field.labels'), placement: 'bottom-start' });
}

const DAYS = [
  { label: () => t('app.today'), day: () => today() }, { label: () => t('projects.tomorrow'), day: () => today() + 1 },
  { label: () => t('projects.in_a_week'), day: () => today() + 7 },
];

/** Sets the dates of tasks; those that others wait for take them along when asked. */
function setDates(state, tasks, dates, cascade) {
  if (tasks.length > 1) return bulk(state, tasks, { set: dates }, () => dates);
  return reschedule(state, tasks[0], dates, { cascade });
}

function Dates({ state, tasks, close }) {
  const [task] = tasks;
  const [start, setStart] = useState(toField(tasks.length === 1 ? dayOf(task.startAt) : null));
  const [due, setDue] = useState(toField(tasks.length === 1 ? dayOf(task.dueAt) : null));
  const [cascade, setCascade] = useState(false);
  const wrong = start && due && start > due;
  const linked = tasks.length === 1 && (task.dependents?.length ?? 0) > 0;
  const save = (event) => {
    event.preventDefault();
    if (wrong) return;
    const [from, to] = [fromField(start), fromField(due)];
    // What was not touched keeps its time of day.
    const keep = (day, before, make) => (day === null ? null : before && dayOf(before) === day ? before : make(day));
    setDates(state, tasks, { startAt: keep(from, tasks.length === 1 && task.startAt, beginOf), dueAt: keep(to, tasks.length === 1 && task.dueAt, endOf) }, cascade);
    close();
  };
  const quick = (day) => {
    setDates(state, tasks, { dueAt: day === null ? null : endOf(day), ...(day === null ? { startAt: null } : {}) }, cascade);
    close();
  };
  return html`
    <form class="projects-dates" onSubmit=${save}>
      <div class="projects-dates-quick">${DAYS.map(({ label, day }) => html`<${Button} key=${label()} small onClick=${() => quick(day())}>${label()}<//>`)}<${Button} small kind="quiet" onClick=${() => quick(null)}>${t('projects.no_date')}<//></div>
      <label class="field"><span class="field-label">${t('projects.field.start')}</span><input class="input" type="date" value=${start} max="9999-12-31" onInput=${(event) => setStart(event.target.value)} /></label>
      <label class="field ${wrong ? 'is-invalid' : ''}"><span class="field-label">${t('projects.field.due')}</span><input class="input" type="date" data-autofocus value=${due} max="9999-12-31" aria-invalid=${wrong ? 'true' : undefined} onInput=${(event) => setDue(event.target.value)} />${wrong && html`<span class="field-error" role="alert">${t('projects.dates.wrong')}</span>`}</label>
      ${linked && html`<label class="projects-choice"><input type="checkbox" class="checkbox" checked=${cascade} onChange=${(event) => setCascade(event.target.checked)} /><span>${t('projects.dates.cascade')}</span></label>`}
      <div class="row projects-dates-foot"><${Button} small type="submit" kind="primary">${t('projects.dates.set')}<//></div>
    </form>`;
}

export const openDates = (anchor, state, tasks) => void openPopover(anchor, (close) => html`<${Dates} state=${state} tasks=${tasks} close=${close} />`, { label: t('projects.field.dates'), placement: 'bottom-start' });

/** Ids of a bucket as they are known here, by rank, without the task itself. */
const idsOf = (state, bucketId, task) => [...state.tasks.keys()].map((id) => state.task(id))
  .filter((each) => !each.archivedAt && !each.deletedAt && (each.bucketId ?? null) === bucketId && each.id !== task.id).sort((a, b) => (a.rank < b.rank ? -1 : 1)).map((each) => each.id);

function moveMany(state, tasks, bucketId) {
  bulk(state, tasks, { bucketId }, () => ({ bucketId, rank: '~' }));
}

/** Where to: every bucket, and up and down within this one; for whoever does not drag. */
export function openMove(anchor, state, tasks) {
  const { buckets } = state.project.peek();
  const [task] = tasks;
  const one = tasks.length === 1;
  const here = one ? idsOf(state, task.bucketId ?? null, task) : [];
  const at = one ? here.filter((id) => state.task(id).rank < task.rank).length : 0;
  const within = one ? [
    { label: t('projects.move.top'), icon: 'arrow-up', disabled: at === 0, run: () => moveTask(state, task, task.bucketId ?? null, here, 0) },
    { label: t('projects.move.up'), icon: 'chevron-up', keys: 'alt+ArrowUp', disabled: at === 0, run: () => moveTask(state, task, task.bucketId ?? null, here, at - 1) },
    { label: t('projects.move.down'), icon: 'chevron-down', keys: 'alt+ArrowDown', disabled: at >= here.length, run: () => moveTask(state, task, task.bucketId ?? null, here, at + 1) },
    '-',
  ] : [];
  const to = [...buckets].sort((a, b) => (a.rank < b.rank ? -1 : 1)).map((bucket) => ({
    label: bucket.name, checked: one && task.bucketId === bucket.id,
    run: () => (one ? moveTask(state, task, bucket.id, idsOf(state, bucket.id, task), 0) : moveMany(state, tasks, bucket.id)),
  }));
  openMenu(anchor, [...within, { heading: t('projects.move.to') }, ...to], { label: t('projects.move') });
}

async function copy(state, task) {
  try {
    const made = await copyTask(state, task);
    toast(t('projects.task.copied', { title: made.title }), { kind: 'success', action: { label: t('projects.open'), run: () => openTask(made.id) } });
  } catch (error) {
    toast(errorText(error), { kind: 'error' });
  }
}

/** Address of a task. */
export const linkOf = (state, task) => `${location.origin}/projects/${state.id}?task=${task.id}`;

/** Puts the address of a task on the clipboard. */
export async function copyLink(state, task) {
  if (await copyText(linkOf(state, task))) toast(t('app.copied'), { kind: 'success' });
}

/** Deletes tasks; they can be taken back. */
export function removeAll(state, tasks) {
  if (tasks.length === 1) return deleteTask(state, tasks[0]);
  bulk(state, tasks, { delete: true }, () => ({ deletedAt: 'now' }));
  return undoToast(t('projects.bulk.deleted', { n: tasks.length }), () => import('../actions.js').then((acts) => tasks.forEach((task) => acts.restoreTask(state, task.id))));
}

/** Archives tasks; they can be taken back. */
export function archiveAll(state, tasks) {
  if (tasks.length === 1) return archiveTask(state, tasks[0]);
  const now = new Date().toISOString();
  bulk(state, tasks, { archived: true }, () => ({ archivedAt: now }));
  return undoToast(t('projects.bulk.archived', { n: tasks.length }), () => bulk(state, tasks, { archived: false }, () => ({ archivedAt: null })));
}

const openTransfer = (state, task) => import('./transfer.js').then((part) => part.openTransfer(state, task)).catch(complain);

/** Everything that can be done with a task. */
export function openTaskMenu(anchor, state, task) {
  const edits = canEdit(state.project.peek());
  const tasks = meant(state, task);
  const acts = edits ? [
    { label: t('projects.field.status'), icon: 'circle-dashed', keys: 's', run: () => openStatus(anchor, state, tasks) },
    { label: t('projects.field.assignee'), icon: 'circle-user', keys: 'a', run: () => openAssignees(anchor, state, tasks) },
    { label: t('projects.field.priority'), icon: 'signal-high', keys: 'p', run: () => openPriority(anchor, state, tasks) },
    { label: t('projects.field.labels'), icon: 'tag', keys: 'l', run: () => openLabels(anchor, state, tasks) },
    { label: t('projects.field.dates'), icon: 'calendar', keys: 'd', run: () => openDates(anchor, state, tasks) },
    { label: t('projects.move'), icon: 'arrow-right-left', keys: 'm', run: () => openMove(anchor, state, tasks) },
    '-',
  ] : [];
  const single = tasks.length === 1 ? [
    { label: t('projects.open'), icon: 'panel-right', keys: 'Enter', run: () => openTask(task.id, { enter: true }) },
    { label: t('projects.copy_link'), icon: 'link', keys: 'y', run: () => copyLink(state, task) },
    ...(edits ? [{ label: t('projects.task.copy'), icon: 'copy', run: () => copy(state, task) }, { label: t('projects.task.transfer'), icon: 'folder-kanban', run: () => openTransfer(state, task) }] : []),
  ] : [];
  const ends = edits ? ['-',
    { label: t('projects.task.archive'), icon: 'archive', run: () => archiveAll(state, tasks) },
    { label: t('projects.task.delete'), icon: 'trash-2', keys: 'Delete', danger: true, run: () => removeAll(state, tasks) },
  ] : [];
  openMenu(anchor, [...acts, ...single, ...ends], { label: tasks.length === 1 ? keyOf(state.project.peek(), task) : t('projects.chosen_n', { n: tasks.length }) });
}

const KEYS = { s: openStatus, a: openAssignees, p: openPriority, l: openLabels, d: openDates, m: openMove };

/** Keys that act on a task that has the focus. Answers whether the key was used. */
export function taskKey(event, anchor, state, task) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const edits = canEdit(state.project.peek()) && !task.isNew;
  const { key } = event;
  if (key === 'Enter') openTask(task.id, { enter: true });
  else if (key === ' ') openTask(task.id);
  else if (key === '.' || key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) openTaskMenu(anchor, state, task);
  else if (key === 'y') copyLink(state, task);
  else if (edits && key === 'Delete') removeAll(state, meant(state, task));
  else if (edits && KEYS[key]) KEYS[key](anchor, state, meant(state, task));
  else return false;
  return true;
}

/** For the sheet of shortcuts: what these keys do. */
export const taskHints = () => [
  ['Enter', () => t('projects.open')], [' ', () => t('projects.keys.peek')], ['x', () => t('projects.keys.choose')], ['s', () => t('projects.field.status')], ['a', () => t('projects.field.assignee')],
  ['p', () => t('projects.field.priority')], ['l', () => t('projects.field.labels')], ['d', () => t('projects.field.dates')], ['m', () => t('projects.move')], ['y', () => t('projects.copy_link')],
  ['.', () => t('projects.keys.menu')], ['Delete', () => t('projects.task.delete')], ['alt+ArrowUp', () => t('projects.keys.move')],
].map(([keys, label]) => ({ keys, label, group: () => t('projects.keys.task'), hint: true }));

/** Renames a task on the spot: asks for its title beside `anchor`. */
export function openRename(anchor, state, task) {
  const save = (event, close) => {
    event.preventDefault();
    const title = event.currentTarget.elements.title.value.trim();
    if (title && title !== task.title) editTask(state, task, { title }, { revision: task.revision });
    close();
  };
  openPopover(anchor, (close) => html`
    <form class="projects-rename" onSubmit=${(event) => save(event, close)}>
      <input class="input" name="title" data-autofocus aria-label=${t('projects.task.title')} maxlength="300" defaultValue=${task.title} /><${Button} type="submit" kind="primary">${t('projects.task.rename')}<//>
    </form>`, { label: t('projects.task.rename'), placement: 'bottom-start' });
}
