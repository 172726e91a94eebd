// Keys: what Enter does, single keys, and the shortcuts that were changed.
import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { commandOf, keyLabel, keysOf, overrides } from '../../../lib/keyboard.js';
import { resetAllBindings, resetBinding } from '../../../state/bindings.js';
import { enterSends, singleKeys } from '../../../state/device.js';
import { Button, IconButton, Kbd } from '../../../ui/controls.js';
import { Segmented, Switch } from '../../../ui/field.js';
import { announce, toast } from '../../../ui/layers.js';
import { Group, Row } from './rows.js';

function reset(entry) {
  const problem = resetBinding(entry);
  if (problem) toast(t('keys.taken', { name: problem.taken.label() }), { kind: 'error' });
  else announce(t('keys.was_reset', { name: entry.label() }));
}

function Changed() {
  const changed = Object.keys(overrides.value);
  // What belongs to a page that is not open has no name here; it counts, and goes with all the others.
  const entries = changed.map(commandOf).filter(Boolean);
  const elsewhere = changed.length - entries.length;
  if (!changed.length) return html`<p class="muted">${t('settings.keys.none')}</p>`;
  return html`
    <ul class="card settings-keys">
      ${entries.map((entry) => html`
        <li key=${entry.id} class="settings-key">
          <span class="grow">${entry.label()}</span>
          <span class="settings-key-keys">${keysOf(entry).map((keys) => html`<${Kbd} key=${keys} keys=${keys} />`)}${!keysOf(entry).length && html`<span class="faint">${t('keys.none')}</span>`}</span>
          <${IconButton} small icon="rotate-cw" label=${t('keys.reset', { name: entry.label() })} onClick=${() => reset(entry)} />
        </li>`)}
      ${elsewhere > 0 && html`<li class="settings-key muted">${t('settings.keys.elsewhere', { n: elsewhere })}</li>`}
    </ul>
    <div class="form-row"><${Button} onClick=${resetAllBindings}>${t('keys.reset_all')}<//></div>`;
}

/** The section "Keyboard". */
export function Keyboard() {
  const sheet = commandOf('app.shortcuts');
  return html`
    <section class="section settings-rows">
      <${Row} hint=${t('settings.enter_hint', { keys: keyLabel('mod+Enter') })}>
        <${Segmented} label=${t('settings.enter')} value=${enterSends.value} onChange=${(on) => (enterSends.value = on)} options=${[
          { value: true, label: t('settings.enter_sends') },
          { value: false, label: t('settings.enter_breaks') },
        ]} />
      <//>
      <${Row}><${Switch} label=${t('keys.single')} hint=${t('settings.single_keys_hint')} checked=${singleKeys.value} onChange=${(on) => (singleKeys.value = on)} /><//>
    </section>
    <${Group} id="settings-keys" title=${t('settings.keys')} lead=${t('settings.keys_lead')}>
      <div class="form-row"><${Button} icon="keyboard" disabled=${!sheet} onClick=${() => sheet.run()}>${t('settings.keys.open')}<//></div>
      <${Changed} />
    <//>`;
}
