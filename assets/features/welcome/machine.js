// Steps three and four of a first start: how the machine stands, honestly, and whom to invite.
import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { formatDateTime, formatNumber, t } from '../../lib/i18n.js';
import { copyText } from '../../lib/text.js';
import { Badge, Button, Icon } from '../../ui/controls.js';
import { announce } from '../../ui/layers.js';
import { ErrorState, errorText, Skeleton } from '../../ui/states.js';
import { Steps } from '../../ui/steps.js';
import { landing, loadStatus, makeInvitation, sendTestMail } from './actions.js';

const STEPS = 4;

function useAsked(ask) {
  const [state, setState] = useState({ value: null, error: null });
  const load = () => {
    setState({ value: null, error: null });
    ask().then((value) => setState({ value, error: null }), (error) => setState({ value: null, error }));
  };
  useEffect(load, []);
  return { ...state, load };
}

const Fact = ({ icon, title, good, word, children, action }) => html`
  <li class="welcome-fact">
    <span class="welcome-fact-icon"><${Icon} name=${icon} size=${18} /></span>
    <div class="grow"><p class="row wrap"><strong>${title}</strong><${Badge} kind=${good ? 'success' : 'warn'}>${word}<//></p><p class="muted">${children}</p></div>
    ${action}
  </li>`;

function MailTest() {
  const [busy, setBusy] = useState(false);
  const [word, setWord] = useState('');
  const test = async () => {
    setBusy(true);
    setWord(await sendTestMail().then((to) => t('welcome.mail.sent', { to }), errorText));
    setBusy(false);
  };
  return html`<div class="welcome-test"><${Button} small loading=${busy} aria-label=${t('welcome.mail.test')} onClick=${test}>${t('welcome.test')}<//><p class="field-hint" role="status">${word}</p></div>`;
}

function Facts({ status: { storage, mail, https } }) {
  return html`
    <ul class="card">
      <${Fact} icon="folder" title=${t('welcome.storage')} good=${storage.writable} word=${storage.writable ? t('welcome.storage.ok') : t('welcome.storage.bad')}>
        ${storage.writable ? t('welcome.storage.free', { n: formatNumber(Math.round(storage.freeBytes / 1e8) / 10) }) : t('welcome.storage.fix')}<//>
      <${Fact} icon="mail" title=${t('welcome.mail')} good=${mail.configured} word=${mail.configured ? t('welcome.mail.on') : t('welcome.mail.off')} action=${mail.configured && html`<${MailTest} />`}>
        ${mail.configured ? t('welcome.mail.from', { from: mail.from }) : t('welcome.mail.without')}<//>
      <${Fact} icon="lock" title=${t('welcome.https')} good=${https} word=${https ? t('welcome.https.on') : t('welcome.https.off')}>
        ${https ? t('welcome.https.good') : t('welcome.https.without')}<//>
    </ul>`;
}

/** Step three. */
export function Machine() {
  const { value, error, load } = useAsked(loadStatus);
  return html`
    <${Steps} now=${3} of=${STEPS} />
    <header><h1 class="page-title">${t('welcome.machine')}</h1><p class="page-lead">${t('welcome.machine_lead')}</p></header>
    ${error && html`<${ErrorState} error=${error} onRetry=${load} />`}
    ${!value && !error && html`<${Skeleton} lines=${3} height=${48} />`}
    ${value && html`<${Facts} status=${value} />`}
    <div class="row wrap"><${Button} kind="primary" href="/welcome/invite">${t('welcome.continue')}<//>${value && html`<${Button} kind="quiet" icon="refresh-cw" onClick=${load}>${t('welcome.look_again')}<//>`}</div>`;
}

/** Step four. A link is made only when it is asked for: each opens one account. */
export function Invite() {
  const [made, setMade] = useState(null);
  const [fault, setFault] = useState('');
  const [copied, setCopied] = useState(false);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    setFault('');
    setCopied(false);
    await makeInvitation().then(setMade, (error) => setFault(errorText(error)));
    setBusy(false);
  };
  const url = made && new URL(made.url, location.origin).href;
  const copy = async () => {
    setCopied(await copyText(url));
    announce(t('app.copied'));
  };
  return html`
    <${Steps} now=${4} of=${STEPS} />
    <header><h1 class="page-title">${t('welcome.invite')}</h1><p class="page-lead">${t('welcome.invite_lead')}</p></header>
    ${fault && html`<p class="field-error" role="alert"><${Icon} name="circle-alert" size=${14} />${fault}</p>`}
    ${made && html`
      <div class="card welcome-link">
        <div class="welcome-link-row"><input class="input mono" readonly value=${url} aria-label=${t('welcome.link')} onFocus=${(event) => event.target.select()} />
          <${Button} icon=${copied ? 'check' : 'copy'} onClick=${copy}>${copied ? t('app.copied') : t('app.copy')}<//></div>
        <p class="field-hint">${t('welcome.link_hint', { time: formatDateTime(made.expiresAt) })}</p>
      </div>`}
    <div class="row wrap">
      <${Button} kind=${made ? 'default' : 'primary'} icon="user-plus" loading=${busy} onClick=${make}>${made ? t('welcome.another_link') : t('welcome.make_link')}<//>
      <${Button} kind=${made ? 'primary' : 'quiet'} href=${landing()}>${made ? t('welcome.finish') : t('welcome.skip')}<//>
    </div>`;
}
