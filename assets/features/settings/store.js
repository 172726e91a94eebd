// Where one is signed in.
import { get } from '../../net/api.js';
import { on } from '../../net/socket.js';
import { resource } from '../../state/resource.js';

/** Sessions of the signed-in person, this one first, then the latest used. */
export const sessions = resource(async (signal) => {
  const list = await get('/auth/sessions', { signal });
  return list.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || (a.lastActiveAt < b.lastActiveAt ? 1 : -1));
});

/** A session was ended somewhere. */
export function sessionRevoked({ sessionId }) {
  const list = sessions.data.peek();
  if (list) sessions.set(list.filter((session) => session.id !== sessionId));
}

/** Fetch now and follow changes until the answer is called. */
export function followSessions() {
  const stop = on('auth.session.revoked', sessionRevoked);
  sessions.load();
  return () => {
    stop();
    sessions.stop();
  };
}
