// How far one is in something with a few steps.
import { html } from 'htm/preact';
import { t } from '../lib/i18n.js';

/** "Step 2 of 4", in words and dots. */
export const Steps = ({ now, of }) => html`
  <p class="steps">
    <span>${t('app.step', { n: now, of })}</span>
    <span class="steps-dots" aria-hidden="true">${Array.from({ length: of }, (_, i) => html`<span class=${i < now ? 'is-done' : ''} />`)}</span>
  </p>`;
