// One's own status and do not disturb, as the profile menu shows them.
import { html } from 'htm/preact';
import { endOf } from '../../lib/moments.js';
import { formatDateTime, formatTime, sameDay, t } from '../../lib/i18n.js';
import { quietUntil, statusOf } from '../../state/doing.js';
import { me } from '../../state/session.js';
import { Icon, IconButton } from '../../ui/controls.js';
import { toast } from '../../ui/layers.js';
import { errorText } from '../../ui/states.js';
import { clearStatus, pause } from './actions.js';
import { openStatusDialog } from './status-dialog.js';

export { ready } from './load.js';

const PAUSES = [
  { choice: '30', label: () => t('people.pause_minutes', { n: 30 }) },
  { choice: '60', label: () => t('people.pause_hours', { n: 1 }) },
  { choice: 'tomorrow', label: () => t('people.pause_tomorrow') },
];

const complain = (error) => toast(errorText(error), { kind: 'error' });

/** "14:30", or with the day if it is another one. */
export const momentText = (moment) => (sameDay(moment, Date.now()) ? formatTime(moment) : formatDateTime(moment));

function Status({ close }) {
  const status = statusOf(me.value);
  const open = () => {
    close();
    openStatusDialog();
  };
  return html`
    <div class="row">
      <button type="button" class="menu-item grow" onClick=${open}>
        <span class="menu-lead">${status?.emoji ? html`<span aria-hidden="true">${status.emoji}</span>` : html`<${Icon} name="smile" />`}</span>
        <span class="menu-text"><span class="truncate">${status ? status.text || t('people.change_status') : t('people.set_status')}</span>
          ${status?.until && html`<span class="menu-hint">${t('people.until', { time: momentText(status.until) })}</span>`}</span>
      </button>
      ${status && html`<${IconButton} small icon="x" label=${t('people.clear_status')} onClick=${() => clearStatus().catch(complain)} />`}
    </div>`;
}

function Quiet() {
  const until = quietUntil(me.value);
  const byHand = me.value.doNotDisturb?.until && Date.parse(me.value.doNotDisturb.until) > Date.now();
  const stop = html`<button type="button" class="people-pause" onClick=${() => pause(null).catch(complain)}>${t('people.resume')}</button>`;
  return html`
    <div class="people-quiet" role="group" aria-label=${t('people.quiet')}>
      <span class="people-quiet-head"><${Icon} name=${until ? 'bell-off' : 'bell'} />${until ? t('people.quiet_until', { time: momentText(until) }) : t('people.quiet')}</span>
      <span class="people-pauses">
        ${until && byHand ? stop : PAUSES.map(({ choice, label }) => html`
          <button key=${choice} type="button" class="people-pause" onClick=${() => pause(endOf(choice)).catch(complain)}>${label()}</button>`)}
      </span>
    </div>`;
}

/** Status, and do not disturb for a while. */
export const Mine = ({ close }) => html`<${Status} close=${close} /><${Quiet} />`;
