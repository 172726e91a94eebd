// The session ended while somebody works: ask for the password over the intact page.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { me } from '../state/session.js';
import { Button } from '../ui/controls.js';
import { FormError, PasswordField } from '../ui/field.js';
import { Dialog, openDialog } from '../ui/layers.js';
import { signInAgain } from './session-flow.js';

function Again({ close }) {
  const [password, setPassword] = useState('');
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signInAgain(me.peek().email, password);
      close();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return html`
    <form onSubmit=${submit}>
      <${Dialog} title=${t('app.expired_title')} footer=${html`
        <${Button} kind="quiet" onClick=${() => location.assign('/login')}>${t('app.expired_other')}<//>
        <${Button} kind="primary" type="submit" loading=${busy}>${t('app.sign_in')}<//>`}>
        <div class="stack">
          <p class="dialog-text">${t('app.expired_body')}</p>
          <${FormError} error=${error} />
          <input class="visually-hidden" type="email" name="email" autocomplete="username" value=${me.value.email} readonly tabindex="-1" aria-hidden="true" />
          <${PasswordField} label=${t('app.password_of', { email: me.value.email })} name="password" autocomplete="current-password" required data-autofocus
            value=${password} onInput=${(event) => setPassword(event.target.value)} />
        </div>
      <//>
    </form>`;
}

/** Open the modal; it closes only by signing in. */
export const openExpired = () => openDialog((close) => html`<${Again} close=${close} />`, { locked: true });
