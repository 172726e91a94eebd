// What a timeline is made of, in numbers: where bars lie, how their dependencies run, and which tasks decide when all is done.
// Days are those of lib/days.js.

import { addMonths, dayFrom, dayOf, partsOf, weekOf } from '../../lib/days.js';

/** Pixels a day takes, by zoom. */
export const ZOOMS = { day: 36, week: 18, month: 7, quarter: 3 };
export const ROW_PX = globalThis.matchMedia?.('(pointer: coarse)').matches ? 46 : 36;

/** The first and the last day of a task; null when it has no dates. With one of them only it lasts that day. */
export function spanOf(task) {
  const from = dayOf(task.startAt ?? task.dueAt);
  const to = dayOf(task.dueAt ?? task.startAt);
  return from === null ? null : { from: Math.min(from, to), to: Math.max(from, to) };
}

/** The days a timeline of these tasks shows: all of theirs and today, with some room on both sides. */
export function rangeOf(spans, now, zoom) {
  const room = Math.round(600 / ZOOMS[zoom]);
  const days = spans.flatMap(({ from, to }) => [from, to]);
  return { from: days.reduce((a, b) => Math.min(a, b), now) - room, to: days.reduce((a, b) => Math.max(a, b), now) + room };
}

/** Parts of the axis that lie between `from` and `to`: `[{day, length, kind}]` of the wide row and of the fine one. */
export function axisOf({ from, to }, zoom, first) {
  const steps = (start, next) => {
    const parts = [];
    for (let day = start; day <= to;) {
      const end = next(day);
      parts.push({ day, length: end - day });
      day = end;
    }
    return parts;
  };
  const { year, month } = partsOf(from);
  const months = steps(dayFrom(year, month), (day) => addMonths(day, 1));
  const quarters = steps(dayFrom(year, month - (month % 3)), (day) => addMonths(day, 3));
  const years = steps(dayFrom(year, 0), (day) => addMonths(day, 12));
  const weeks = steps(weekOf(from, first), (day) => day + 7);
  if (zoom === 'day') return { wide: months, fine: steps(from, (day) => day + 1) };
  if (zoom === 'week') return { wide: months, fine: weeks };
  return zoom === 'month' ? { wide: quarters, fine: months } : { wide: years, fine: months };
}

/** The way of a dependency from the end of one bar to the start of another, as the `d` of a path: `{x, y}` each. */
export function elbow(a, b) {
  const out = a.x + 8;
  if (b.x >= out + 8) return `M${a.x} ${a.y}H${out}V${b.y}H${b.x}`;
  const between = a.y + (b.y > a.y ? 1 : -1) * (ROW_PX / 2);
  return `M${a.x} ${a.y}H${out}V${between}H${b.x - 10}V${b.y}H${b.x}`;
}

const MINUTE = 60_000;
const DAY_MS = 86_400_000;

/** Does a task begin before what it waits for has ended (and the lag after that)? The last minute of a day is its end. */
export function isTooEarly(predecessor, successor, lagDays) {
  const end = predecessor.dueAt ?? predecessor.startAt;
  const begin = successor.startAt ?? successor.dueAt;
  return Boolean(end && begin) && Date.parse(begin) + MINUTE < Date.parse(end) + lagDays * DAY_MS;
}

/**
 * Ids on the longest chain of dependencies: those that, when late, make the end late. `spans` is a Map of id → span, `edges` are
 * `{predecessorId, successorId, lagDays}`; edges of tasks without dates count for nothing.
 */
export function criticalPath(spans, edges) {
  const after = new Map();
  for (const edge of edges) {
    if (!spans.has(edge.predecessorId) || !spans.has(edge.successorId)) continue;
    after.set(edge.predecessorId, [...(after.get(edge.predecessorId) ?? []), edge]);
  }
  const linked = new Set([...after].flatMap(([id, list]) => [id, ...list.map((edge) => edge.successorId)]));
  if (!linked.size) return new Set();
  const end = Math.max(...[...linked].map((id) => spans.get(id).to));
  // The latest day each may end without moving the end of all: from the last ones backwards.
  const latest = new Map();
  const visit = (id, trail) => {
    if (latest.has(id)) return latest.get(id);
    if (trail.has(id)) return end;
    trail.add(id);
    const room = (after.get(id) ?? []).map((edge) => {
      const next = spans.get(edge.successorId);
      return visit(edge.successorId, trail) - (next.to - next.from) - edge.lagDays - 1;
    });
    trail.delete(id);
    latest.set(id, Math.min(end, ...room));
    return latest.get(id);
  };
  for (const id of linked) visit(id, new Set());
  return new Set([...linked].filter((id) => spans.get(id).to >= latest.get(id)));
}
