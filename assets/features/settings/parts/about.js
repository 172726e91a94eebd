// Which version this is, where to read more, and whose work it stands on.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { ApiError } from '../../../net/api.js';
import { serverVersion, workspace } from '../../../state/session.js';
import { Button, Icon } from '../../../ui/controls.js';
import { Dialog, openDialog, toast } from '../../../ui/layers.js';
import { ErrorState, errorText, Skeleton } from '../../../ui/states.js';
import { Group } from './rows.js';

const ROOT = new URL('../../../', import.meta.url);
const LIST = new URL('../licences.json', import.meta.url).href;
// The page's own address names the set of files it came with.
const PAGE = /\/a\/([^/]+)\//.exec(import.meta.url)?.[1] ?? '';
const CRATE = 'https://crates.io/crates';

async function textOf(path) {
  const answer = await fetch(new URL(path, ROOT)).catch(() => null);
  if (!answer?.ok) throw new ApiError({});
  return answer.text();
}

async function showText(name, path) {
  try {
    const text = await textOf(path);
    openDialog((close) => html`<${Dialog} title=${t('settings.about.licence_of', { name })} wide onClose=${close}><pre class="settings-licence" lang="en" tabindex="0">${text}</pre><//>`);
  } catch (error) {
    toast(errorText(error), { kind: 'error' });
  }
}

const Out = ({ href, children }) => html`<a href=${href} target="_blank" rel="noopener noreferrer">${children}</a>`;

const Vendored = ({ of: [name, version, licence, home, words] }) => html`
  <li class="settings-work"><span class="grow"><${Out} href=${home}>${name}<//> <span class="faint num">${version}</span></span><span class="faint">${licence}</span>
    <${Button} small onClick=${() => showText(name, words)} aria-label=${t('settings.about.licence_of', { name })}>${t('settings.about.text')}<//></li>`;

const Crate = ({ of: [name, version, licence] }) => html`
  <li class="settings-work"><span class="grow"><${Out} href="${CRATE}/${name}/${version}">${name}<//> <span class="faint num">${version}</span></span><span class="faint">${licence}</span></li>`;

function Works() {
  const [state, setState] = useState({ list: null, error: null, asked: false });
  const load = async () => {
    setState({ list: null, error: null, asked: true });
    try {
      const list = JSON.parse(await textOf(LIST));
      setState({ list, error: null, asked: true });
    } catch (error) {
      setState({ list: null, error, asked: true });
    }
  };
  const { list, error, asked } = state;
  if (!asked) return html`<div class="form-row"><${Button} onClick=${load}>${t('settings.about.show')}<//></div>`;
  if (error) return html`<${ErrorState} error=${error} onRetry=${load} />`;
  if (!list) return html`<${Skeleton} lines=${6} />`;
  return html`
    <h3 class="settings-news-title">${t('settings.about.in_page')}</h3>
    <ul class="card settings-works">${list.page.map((each) => html`<${Vendored} key=${each[0]} of=${each} />`)}</ul>
    <h3 class="settings-news-title">${t('settings.about.in_server', { n: list.server.length })}</h3>
    <ul class="card settings-works">${list.server.map((each) => html`<${Crate} key=${each.join()} of=${each} />`)}</ul>`;
}

/** The section "About". */
export const About = () => html`
  <section class="section">
    <dl class="settings-facts">
      <div><dt>${t('settings.about.workspace')}</dt><dd>${workspace.value.name}</dd></div>
      <div><dt>${t('settings.about.server')}</dt><dd class="num">EPOP ${serverVersion.value}</dd></div>
      <div><dt>${t('settings.about.page')}</dt><dd class="mono">${PAGE}</dd></div>
      <div><dt>${t('settings.about.licence')}</dt><dd>MIT <${Button} small onClick=${() => showText('EPOP', 'LICENSE')} aria-label=${t('settings.about.licence_of', { name: 'EPOP' })}>${t('settings.about.text')}<//></dd></div>
    </dl>
    <div class="form-row">
      <${Button} icon="sparkles" href="/settings/news">${t('keys.section.news')}<//>
      <a class="button button-default" href="/docs" target="_blank"><${Icon} name="code-xml" /><span class="button-text">${t('settings.about.docs')}</span></a>
    </div>
  </section>
  <${Group} id="settings-works" title=${t('settings.about.works')} lead=${t('settings.about.works_lead')}><${Works} /><//>`;
