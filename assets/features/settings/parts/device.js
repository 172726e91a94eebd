// What the page keeps on this device, and taking it all away.
import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { formatSize } from '../../../lib/files.js';
import { formatNumber, t } from '../../../lib/i18n.js';
import { drafts, needsHttps, sharedDevice } from '../../../state/device.js';
import { forgetAll, storageUse } from '../../../state/forget.js';
import { items } from '../../../state/outbox.js';
import { Button, Icon } from '../../../ui/controls.js';
import { Dialog, openDialog } from '../../../ui/layers.js';
import { draftsOnlyHere } from '../actions.js';
import { Group } from './rows.js';

function Use() {
  const [use, setUse] = useState(null);
  useEffect(() => void storageUse().then(setUse), []);
  return html`
    <dl class="settings-facts">
      <div><dt>${t('settings.device.used')}</dt><dd>${use ? t('settings.device.of', { used: formatSize(use.used), room: formatSize(use.room) }) : t('settings.device.unknown')}</dd></div>
      <div><dt>${t('settings.device.unsent')}</dt><dd>${formatNumber(items.value.length)}</dd></div>
      <div><dt>${t('settings.device.drafts')}</dt><dd>${formatNumber(drafts.value.size)}</dd></div>
    </dl>`;
}

function Ask({ unsent, onlyHere, close }) {
  const [busy, setBusy] = useState(false);
  const clear = async () => {
    setBusy(true);
    await forgetAll();
    location.assign('/dashboard');
  };
  const lost = [unsent && t('settings.clear.unsent', { n: unsent }), onlyHere && t('settings.clear.drafts', { n: onlyHere })].filter(Boolean);
  const footer = html`<${Button} onClick=${() => close()}>${t('app.cancel')}<//><${Button} kind="danger" loading=${busy} data-autofocus onClick=${clear}>${t('settings.clear')}<//>`;
  return html`
    <${Dialog} title=${t('settings.clear.title')} footer=${footer}>
      <div class="stack">
        ${lost.length > 0 && html`<div class="form-error"><${Icon} name="triangle-alert" /><div>${lost.map((line) => html`<p key=${line}>${line}</p>`)}</div></div>`}
        <p class="dialog-text">${t('settings.clear.body')}</p>
      </div>
    <//>`;
}

function Clear() {
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    const onlyHere = await draftsOnlyHere();
    setBusy(false);
    openDialog((close) => html`<${Ask} unsent=${items.peek().length} onlyHere=${onlyHere} close=${close} />`, { role: 'alertdialog' });
  };
  return html`<div class="form-row"><${Button} icon="trash-2" loading=${busy} onClick=${ask}>${t('settings.clear')}<//></div>`;
}

/** The section "This device". */
export const Device = () => html`
  <${Group} id="settings-use" title=${t('settings.device.kept')} lead=${sharedDevice.value ? t('settings.device.shared') : t('settings.device.kept_lead')}>
    <${Use} />
    ${needsHttps.value && html`<p class="field-hint">${t('settings.needs_https')}</p>`}
  <//>
  <${Group} id="settings-clear" title=${t('settings.clear')} lead=${t('settings.clear_lead')}><${Clear} /><//>`;
