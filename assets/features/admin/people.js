// The table of accounts.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDate, t } from '../../lib/i18n.js';
import { me, presence } from '../../state/session.js';
import { Avatar, Badge, Button, ExtensionBadge } from '../../ui/controls.js';
import { SearchField } from '../../ui/field.js';
import { confirmDialog, MenuButton, toast } from '../../ui/layers.js';
import { EmptyState, ErrorState, errorText, Skeleton } from '../../ui/states.js';
import { changeAccount, makeResetLink } from './actions.js';
import { openLink } from './link-dialog.js';
import { followPeople, loadMore, people, query } from './store.js';

const SETTLE_MS = 150;
const complain = (error) => toast(errorText(error), { kind: 'error' });

async function resetLink(person) {
  try {
    const made = await makeResetLink(person.id);
    openLink({ title: t('admin.reset_title', { name: person.displayName }), body: t('admin.reset_body'), ...made });
  } catch (error) {
    complain(error);
  }
}

async function disable(person) {
  const sure = await confirmDialog({
    title: t('admin.disable_title', { name: person.displayName }),
    body: t('admin.disable_body'),
    confirm: t('admin.disable'),
    danger: true,
  });
  if (sure) await changeAccount(person.id, { disabled: true }).catch(complain);
}

function actionsOf(person) {
  const change = (changes) => changeAccount(person.id, changes).catch(complain);
  if (person.disabled) return [{ label: t('admin.enable'), icon: 'user-check', run: () => change({ disabled: false }) }];
  return [
    { label: t('admin.reset_link'), icon: 'key-round', run: () => resetLink(person) },
    person.isAdmin
      ? { label: t('admin.remove_admin'), icon: 'shield', run: () => change({ isAdmin: false }) }
      : { label: t('admin.make_admin'), icon: 'shield', run: () => change({ isAdmin: true }) },
    '-',
    { label: t('admin.disable'), icon: 'ban', danger: true, disabled: person.id === me.value.id, hint: person.id === me.value.id ? t('admin.not_yourself') : undefined, run: () => disable(person) },
  ];
}

function Row({ person }) {
  return html`
    <tr class=${person.disabled ? 'is-disabled' : ''}>
      <td>
        <div class="admin-person">
          <${Avatar} person=${person} size=${32} presence=${person.disabled ? undefined : (presence.value.get(person.id) ?? person.presence)} />
          <div class="grow">
            <p class="row"><button type="button" class="truncate admin-name" dir="auto" data-person=${person.id} aria-haspopup="dialog" aria-expanded="false">${person.displayName}</button>${person.id === me.value.id && html`<span class="faint">${t('app.you')}</span>`}<${ExtensionBadge} ext=${person.phoneExt} /></p>
            <p class="truncate faint admin-mail">${person.email}</p>
          </div>
        </div>
      </td>
      <td class="wide-only muted">${person.title}</td>
      <td>${person.disabled ? html`<${Badge} kind="warn">${t('admin.state_disabled')}<//>` : html`<${Badge} kind=${person.isAdmin ? 'accent' : 'neutral'}>${person.isAdmin ? t('admin.role_admin') : t('admin.role_member')}<//>`}</td>
      <td class="wide-only faint num nowrap">${formatDate(person.createdAt)}</td>
      <td class="admin-actions"><${MenuButton} icon="ellipsis" label=${t('admin.actions_for', { name: person.displayName })} items=${() => actionsOf(person)} /></td>
    </tr>`;
}

function More() {
  const [busy, setBusy] = useState(false);
  const more = async () => {
    setBusy(true);
    await loadMore().catch(complain);
    setBusy(false);
  };
  return html`<div class="admin-more"><${Button} loading=${busy} onClick=${more}>${t('admin.load_more')}<//></div>`;
}

/** Everybody with an account; searched on the server. */
export function People() {
  const timer = useRef(0);
  useEffect(followPeople, []);
  const search = (text) => {
    query.value = text;
    clearTimeout(timer.current);
    timer.current = setTimeout(people.load, SETTLE_MS);
  };
  const page = people.data.value;
  return html`
    <section class="section" aria-label=${t('admin.people')}>
      <div class="admin-search"><${SearchField} label=${t('admin.search')} value=${query.value} onInput=${search} /></div>
      ${!page && people.error.value && html`<${ErrorState} error=${people.error.value} onRetry=${people.load} />`}
      ${!page && !people.error.value && html`<${Skeleton} lines=${6} height=${28} />`}
      ${page && !page.items.length && html`<div class="card"><${EmptyState} icon="search" title=${t('admin.no_match', { query: query.value })} /></div>`}
      ${page?.items.length > 0 && html`
        <div class="card admin-table">
          <table class="table">
            <thead><tr>
              <th scope="col">${t('admin.col_person')}</th><th scope="col" class="wide-only">${t('admin.col_title')}</th>
              <th scope="col">${t('admin.col_role')}</th><th scope="col" class="wide-only">${t('admin.col_since')}</th>
              <th scope="col"><span class="visually-hidden">${t('admin.col_actions')}</span></th>
            </tr></thead>
            <tbody>${page.items.map((person) => html`<${Row} key=${person.id} person=${person} />`)}</tbody>
          </table>
        </div>`}
      ${page?.hasMore && html`<${More} />`}
    </section>`;
}
