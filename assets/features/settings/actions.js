// What people change about themselves.
import { del, patch, post, put } from '../../net/api.js';
import { setMe } from '../../state/session.js';
import { sessionRevoked, sessions } from './store.js';

/** Save profile fields: `{displayName, title, phoneExt, timeZone}`; empty optional ones become null. */
export async function saveProfile({ displayName, title, phoneExt, timeZone }) {
  const orNull = (text) => text.trim() || null;
  setMe(await patch('/users/me', { displayName: displayName.trim(), title: orNull(title), phoneExt: orNull(phoneExt), timeZone }));
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
