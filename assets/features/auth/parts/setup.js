// First start: name the workspace and make the first account, with the one-time link the server printed.
import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { Button } from '../../../ui/button.js';
import { FormError, TextField } from '../../../ui/field.js';
import { useForm } from '../../../ui/form.js';
import { NewPassword } from '../../../ui/new-password.js';
import { ErrorState, Skeleton } from '../../../ui/states.js';
import { loadSetup, setUp, tokenOf } from '../actions.js';
import { Frame, Notice } from './frame.js';

function SetupForm({ token }) {
  const form = useForm({ workspaceName: '', displayName: '', email: '', password: '' }, (values) => setUp({ token, ...values }), { email_taken: 'email' });
  const { displayName, email } = form.values;
  return html`
    <form class="auth-form" onSubmit=${form.onSubmit}>
      <${FormError} error=${form.error} />
      <${TextField} ...${form.bind('workspaceName')} label=${t('auth.workspace')} hint=${t('auth.setup.workspace_hint')} autocomplete="organization" required maxlength="80" data-autofocus />
      <${TextField} ...${form.bind('displayName')} label=${t('auth.your_name')} autocomplete="name" required maxlength="80" />
      <${TextField} ...${form.bind('email')} label=${t('auth.email')} type="email" autocomplete="username" inputmode="email" required />
      <${NewPassword} ...${form.bind('password')} label=${t('auth.password')} required about=${[displayName, email.split('@')[0]]} />
      <${Button} kind="primary" type="submit" block loading=${form.busy}>${t('auth.setup.submit')}<//>
    </form>`;
}

/** The token is in the fragment, so that it never reaches a log. */
export function Setup({ route }) {
  const [setup, setSetup] = useState(null);
  const [error, setError] = useState(null);
  const token = tokenOf(route.hash);
  const load = () => {
    setError(null);
    loadSetup().then(setSetup, setError);
  };
  useEffect(load, []);
  const signInLink = html`<${Button} kind="primary" href="/login" block>${t('auth.to_login')}<//>`;
  return html`
    <${Frame} title=${t('auth.setup.title')} lead=${t('auth.setup.lead')}>
      ${error && html`<${ErrorState} error=${error} onRetry=${load} />`}
      ${!error && !setup && html`<${Skeleton} lines=${4} height=${20} />`}
      ${setup && !setup.needed && html`<${Notice}>${t('auth.setup.done')}<//>${signInLink}`}
      ${setup?.needed && !token && html`<${Notice} kind="warn">${t('auth.setup.no_token')}<//>`}
      ${setup?.needed && token && html`<${SetupForm} token=${token} />`}
    <//>`;
}
