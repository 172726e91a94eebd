// Days of the week in the reader's language and order. Days are 0 (Sunday) to 6, as Date counts them.
import { localeTag } from './i18n.js';

const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
// A Sunday.
const BEGIN = Date.UTC(2023, 0, 1);
const DAY_MS = 86_400_000;

/** What the server calls a day. */
export const dayCode = (day) => NAMES[day];

/** The day the server calls `code`. */
export const dayOf = (code) => NAMES.indexOf(code);

/** "Monday", "Senin". */
export const dayName = (day) => new Intl.DateTimeFormat(localeTag(), { weekday: 'long', timeZone: 'UTC' }).format(BEGIN + day * DAY_MS);

/** The day weeks begin on in this language, for those who chose none. Where the browser does not know: Monday. */
export function firstDayOf(tag = localeTag()) {
  const locale = new Intl.Locale(tag);
  return ((locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1) % 7;
}

/** All days, `first` in front. */
export const weekFrom = (first) => NAMES.map((_, i) => (first + i) % 7);
