// What people change about themselves.
import { deviceZone } from '../../lib/zones.js';
import { del, get, patch, post, put } from '../../net/api.js';
import { drafts } from '../../state/device.js';
import { me, setMe } from '../../state/session.js';
import { sessionRevoked, sessions } from './store.js';

/** Save profile fields: `{displayName, title, phoneExt}`; empty optional ones become null. */
export async function saveProfile({ displayName, title, phoneExt }) {
  const orNull = (text) => text.trim() || null;
  setMe(await patch('/users/me', { displayName: displayName.trim(), title: orNull(title), phoneExt: orNull(phoneExt) }));
}

/** Save one's time zone; null for none. */
export async function saveZone(timeZone) {
  setMe(await patch('/users/me', { timeZone }));
}

/** Not to be disturbed until `until` (milliseconds); null ends it. */
export async function pause(until) {
  setMe(await put('/users/me/do-not-disturb', { until: until === null ? null : new Date(until).toISOString() }));
}

/** Save the quiet hours of each week, `[{day, from, to}]`. Times mean a zone: without one of their own the person gets this device's. */
export async function saveQuietHours(schedule) {
  if (schedule.length && !me.peek().timeZone) await saveZone(deviceZone());
  setMe(await put('/users/me/do-not-disturb', { schedule }));
}

/** How many drafts of this device the server does not have; all of them when it does not answer. */
export async function draftsOnlyHere() {
  const mine = [...drafts.peek().values()].map(({ text }) => text);
  if (!mine.length) return 0;
  const there = await get('/chats/drafts').catch(() => []);
  const known = new Set(there.map(({ text }) => text));
  return mine.filter((text) => !known.has(text)).length;
}

/** Use `file` as one's picture; `square` is `{x, y, side}` in its pixels. */
export async function saveAvatar(file, square) {
  setMe(await put('/users/me/avatar', file, { query: square }));
}

/** Take one's picture away. */
export async function removeAvatar() {
  setMe(await del('/users/me/avatar'));
}

/** Change the password; every other session ends. */
export async function changePassword({ currentPassword, newPassword }) {
  await post('/auth/password/change', { currentPassword, newPassword });
  sessions.load();
}

/** End one session. */
export async function revokeSession(id) {
  await del(`/auth/sessions/${id}`);
  sessionRevoked({ sessionId: id });
}

/** End all sessions but this one. */
export async function revokeOthers() {
  await post('/auth/sessions/revoke-all');
  sessions.load();
}
