// A secret link, shown once, to be copied and handed over.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { formatDateTime, t } from '../../lib/i18n.js';
import { copyText } from '../../lib/text.js';
import { Button } from '../../ui/controls.js';
import { announce, Dialog, openDialog } from '../../ui/layers.js';

/** The link with a button to copy it. `url` may be a path: it is completed with this site's address. */
export function LinkBox({ url, expiresAt }) {
  const [copied, setCopied] = useState(false);
  const full = new URL(url, location.origin).href;
  const copy = async () => {
    const done = await copyText(full);
    setCopied(done);
    if (done) announce(t('app.copied'));
  };
  return html`
    <div class="admin-link">
      <input class="input mono" readonly value=${full} aria-label=${t('admin.link')} onFocus=${(event) => event.target.select()} />
      <${Button} kind="primary" icon=${copied ? 'check' : 'copy'} data-autofocus onClick=${copy}>${copied ? t('app.copied') : t('app.copy')}<//>
    </div>
    <p class="field-hint">${t('admin.link_hint', { time: formatDateTime(expiresAt) })}</p>`;
}

/** Open a dialog with a link. */
export const openLink = ({ title, body, url, expiresAt }) =>
  openDialog((close) => html`
    <${Dialog} title=${title} onClose=${close}>
      <div class="stack"><p class="dialog-text">${body}</p><div class="stack admin-tight"><${LinkBox} url=${url} expiresAt=${expiresAt} /></div></div>
    <//>`);
