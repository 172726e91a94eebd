// The profile popover: status, look, language, help, sign out.
import { html } from 'htm/preact';
import { Mine, ready } from '../features/people/mine.js';
import { LANGUAGE_NAMES, locale, LOCALES, t } from '../lib/i18n.js';
import { commandOf, keysOf } from '../lib/keyboard.js';
import { post } from '../net/api.js';
import { theme } from '../state/device.js';
import { chooseLanguage } from '../state/language.js';
import { newsFresh } from '../state/news.js';
import { navigate } from '../state/route.js';
import { me, presence, setMe } from '../state/session.js';
import { Avatar, Icon, Kbd, Presence } from '../ui/controls.js';
import { Segmented } from '../ui/field.js';
import { confirmDialog, openPopover, toast } from '../ui/layers.js';
import { errorText } from '../ui/states.js';
import { signOut, unsent } from './session-flow.js';
import { installOffer } from './shell.js';

const complain = (error) => toast(errorText(error), { kind: 'error' });

async function choosePresence(value) {
  try {
    setMe(await post('/users/me/presence', { presence: value }));
  } catch (error) {
    complain(error);
  }
}

async function leave() {
  const n = unsent();
  if (n && !(await confirmDialog({ title: t('app.sign_out_unsent_title', { n }), body: t('app.sign_out_unsent_body'), confirm: t('app.sign_out'), danger: true }))) return;
  try {
    await signOut();
    navigate('/login', { replace: true });
  } catch (error) {
    complain(error);
  }
}

async function install() {
  const offer = installOffer.peek();
  installOffer.value = null;
  await offer.prompt();
}

function Choice({ value, current, onPick }) {
  // i18n: app.presence.available app.presence.busy app.presence.away
  return html`
    <button type="button" class="menu-item" aria-pressed=${String(current)} onClick=${() => onPick(value)}>
      <span class="menu-lead"><${Presence} value=${value} size=${11} silent /></span>
      <span class="menu-text">${t(`app.presence.${value}`)}</span>
      ${current && html`<${Icon} name="check" />`}
    </button>`;
}

// A command of the registry as a row.
const commandRow = (id) => {
  const entry = commandOf(id);
  return { icon: entry.icon, label: entry.label(), keys: keysOf(entry)[0], run: entry.run };
};

const Row = ({ icon, label, keys, run, fresh }) => html`
  <button type="button" class="menu-item" onClick=${run}>
    <span class="menu-lead"><${Icon} name=${icon} /></span><span class="menu-text">${label}</span>${keys && html`<span aria-hidden="true"><${Kbd} keys=${keys} /></span>`}
    ${fresh && html`<span class="me-fresh"><span class="visually-hidden">${t('app.not_seen')}</span></span>`}
  </button>`;

function Profile({ close }) {
  const person = me.value;
  if (!person) return null;
  const manual = person.manualPresence ?? 'available';
  const go = (run) => () => {
    close();
    run();
  };
  return html`
    <div class="me-head">
      <${Avatar} person=${person} size=${40} presence=${presence.value.get(person.id) ?? person.presence} />
      <div class="grow"><p class="me-name truncate">${person.displayName}</p><p class="me-mail truncate">${person.email}</p></div>
    </div>
    <div role="group" aria-label=${t('app.status')}>
      ${['available', 'busy', 'away'].map((value) => html`<${Choice} key=${value} value=${value} current=${manual === value} onPick=${choosePresence} />`)}
    </div>
    <div class="menu-line" />
    <${Mine} close=${close} />
    <div class="menu-line" />
    <div class="me-choices">
      <${Segmented} label=${t('app.theme')} value=${theme.value} onChange=${(value) => (theme.value = value)} options=${[
        { value: 'auto', label: t('app.theme_auto'), icon: 'monitor' },
        { value: 'light', label: t('app.theme_light'), icon: 'sun' },
        { value: 'dark', label: t('app.theme_dark'), icon: 'moon' },
      ]} />
      <${Segmented} label=${t('app.language')} value=${locale.value} options=${LOCALES.map((code) => ({ value: code, label: LANGUAGE_NAMES[code] }))}
        onChange=${(code) => chooseLanguage(code).catch(complain)} />
    </div>
    <div class="menu-line" />
    ${['app.palette', 'app.settings', 'app.shortcuts'].map(commandRow).map(({ run, ...row }) => html`<${Row} key=${row.icon} ...${row} run=${go(run)} />`)}
    <${Row} icon="sparkles" label=${t('app.whats_new')} fresh=${newsFresh.value} run=${go(() => navigate('/settings/news'))} />
    ${installOffer.value && html`<${Row} icon="monitor-smartphone" label=${t('app.install')} run=${go(install)} />`}
    <div class="menu-line" />
    <${Row} icon="log-out" label=${t('app.sign_out')} run=${go(leave)} />`;
}

/** Open the popover beside the person's picture. */
export const openProfile = async (anchor) => {
  await ready();
  return openPopover(anchor, (close) => html`<${Profile} close=${close} />`, { placement: 'right-end', label: t('app.profile'), class: 'popover-menu popover-me' });
};
