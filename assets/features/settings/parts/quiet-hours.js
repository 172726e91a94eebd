// The hours of each week in which one is not to be disturbed: a row for each day.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { dayName, firstDayOf } from '../../../lib/week.js';
import { deviceZone } from '../../../lib/zones.js';
import { weekStart } from '../../../state/device.js';
import { me } from '../../../state/session.js';
import { Button, Icon } from '../../../ui/controls.js';
import { FormError, Switch } from '../../../ui/field.js';
import { toast } from '../../../ui/layers.js';
import { saveQuietHours } from '../actions.js';
import { endingOf, faultOf, rowsOf, sameHours, scheduleOf } from '../quiet.js';

// i18n: settings.quiet.day settings.quiet.midnight settings.quiet.next
function Ending({ row }) {
  const ending = endingOf(row);
  if (!ending || ending === 'same') return null;
  return html`<span class="settings-quiet-end">${t(`settings.quiet.${ending}`, { day: dayName((row.day + 1) % 7) })}</span>`;
}

function Time({ row, part, label, fault, onInput }) {
  const id = `quiet-${row.day}-${part}`;
  return html`
    <label class="settings-quiet-time"><span class="settings-quiet-word">${label}</span>
      <input id=${id} class="input" type="time" required value=${row[part]} aria-label=${t('settings.quiet.time', { day: dayName(row.day), part: label })}
        aria-invalid=${fault ? 'true' : undefined} aria-describedby=${fault ? `quiet-${row.day}-error` : undefined} onInput=${(event) => onInput({ [part]: event.target.value })} />
    </label>`;
}

function Day({ row, fault, onChange }) {
  return html`
    <li class="settings-quiet-row ${fault ? 'is-invalid' : ''}">
      <${Switch} label=${dayName(row.day)} checked=${row.on} onChange=${(on) => onChange({ on })} />
      ${row.on && html`
        <div class="settings-quiet-times">
          <${Time} row=${row} part="from" label=${t('settings.quiet.from')} fault=${fault?.part === 'from'} onInput=${onChange} />
          <${Time} row=${row} part="to" label=${t('settings.quiet.to')} fault=${fault?.part === 'to'} onInput=${onChange} />
          <${Ending} row=${row} />
        </div>`}
      ${fault && html`<p class="field-error" id="quiet-${row.day}-error"><${Icon} name="circle-alert" size=${14} />${fault.text}</p>`}
    </li>`;
}

const focusOn = ({ day, part }) => document.getElementById(`quiet-${day}-${part}`)?.focus();

/** The form. What another device saves meanwhile is taken over. */
export function QuietHours() {
  const person = me.value;
  const kept = person.doNotDisturb?.schedule ?? [];
  const first = weekStart.value ?? firstDayOf();
  const [rows, setRows] = useState(() => rowsOf(kept, first));
  const [state, setState] = useState({ busy: false, error: null, fault: null });
  const before = useRef(kept);
  useEffect(() => {
    if (!sameHours(kept, before.current)) setRows(rowsOf(kept, first));
    before.current = kept;
  }, [kept]);
  const change = (day) => (values) => {
    setRows((old) => old.map((row) => (row.day === day ? { ...row, ...values } : row)));
    setState((old) => ({ ...old, fault: null }));
  };
  const refuse = (fault) => {
    setState({ busy: false, error: null, fault });
    focusOn(fault);
  };
  const submit = async (event) => {
    event.preventDefault();
    if (state.busy) return;
    const empty = rows.find((row) => row.on && !(row.from && row.to));
    if (empty) return void refuse({ day: empty.day, part: empty.from ? 'to' : 'from', text: t('app.field.required') });
    setState({ busy: true, error: null, fault: null });
    try {
      await saveQuietHours(scheduleOf(rows));
      setState({ busy: false, error: null, fault: null });
      toast(t('settings.saved'), { kind: 'success' });
    } catch (error) {
      const fault = error.details?.map((detail) => faultOf(detail, rows)).find(Boolean);
      if (fault) refuse({ ...fault, text: t('settings.quiet.wrong') });
      else setState({ busy: false, error, fault: null });
    }
  };
  const same = sameHours(scheduleOf(rows), kept);
  const all = () => setRows((old) => old.map((row) => ({ ...row, on: true })));
  return html`
    <form class="settings-quiet" onSubmit=${submit} noValidate>
      <${FormError} error=${state.error} />
      <ul class="card settings-quiet-rows">${rows.map((row) => html`<${Day} key=${row.day} row=${row} fault=${state.fault?.day === row.day ? state.fault : null} onChange=${change(row.day)} />`)}</ul>
      <p class="field-hint">${t('settings.quiet.zone', { zone: (person.timeZone ?? deviceZone()).replaceAll('_', ' ') })} <a href="/settings/region">${t('settings.quiet.zone_change')}</a></p>
      <div class="form-row">
        <${Button} kind="primary" type="submit" loading=${state.busy} disabled=${same}>${t('app.save')}<//>
        ${rows.every((row) => !row.on) && html`<${Button} onClick=${all}>${t('settings.quiet.nights')}<//>`}
      </div>
    </form>`;
}
