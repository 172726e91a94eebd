// Choosing a password: an invitation, a reset link.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { formatDateTime, locale, t } from '../../../lib/i18n.js';
import { deviceZone } from '../../../lib/zones.js';
import { navigate } from '../../../state/route.js';
import { Button } from '../../../ui/controls.js';
import { FormError, TextField, useForm } from '../../../ui/field.js';
import { NewPassword } from '../../../ui/new-password.js';
import { ErrorState, Skeleton } from '../../../ui/states.js';
import { acceptInvitation, inspectInvitation, resetPassword, tokenOf } from '../actions.js';
import { Frame, Notice } from './signing-in.js';

// -- An invitation: choose a name and a password

function InviteForm({ token, invitation }) {
  const named = Boolean(invitation.email);
  const send = (values) => acceptInvitation({ token, ...values, email: named ? undefined : values.email, locale: locale.peek(), timeZone: deviceZone() });
  const form = useForm({ email: invitation.email ?? '', displayName: '', password: '' }, send, { email_taken: 'email' });
  const { displayName, email } = form.values;
  return html`
    <form class="auth-form" ...${form.props}>
      <${FormError} error=${form.error} />
      <${TextField} ...${form.bind('displayName')} label=${t('auth.your_name')} autocomplete="name" required maxlength="80" data-autofocus />
      <${TextField} ...${form.bind('email')} label=${t('auth.email')} type="email" autocomplete="username" inputmode="email" required readonly=${named} />
      <${NewPassword} ...${form.bind('password')} label=${t('auth.new_password')} required about=${[displayName, email.split('@')[0]]} />
      <${Button} kind="primary" type="submit" block loading=${form.busy}>${t('auth.invite.submit')}<//>
      <p class="field-hint">${t('auth.invite.until', { time: formatDateTime(invitation.expiresAt) })}</p>
    </form>`;
}

/** The token is in the fragment of the link. */
export function Invite({ route }) {
  const [invitation, setInvitation] = useState(null);
  const [error, setError] = useState(null);
  const token = tokenOf(route.hash);
  const load = () => {
    setError(null);
    inspectInvitation(token).then(setInvitation, setError);
  };
  useEffect(load, []);
  const broken = error && !error.transient;
  const lead = invitation
    ? t('auth.invite.lead', { name: invitation.invitedBy?.displayName ?? invitation.invitedBy, workspace: invitation.workspaceName })
    : null;
  return html`
    <${Frame} title=${invitation ? t('auth.invite.title_of', { workspace: invitation.workspaceName }) : t('auth.invite.title')} lead=${lead}>
      ${broken && html`<${Notice} kind="warn">${t('auth.invite.invalid')}<//><${Button} kind="primary" href="/login" block>${t('auth.to_login')}<//>`}
      ${error && !broken && html`<${ErrorState} error=${error} onRetry=${load} />`}
      ${!error && !invitation && html`<${Skeleton} lines=${4} height=${20} />`}
      ${invitation && html`<${InviteForm} token=${token} invitation=${invitation} />`}
    <//>`;
}

// -- A new password, with the single-use link from the mail or from an admin

/** The token is in the fragment of the link. */
export function Reset({ route }) {
  const token = tokenOf(route.hash);
  const form = useForm({ password: '' }, async ({ password }) => {
    await resetPassword({ token, password });
    navigate('/login?reset=1', { replace: true });
  });
  const back = html`<a href="/login">${t('auth.to_login')}</a>`;
  return html`
    <${Frame} title=${t('auth.reset.title')} lead=${token ? t('auth.reset.lead') : null} foot=${back}>
      ${token
        ? html`
          <form class="auth-form" ...${form.props}>
            <${FormError} error=${form.error} />
            <${NewPassword} ...${form.bind('password')} label=${t('auth.new_password')} required data-autofocus />
            <${Button} kind="primary" type="submit" block loading=${form.busy}>${t('auth.reset.submit')}<//>
          </form>`
        : html`<${Notice} kind="warn">${t('auth.reset.no_token')}<//>`}
    <//>`;
}
