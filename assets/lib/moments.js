// Ends of what lasts for a while, as people choose them: in half an hour, tonight, tomorrow morning, at the end of the week.

const MINUTE = 60_000;
const MORNING = 8;

const at = (now, days, hour) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour).getTime();

/**
 * The moment a choice means, in milliseconds; null for 'never'. A number is minutes from now; 'today' is midnight, 'tomorrow'
 * tomorrow at eight, 'week' the midnight after Sunday.
 */
export function endOf(choice, now = new Date()) {
  if (choice === 'never') return null;
  if (choice === 'today') return at(now, 1, 0);
  if (choice === 'tomorrow') return at(now, 1, MORNING);
  if (choice === 'week') return at(now, 8 - (now.getDay() || 7), 0);
  return now.getTime() + Number(choice) * MINUTE;
}

/** The value of a datetime-local field for a moment. */
export function toField(moment) {
  const local = new Date(moment - new Date(moment).getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, 16);
}

/** The time of day and the day in `zone` now, as `{weekday: 'monday', minutes}`. */
export function wallClock(zone, now = Date.now()) {
  const options = { weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone ?? undefined };
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-GB', options).formatToParts(now).map(({ type, value }) => [type, value]));
  return { weekday: parts.weekday.toLowerCase(), minutes: Number(parts.hour) * 60 + Number(parts.minute) };
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const minutesOf = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** Do the weekly quiet hours `[{day, from, to}]` run now, for somebody in `zone`? */
export function runsNow(schedule, zone, now = Date.now()) {
  const { weekday, minutes } = wallClock(zone, now);
  const before = DAYS[(DAYS.indexOf(weekday) + 6) % 7];
  return schedule.some(({ day, from, to }) => {
    const [begin, end] = [minutesOf(from), minutesOf(to)];
    const over = end <= begin;
    if (day === weekday && minutes >= begin && (over || minutes < end)) return true;
    return day === before && over && minutes < end;
  });
}
