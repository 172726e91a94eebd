// The logo: choose a file, see it on light and dark, take it away.
import { html } from 'htm/preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../../lib/i18n.js';
import { workspace } from '../../state/session.js';
import { Button } from '../../ui/controls.js';
import { confirmDialog, toast } from '../../ui/layers.js';
import { errorText } from '../../ui/states.js';
import { removeLogo, saveLogo } from './actions.js';

const MOST_BYTES = 2 * 1024 * 1024;
const KINDS = 'image/png,image/jpeg,image/gif,image/webp';

const Tile = ({ theme, url }) => html`<span class="brand-logo" data-theme=${theme}>${url ? html`<img src=${url} alt=${t(`brand.theme.${theme}`)} />` : html`<span class="faint">${t('brand.no_logo')}</span>`}</span>`;

/** The logo with what can be done about it. */
export function LogoEditor() {
  const input = useRef(null);
  const [busy, setBusy] = useState('');
  const url = workspace.value.logoUrl;
  const run = async (what, work, done) => {
    setBusy(what);
    try {
      await work();
      toast(done, { kind: 'success' });
    } catch (error) {
      toast(errorText(error), { kind: 'error' });
    }
    setBusy('');
  };
  const chosen = ({ target }) => {
    const [file] = target.files;
    target.value = '';
    if (!file) return;
    if (file.size > MOST_BYTES) toast(t('brand.logo_too_many_bytes'), { kind: 'error' });
    else run('save', () => saveLogo(file), t('brand.logo_saved'));
  };
  const remove = async () => {
    if (await confirmDialog({ title: t('brand.logo_remove_title'), body: t('brand.logo_remove_body'), confirm: t('brand.logo_remove'), danger: true })) {
      run('remove', removeLogo, t('brand.logo_removed'));
    }
  };
  return html`
    <div class="brand-logos"><${Tile} theme="light" url=${url} /><${Tile} theme="dark" url=${url} /></div>
    <p class="field-hint" id="brand-logo-hint">${t('brand.logo_hint')}</p>
    <div class="row wrap">
      <input ref=${input} type="file" class="visually-hidden" accept=${KINDS} tabindex="-1" aria-label=${t('brand.logo_file')} onChange=${chosen} />
      <${Button} icon="upload" loading=${busy === 'save'} aria-describedby="brand-logo-hint" onClick=${() => input.current.click()}>${url ? t('brand.logo_change') : t('brand.logo_add')}<//>
      ${url && html`<${Button} kind="quiet" icon="trash-2" loading=${busy === 'remove'} onClick=${remove}>${t('brand.logo_remove')}<//>`}
    </div>`;
}
