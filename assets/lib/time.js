// Dates, times and numbers in the reader's language. Input is an ISO-8601 string, milliseconds or a Date.
import { localeTag, t } from './i18n.js';

const formats = new Map();

function format(kind, options, Type = Intl.DateTimeFormat) {
  const tag = localeTag();
  const key = `${tag} ${kind}`;
  if (!formats.has(key)) formats.set(key, new Type(tag, options));
  return formats.get(key);
}

const toDate = (value) => (value instanceof Date ? value : new Date(value));

/** True when both fall on the same day of this device's calendar. */
export function sameDay(a, b) {
  const x = toDate(a);
  const y = toDate(b);
  return x.getFullYear() === y.getFullYear() && x.getMonth() === y.getMonth() && x.getDate() === y.getDate();
}

/** "09:14" (24 hours; Indonesian writes "09.14"). */
export const formatTime = (value) =>
  format('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(toDate(value));

/** "Today", "Yesterday", "Monday, 23 November"; the year is added when it is not this one. */
export function formatDay(value, now = new Date()) {
  const date = toDate(value);
  if (sameDay(date, now)) return t('app.today');
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (sameDay(date, yesterday)) return t('app.yesterday');
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return format(`day${year}`, { weekday: 'long', day: 'numeric', month: 'long', year }).format(date);
}

/** For narrow places: the time today, "23 Nov" this year, else with the year. */
export function formatShort(value, now = new Date()) {
  const date = toDate(value);
  if (sameDay(date, now)) return formatTime(date);
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return format(`short${year}`, { day: 'numeric', month: 'short', year }).format(date);
}

/** Everything: "Monday, 23 November 2026 at 09:14". */
export const formatDateTime = (value) =>
  format('full', { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' }).format(toDate(value));

const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Infinity],
];

/** "5 min ago", "yesterday", "in 3 days". */
export function formatRelative(value, now = Date.now()) {
  let amount = (toDate(value).getTime() - Number(now)) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(amount) < size) {
      const options = { numeric: 'auto', style: unit === 'minute' ? 'short' : 'long' };
      return format(`relative ${options.style}`, options, Intl.RelativeTimeFormat).format(Math.round(amount), unit);
    }
    amount /= size;
  }
  return formatShort(value);
}

/** "1,234" or "1.234". */
export const formatNumber = (value) => format('number', {}, Intl.NumberFormat).format(value);

/** "A, B and C" or "A, B, dan C". */
export const formatList = (parts) => format('list', { type: 'conjunction' }, Intl.ListFormat).format(parts);
