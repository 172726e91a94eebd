// What people say they are doing, and whether they may be disturbed: both end by themselves, without a word from the server.
import { signal } from '@preact/signals';

const LONGEST_TIMER_MS = 2 ** 31 - 1;
const ends = signal(0);
const timers = new Set();

// Draws again who reads it when the moment has come.
function wakeAt(moment) {
  if (timers.has(moment)) return;
  timers.add(moment);
  setTimeout(() => {
    timers.delete(moment);
    ends.value += 1;
  }, Math.min(moment - Date.now() + 50, LONGEST_TIMER_MS));
}

function lasts(until) {
  ends.value;
  const moment = Date.parse(until);
  if (moment <= Date.now()) return false;
  wakeAt(moment);
  return true;
}

/** `{emoji, text, until}` of a person, or null. */
export function statusOf(person) {
  const status = person?.status;
  return status && (!status.until || lasts(status.until)) ? status : null;
}

/** Until when a person is not to be disturbed (ISO time), or null. */
export function quietUntil(person) {
  const until = person?.doNotDisturbUntil;
  return until && lasts(until) ? until : null;
}
