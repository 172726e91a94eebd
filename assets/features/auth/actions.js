// What somebody who is not signed in can ask of the server.
import { get, post } from '../../net/api.js';
import { entering } from '../../state/session.js';

const open = { anonymous: true };

/** `{needed, workspaceName}`: is this server still to be set up, and what is it called? */
export const loadSetup = () => get('/setup', open);

/** Sign in; `next` is the address to go to. */
export async function signIn({ email, password }, next) {
  await post('/auth/login', { email: email.trim(), password }, open);
  entering.value = { next };
}

/** Make the first account with the one-time token: `{token, workspaceName, displayName, email, password, locale, timeZone}`. */
export async function setUp({ email, ...values }) {
  await post('/setup', { ...values, email: email.trim() }, open);
  entering.value = { next: '/welcome/status' };
}

/** What an invitation says: `{email, invitedBy, workspaceName, expiresAt}`. */
export const inspectInvitation = (token) => post('/auth/invitations/inspect', { token }, open);

/** Accept an invitation; `email` only where the invitation names none. */
export async function acceptInvitation({ email, ...values }) {
  await post('/auth/invitations/accept', { ...values, email: email?.trim() }, open);
  entering.value = { next: '/welcome' };
}

/** Ask for a reset link by mail; the answer is the same whether the account exists or not. */
export const forgotPassword = ({ email }) => post('/auth/password/forgot', { email: email.trim() }, open);

/** Set a new password with the token of a reset link. */
export const resetPassword = ({ token, password }) => post('/auth/password/reset', { token, password }, open);

/** The token in the fragment of a link like `/invite#token=…`, or ''. */
export const tokenOf = (hash) => new URLSearchParams(hash).get('token') ?? '';
