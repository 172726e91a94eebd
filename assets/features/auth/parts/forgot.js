// Ask for a reset link. What is shown afterwards does not tell whether the account exists.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { Button } from '../../../ui/button.js';
import { FormError, TextField } from '../../../ui/field.js';
import { useForm } from '../../../ui/form.js';
import { forgotPassword } from '../actions.js';
import { Frame, Notice } from './frame.js';

/** The page of /forgot. */
export function Forgot() {
  const [sentTo, setSentTo] = useState('');
  const form = useForm({ email: '' }, async (values) => {
    await forgotPassword(values);
    setSentTo(values.email);
  });
  const back = html`<a href="/login">${t('auth.to_login')}</a>`;
  return html`
    <${Frame} title=${t('auth.forgot.title')} lead=${sentTo ? null : t('auth.forgot.lead')} foot=${back}>
      ${sentTo
        ? html`<${Notice} kind="success">${t('auth.forgot.sent', { email: sentTo })}<//>`
        : html`
          <form class="auth-form" onSubmit=${form.onSubmit}>
            <${FormError} error=${form.error} />
            <${TextField} ...${form.bind('email')} label=${t('auth.email')} type="email" autocomplete="username" inputmode="email" required data-autofocus />
            <${Button} kind="primary" type="submit" block loading=${form.busy}>${t('auth.forgot.submit')}<//>
          </form>`}
    <//>`;
}
