// People as pictures: initials on a colour that is always the same for the same person, and presence as a shape.
import { html } from 'htm/preact';
import { t } from '../lib/i18n.js';
import { bucketOf, initials } from '../lib/text.js';

const COLOURS = 12;

// Shape and colour together: full disc, crescent, barred disc, ring.
const SHAPES = {
  available: html`<circle cx="5" cy="5" r="5" />`,
  away: html`<path d="M5 0a5 5 0 1 0 5 5 4 4 0 0 1-5-5Z" />`,
  busy: html`<path fill-rule="evenodd" d="M5 0a5 5 0 1 1 0 10A5 5 0 0 1 5 0ZM2.4 4.2v1.6h5.2V4.2Z" />`,
  offline: html`<path fill-rule="evenodd" d="M5 0a5 5 0 1 1 0 10A5 5 0 0 1 5 0Zm0 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z" />`,
};

/** Presence as a shape with a name. `value`: 'available' | 'away' | 'busy' | 'offline'. `silent` where words stand beside it. */
export function Presence({ value = 'offline', size = 10, silent }) {
  // i18n: app.presence.available app.presence.away app.presence.busy app.presence.offline
  const label = silent ? undefined : t(`app.presence.${value}`);
  return html`
    <svg class="presence presence-${value}" viewBox="0 0 10 10" width=${size} height=${size} role=${silent ? undefined : 'img'} aria-label=${label} aria-hidden=${silent ? 'true' : undefined}>
      ${SHAPES[value] ?? SHAPES.offline}
    </svg>`;
}

// Two letters do not fit where faces overlap.
const letters = (name, size) => (size < 24 ? [...initials(name)].slice(0, 1).join('') : initials(name));

/** The avatar of a person (decorative: the name stands beside it). `presence` adds the shape. */
export function Avatar({ person, size = 36, presence }) {
  return html`
    <span class="avatar avatar-${size} ${person.missing ? 'avatar-missing' : `avatar-c${bucketOf(person.id, COLOURS)}`}">
      <span class="avatar-face" aria-hidden="true">${person.missing ? '' : letters(person.displayName, size)}</span>
      ${presence && html`<span class="avatar-presence"><${Presence} value=${presence} size=${size < 30 ? 8 : 10} /></span>`}
    </span>`;
}

/** A few overlapping avatars, then "+n"; `label` names the whole. */
export function AvatarStack({ people, max = 3, size = 20, label }) {
  const rest = people.length - max;
  return html`
    <span class="avatar-stack" role=${label ? 'img' : undefined} aria-label=${label}>
      ${people.slice(0, max).map((person) => html`<${Avatar} key=${person.id} person=${person} size=${size} />`)}
      ${rest > 0 && html`<span class="avatar-rest">+${rest}</span>`}
    </span>`;
}
