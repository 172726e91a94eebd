// Do not disturb, quiet hours, and what this device does about messages while nobody looks at the page.
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { formatDateTime, formatTime, sameDay, t } from '../../../lib/i18n.js';
import { endOf } from '../../../lib/moments.js';
import { needsHttps, notices } from '../../../state/device.js';
import { quietUntil } from '../../../state/doing.js';
import { askPermission, checkPermission, permission, tell } from '../../../state/notices.js';
import { me, workspace } from '../../../state/session.js';
import { Button, Icon } from '../../../ui/controls.js';
import { Switch } from '../../../ui/field.js';
import { announce, toast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';
import { pause } from '../actions.js';
import { QuietHours } from './quiet-hours.js';
import { Group } from './rows.js';

const PAUSES = [
  { choice: '30', label: () => t('settings.pause.minutes', { n: 30 }) },
  { choice: '60', label: () => t('settings.pause.hours', { n: 1 }) },
  { choice: '240', label: () => t('settings.pause.hours', { n: 4 }) },
  { choice: 'tomorrow', label: () => t('settings.pause.tomorrow') },
];

const momentText = (moment) => (sameDay(moment, Date.now()) ? formatTime(moment) : formatDateTime(moment));
const complain = (error) => toast(errorText(error), { kind: 'error' });

function Now() {
  const until = quietUntil(me.value);
  const byHand = Date.parse(me.value.doNotDisturb?.until ?? 0) > Date.now();
  const set = (choice) => pause(choice && endOf(choice)).catch(complain);
  return html`
    <div class="settings-now">
      <p class="row" role="status"><${Icon} name=${until ? 'bell-off' : 'bell'} />${until ? t('settings.dnd.on', { time: momentText(until) }) : t('settings.dnd.off')}</p>
      <div class="row wrap">
        ${byHand && html`<${Button} small onClick=${() => set(null)}>${t('settings.dnd.end')}<//>`}
        ${PAUSES.map(({ choice, label }) => html`<${Button} key=${choice} small onClick=${() => set(choice)}>${label()}<//>`)}
      </div>
    </div>`;
}

// Why no notification can be shown, in a sentence with the way out; null when it can.
function obstacle() {
  if (needsHttps.value) return t('settings.notices.https');
  if (permission.value === 'unsupported') return t('settings.notices.unsupported');
  return permission.value === 'denied' ? t('settings.notices.denied') : null;
}

const set = (change) => (notices.value = { ...notices.peek(), ...change });

async function showThem(on) {
  if (on && !(await askPermission())) {
    announce(obstacle() ?? t('settings.notices.not_given'), { assertive: true });
    // The switch goes back to what is true.
    return void set({ show: false });
  }
  return void set({ show: on });
}

function test() {
  const done = tell({ title: workspace.peek().name || 'EPOP', body: t('settings.notices.test_body'), tag: 'epop.test', path: '/settings/notifications' });
  toast(done ? t('settings.notices.test_sent') : t('settings.notices.test_failed'), { kind: done ? 'success' : 'error' });
}

function Device() {
  useEffect(() => {
    checkPermission();
    addEventListener('focus', checkPermission);
    return () => removeEventListener('focus', checkPermission);
  }, []);
  const { show, sound, hideText } = notices.value;
  const hindered = obstacle();
  const shows = show && permission.value === 'granted' && !hindered;
  const quiet = quietUntil(me.value);
  return html`
    <div class="stack">
      <${Switch} key=${`${permission.value}${show}`} label=${t('settings.notices.show')} hint=${hindered ?? t('settings.notices.show_hint')} checked=${shows} disabled=${Boolean(hindered)} onChange=${showThem} />
      <${Switch} label=${t('settings.notices.hide')} hint=${t('settings.notices.hide_hint')} checked=${hideText} disabled=${!shows} onChange=${(on) => set({ hideText: on })} />
      <${Switch} label=${t('settings.notices.sound')} hint=${t('settings.notices.sound_hint')} checked=${sound} onChange=${(on) => set({ sound: on })} />
      <div class="row wrap">
        <${Button} icon="bell" disabled=${!shows && !sound} onClick=${test}>${t('settings.notices.test')}<//>
        ${quiet && html`<span class="field-hint">${t('settings.notices.quiet', { time: momentText(quiet) })}</span>`}
      </div>
    </div>`;
}

/** The section "Notifications". */
export const Notifications = () => html`
  <${Group} id="settings-dnd" title=${t('settings.dnd')} lead=${t('settings.dnd_lead')}><${Now} /><//>
  <${Group} id="settings-quiet" title=${t('settings.quiet')} lead=${t('settings.quiet_lead')}><${QuietHours} /><//>
  <${Group} id="settings-notices" title=${t('settings.notices')} lead=${t('settings.notices_lead')}><${Device} /><//>`;
