// What would become of a colour: both themes side by side, and how well everything is read.
import { html } from 'htm/preact';
import { formatNumber, t } from '../../lib/i18n.js';
import { Badge, Icon } from '../../ui/controls.js';

/** A contrast as people write it. */
export const ratio = (contrast) => t('brand.ratio', { n: formatNumber(Math.round(contrast * 10) / 10) });

/** The pair that is furthest from what it needs. */
export const worst = (palette) => [...palette.pairs].sort((a, b) => a.contrast / a.least - b.contrast / b.least)[0];

// i18n: brand.theme.light brand.theme.dark
const tokensOf = (palette, theme) => {
  const colours = palette?.[theme] ?? {};
  return Object.fromEntries(Object.entries(colours).map(([name, colour]) => [`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, colour]));
};

const Side = ({ theme, palette, name }) => html`
  <div class="brand-side" data-theme=${theme} style=${tokensOf(palette, theme)} role="img" aria-label=${t(`brand.theme.${theme}`)}>
    <p class="brand-side-name">${name}</p>
    <p class="brand-row is-selected"># ${t('brand.sample.first')}</p>
    <p class="brand-row"># ${t('brand.sample.channel')}</p>
    <p class="brand-text">${t('brand.sample.text')} <span class="brand-link">${t('brand.sample.link')}</span></p>
    <p class="brand-parts"><span class="brand-button">${t('brand.sample.button')}</span><span class="brand-button is-hover">${t('brand.sample.hover')}</span><span class="brand-focus">${t('brand.sample.focus')}</span><${Badge} kind="accent">${t('brand.sample.badge')}<//></p>
  </div>`;

/** Both themes, drawn with the colours of `palette`; with the present ones where there is none. */
export const Preview = ({ palette, name }) => html`
  <div class="brand-preview"><${Side} theme="light" palette=${palette} name=${name} /><${Side} theme="dark" palette=${palette} name=${name} /></div>`;

// i18n: brand.pair.on_accent.accent brand.pair.on_accent.accent_hover brand.pair.accent_text.bg brand.pair.accent_text.accent_soft
// i18n: brand.pair.link.bg brand.pair.focus.bg brand.pair.text.selected
const TOLD = ['on-accent.accent', 'on-accent.accent-hover', 'accent-text.bg', 'accent-text.accent-soft', 'link.bg', 'focus.bg', 'text.selected'];

function Value({ pair }) {
  return html`
    <td class="num ${pair.passes ? '' : 'is-failing'}"><${Icon} name=${pair.passes ? 'check' : 'x'} size=${14} label=${pair.passes ? t('brand.passes') : t('brand.fails')} /> ${ratio(pair.contrast)}</td>`;
}

/** The numbers. */
export function Contrasts({ palette }) {
  const pair = (theme, key) => palette.pairs.find((each) => each.theme === theme && `${each.ink}.${each.ground}` === key);
  return html`
    <details class="brand-contrasts" open=${!palette.passes}>
      <summary>${t('brand.contrast')}</summary>
      <table class="table">
        <thead><tr><th scope="col">${t('brand.pair')}</th><th scope="col">${t('brand.theme.light')}</th><th scope="col">${t('brand.theme.dark')}</th><th scope="col">${t('brand.needs')}</th></tr></thead>
        <tbody>
          ${TOLD.map((key) => html`
            <tr key=${key}><th scope="row">${t(`brand.pair.${key.replaceAll('-', '_')}`)}</th><${Value} pair=${pair('light', key)} /><${Value} pair=${pair('dark', key)} /><td class="num">${ratio(pair('light', key).least)}</td></tr>`)}
        </tbody>
      </table>
    </details>`;
}
