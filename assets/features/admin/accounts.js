// /admin/users: people, invitations.
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../lib/i18n.js';
import { setQuery } from '../../state/route.js';
import { Button } from '../../ui/controls.js';
import { Invitations } from './invitations.js';
import { openInvite } from './invite-dialog.js';
import { People } from './people.js';

/** The section. `?invite=1` opens the invitation dialog (a link from the dashboard). */
export function Accounts({ route }) {
  useEffect(() => {
    if (!route.query.invite) return;
    setQuery({ invite: null }, { replace: true });
    openInvite();
  }, []);
  return html`
    <div class="section-head">
      <header><h1 class="page-title">${t('admin.title')}</h1><p class="page-lead">${t('admin.lead')}</p></header>
      <${Button} kind="primary" icon="user-plus" onClick=${openInvite}>${t('admin.invite')}<//>
    </div>
    <${People} />
    <${Invitations} />`;
}
