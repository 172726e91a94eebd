// Password, and where one is signed in.
import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { formatDateTime, formatRelative, t } from '../../../lib/i18n.js';
import { me } from '../../../state/session.js';
import { Badge, Button, Icon } from '../../../ui/controls.js';
import { FormError, PasswordField, useForm } from '../../../ui/field.js';
import { confirmDialog, toast } from '../../../ui/layers.js';
import { NewPassword } from '../../../ui/new-password.js';
import { ErrorState, errorText, Skeleton } from '../../../ui/states.js';
import { changePassword, revokeOthers, revokeSession } from '../actions.js';
import { followSessions, sessions } from '../store.js';

const DEVICES = { desktop: 'monitor', mobile: 'smartphone', tablet: 'tablet', other: 'monitor-smartphone' };
const complain = (error) => toast(errorText(error), { kind: 'error' });

function PasswordForm({ onDone }) {
  const form = useForm({ currentPassword: '', newPassword: '' }, async (values) => {
    await changePassword(values);
    toast(t('settings.password_changed'), { kind: 'success' });
    onDone();
  }, { wrong_password: 'currentPassword' });
  return html`
    <form class="form" ...${form.props}>
      <${FormError} error=${form.error} />
      <input class="visually-hidden" type="email" autocomplete="username" value=${me.value.email} readonly tabindex="-1" aria-hidden="true" />
      <${PasswordField} ...${form.bind('currentPassword')} label=${t('settings.current_password')} autocomplete="current-password" required />
      <${NewPassword} ...${form.bind('newPassword')} label=${t('settings.new_password')} required about=${[me.value.displayName, me.value.email.split('@')[0]]} />
      <div class="form-row"><${Button} kind="primary" type="submit" loading=${form.busy}>${t('settings.change_password')}<//></div>
    </form>`;
}

// The server names devices in English: "Chrome on Linux".
function nameOf({ deviceName, userAgent }) {
  const [, browser, system] = /^(.+) on (.+)$/.exec(deviceName ?? '') ?? [];
  return browser ? t('settings.device', { browser, system }) : deviceName || userAgent || t('settings.unknown_device');
}

function SessionRow({ session }) {
  const [busy, setBusy] = useState(false);
  const end = async () => {
    setBusy(true);
    await revokeSession(session.id).catch(complain);
    setBusy(false);
  };
  const name = nameOf(session);
  return html`
    <li class="settings-session">
      <span class="settings-session-icon"><${Icon} name=${DEVICES[session.deviceType] ?? DEVICES.other} size=${18} /></span>
      <div class="grow">
        <p class="row"><span class="truncate settings-session-name" title=${session.userAgent}>${name}</span>${session.isCurrent && html`<${Badge} kind="success">${t('settings.this_device')}<//>`}</p>
        <p class="faint settings-session-meta">
          <span class="mono">${session.ipAddress}</span>
          <time datetime=${session.lastActiveAt} title=${formatDateTime(session.lastActiveAt)}>${session.isCurrent ? t('settings.active_now') : t('settings.last_active', { time: formatRelative(session.lastActiveAt) })}</time>
        </p>
      </div>
      ${!session.isCurrent && html`<${Button} small loading=${busy} onClick=${end} aria-label=${t('settings.sign_out_device', { device: name })}>${t('app.sign_out')}<//>`}
    </li>`;
}

async function endOthers(n) {
  const sure = await confirmDialog({ title: t('settings.revoke_all_title', { n }), body: t('settings.revoke_all_body'), confirm: t('settings.revoke_all'), danger: true });
  if (sure) await revokeOthers().then(() => toast(t('settings.revoked_all'), { kind: 'success' }), complain);
}

function Sessions() {
  useEffect(followSessions, []);
  const list = sessions.data.value;
  const others = list?.filter((session) => !session.isCurrent).length ?? 0;
  return html`
    <section class="section" aria-labelledby="settings-sessions">
      <div class="section-head">
        <div><h2 class="section-title" id="settings-sessions">${t('settings.sessions')}</h2><p class="section-lead">${t('settings.sessions_lead')}</p></div>
        ${others > 0 && html`<${Button} icon="log-out" onClick=${() => endOthers(others)}>${t('settings.revoke_all')}<//>`}
      </div>
      ${!list && sessions.error.value && html`<${ErrorState} error=${sessions.error.value} onRetry=${sessions.load} />`}
      ${!list && !sessions.error.value && html`<${Skeleton} lines=${3} height=${36} />`}
      ${list && html`<ul class="card settings-sessions">${list.map((session) => html`<${SessionRow} key=${session.id} session=${session} />`)}</ul>`}
    </section>`;
}

/** The section "Sign-in and security". */
export function Security() {
  // A new key empties the form after success.
  const [round, setRound] = useState(0);
  return html`
    <section class="section" aria-labelledby="settings-password">
      <div><h2 class="section-title" id="settings-password">${t('settings.password')}</h2><p class="section-lead">${t('settings.password_lead')}</p></div>
      <${PasswordForm} key=${round} onDone=${() => setRound(round + 1)} />
    </section>
    <${Sessions} />`;
}
