// What an admin does to accounts.
import { del, patch, post } from '../../net/api.js';
import { invitations, peopleChanged } from './store.js';

/** Make an invitation; answers `{url, …}` with the link, which is shown only now. */
export async function invite({ email, isAdmin, expiresInDays }) {
  const made = await post('/admin/invitations', { email: email.trim() || undefined, isAdmin, expiresInDays });
  invitations.load();
  return made;
}

/** Withdraw an open invitation. */
export async function revokeInvitation(id) {
  await del(`/admin/invitations/${id}`);
  invitations.set((invitations.data.peek() ?? []).filter((invitation) => invitation.id !== id));
}

/** Change `{isAdmin?, disabled?}` of an account. */
export async function changeAccount(id, changes) {
  peopleChanged({ userId: id, patch: await patch(`/admin/users/${id}`, changes) });
}

/** Make a link with which the person sets a new password: `{url, expiresAt}`. */
export const makeResetLink = (id) => post(`/admin/users/${id}/reset-link`);
