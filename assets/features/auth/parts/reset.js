// Set a new password with the single-use link from the mail or from an admin.
import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { navigate } from '../../../state/route.js';
import { Button } from '../../../ui/button.js';
import { FormError } from '../../../ui/field.js';
import { useForm } from '../../../ui/form.js';
import { NewPassword } from '../../../ui/new-password.js';
import { resetPassword, tokenOf } from '../actions.js';
import { Frame, Notice } from './frame.js';

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
          <form class="auth-form" onSubmit=${form.onSubmit}>
            <${FormError} error=${form.error} />
            <${NewPassword} ...${form.bind('password')} label=${t('auth.new_password')} required data-autofocus />
            <${Button} kind="primary" type="submit" block loading=${form.busy}>${t('auth.reset.submit')}<//>
          </form>`
        : html`<${Notice} kind="warn">${t('auth.reset.no_token')}<//>`}
    <//>`;
}
