// What people say of themselves for a while.
import { del, put } from '../../net/api.js';
import { setMe } from '../../state/session.js';

const iso = (moment) => (moment === null ? null : new Date(moment).toISOString());

/** Say what one is doing; `until` is milliseconds or null. */
export async function setStatus({ emoji, text, until }) {
  setMe(await put('/users/me/status', { emoji: emoji || null, text: text.trim() || null, until: iso(until) }));
}

/** Take it back. */
export async function clearStatus() {
  setMe(await del('/users/me/status'));
}

/** Not to be disturbed until `until` (milliseconds); null ends it. */
export async function pause(until) {
  setMe(await put('/users/me/do-not-disturb', { until: iso(until) }));
}
