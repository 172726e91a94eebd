// Days as whole numbers, counted since 1970 in the calendar of this device: what calendars and timelines count in, where a
// day is a day also when clocks change.

import { localeTag } from './i18n.js';

const DAY_MS = 86_400_000;
const dateOf = (day) => new Date(day * DAY_MS);

/** The day a moment (ISO text, milliseconds or Date) falls on here; null for none. */
export function dayOf(moment) {
  if (moment === null || moment === undefined || moment === '') return null;
  const date = new Date(moment);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS);
}

/** Today. */
export const today = () => dayOf(Date.now());

/** The moment a day begins here, as ISO text. */
export function beginOf(day) {
  const date = dateOf(day);
  return new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()).toISOString();
}

/** The last minute of a day here, as ISO text: when what is due that day is due. */
export function endOf(day) {
  const date = dateOf(day);
  return new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), 23, 59).toISOString();
}

/** A moment moved by whole days, at the same time of day; as ISO text. */
export function shifted(moment, days) {
  const date = new Date(moment);
  date.setDate(date.getDate() + days);
  return date.toISOString();
}

/** What a field of type date shows for a day, and the day such a field means; '' and null for none. */
export const toField = (day) => (day === null ? '' : dateOf(day).toISOString().slice(0, 10));
export const fromField = (text) => (text ? Math.floor(Date.parse(`${text}T00:00:00Z`) / DAY_MS) : null);

/** Parts of a day: `{year, month, date, weekday}`, month from 0, weekday from 0 (Sunday). */
export function partsOf(day) {
  const date = dateOf(day);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), date: date.getUTCDate(), weekday: date.getUTCDay() };
}

/** The day with these parts; months run over into years. */
export const dayFrom = (year, month, date = 1) => Math.floor(Date.UTC(year, month, date) / DAY_MS);

/** Saturday or Sunday? */
export const isWeekend = (day) => partsOf(day).weekday % 6 === 0;

/** The day the week of `day` begins on, where weeks begin on `first` (0 is Sunday). */
export const weekOf = (day, first) => day - ((partsOf(day).weekday - first + 7) % 7);

/** The same date `months` later, or the last of that month where it has no such date. */
export function addMonths(day, months) {
  const { year, month, date } = partsOf(day);
  return dayFrom(year, month + months, Math.min(date, partsOf(dayFrom(year, month + months + 1, 0)).date));
}

/** The weeks that show the month of `day`: rows of seven days. */
export function monthGrid(day, first) {
  const { year, month } = partsOf(day);
  const from = weekOf(dayFrom(year, month), first);
  const weeks = Math.ceil((dayFrom(year, month + 1) - from) / 7);
  return Array.from({ length: weeks }, (_, week) => Array.from({ length: 7 }, (__, i) => from + week * 7 + i));
}

const formats = new Map();

/** A day in the reader's language, with the options of Intl.DateTimeFormat. */
export function formatDayNumber(day, options) {
  const key = `${localeTag()} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(localeTag(), { ...options, timeZone: 'UTC' }));
  return formats.get(key).format(dateOf(day));
}

/** "23 Nov", with the year when it is not this one. */
export const shortDay = (day) => formatDayNumber(day, { day: 'numeric', month: 'short', year: partsOf(day).year === partsOf(today()).year ? undefined : 'numeric' });

/** "Monday, 23 November 2026". */
export const longDay = (day) => formatDayNumber(day, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
