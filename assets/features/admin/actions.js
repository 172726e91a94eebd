// What an admin does to accounts.
import { del, get, patch, post, put } from '../../net/api.js';
import { dropEmoji, workspace } from '../../state/session.js';
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

// -- The workspace: name, look, emoji

const wear = (branding) => (workspace.value = { ...workspace.peek(), ...branding });

/** Say how the workspace is called and which colour it has (null: the product's own). */
export const saveBranding = async ({ name, accent }) => wear(await put('/admin/branding', { name, accent }));

/** What would become of a colour: `{passes, nearest, light, dark, pairs}`. */
export const loadPalette = (accent) => get('/admin/branding/palette', { query: { accent: accent.toLowerCase() } });

/** Use a picture as the logo. */
export const saveLogo = async (file) => wear(await put('/admin/branding/logo', file));

/** Take the logo away. */
export const removeLogo = async () => wear(await del('/admin/branding/logo'));

/** Say who may add emoji: 'everyone' or 'admins'. */
export const setEmojiAdders = async (addedBy) => wear({ emojiAddedBy: (await put('/admin/emoji', { addedBy })).addedBy });

/** Take an emoji away. */
export async function removeEmoji(id) {
  await del(`/emoji/${id}`);
  dropEmoji(id);
}
