// The tasks of a project by the day they are due: a month or a week, moved to another day by pointer, finger and key.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { addMonths, beginOf, dayOf, endOf, formatDayNumber, fromField, isWeekend, longDay, monthGrid, partsOf, shifted, today, toField, weekOf } from '../../../lib/days.js';
import { t } from '../../../lib/i18n.js';
import { commands } from '../../../lib/keyboard.js';
import { firstDayOf } from '../../../lib/week.js';
import { weekStart } from '../../../state/device.js';
import { setQuery } from '../../../state/route.js';
import { Button, IconButton, phone } from '../../../ui/controls.js';
import { ghostOf, press } from '../../../ui/dnd.js';
import { Segmented } from '../../../ui/field.js';
import { announce, openPopover } from '../../../ui/layers.js';
import { EmptyState, ErrorState } from '../../../ui/states.js';
import { reschedule } from '../actions.js';
import { canEdit, isLate, keyOf } from '../model.js';
import { Lists } from '../lists.js';
import { PriorityIcon, StatusIcon } from './marks.js';
import { openTaskMenu, taskHints, taskKey } from './menus.js';
import { openTask } from './open.js';

const SHOWN = { month: 4, week: 30 };
const MOST = 1000;

/** Puts a task on a day, or on none; its beginning goes along. */
function moveTo(state, task, day) {
  const was = dayOf(task.dueAt);
  if (day === was) return;
  const dates = day === null ? { dueAt: null } : was === null ? { dueAt: endOf(day) } : { dueAt: shifted(task.dueAt, day - was), ...(task.startAt ? { startAt: shifted(task.startAt, day - was) } : {}) };
  reschedule(state, task, dates);
  const key = keyOf(state.project.peek(), task);
  announce(day === null ? t('projects.calendar.moved_none', { key }) : t('projects.calendar.moved', { key, day: longDay(day) }));
}

function Item({ state, task, open }) {
  const late = isLate(task);
  return html`
    <button type="button" class="projects-event ${task.status === 'done' ? 'is-done' : ''} ${late ? 'is-late' : ''} ${open ? 'is-open' : ''} ${task.waits ? 'is-waiting' : ''}" data-task=${task.id} data-testid="task-card"
      aria-label=${[keyOf(state.project.peek(), task), task.title, late && t('projects.late')].filter(Boolean).join(', ')}>
      <${StatusIcon} value=${task.status} /><span class="truncate" dir="auto">${task.title}</span>${['high', 'critical'].includes(task.priority) && html`<${PriorityIcon} value=${task.priority} />`}
    </button>`;
}

const openDay = (anchor, state, day, tasks, openId) => void openPopover(anchor, () => html`
  <div class="projects-day-list"><h2 class="section-title">${longDay(day)}</h2>${tasks.map((task) => html`<${Item} key=${task.id} state=${state} task=${task} open=${task.id === openId} />`)}</div>`, { label: longDay(day), placement: 'bottom-start' });

function Day({ state, day, month, tasks, most, openId }) {
  const { date, month: own } = partsOf(day);
  const more = tasks.length - most;
  return html`
    <div class="projects-day ${own === month ? '' : 'is-other'} ${isWeekend(day) ? 'is-weekend' : ''} ${day === today() ? 'is-today' : ''}" role="gridcell" data-day=${day}>
      <span class="projects-day-date num" aria-current=${day === today() ? 'date' : undefined}><span aria-hidden="true">${date === 1 ? formatDayNumber(day, { day: 'numeric', month: 'short' }) : date}</span><span class="visually-hidden">${longDay(day)}</span></span>
      ${tasks.slice(0, more === 1 ? most + 1 : most).map((task) => html`<${Item} key=${task.id} state=${state} task=${task} open=${task.id === openId} />`)}
      ${more > 1 && html`<button type="button" class="projects-day-more" onClick=${(event) => openDay(event.currentTarget, state, day, tasks, openId)}>${t('projects.calendar.more', { n: more })}</button>`}
    </div>`;
}

/** Lists of what is due in the days shown, and of what has no date. */
function useLists(state, filter, from, to) {
  const lists = useMemo(() => {
    const plain = { ...filter, due: null };
    return new Lists(state, {
      filter: plain,
      specs: [
        { key: 'days', filter: plain, sort: 'due', query: { dueFrom: beginOf(from), dueTo: endOf(to), noDue: undefined }, belongs: (task) => task.dueAt !== null && dayOf(task.dueAt) >= from && dayOf(task.dueAt) <= to },
        { key: 'none', filter: plain, sort: '-created', query: { noDue: true }, belongs: (task) => task.dueAt === null },
      ],
    });
  }, [state, filter, from, to]);
  useEffect(() => () => lists.stop(), [lists]);
  const days = lists.shown('days');
  useEffect(() => {
    if (days.status === 'ready' && days.cursor !== null && days.ids.length < MOST) lists.more('days');
  }, [days]);
  return { lists, days, none: lists.shown('none') };
}

function useDrag(state, root) {
  return (event) => {
    const item = event.target.closest('[data-task]');
    const task = item && state.task(item.dataset.task);
    if (!task || event.button !== 0 || !event.isPrimary) return;
    const begin = (point) => {
      if (!canEdit(state.project.peek())) return null;
      const ghost = ghostOf(item, point);
      let target = null;
      const mark = (next) => {
        target?.classList.remove('is-target');
        next?.classList.add('is-target');
        target = next;
      };
      return {
        move(at) {
          ghost.move(at);
          mark(document.elementFromPoint(at.x, at.y)?.closest('[data-day]') ?? null);
        },
        drop() {
          if (target) moveTo(state, task, target.dataset.day === 'none' ? null : Number(target.dataset.day));
        },
        end() {
          ghost.end();
          mark(null);
        },
      };
    };
    press(event, item, { begin, rest: () => openTaskMenu(item, state, task), scrollers: [root.current] });
  };
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function useKeys(state, wanted) {
  return (event) => {
    const item = event.target.closest?.('[data-task]');
    const task = item && state.task(item.dataset.task);
    if (!task || event.key === 'Enter' || event.key === ' ') return;
    const by = event.altKey && STEPS[event.key];
    if (by && canEdit(state.project.peek())) {
      moveTo(state, task, (dayOf(task.dueAt) ?? today()) + by);
      wanted.current = task.id;
    } else if (event.altKey || !taskKey(event, item, state, task)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function Agenda({ state, byDay, days, openId }) {
  const filled = days.filter((day) => byDay.get(day)?.length);
  if (!filled.length) return html`<${EmptyState} icon="calendar-off" title=${t('projects.calendar.empty')} />`;
  return html`<div class="projects-agenda">${filled.map((day) => html`<section key=${day} aria-label=${longDay(day)}><h2 class="projects-agenda-day">${longDay(day)}</h2>${byDay.get(day).map((task) => html`<${Item} key=${task.id} state=${state} task=${task} open=${task.id === openId} />`)}</section>`)}</div>`;
}

function Tray({ state, lists, none, openId }) {
  const tasks = none.ids.map((id) => state.task(id) ?? state.unborn(id)).filter(Boolean);
  return html`
    <aside class="projects-tray ${tasks.length ? '' : 'is-empty'}" data-day="none" aria-label=${t('projects.calendar.no_date')}>
      <h2 class="section-title">${t('projects.calendar.no_date')} <span class="faint num">${none.total ?? ''}</span></h2>
      <div class="projects-tray-list">${tasks.map((task) => html`<${Item} key=${task.id} state=${state} task=${task} open=${task.id === openId} />`)}
        ${none.cursor && html`<${Button} small kind="quiet" loading=${none.status === 'loading'} onClick=${() => lists.more('none')}>${t('projects.show_more')}<//>`}
        ${!tasks.length && none.status === 'ready' && html`<p class="faint">${t('projects.calendar.all_dated')}</p>`}</div>
    </aside>`;
}

/** What is shown: the weeks, their first and last day, and how to get to others. */
function useSpan(route) {
  const first = weekStart.value ?? firstDayOf();
  const mode = route.query.cal === 'week' ? 'week' : 'month';
  const day = fromField(route.query.day) ?? today();
  const weeks = mode === 'week' ? [Array.from({ length: 7 }, (_, i) => weekOf(day, first) + i)] : monthGrid(day, first);
  const go = (by) => setQuery({ day: by === 0 ? null : toField(mode === 'week' ? day + 7 * by : addMonths(day, by)) }, { replace: true });
  return { mode, day, weeks, from: weeks[0][0], to: weeks.at(-1).at(-1), go };
}

export function Calendar({ state, route, filter }) {
  const { mode, day, weeks, from, to, go } = useSpan(route);
  const { lists, days, none } = useLists(state, filter, from, to);
  const root = useRef(null);
  const wanted = useRef(null);
  state.version.value;
  const byDay = new Map();
  for (const task of days.ids.map((id) => state.task(id) ?? state.unborn(id)).filter(Boolean)) byDay.set(dayOf(task.dueAt), [...(byDay.get(dayOf(task.dueAt)) ?? []), task]);
  const onPointerDown = useDrag(state, root);
  const onKeyDown = useKeys(state, wanted);
  const onClick = (event) => {
    const item = event.target.closest('[data-task]');
    if (item) openTask(item.dataset.task, { enter: event.detail === 0 });
  };
  useEffect(() => {
    if (!wanted.current) return;
    const item = root.current?.querySelector(`[data-task="${CSS.escape(wanted.current)}"]`);
    if (item && item !== document.activeElement) item.focus();
    if (item) wanted.current = null;
  });
  useEffect(() => commands([...taskHints(),
    { id: 'projects.calendar.today', keys: 't', icon: 'calendar', group: () => t('projects.title'), label: () => t('app.today'), run: () => go(0) },
    { id: 'projects.calendar.next', keys: 'PageDown', quiet: true, group: () => t('projects.title'), label: () => t('projects.calendar.next'), run: () => go(1) },
    { id: 'projects.calendar.previous', keys: 'PageUp', quiet: true, group: () => t('projects.title'), label: () => t('projects.calendar.previous'), run: () => go(-1) },
  ]), [day, mode]);
  if (lists.status.value === 'error' && days.status === 'new') return html`<${ErrorState} error=${lists.error.value} onRetry=${() => lists.load()} />`;
  const title = mode === 'week' ? `${formatDayNumber(from, { day: 'numeric', month: 'short' })} – ${formatDayNumber(to, { day: 'numeric', month: 'short', year: 'numeric' })}` : formatDayNumber(day, { month: 'long', year: 'numeric' });
  const { month } = partsOf(day);
  return html`
    <div class="projects-table-tools">
      <${IconButton} small icon="chevron-left" label=${t('projects.calendar.previous')} onClick=${() => go(-1)} /><${IconButton} small icon="chevron-right" label=${t('projects.calendar.next')} onClick=${() => go(1)} />
      <h2 class="section-title projects-month" aria-live="polite">${title}</h2><${Button} small kind="quiet" data-command="projects.calendar.today" onClick=${() => go(0)}>${t('app.today')}<//><span class="grow" />
      <${Segmented} label=${t('projects.calendar.span')} hideLabel value=${mode} options=${[{ value: 'month', label: t('projects.calendar.month') }, { value: 'week', label: t('projects.calendar.week') }]} onChange=${(value) => setQuery({ cal: value === 'month' ? null : value }, { replace: true })} />
    </div>
    <div class="projects-calendar" ref=${root} data-testid="calendar-view" onPointerDown=${onPointerDown} onClick=${onClick} onKeyDown=${onKeyDown}>
      ${phone.value ? html`<${Agenda} state=${state} byDay=${byDay} days=${weeks.flat()} openId=${route.query.task} />` : html`
        <div class="projects-month-grid is-${mode}" role="grid" aria-label=${title}>
          <div class="projects-week-head" role="row">${weeks[0].map((each) => html`<span key=${each} role="columnheader" class="projects-weekday">${formatDayNumber(each, { weekday: 'short' })}</span>`)}</div>
          ${weeks.map((week) => html`<div key=${week[0]} class="projects-week" role="row">${week.map((each) => html`<${Day} key=${each} state=${state} day=${each} month=${mode === 'week' ? partsOf(each).month : month} tasks=${byDay.get(each) ?? []} most=${SHOWN[mode]} openId=${route.query.task} />`)}</div>`)}
        </div>`}
      <${Tray} state=${state} lists=${lists} none=${none} openId=${route.query.task} />
    </div>`;
}
