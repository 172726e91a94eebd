// Moments to choose from when something is to happen later, on this device's calendar.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MORNING = 9;

const morningIn = (now, days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);

/** Tomorrow at nine. */
export const tomorrow = (now) => morningIn(now, 1);

/** The next Monday at nine; on a Monday the one in a week. */
export const monday = (now) => morningIn(now, ((8 - now.getDay()) % 7) || 7);

// i18n: chat.when.m20 chat.when.h1 chat.when.h3 chat.when.h8 chat.when.tomorrow chat.when.monday
const REMINDERS = [
  ['m20', (now) => new Date(now.getTime() + 20 * MINUTE)], ['h1', (now) => new Date(now.getTime() + HOUR)],
  ['h3', (now) => new Date(now.getTime() + 3 * HOUR)], ['tomorrow', tomorrow], ['monday', monday],
];
const SENDING = [['tomorrow', tomorrow], ['monday', monday]];
const MUTES = [['h1', (now) => new Date(now.getTime() + HOUR)], ['h8', (now) => new Date(now.getTime() + 8 * HOUR)], ['tomorrow', tomorrow]];

/** Sunday's "tomorrow" is Monday: the same moment is offered once. */
const offer = (list, now) => list.map(([id, at]) => ({ id, at: at(now) }))
  .filter((each, i, all) => all.findIndex((other) => Number(other.at) === Number(each.at)) === i);

/** When to be reminded: `[{id, at}]`. */
export const reminderTimes = (now = new Date()) => offer(REMINDERS, now);
/** When to send. */
export const sendTimes = (now = new Date()) => offer(SENDING, now);
/** How long to be quiet. */
export const muteTimes = (now = new Date()) => offer(MUTES, now);

/** The moment in a field of type datetime-local, or null. */
export function fromField(text) {
  const date = new Date(text);
  return text && !Number.isNaN(date.getTime()) ? date : null;
}

/** What is wrong with a moment to come: 'missing', 'past' (less than a minute ahead), 'far' (more than a year), or null. */
export function faultOf(date, now = new Date()) {
  if (!date) return 'missing';
  if (date - now < MINUTE) return 'past';
  return date - now > 365 * 24 * HOUR ? 'far' : null;
}
