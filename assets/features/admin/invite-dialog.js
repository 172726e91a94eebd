// Invite somebody: for one address or for whoever has the link; the link is shown once.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { t } from '../../lib/i18n.js';
import { Button } from '../../ui/controls.js';
import { Checkbox, FormError, Select, TextField, useForm } from '../../ui/field.js';
import { Dialog, openDialog } from '../../ui/layers.js';
import { invite } from './actions.js';
import { LinkBox } from './link-dialog.js';

const DAYS = [1, 7, 14, 30];

function Made({ made, again, close }) {
  const footer = html`<${Button} onClick=${again}>${t('admin.invite_another')}<//><${Button} kind="primary" onClick=${close}>${t('app.done')}<//>`;
  return html`
    <${Dialog} title=${t('admin.invite_ready')} onClose=${close} footer=${footer}>
      <div class="stack">
        <p class="dialog-text">${made.email ? t('admin.invite_send_to', { email: made.email }) : t('admin.invite_send')}</p>
        <div class="stack admin-tight"><${LinkBox} url=${made.url} expiresAt=${made.expiresAt} /></div>
      </div>
    <//>`;
}

function Ask({ onMade, close }) {
  const form = useForm({ email: '', isAdmin: false, expiresInDays: 7 }, async (values) => onMade(await invite(values)), { email_taken: 'email' });
  const footer = html`<${Button} onClick=${() => close()}>${t('app.cancel')}<//><${Button} kind="primary" type="submit" loading=${form.busy}>${t('admin.make_link')}<//>`;
  return html`
    <form ...${form.props}>
      <${Dialog} title=${t('admin.invite')} onClose=${close} footer=${footer}>
        <div class="stack">
          <${FormError} error=${form.error} />
          <${TextField} ...${form.bind('email', 'invite-email')} label=${t('admin.invite_email')} hint=${t('admin.invite_email_hint')} type="email" inputmode="email" autocomplete="off" data-autofocus />
          <${Select} id="invite-days" label=${t('admin.valid_for')} value=${String(form.values.expiresInDays)} onChange=${(days) => form.set('expiresInDays', Number(days))}
            options=${DAYS.map((n) => ({ value: String(n), label: t('admin.days', { n }) }))} />
          <${Checkbox} label=${t('admin.invite_admin')} hint=${t('admin.invite_admin_hint')} checked=${form.values.isAdmin} onChange=${(on) => form.set('isAdmin', on)} />
        </div>
      <//>
    </form>`;
}

function Invite({ close }) {
  const [made, setMade] = useState(null);
  return made ? html`<${Made} made=${made} again=${() => setMade(null)} close=${close} />` : html`<${Ask} onMade=${setMade} close=${close} />`;
}

/** Open the dialog. */
export const openInvite = () => openDialog((close) => html`<${Invite} close=${() => close()} />`);
