// Quiet hours between the server's list and the form's rows, one for each day. A field of time knows no 24:00: there, midnight
// as an end is 00:00.
import { dayCode, dayOf, weekFrom } from '../../lib/week.js';

/** What a day begins with when it is switched on. */
const USUAL = { from: '18:00', to: '08:00' };
const WHOLE_DAY = '24:00';
const MIDNIGHT = '00:00';

/** `[{day, on, from, to}]` for all days, `first` in front; `day` is 0 (Sunday) to 6. */
export function rowsOf(schedule, first) {
  const kept = new Map(schedule.map((hours) => [dayOf(hours.day), hours]));
  return weekFrom(first).map((day) => {
    const { from, to } = kept.get(day) ?? USUAL;
    return { day, on: kept.has(day), from, to: to === WHOLE_DAY ? MIDNIGHT : to };
  });
}

/** What the server is to keep: the days that are switched on. */
export const scheduleOf = (rows) => rows.filter((row) => row.on).map(({ day, from, to }) => ({ day: dayCode(day), from, to: to === MIDNIGHT ? WHOLE_DAY : to }));

/** Do both mean the same hours, in whatever order? */
export function sameHours(a, b) {
  const text = (schedule) => schedule.map(({ day, from, to }) => `${day} ${from} ${to}`).sort().join();
  return text(a) === text(b);
}

/** How a row ends: 'day' (all day), 'midnight', 'next' (the morning after), 'same', or null while it is not complete. */
export function endingOf({ from, to }) {
  if (!from || !to) return null;
  if (to === MIDNIGHT) return from === MIDNIGHT ? 'day' : 'midnight';
  return to <= from ? 'next' : 'same';
}

/** The day a fault of the server is about, and what it blames: `{day, part}`; null for anything else. */
export function faultOf(detail, rows) {
  const found = /^schedule\[(\d+)\](?:\.(from|to|day))?$/.exec(detail.field ?? '');
  const row = found && rows.filter((each) => each.on)[Number(found[1])];
  return row ? { day: row.day, part: found[2] === 'from' ? 'from' : 'to' } : null;
}
