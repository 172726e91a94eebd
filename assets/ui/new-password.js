// A field for a new password with a meter below it.
import { html } from 'htm/preact';
import { t } from '../lib/i18n.js';
import { MIN_LENGTH, strength } from '../lib/password.js';
import { PasswordField } from './field.js';

/** As PasswordField; `about` are words the password should not consist of. */
export function NewPassword({ about = [], value, ...rest }) {
  const score = strength(value, about);
  // i18n: app.strength.0 app.strength.1 app.strength.2 app.strength.3 app.strength.4
  const words = value ? t(`app.strength.${score}`, { n: MIN_LENGTH }) : t('app.strength.rule', { n: MIN_LENGTH });
  return html`
    <${PasswordField} ...${rest} value=${value} autocomplete="new-password" minlength=${MIN_LENGTH}>
      <div class="meter meter-${value ? score : 'none'}">
        <span class="meter-bars" aria-hidden="true">${[1, 2, 3, 4].map((step) => html`<span class=${value && step <= Math.max(score, 1) ? 'is-on' : ''} />`)}</span>
        <span class="meter-text" role="status">${words}</span>
      </div>
    <//>`;
}
