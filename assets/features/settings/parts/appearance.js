// How the page looks and moves on this device.
import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { density, font, motion, textSize, theme } from '../../../state/device.js';
import { Segmented } from '../../../ui/field.js';
import { Row } from './rows.js';

const SIZES = [90, 100, 110, 125];

const Choice = ({ hint, label, of, options }) => html`
  <${Row} hint=${hint}><${Segmented} label=${label} value=${of.value} onChange=${(value) => (of.value = value)} options=${options} /><//>`;

/** The section "Appearance". */
export const Appearance = () => html`
  <section class="section settings-rows">
    <${Choice} label=${t('app.theme')} of=${theme} options=${[
      { value: 'auto', label: t('app.theme_auto'), icon: 'monitor' },
      { value: 'light', label: t('app.theme_light'), icon: 'sun' },
      { value: 'dark', label: t('app.theme_dark'), icon: 'moon' },
    ]} />
    <${Choice} label=${t('settings.density')} hint=${t('settings.density_hint')} of=${density} options=${[
      { value: 'compact', label: t('settings.density_compact'), icon: 'rows-4' },
      { value: 'cozy', label: t('settings.density_cozy'), icon: 'rows-3' },
      { value: 'comfortable', label: t('settings.density_comfortable'), icon: 'rows-2' },
    ]} />
    <${Choice} label=${t('settings.text_size')} of=${textSize} options=${SIZES.map((size) => ({ value: size, label: t('settings.percent', { size }) }))} />
    <${Choice} label=${t('settings.font')} hint=${t('settings.font_hint')} of=${font} options=${[
      { value: 'inter', label: 'Inter' },
      { value: 'system', label: t('settings.font_system') },
    ]} />
    <${Choice} label=${t('settings.motion')} hint=${t('settings.motion_hint')} of=${motion} options=${[
      { value: 'system', label: t('settings.motion_system') },
      { value: 'reduced', label: t('settings.motion_reduced') },
    ]} />
  </section>`;
