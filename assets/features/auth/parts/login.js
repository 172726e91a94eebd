// Sign in.
import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { safeNext } from '../../../lib/paths.js';
import { Button } from '../../../ui/button.js';
import { FormError, PasswordField, TextField } from '../../../ui/field.js';
import { useForm } from '../../../ui/form.js';
import { loadSetup, signIn } from '../actions.js';
import { Frame, Notice } from './frame.js';

/** `?next=` is where to go afterwards (this site only); `?reset=1` says that the password was just changed. */
export function Login({ route }) {
  const [setup, setSetup] = useState(null);
  const next = safeNext(route.query.next, '/dashboard', location.origin);
  const form = useForm({ email: '', password: '' }, (values) => signIn(values, next));
  useEffect(() => {
    // Only the name and a hint come from here: without an answer the form works just as well.
    loadSetup().then(setSetup, () => undefined);
  }, []);
  const lead = setup?.workspaceName ? t('auth.login.lead', { workspace: setup.workspaceName }) : t('auth.login.lead_plain');
  return html`
    <${Frame} title=${t('auth.login.title')} lead=${lead} foot=${t('auth.login.no_account')}>
      ${setup?.needed && html`<${Notice} kind="warn">${t('auth.login.needs_setup')}<//>`}
      ${route.query.reset && html`<${Notice} kind="success">${t('auth.login.after_reset')}<//>`}
      <form class="auth-form" onSubmit=${form.onSubmit}>
        <${FormError} error=${form.error} />
        <${TextField} ...${form.bind('email')} label=${t('auth.email')} type="email" autocomplete="username" inputmode="email" required data-autofocus />
        <${PasswordField} ...${form.bind('password')} label=${t('auth.password')} autocomplete="current-password" required
          extra=${html`<a href="/forgot">${t('auth.login.forgot')}</a>`} />
        <${Button} kind="primary" type="submit" block loading=${form.busy}>${t('app.sign_in')}<//>
      </form>
    <//>`;
}
