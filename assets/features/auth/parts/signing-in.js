// The door: the frame of all public pages, signing in, and asking for a new password.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { LANGUAGE_NAMES, locale, LOCALES, t } from '../../../lib/i18n.js';
import { sharedDevice } from '../../../state/device.js';
import { chooseLanguage } from '../../../state/language.js';
import { safeNext } from '../../../state/route.js';
import { logo, workspace } from '../../../state/session.js';
import { Button, Icon } from '../../../ui/controls.js';
import { Checkbox, FormError, PasswordField, TextField, useForm } from '../../../ui/field.js';
import { forgotPassword, loadSetup, signIn } from '../actions.js';

/** A page with one card. `lead` stands under the title, `foot` under the card. */
export function Frame({ title, lead, foot, children }) {
  const box = useRef(null);
  const focused = useRef(false);
  useEffect(() => {
    // The form may come later than its frame. On a touch screen the keyboard would cover the page at once.
    const first = focused.current ? null : box.current.querySelector('[data-autofocus]');
    focused.current ||= Boolean(first);
    if (matchMedia('(pointer: fine)').matches) first?.focus();
  });
  return html`
    <div class="auth" ref=${box}>
      <main class="auth-main" id="main" tabindex="-1">
        <div class="auth-brand"><img class=${workspace.value.logoUrl ? 'is-own' : undefined} src=${logo.value} width="40" height="40" alt=${workspace.value.name || 'EPOP'} /></div>
        <div class="auth-card">
          <div class="auth-head">
            <h1 class="auth-title">${title}</h1>
            ${lead && html`<p class="auth-lead">${lead}</p>`}
          </div>
          ${children}
        </div>
        ${foot && html`<p class="auth-foot">${foot}</p>`}
      </main>
      <footer class="auth-languages" aria-label=${t('auth.language')}>
        <${Icon} name="languages" size=${14} />
        ${LOCALES.map((code) => html`
          <button key=${code} type="button" class="auth-language" lang=${code} aria-pressed=${String(locale.value === code)} onClick=${() => chooseLanguage(code)}>${LANGUAGE_NAMES[code]}</button>`)}
      </footer>
    </div>`;
}

/** A page that can only say something and lead elsewhere. `kind`: 'info' | 'success' | 'warn'. */
export const Notice = ({ kind = 'info', children }) => html`
  <div class="auth-notice auth-notice-${kind}" role="status">
    <${Icon} name=${{ info: 'info', success: 'circle-check', warn: 'triangle-alert' }[kind]} /><div>${children}</div>
  </div>`;

// -- Signing in

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
      <form class="auth-form" ...${form.props}>
        <${FormError} error=${form.error} />
        <${TextField} ...${form.bind('email')} label=${t('auth.email')} type="email" autocomplete="username" inputmode="email" required data-autofocus />
        <${PasswordField} ...${form.bind('password')} label=${t('auth.password')} autocomplete="current-password" required
          extra=${html`<a href="/forgot">${t('auth.login.forgot')}</a>`} />
        <${Checkbox} label=${t('auth.login.shared')} hint=${sharedDevice.value ? t('auth.login.shared_hint') : undefined} checked=${sharedDevice.value} onChange=${(on) => (sharedDevice.value = on)} />
        <${Button} kind="primary" type="submit" block loading=${form.busy}>${t('app.sign_in')}<//>
      </form>
    <//>`;
}

// -- Asking for a reset link. What is shown afterwards does not tell whether the account exists.

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
          <form class="auth-form" ...${form.props}>
            <${FormError} error=${form.error} />
            <${TextField} ...${form.bind('email')} label=${t('auth.email')} type="email" autocomplete="username" inputmode="email" required data-autofocus />
            <${Button} kind="primary" type="submit" block loading=${form.busy}>${t('auth.forgot.submit')}<//>
          </form>`}
    <//>`;
}
