// Moving and stretching bars of a timeline, and drawing what waits for what: by pointer, finger and key.

import { longDay, shifted } from '../../../lib/days.js';
import { t } from '../../../lib/i18n.js';
import { press } from '../../../ui/dnd.js';
import { announce, toast } from '../../../ui/layers.js';
import { addDependency, dependencyError, reschedule } from '../actions.js';
import { spanOf } from '../gantt.js';
import { canEdit, keyOf } from '../model.js';
import { openFindTask } from './find-task.js';
import { openTaskMenu, taskKey } from './menus.js';
import { openTask } from './open.js';

/** The dates of a task after `by` days; `part` is 'all', 'start' or 'end'. Null where it would end before it begins. */
export function datesAfter(task, by, part) {
  const span = spanOf(task);
  if (!span) return null;
  const length = span.to - span.from;
  if ((part === 'start' && by > length) || (part === 'end' && by < -length)) return null;
  const begin = task.startAt ?? task.dueAt;
  const end = task.dueAt ?? task.startAt;
  if (part === 'start') return { startAt: shifted(begin, by), dueAt: end };
  if (part === 'end') return { startAt: begin, dueAt: shifted(end, by) };
  return { ...(task.startAt ? { startAt: shifted(task.startAt, by) } : {}), ...(task.dueAt ? { dueAt: shifted(task.dueAt, by) } : {}) };
}

function apply({ state, cascade }, task, by, part) {
  const dates = by && datesAfter(task, by, part);
  if (!dates) return false;
  reschedule(state, task, dates, { cascade: cascade() && part !== 'start' });
  const { from, to } = spanOf({ ...task, ...dates });
  announce(t('projects.timeline.moved', { key: keyOf(state.project.peek(), task), from: longDay(from), to: longDay(to) }));
  return true;
}

const tell = (error) => toast(dependencyError(error), { kind: 'error' });

/** Draws a line from the end of a bar to another one, which then waits for it. */
function drawLink(event, bar, { state }) {
  const from = bar.dataset.task;
  press(event, bar, {
    cursor: 'crosshair',
    begin(start) {
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
      svg.setAttribute('class', 'projects-drawing');
      svg.append(line);
      document.body.append(svg);
      let target = null;
      return {
        move({ x, y }) {
          for (const [name, value] of Object.entries({ x1: start.x, y1: start.y, x2: x, y2: y })) line.setAttribute(name, value);
          target?.classList.remove('is-target');
          target = document.elementFromPoint(x, y)?.closest('.projects-bar-item') ?? null;
          if (target === bar) target = null;
          target?.classList.add('is-target');
        },
        drop() {
          if (target) addDependency(state, from, target.dataset.task).then(() => announce(t('projects.dependency.added')), tell);
        },
        end() {
          svg.remove();
          target?.classList.remove('is-target');
        },
      };
    },
  });
}

/** Begins to watch a press on a bar: its middle moves it, its edges stretch it, the knob behind it links it. */
export function timelinePress(event, act) {
  const bar = event.target.closest('.projects-bar-item');
  if (!bar || event.button !== 0 || !event.isPrimary) return;
  const { state, px, scroller } = act;
  const task = state.task(bar.dataset.task);
  if (!task || task.isNew || !canEdit(state.project.peek())) return;
  const edge = event.target.closest('[data-edge]')?.dataset.edge;
  if (edge === 'link') return void drawLink(event, bar, act);
  const part = edge ?? 'all';
  press(event, bar, {
    cursor: part === 'all' ? 'grabbing' : 'ew-resize',
    scrollers: [scroller.current],
    rest: () => openTaskMenu(bar, state, task),
    begin(start) {
      const origin = { left: bar.offsetLeft, width: bar.offsetWidth, scroll: scroller.current.scrollLeft };
      const hint = Object.assign(document.createElement('div'), { className: 'projects-hint' });
      document.body.append(hint);
      let by = 0;
      bar.classList.add('is-dragged');
      return {
        move({ x, y }) {
          const moved = x - start.x + scroller.current.scrollLeft - origin.scroll;
          const wanted = Math.round(moved / px);
          if (!wanted || datesAfter(task, wanted, part)) by = wanted;
          const step = by * px;
          bar.style.left = `${origin.left + (part === 'end' ? 0 : step)}px`;
          if (part !== 'all') bar.style.width = `${Math.max(px, origin.width + (part === 'end' ? step : -step))}px`;
          const { from, to } = spanOf({ ...task, ...(datesAfter(task, by, part) ?? {}) });
          hint.textContent = from === to ? longDay(from) : `${longDay(from)} – ${longDay(to)}`;
          hint.style.transform = `translate(${Math.round(x + 12)}px, ${Math.round(y + 16)}px)`;
        },
        drop() {
          apply(act, task, by, part);
        },
        end() {
          hint.remove();
          bar.classList.remove('is-dragged');
          bar.style.left = `${origin.left}px`;
          if (!task.isMilestone) bar.style.width = `${origin.width}px`;
        },
      };
    },
  });
}

function focusRow({ rows, scroller }, at) {
  const id = rows[at]?.task.id;
  if (!id) return;
  const bar = () => scroller.current.querySelector(`.projects-bar-item[data-task="${CSS.escape(id)}"]`);
  if (bar()) return void bar().focus();
  scroller.current.scrollTop = at * 36 - scroller.current.clientHeight / 2;
  requestAnimationFrame(() => requestAnimationFrame(() => bar()?.focus()));
}

const openLinking = (bar, { state }, task) => openFindTask(bar, state, task, (other) => addDependency(state, other.id, task.id).then(() => announce(t('projects.dependency.added')), tell));

/** Keys on a bar: arrows move it, with Shift its end, with Alt and Shift its start; up and down go from row to row. */
export function timelineKey(event, act) {
  const bar = event.target.closest?.('.projects-bar-item');
  const task = bar && act.state.task(bar.dataset.task);
  if (!task || event.ctrlKey || event.metaKey) return;
  const edits = canEdit(act.state.project.peek()) && !task.isNew;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const walk = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  let used = true;
  if (by && edits) apply(act, task, by, event.shiftKey ? (event.altKey ? 'start' : 'end') : 'all');
  else if (walk) focusRow(act, act.rows.findIndex((row) => row.task.id === task.id) + walk);
  else if (event.key === 'b' && edits) openLinking(bar, act, task);
  else if (event.key === 'Enter') openTask(task.id, { enter: true });
  else used = taskKey(event, bar, act.state, task);
  if (!used) return;
  event.preventDefault();
  event.stopPropagation();
}
