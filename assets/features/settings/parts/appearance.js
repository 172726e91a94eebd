// Look, size and language of the page on this device.
import { html } from 'htm/preact';
import { formatDateTime, formatNumber, LANGUAGE_NAMES, locale, LOCALES, t } from '../../../lib/i18n.js';
import { density, needsHttps, singleKeys, textSize, theme } from '../../../state/device.js';
import { chooseLanguage } from '../../../state/language.js';
import { Segmented, Switch } from '../../../ui/field.js';
import { toast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';

const SIZES = [90, 100, 110, 125];

const choose = (code) => chooseLanguage(code).catch((error) => toast(errorText(error), { kind: 'error' }));

const Setting = ({ hint, children }) => html`<div class="settings-row">${children}${hint && html`<p class="field-hint">${hint}</p>`}</div>`;

/** The section "Look and language". */
export function Appearance() {
  return html`
    <section class="section settings-rows">
      <${Setting}>
        <${Segmented} label=${t('app.theme')} value=${theme.value} onChange=${(value) => (theme.value = value)} options=${[
          { value: 'auto', label: t('app.theme_auto'), icon: 'monitor' },
          { value: 'light', label: t('app.theme_light'), icon: 'sun' },
          { value: 'dark', label: t('app.theme_dark'), icon: 'moon' },
        ]} />
      <//>
      <${Setting} hint=${t('settings.density_hint')}>
        <${Segmented} label=${t('settings.density')} value=${density.value} onChange=${(value) => (density.value = value)} options=${[
          { value: 'compact', label: t('settings.density_compact'), icon: 'rows-4' },
          { value: 'cozy', label: t('settings.density_cozy'), icon: 'rows-3' },
          { value: 'comfortable', label: t('settings.density_comfortable'), icon: 'rows-2' },
        ]} />
      <//>
      <${Setting}>
        <${Segmented} label=${t('settings.text_size')} value=${textSize.value} onChange=${(value) => (textSize.value = value)}
          options=${SIZES.map((size) => ({ value: size, label: t('settings.percent', { size }) }))} />
      <//>
      <${Setting} hint=${t('settings.language_hint', { date: formatDateTime(Date.now()), number: formatNumber(1234567.5) })}>
        <${Segmented} label=${t('app.language')} value=${locale.value} onChange=${choose} options=${LOCALES.map((code) => ({ value: code, label: LANGUAGE_NAMES[code] }))} />
      <//>
      <${Setting}>
        <${Switch} label=${t('settings.single_keys')} hint=${t('settings.single_keys_hint')} checked=${singleKeys.value} onChange=${(on) => (singleKeys.value = on)} />
      <//>
      ${needsHttps.value && html`<p class="field-hint">${t('settings.needs_https')}</p>`}
    </section>`;
}
