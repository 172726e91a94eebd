// Invitations nobody has accepted yet.
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { formatDateTime, formatRelative, t } from '../../lib/i18n.js';
import { Badge, Button, Icon } from '../../ui/controls.js';
import { toast } from '../../ui/layers.js';
import { ErrorState, errorText, Skeleton } from '../../ui/states.js';
import { revokeInvitation } from './actions.js';
import { invitations } from './store.js';

async function revoke(invitation) {
  try {
    await revokeInvitation(invitation.id);
    toast(t('admin.invitation_revoked'), { kind: 'success' });
  } catch (error) {
    toast(errorText(error), { kind: 'error' });
  }
}

function Row({ invitation }) {
  const name = invitation.email || t('admin.anyone');
  return html`
    <li class="admin-invitation">
      <span class="admin-invitation-icon"><${Icon} name=${invitation.email ? 'mail' : 'link'} size=${18} /></span>
      <div class="grow">
        <p class="row"><span class="truncate admin-name">${name}</span>${invitation.isAdmin && html`<${Badge} kind="accent">${t('admin.role_admin')}<//>`}</p>
        <p class="faint admin-mail"><time datetime=${invitation.expiresAt} title=${formatDateTime(invitation.expiresAt)}>${t('admin.expires', { time: formatRelative(invitation.expiresAt) })}</time></p>
      </div>
      <${Button} small aria-label=${t('admin.revoke_for', { name })} onClick=${() => revoke(invitation)}>${t('admin.revoke')}<//>
    </li>`;
}

/** The list; nothing while there are none. */
export function Invitations() {
  useEffect(() => {
    invitations.load();
    return invitations.stop;
  }, []);
  const list = invitations.data.value;
  if (list && !list.length) return null;
  return html`
    <section class="section" aria-labelledby="admin-invitations">
      <h2 class="section-title" id="admin-invitations">${t('admin.invitations')}</h2>
      ${!list && invitations.error.value && html`<${ErrorState} error=${invitations.error.value} onRetry=${invitations.load} />`}
      ${!list && !invitations.error.value && html`<${Skeleton} lines=${2} height=${28} />`}
      ${list && html`<ul class="card">${list.map((invitation) => html`<${Row} key=${invitation.id} invitation=${invitation} />`)}</ul>`}
    </section>`;
}
