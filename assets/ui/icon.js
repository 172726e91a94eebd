// Icons come from one sprite (Lucide); `name` is a symbol id in icons/icons.svg.
import { html } from 'htm/preact';

const SPRITE = new URL('../icons/icons.svg', import.meta.url).href;

/** An icon of `size` pixels. Decorative unless `label` names it. */
export const Icon = ({ name, size = 16, label, class: extra = '' }) => html`
  <svg class=${`icon ${extra}`} width=${size} height=${size} role=${label ? 'img' : undefined} aria-label=${label} aria-hidden=${label ? undefined : 'true'}>
    <use href=${`${SPRITE}#${name}`} />
  </svg>`;
