// Choosing the colour: some that work, or any other. A colour of which something could not be read is explained, and
// the nearest that works is offered.
import { html } from 'htm/preact';
import { t } from '../../lib/i18n.js';
import { Button, Icon } from '../../ui/controls.js';
import { ratio, worst } from './palette.js';

// i18n: brand.colour.own brand.colour.teal brand.colour.green brand.colour.orange brand.colour.red brand.colour.plum brand.colour.violet
// i18n: brand.colour.blue brand.colour.graphite
const PRESETS = {
  own: '', teal: '#0f766e', green: '#2f7431', orange: '#c2410c', red: '#b3261e', plum: '#973a94', violet: '#7446b4', blue: '#0b6f8f', graphite: '#4b5563',
};
/** The product's own colour, to show; it is stored as none. */
const OWN = '#3d55d6';

/** Whether the text is a whole colour. */
export const isColour = (text) => /^#[0-9a-f]{6}$/i.test(text);

const Swatch = ({ id, colour, checked, onPick }) => html`
  <label class="brand-swatch" data-tip=${t(`brand.colour.${id}`)}>
    <input type="radio" class="brand-swatch-input" name="brand-preset" checked=${checked} onChange=${() => onPick(colour)} aria-label=${t(`brand.colour.${id}`)} />
    <span class="brand-swatch-face" style=${{ background: colour || OWN }}>${checked && html`<${Icon} name="check" size=${16} />`}</span>
  </label>`;

function Refusal({ palette, onPick }) {
  const { contrast, least } = worst(palette);
  return html`
    <div class="brand-refusal" role="status">
      <${Icon} name="triangle-alert" />
      <div><p>${t('brand.refused', { contrast: ratio(contrast), least: ratio(least) })}</p>
        <${Button} small onClick=${() => onPick(palette.nearest)}><span class="brand-dot" style=${{ background: palette.nearest }} />${t('brand.use_nearest', { colour: palette.nearest })}<//></div>
    </div>`;
}

/** The field. `palette` is what the server says of the colour; `onPick(colour)` sets it, '' for the product's own. */
export function AccentPicker({ id, name, value, onInput, error, onPick, palette }) {
  const typed = value !== '' && !isColour(value);
  const shown = value.toLowerCase();
  return html`
    <fieldset class="brand-accent">
      <legend class="field-label">${t('brand.accent')}</legend>
      <div class="brand-swatches">
        ${Object.entries(PRESETS).map(([key, colour]) => html`<${Swatch} key=${key} id=${key} colour=${colour} checked=${shown === colour} onPick=${onPick} />`)}
      </div>
      <div class="brand-own">
        <input type="color" class="brand-well" aria-label=${t('brand.pick_colour')} value=${isColour(value) ? value : OWN} onInput=${(event) => onPick(event.target.value)} />
        <input id=${id} name=${name} class="input mono" value=${value} onInput=${onInput} maxlength="7" placeholder=${OWN} autocomplete="off" spellcheck=${false}
          aria-label=${t('brand.code')} aria-invalid=${typed || error ? 'true' : undefined} aria-describedby="${id}-hint" />
      </div>
      <p class="field-hint" id="${id}-hint">${typed ? t('brand.code_wrong') : t('brand.accent_hint')}</p>
      ${palette && !palette.passes && html`<${Refusal} palette=${palette} onPick=${onPick} />`}
    </fieldset>`;
}
