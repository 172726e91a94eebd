// Language, the person's own time zone, and the day weeks begin on.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { formatDateTime, formatNumber, LANGUAGE_NAMES, locale, localeTag, LOCALES, t } from '../../../lib/i18n.js';
import { dayName, firstDayOf } from '../../../lib/week.js';
import { deviceZone, timeIn, zoneOptions } from '../../../lib/zones.js';
import { weekStart } from '../../../state/device.js';
import { chooseLanguage } from '../../../state/language.js';
import { me } from '../../../state/session.js';
import { Button } from '../../../ui/controls.js';
import { Segmented, Select } from '../../../ui/field.js';
import { toast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';
import { saveZone } from '../actions.js';
import { Row } from './rows.js';

const SUNDAY = 0;
const MONDAY = 1;
const SATURDAY = 6;

const complain = (error) => toast(errorText(error), { kind: 'error' });

function Zone() {
  const kept = me.value.timeZone;
  const [wanted, setWanted] = useState(null);
  const shown = wanted ?? kept ?? '';
  const here = deviceZone();
  const choose = async (zone) => {
    setWanted(zone);
    await saveZone(zone || null).then(() => toast(t('settings.saved'), { kind: 'success' }), complain);
    setWanted(null);
  };
  const options = [...(kept ? [] : [{ value: '', label: t('settings.zone_none') }]), ...zoneOptions(kept)];
  const time = timeIn(shown, localeTag());
  return html`
    <div class="settings-zone">
      <${Select} id="timeZone" label=${t('settings.time_zone')} value=${shown} options=${options} onChange=${choose} hint=${time ? t('settings.zone_hint', { time }) : t('settings.zone_none_hint')} />
      ${kept !== here && html`<${Button} small onClick=${() => choose(here)}>${t('settings.zone_here', { zone: here.replaceAll('_', ' ') })}<//>`}
    </div>`;
}

/** The section "Language and region". */
export function Region() {
  const firsts = [SUNDAY, MONDAY, SATURDAY].map((day) => ({ value: String(day), label: dayName(day) }));
  return html`
    <section class="section settings-rows">
      <${Row} hint=${t('settings.language_hint', { date: formatDateTime(Date.now()), number: formatNumber(1234567.5) })}>
        <${Segmented} label=${t('app.language')} value=${locale.value} onChange=${(code) => chooseLanguage(code).catch(complain)}
          options=${LOCALES.map((code) => ({ value: code, label: LANGUAGE_NAMES[code] }))} />
      <//>
      <${Zone} />
      <div class="settings-zone">
        <${Select} id="weekStart" label=${t('settings.week_start')} hint=${t('settings.week_start_hint')} value=${weekStart.value === null ? '' : String(weekStart.value)}
          options=${[{ value: '', label: t('settings.week_auto', { day: dayName(firstDayOf()) }) }, ...firsts]} onChange=${(value) => (weekStart.value = value === '' ? null : Number(value))} />
      </div>
    </section>`;
}
