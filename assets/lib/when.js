// Times as people write them, in English and Indonesian: "in 20 minutes", "tomorrow at 9", "besok jam 9.00", "lusa sore".

const MINUTE = 60_000;
/** Hours of the day that a day without a time, and the parts of a day, stand for. */
const MORNING = 9;
const PARTS = { morning: 9, noon: 12, afternoon: 15, evening: 18, night: 20, tonight: 20, pagi: 9, siang: 12, sore: 16, malam: 20 };
const UNITS = {
  minute: ['minutes?', 'mins?', 'menit', 'mnt'], hour: ['hours?', 'hrs?', 'h', 'jam'], day: ['days?', 'd', 'hari'],
  week: ['weeks?', 'w', 'minggu', 'pekan'], month: ['months?', 'bulan'],
};
const UNIT = Object.entries(UNITS).map(([name, forms]) => `(?<${name}>${forms.join('|')})`).join('|');
const COUNTS = { a: 1, an: 1, one: 1, 'half an': 0.5, satu: 1, setengah: 0.5, dua: 2, two: 2, three: 3, tiga: 3, ten: 10, sepuluh: 10, lima: 5, five: 5 };
const WEEKDAYS = [
  ['sunday', 'sun', 'minggu', 'ahad'], ['monday', 'mon', 'senin'], ['tuesday', 'tue', 'selasa'], ['wednesday', 'wed', 'rabu'],
  ['thursday', 'thu', 'kamis'], ['friday', 'fri', 'jumat', "jum'at"], ['saturday', 'sat', 'sabtu'],
];
const MONTHS = [
  ['january', 'jan', 'januari'], ['february', 'feb', 'februari'], ['march', 'mar', 'maret'], ['april', 'apr'], ['may', 'mei'], ['june', 'jun', 'juni'],
  ['july', 'jul', 'juli'], ['august', 'aug', 'agustus', 'agu'], ['september', 'sep', 'sept'], ['october', 'oct', 'oktober', 'okt'],
  ['november', 'nov'], ['december', 'dec', 'desember', 'des'],
];
const names = (lists) => lists.flat().sort((a, b) => b.length - a.length).join('|');
const placeOf = (lists, word) => lists.findIndex((list) => list.includes(word.toLowerCase()));

const END = '(?![\\p{L}\\p{N}])';
const rule = (source) => new RegExp(`^(?:${source})${END}`, 'iu');

const COUNT = `(?<count>\\d{1,4}(?:[.,]5)?|${Object.keys(COUNTS).sort((a, b) => b.length - a.length).join('|')})`;
const SPAN = rule(`(?:(?:in|for|within|dalam|selama)\\s+)?${COUNT}\\s*(?:${UNIT})(?<later>\\s+(?:lagi|from now))?`);
const ONE = rule('(?<one>semenit|sejam|sehari|seminggu|sepekan|sebulan)\\s+lagi');
const ONES = { semenit: 'minute', sejam: 'hour', sehari: 'day', seminggu: 'week', sepekan: 'week', sebulan: 'month' };
const CLOCK = rule(`(?:(?<at>at|jam|pukul|@)\\s*)?(?<hour>\\d{1,2})(?:[:.](?<minute>\\d{2}))?\\s*(?<half>am|pm)?(?:\\s+(?<part>pagi|siang|sore|malam))?`);
const PART = rule('(?:in the |at |this |nanti )?(?<part>morning|noon|afternoon|evening|night|pagi|siang|sore|malam)(?: ini)?');
const DAYS = [
  [rule('(?:day after tomorrow|lusa)'), 2], [rule('(?:tomorrow|besok|esok)'), 1], [rule('(?:today|hari ini)'), 0],
];
const WEEKDAY = rule(`(?:(?:next|on|hari)\\s+)?(?<weekday>${names(WEEKDAYS)})(?<next>\\s+depan)?`);
const NEXT = rule('(?:next (?<en>week|month)|(?<id>minggu|pekan|bulan) depan)');
const ISO = rule('(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})');
const DATE = rule(`(?<day>\\d{1,2})(?:st|nd|rd|th)?\\s+(?<month>${names(MONTHS)})(?:\\s+(?<year>\\d{4}))?`);

const midnight = (now, days = 0) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);

function shifted(now, count, unit) {
  if (unit === 'minute' || unit === 'hour') return new Date(now.getTime() + Math.round(count * (unit === 'hour' ? 60 : 1)) * MINUTE);
  const date = new Date(now);
  if (unit === 'month') date.setMonth(date.getMonth() + Math.round(count));
  else date.setDate(date.getDate() + Math.round(count * (unit === 'week' ? 7 : 1)));
  return date;
}

/** "in 20 minutes", "2 jam lagi", "sejam lagi". */
function readSpan(text, now) {
  const one = ONE.exec(text);
  if (one) return { at: shifted(now, 1, ONES[one.groups.one.toLowerCase()]), length: one[0].length };
  const match = SPAN.exec(text);
  if (!match) return null;
  const { groups } = match;
  const count = COUNTS[groups.count.toLowerCase()] ?? Number(groups.count.replace(',', '.'));
  const unit = Object.keys(UNITS).find((name) => groups[name]);
  return { at: shifted(now, count, unit), length: match[0].length };
}

/** A time of day: `{hours, minutes, length, sure}`; `sure` when it cannot be just a number. */
function readClock(text) {
  const part = PART.exec(text);
  if (part) return { hours: PARTS[part.groups.part.toLowerCase()], minutes: 0, length: part[0].length, sure: true };
  const match = CLOCK.exec(text);
  if (!match) return null;
  const { at, hour, minute, half, part: day } = match.groups;
  let hours = Number(hour);
  const minutes = Number(minute ?? 0);
  const later = half?.toLowerCase() === 'pm' || /sore|malam/i.test(day ?? '') || (/siang/i.test(day ?? '') && hours < 5);
  if (later && hours < 12) hours += 12;
  if (half?.toLowerCase() === 'am' && hours === 12) hours = 0;
  if (hours > 23 || minutes > 59) return null;
  return { hours, minutes, length: match[0].length, sure: Boolean(at || minute || half || day) };
}

function dateOf(year, month, day) {
  const date = new Date(year, month, day);
  return date.getMonth() === month ? date : null;
}

/** A day: `{day, length}` with the midnight it begins at. */
function readDay(text, now) {
  for (const [pattern, days] of DAYS) {
    const match = pattern.exec(text);
    if (match) return { day: midnight(now, days), length: match[0].length };
  }
  const next = NEXT.exec(text);
  if (next) {
    const month = /month|bulan/i.test(next[0]);
    return { day: month ? new Date(now.getFullYear(), now.getMonth() + 1, 1) : midnight(now, ((8 - now.getDay()) % 7) || 7), length: next[0].length };
  }
  const weekday = WEEKDAY.exec(text);
  if (weekday) return { day: midnight(now, ((placeOf(WEEKDAYS, weekday.groups.weekday) - now.getDay() + 7) % 7) || 7), length: weekday[0].length };
  const iso = ISO.exec(text);
  if (iso) {
    const day = dateOf(Number(iso.groups.year), Number(iso.groups.month) - 1, Number(iso.groups.day));
    return day && { day, length: iso[0].length };
  }
  const date = DATE.exec(text);
  if (!date) return null;
  const month = placeOf(MONTHS, date.groups.month);
  const year = Number(date.groups.year ?? now.getFullYear());
  const day = dateOf(year, month, Number(date.groups.day));
  if (!day) return null;
  return { day: !date.groups.year && day < midnight(now) ? dateOf(year + 1, month, Number(date.groups.day)) : day, length: date[0].length };
}

/** White space and joining commas after a part. */
const gap = (text, at) => at + /^[\s,]*/.exec(text.slice(at))[0].length;

/** Reads a time at the beginning of `text`: `{at, length}`, or null. */
function readStart(text, now) {
  const day = readDay(text, now);
  const span = day ? null : readSpan(text, now);
  if (span) return span;
  const from = day ? gap(text, day.length) : 0;
  const clock = readClock(text.slice(from));
  if (!day) {
    if (!clock?.sure) {
      const tonight = rule('tonight').exec(text);
      return tonight ? { at: new Date(midnight(now).setHours(PARTS.tonight)), length: tonight[0].length } : null;
    }
    // A time alone is the next such time; with a day after it, that day's.
    const after = readDay(text.slice(gap(text, clock.length)), now);
    const end = after ? gap(text, clock.length) + after.length : clock.length;
    const at = new Date((after?.day ?? midnight(now)).getTime());
    at.setHours(clock.hours, clock.minutes);
    if (!after && at <= now) at.setDate(at.getDate() + 1);
    return { at, length: end };
  }
  const at = new Date(day.day);
  at.setHours(clock?.hours ?? MORNING, clock?.minutes ?? 0);
  return { at, length: clock ? from + clock.length : day.length };
}

const JOINS = /^(?:[\s,:-]*(?:to|that|untuk|supaya|agar|bahwa|about|tentang)(?=\s))?[\s,:-]*/iu;

/**
 * Finds the time at the beginning or else at the end of what somebody wrote: `{at: Date, text}` with the words besides it, or
 * null. Whether the time is still to come is for the caller to judge.
 */
export function parseWhen(source, now = new Date()) {
  const text = source.trim();
  const start = readStart(text, now);
  if (start) return { at: start.at, text: text.slice(start.length).replace(JOINS, '').trim() };
  for (const { index } of text.matchAll(/(?<=\s)\S/gu)) {
    const found = readStart(text.slice(index), now);
    if (found && !text.slice(index + found.length).trim()) return { at: found.at, text: text.slice(0, index).replace(JOINS, '').trim() };
  }
  return null;
}
