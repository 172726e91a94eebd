// The tasks of a project along time: bars moved and stretched by pointer and key, what waits for what, and what decides the end.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatDayNumber, isWeekend, longDay, partsOf, shortDay, today } from '../../../lib/days.js';
import { t } from '../../../lib/i18n.js';
import { commands } from '../../../lib/keyboard.js';
import { firstDayOf } from '../../../lib/week.js';
import { local, weekStart } from '../../../state/device.js';
import { setQuery } from '../../../state/route.js';
import { Icon, phone } from '../../../ui/controls.js';
import { Segmented } from '../../../ui/field.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { axisOf, criticalPath, elbow, isTooEarly, rangeOf, ROW_PX, spanOf, ZOOMS } from '../gantt.js';
import { canEdit, fits, isDone, keyOf } from '../model.js';
import { myId } from '../../../state/session.js';
import { Schedule } from '../schedule.js';
import { StatusIcon } from './marks.js';
import { openTaskMenu, taskHints } from './menus.js';
import { openTask } from './open.js';
import { timelineKey, timelinePress } from './timeline-moves.js';

/** How far before the end of its day the mark of a milestone begins. */
const MARK_PX = 18;
/** How wide the names are. */
const leftOf = () => (phone.value ? 132 : 280);
const HEAD = 48;
/** How much is drawn beyond what is seen, in rows and pixels. */
const MORE = { rows: 8, px: 400 };
const ORDER = Object.keys(ZOOMS);
const zoomKept = local('projects.zoom', 'week');
/** Do tasks that wait for one that is moved go along? */
const cascading = local('projects.cascade', true);
const showsCritical = local('projects.critical', false);

/** What the scroller shows, in steps, so that not every pixel draws anew. */
function useSight(scroller) {
  const [sight, setSight] = useState({ top: 0, left: 0, width: 1200, height: 800 });
  const look = () => {
    // A last word of the observer may come when the page is gone.
    if (!scroller.current) return;
    const { scrollTop, scrollLeft, clientWidth, clientHeight } = scroller.current;
    const next = { top: Math.floor(scrollTop / (4 * ROW_PX)) * 4 * ROW_PX, left: Math.floor(scrollLeft / 200) * 200, width: clientWidth, height: clientHeight };
    setSight((now) => (Object.keys(next).every((name) => now[name] === next[name]) ? now : next));
  };
  useEffect(() => {
    if (!scroller.current) return undefined;
    const watch = new ResizeObserver(look);
    watch.observe(scroller.current);
    return () => watch.disconnect();
  }, [scroller.current]);
  return [sight, look];
}

function Axis({ range, zoom, px, sight, first }) {
  const { wide, fine } = axisOf(range, zoom, first);
  const seen = ({ day, length }) => (day + length - range.from) * px >= sight.left - MORE.px && (day - range.from) * px <= sight.left + sight.width + MORE.px;
  const wideWords = { day: { month: 'long', year: 'numeric' }, week: { month: 'long', year: 'numeric' }, month: null, quarter: { year: 'numeric' } }[zoom];
  const fineWords = { day: { day: 'numeric' }, week: { day: 'numeric', month: 'short' }, month: { month: 'short' }, quarter: { month: 'narrow' } }[zoom];
  const quarter = (day) => t('projects.timeline.quarter', { n: Math.floor(partsOf(day).month / 3) + 1, year: String(partsOf(day).year) });
  const part = (words) => ({ day, length }) => html`<span key=${day} style=${{ left: `${(day - range.from) * px}px`, width: `${length * px}px` }}><span class="projects-axis-words">${words ? formatDayNumber(day, words) : quarter(day)}</span></span>`;
  return html`<div class="projects-axis" aria-hidden="true"><div class="projects-axis-row">${wide.filter(seen).map(part(wideWords))}</div><div class="projects-axis-row">${fine.filter(seen).map(part(fineWords))}</div></div>`;
}

function Ground({ range, px, sight, height, left }) {
  const from = range.from + Math.max(0, Math.floor((sight.left - MORE.px) / px));
  const to = Math.min(range.to, range.from + Math.ceil((sight.left + sight.width + MORE.px) / px));
  const weekends = px >= ZOOMS.week ? Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(isWeekend) : [];
  return html`
    ${weekends.map((day) => html`<span key=${day} class="projects-weekend" style=${{ left: `${left + (day - range.from) * px}px`, width: `${px}px`, height: `${height}px` }} />`)}
    <span class="projects-now" style=${{ left: `${left + (today() - range.from + 0.5) * px}px`, height: `${height}px` }} />`;
}

/** Words for a bar: what, when, and what is wrong with it. */
function barWords(project, { task, span, late }) {
  const dates = span.from === span.to ? longDay(span.from) : t('projects.timeline.from_to', { from: longDay(span.from), to: longDay(span.to) });
  return [keyOf(project, task), task.title, dates, late && t('projects.timeline.conflict')].filter(Boolean).join(', ');
}

function Bar({ project, row, x, width, critical, edits }) {
  const { task, span, late } = row;
  const percent = task.percent ?? 0;
  return html`
    <button type="button" class="projects-bar-item ${task.isMilestone ? 'is-milestone' : ''} ${critical ? 'is-critical' : ''} ${late ? 'is-conflict' : ''} ${isDone(task) ? 'is-done' : ''} ${task.waits ? 'is-waiting' : ''}" data-task=${task.id} data-testid="timeline-task"
      style=${task.isMilestone ? { left: `${x + width - MARK_PX + 2}px` } : { left: `${x}px`, width: `${Math.max(8, width)}px` }} aria-label=${barWords(project, row)} data-tip=${span.from === span.to ? shortDay(span.from) : `${shortDay(span.from)} – ${shortDay(span.to)}`}>
      ${!task.isMilestone && html`<span class="projects-bar-done" style=${{ width: `${percent}%` }} /><span class="projects-bar-words">${task.title}</span>`}
      ${edits && !task.isMilestone && html`<span class="projects-bar-edge is-start" data-edge="start" /><span class="projects-bar-edge is-end" data-edge="end" />`}
      ${edits && html`<span class="projects-bar-link" data-edge="link" />`}
    </button>`;
}

function Row({ project, row, index, range, px, open, critical, edits, state }) {
  const { task, span } = row;
  return html`
    <div class="projects-line ${open ? 'is-open' : ''}" role="row" aria-rowindex=${index + 1} style=${{ top: `${index * ROW_PX}px` }}>
      <span class="projects-line-head" role="rowheader"><${StatusIcon} value=${task.status} /><button type="button" class="truncate projects-line-title ${isDone(task) ? 'is-done' : ''}" tabindex="-1" dir="auto" onClick=${() => openTask(task.id)} onContextMenu=${(event) => { event.preventDefault(); openTaskMenu(event.currentTarget, state, task); }}>${task.title}</button>
        ${row.late && html`<${Icon} name="triangle-alert" size=${14} class="is-late" label=${t('projects.timeline.conflict')} />`}</span>
      <span role="gridcell">${span ? html`<${Bar} project=${project} row=${row} x=${(span.from - range.from) * px} width=${(span.to - span.from + 1) * px} critical=${critical} edits=${edits} />` : html`<span class="visually-hidden">${t('projects.no_date')}</span>`}</span>
    </div>`;
}

function Links({ rows, edges, range, px, seen, critical }) {
  const at = new Map(rows.map((row, i) => [row.task.id, { ...row, i }]));
  const [from, to] = seen;
  const lines = edges.map((edge) => [edge, at.get(edge.predecessorId), at.get(edge.successorId)]).filter(([, a, b]) => a?.span && b?.span && Math.max(a.i, b.i) >= from && Math.min(a.i, b.i) <= to);
  const end = ({ span, i }) => ({ x: (span.to - range.from + 1) * px, y: i * ROW_PX + ROW_PX / 2 });
  const start = ({ span, task, i }) => ({ x: (span.from - range.from) * px + (task.isMilestone ? (span.to - span.from + 1) * px - MARK_PX : 0), y: i * ROW_PX + ROW_PX / 2 });
  return html`
    <svg class="projects-links" width=${(range.to - range.from + 1) * px} height=${rows.length * ROW_PX} aria-hidden="true">
      <defs><marker id="projects-arrow" markerWidth="7" markerHeight="7" refX="6" refY="3.5" orient="auto"><path d="M0 0L7 3.5L0 7Z" class="projects-arrow" /></marker></defs>
      ${lines.map(([edge, a, b]) => {
        const wrong = isTooEarly(a.task, b.task, edge.lagDays);
        const both = critical.has(edge.predecessorId) && critical.has(edge.successorId);
        return html`<path key=${`${edge.predecessorId} ${edge.successorId}`} class="projects-link ${wrong ? 'is-conflict' : ''} ${both ? 'is-critical' : ''}" d=${elbow(end(a), start(b))} marker-end="url(#projects-arrow)" />`;
      })}
    </svg>`;
}

/** Rows in the order of their beginning; those that begin before what they wait for has ended are `late`. */
function rowsOf(state, filter, edges) {
  const shown = [...state.tasks.keys()].map((id) => state.task(id)).filter((task) => !task.archivedAt && !task.deletedAt && fits(task, filter, { me: myId() }));
  const linked = new Set(edges.flatMap((edge) => [edge.predecessorId, edge.successorId]));
  const rows = shown.map((task) => ({ task, span: spanOf(task) })).filter(({ task, span }) => span || linked.has(task.id));
  const spans = new Map(rows.filter(({ span }) => span).map(({ task, span }) => [task.id, span]));
  const byId = new Map(rows.map(({ task }) => [task.id, task]));
  const wrong = new Set(edges.filter((edge) => byId.has(edge.predecessorId) && byId.has(edge.successorId) && isTooEarly(byId.get(edge.predecessorId), byId.get(edge.successorId), edge.lagDays)).map((edge) => edge.successorId));
  rows.sort((a, b) => (a.span?.from ?? Infinity) - (b.span?.from ?? Infinity) || (a.span?.to ?? 0) - (b.span?.to ?? 0) || a.task.number - b.task.number);
  return { rows: rows.map((row) => ({ ...row, late: wrong.has(row.task.id) })), spans };
}

function Tools({ zoom, setZoom, count, truncated }) {
  const options = ORDER.map((value) => ({ value, label: { day: t('projects.zoom.day'), week: t('projects.zoom.week'), month: t('projects.zoom.month'), quarter: t('projects.zoom.quarter') }[value] }));
  return html`
    <div class="projects-table-tools"><span class="faint num">${t('projects.count', { n: count })}</span>${truncated && html`<span class="is-late">${t('projects.timeline.truncated')}</span>`}<span class="grow" />
      <label class="projects-choice"><input type="checkbox" class="checkbox" checked=${showsCritical.value} onChange=${(event) => (showsCritical.value = event.target.checked)} /><span>${t('projects.timeline.critical')}</span></label>
      <label class="projects-choice"><input type="checkbox" class="checkbox" checked=${cascading.value} onChange=${(event) => (cascading.value = event.target.checked)} /><span>${t('projects.timeline.cascade')}</span></label>
      <${Segmented} label=${t('projects.zoom')} hideLabel value=${zoom} options=${options} onChange=${setZoom} /></div>`;
}

export function Timeline({ state, project, route, filter, filtered }) {
  const schedule = useMemo(() => new Schedule(state), [state]);
  useEffect(() => () => schedule.stop(), [schedule]);
  useEffect(() => commands(taskHints()), []);
  const scroller = useRef(null);
  const [sight, look] = useSight(scroller);
  const zoom = ORDER.includes(route.query.zoom) ? route.query.zoom : zoomKept.value;
  const px = ZOOMS[zoom];
  const left = leftOf();
  const edges = state.dependencies.value ?? [];
  const version = state.version.value;
  const plain = useMemo(() => ({ ...filter, due: filter.due === 'none' ? null : filter.due }), [filter]);
  const { rows, spans } = useMemo(() => rowsOf(state, plain, edges), [state, plain, edges, version, state.waitingNow()]);
  const range = useMemo(() => rangeOf([...spans.values()], today(), zoom), [spans, zoom]);
  const critical = useMemo(() => (showsCritical.value ? criticalPath(spans, edges) : new Set()), [spans, edges, showsCritical.value]);
  const kept = useRef(null);
  const toDay = (day) => { if (scroller.current) scroller.current.scrollLeft = (day - range.from) * px - (scroller.current.clientWidth - left) / 3; };
  const setZoom = (next, at = (scroller.current?.clientWidth - left) / 2) => {
    kept.current = { day: range.from + (scroller.current.scrollLeft + at) / px, at };
    zoomKept.value = next;
    setQuery({ zoom: next }, { replace: true });
  };
  useEffect(() => {
    if (!scroller.current) return;
    if (kept.current) scroller.current.scrollLeft = (kept.current.day - range.from) * px - kept.current.at;
    else toDay(today());
    kept.current = null;
  }, [zoom, schedule.status.value === 'ready', phone.value]);
  const zoomBy = (by, at) => ORDER[ORDER.indexOf(zoom) + by] && setZoom(ORDER[ORDER.indexOf(zoom) + by], at);
  useEffect(() => {
    const box = scroller.current;
    const wheel = (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoomBy(event.deltaY > 0 ? 1 : -1, event.clientX - box.getBoundingClientRect().left - left);
    };
    box?.addEventListener('wheel', wheel, { passive: false });
    return () => box?.removeEventListener('wheel', wheel);
  });
  useEffect(() => commands([
    { id: 'projects.timeline.today', keys: 't', icon: 'calendar', group: () => t('projects.title'), label: () => t('app.today'), run: () => toDay(today()) },
    { id: 'projects.timeline.in', keys: '+', icon: 'zoom-in', group: () => t('projects.title'), label: () => t('projects.zoom.in'), run: () => zoomBy(-1) },
    { id: 'projects.timeline.out', keys: '-', icon: 'zoom-out', group: () => t('projects.title'), label: () => t('projects.zoom.out'), run: () => zoomBy(1) },
  ]), [zoom, range]);
  if (schedule.status.value === 'error' && !rows.length) return html`<${ErrorState} error=${schedule.error.value} onRetry=${() => schedule.load()} />`;
  if (schedule.status.value === 'loading' && !rows.length) return html`<${Skeleton} lines=${10} height=${24} />`;
  if (!rows.length) return html`<${EmptyState} icon="chart-gantt" title=${filtered ? t('projects.filter.none') : t('projects.timeline.empty')} body=${filtered ? undefined : t('projects.timeline.empty_body')} />`;
  const from = Math.max(0, Math.floor(sight.top / ROW_PX) - MORE.rows);
  const to = Math.min(rows.length - 1, Math.ceil((sight.top + sight.height) / ROW_PX) + MORE.rows);
  const edits = canEdit(project);
  const act = { state, rows, px, cascade: () => cascading.peek(), scroller };
  const height = rows.length * ROW_PX;
  return html`
    <${Tools} zoom=${zoom} setZoom=${setZoom} count=${rows.length} truncated=${schedule.truncated.value} />
    <div class="projects-timeline" style=${{ '--left': `${left}px` }} ref=${scroller} data-testid="timeline-view" onScroll=${look} tabindex="-1"
      onPointerDown=${(event) => timelinePress(event, act)} onKeyDown=${(event) => timelineKey(event, act)} onClick=${(event) => event.target.closest('.projects-bar-item') && openTask(event.target.closest('.projects-bar-item').dataset.task, { enter: event.detail === 0 })}>
      <div class="projects-canvas" role="grid" aria-label=${t('projects.view.timeline')} aria-rowcount=${rows.length} style=${{ width: `${left + (range.to - range.from + 1) * px}px`, height: `${HEAD + height}px` }}>
        <div class="projects-timeline-head"><span class="projects-corner">${t('projects.field.title')}</span><${Axis} range=${range} zoom=${zoom} px=${px} sight=${sight} first=${weekStart.value ?? firstDayOf()} /></div>
        <div class="projects-lines" role="rowgroup" style=${{ height: `${height}px` }}>
          <${Ground} range=${range} px=${px} sight=${sight} height=${height} left=${left} />
          <${Links} rows=${rows} edges=${edges} range=${range} px=${px} seen=${[from, to]} critical=${critical} />
          ${rows.slice(from, to + 1).map((row, i) => html`<${Row} key=${row.task.id} state=${state} project=${project} row=${row} index=${from + i} range=${range} px=${px} open=${route.query.task === row.task.id} critical=${critical.has(row.task.id)} edits=${edits && !row.task.isNew} />`)}
        </div>
      </div>
    </div>`;
}
