// The first start: what the workspace is called, then the first account. What was typed stays on this device until the
// account is there, so that a reload goes on where it was; the password is never kept.
import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { LANGUAGE_NAMES, locale, LOCALES, t } from '../../../lib/i18n.js';
import { deviceZone, zoneOptions } from '../../../lib/zones.js';
import { local } from '../../../state/device.js';
import { chooseLanguage } from '../../../state/language.js';
import { Button } from '../../../ui/controls.js';
import { FormError, Segmented, Select, TextField, useForm } from '../../../ui/field.js';
import { NewPassword } from '../../../ui/new-password.js';
import { ErrorState, Skeleton } from '../../../ui/states.js';
import { Steps } from '../../../ui/steps.js';
import { loadSetup, setUp, tokenOf } from '../actions.js';
import { Frame, Notice } from './signing-in.js';

/** Steps of a first start; the later ones are in the app. */
const STEPS = 4;
const EMPTY = { step: 1, workspaceName: '', timeZone: null, displayName: '', email: '' };
const kept = local('setup', EMPTY);
const keep = (more) => (kept.value = { ...kept.peek(), ...more });

function Workspace() {
  const { workspaceName, timeZone } = kept.value;
  const zone = timeZone ?? deviceZone();
  const form = useForm({ workspaceName, timeZone: zone }, async (values) => keep({ ...values, step: 2 }));
  return html`
    <form class="auth-form" ...${form.props}>
      <${Segmented} label=${t('auth.language')} value=${locale.value} options=${LOCALES.map((code) => ({ value: code, label: LANGUAGE_NAMES[code] }))} onChange=${chooseLanguage} />
      <${TextField} ...${form.bind('workspaceName')} label=${t('auth.workspace')} hint=${t('auth.setup.workspace_hint')} autocomplete="organization" required maxlength="80" data-autofocus />
      <${Select} id="timeZone" label=${t('auth.time_zone')} value=${form.values.timeZone} options=${zoneOptions(zone)} onChange=${(next) => form.set('timeZone', next)} />
      <${Button} kind="primary" type="submit" block>${t('auth.continue')}<//>
    </form>`;
}

function Account({ token }) {
  const { workspaceName, timeZone, displayName: name, email: address } = kept.value;
  const form = useForm({ displayName: name, email: address, password: '' }, async (values) => {
    await setUp({ token, workspaceName, timeZone, locale: locale.peek(), ...values });
    kept.value = EMPTY;
  }, { email_taken: 'email' });
  const { displayName, email } = form.values;
  useEffect(() => {
    if (displayName !== name || email !== address) keep({ displayName, email });
  }, [displayName, email]);
  return html`
    <form class="auth-form" ...${form.props}>
      <${FormError} error=${form.error} />
      <${TextField} ...${form.bind('displayName')} label=${t('auth.your_name')} autocomplete="name" required maxlength="80" data-autofocus />
      <${TextField} ...${form.bind('email')} label=${t('auth.email')} type="email" autocomplete="username" inputmode="email" required />
      <${NewPassword} ...${form.bind('password')} label=${t('auth.password')} required about=${[displayName, email.split('@')[0]]} />
      <${Button} kind="primary" type="submit" block loading=${form.busy}>${t('auth.setup.submit')}<//>
      <${Button} kind="quiet" icon="arrow-left" block onClick=${() => keep({ step: 1 })}>${t('app.back')}<//>
    </form>`;
}

/** The token is in the fragment, so that it never reaches a log. */
export function Setup({ route }) {
  const [setup, setSetup] = useState(null);
  const [error, setError] = useState(null);
  const token = tokenOf(route.hash);
  const load = () => {
    setError(null);
    loadSetup().then(setSetup, setError);
  };
  useEffect(load, []);
  const step = kept.value.step === 2 && kept.value.workspaceName ? 2 : 1;
  const going = setup?.needed && token;
  const lead = step === 2 && going ? t('auth.setup.account_lead', { workspace: kept.value.workspaceName }) : t('auth.setup.lead');
  const signInLink = html`<${Button} kind="primary" href="/login" block>${t('auth.to_login')}<//>`;
  return html`
    <${Frame} key=${step} title=${step === 2 && going ? t('auth.setup.account') : t('auth.setup.title')} lead=${lead}>
      ${going && html`<${Steps} now=${step} of=${STEPS} />`}
      ${error && html`<${ErrorState} error=${error} onRetry=${load} />`}
      ${!error && !setup && html`<${Skeleton} lines=${4} height=${20} />`}
      ${setup && !setup.needed && html`<${Notice}>${t('auth.setup.done')}<//>${signInLink}`}
      ${setup?.needed && !token && html`<${Notice} kind="warn">${t('auth.setup.no_token')}<//>`}
      ${going && (step === 2 ? html`<${Account} token=${token} />` : html`<${Workspace} />`)}
    <//>`;
}
