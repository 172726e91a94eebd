// How the workspace is called and looks: name, colour with both themes side by side, logo.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../lib/i18n.js';
import { workspace } from '../../state/session.js';
import { Button } from '../../ui/controls.js';
import { FormError, TextField, useForm } from '../../ui/field.js';
import { toast } from '../../ui/layers.js';
import { loadPalette, saveBranding } from './actions.js';
import { AccentPicker, isColour } from './accent.js';
import { LogoEditor } from './logo.js';
import { Contrasts, Preview } from './palette.js';

const SETTLE_MS = 150;

// What would become of the colour, asked of the server: it alone knows. What was asked before stays until the answer comes.
function usePalette(accent) {
  const [state, setState] = useState({ palette: null, error: null });
  const asked = useRef(0);
  const ask = () => {
    asked.current += 1;
    const turn = asked.current;
    if (!isColour(accent)) return void setState({ palette: null, error: null });
    const timer = setTimeout(() => {
      loadPalette(accent).then(
        (palette) => turn === asked.current && setState({ palette, error: null }),
        (error) => turn === asked.current && setState({ palette: null, error }),
      );
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  };
  useEffect(ask, [accent]);
  return { ...state, ask };
}

function NameAndColour() {
  const { name, accent } = workspace.value;
  const kept = { name, accent: accent ?? '' };
  const form = useForm(kept, async (values) => {
    await saveBranding({ name: values.name.trim(), accent: values.accent || null });
    toast(t('brand.saved'), { kind: 'success' });
  }, { accent_contrast: 'accent' });
  const { palette, error, ask } = usePalette(form.values.accent);
  // Somebody else saved meanwhile: an untouched form follows.
  const before = useRef(kept);
  useEffect(() => {
    for (const key of ['name', 'accent']) if (form.values[key] === before.current[key]) form.set(key, kept[key]);
    before.current = kept;
  }, [name, accent]);
  const same = kept.name === form.values.name && kept.accent === form.values.accent;
  const bad = Boolean(form.values.accent) && (!isColour(form.values.accent) || palette?.passes === false);
  const bound = form.bind('accent', 'brand-accent');
  return html`
    <form class="form brand-form" ...${form.props}>
      <${FormError} error=${form.error} />
      <${TextField} ...${form.bind('name', 'brand-name')} label=${t('brand.name')} hint=${t('brand.name_hint')} autocomplete="organization" required maxlength="80" />
      <${AccentPicker} ...${bound} onPick=${(colour) => form.set('accent', colour)} palette=${palette} />
      ${error && html`<p class="field-error">${t('brand.no_preview')} <button type="button" class="link" onClick=${ask}>${t('app.retry')}</button></p>`}
      <${Preview} palette=${palette} name=${form.values.name} />
      ${palette && html`<${Contrasts} palette=${palette} />`}
      <div class="form-row"><${Button} kind="primary" type="submit" loading=${form.busy} disabled=${same || bad}>${t('app.save')}<//></div>
    </form>`;
}

/** The section. */
export const Brand = () => html`
  <section class="section" aria-label=${t('brand.look')}><${NameAndColour} /></section>
  <section class="section" aria-labelledby="brand-logo"><h2 class="section-title" id="brand-logo">${t('brand.logo')}</h2><${LogoEditor} /></section>`;
