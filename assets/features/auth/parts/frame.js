// What all pages before the app share: mark, title, language.
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { LANGUAGE_NAMES, locale, LOCALES, t } from '../../../lib/i18n.js';
import { chooseLanguage } from '../../../state/language.js';
import { Icon } from '../../../ui/icon.js';

const LOGO = new URL('../../../icons/logo.svg', import.meta.url).pathname;

/** A page with one card. `lead` stands under the title, `foot` under the card. */
export function Frame({ title, lead, foot, children }) {
  const box = useRef(null);
  useEffect(() => {
    // On a touch screen the keyboard would cover the page at once.
    if (matchMedia('(pointer: fine)').matches) box.current.querySelector('[data-autofocus]')?.focus();
  }, []);
  return html`
    <div class="auth" ref=${box}>
      <main class="auth-main" id="main" tabindex="-1">
        <div class="auth-brand"><img src=${LOGO} width="40" height="40" alt="EPOP" /></div>
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
