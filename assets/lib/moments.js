// Ends of what lasts for a while, as people choose them: in half an hour, tonight, tomorrow morning, at the end of the week.

const MINUTE = 60_000;
const MORNING = 8;

const at = (now, days, hour) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour).getTime();

/**
 * The moment a choice means, in milliseconds; null for 'never'. A number is minutes from now; 'today' is midnight, 'tomorrow'
 * tomorrow at eight, 'week' the midnight before `firstDay` (0 is Sunday), on
 * which the next week begins.
 */
export function endOf(choice, now = new Date(), firstDay = 1) {
  if (choice === 'never') return null;
  if (choice === 'today') return at(now, 1, 0);
  if (choice === 'tomorrow') return at(now, 1, MORNING);
  if (choice === 'week') return at(now, ((firstDay - now.getDay() + 7) % 7) || 7, 0);
  return now.getTime() + Number(choice) * MINUTE;
}

/** The value of a datetime-local field for a moment: milliseconds, or a Date. */
export function toField(moment) {
  const local = new Date(moment - new Date(moment).getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, 16);
}
