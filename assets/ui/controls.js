// The small pieces every screen is made of: icons, buttons, marks, avatars, headings of panes.

import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { t } from '../lib/i18n.js';
import { keyParts } from '../lib/keyboard.js';
import { bucketOf, initials } from '../lib/text.js';

// -- Icons, from one sprite (Lucide)

const SPRITE = new URL('../icons/icons.svg', import.meta.url).href;

/** An icon of `size` pixels. Decorative unless `label` names it. */
export const Icon = ({ name, size = 16, label, class: extra = '' }) => html`
  <svg class=${`icon ${extra}`} width=${size} height=${size} role=${label ? 'img' : undefined} aria-label=${label} aria-hidden=${label ? undefined : 'true'}>
    <use href=${`${SPRITE}#${name}`} />
  </svg>`;

// -- Buttons: with words, with an icon only, and the way back

/**
 * A button with words. `kind`: 'primary' | 'default' | 'quiet' | 'danger'. With `href` it is a link that looks like one.
 * While `loading` it keeps its width and cannot be pressed.
 */
export function Button({ kind = 'default', icon, loading, disabled, type = 'button', href, small, block, children, class: extra = '', ...rest }) {
  const classes = `button button-${kind} ${small ? 'button-small' : ''} ${block ? 'button-block' : ''} ${extra}`;
  const inside = html`${icon && html`<${Icon} name=${icon} />`}<span class="button-text">${children}</span>`;
  if (href) return html`<a ...${rest} class=${classes} href=${href}>${inside}</a>`;
  return html`
    <button ...${rest} class=${classes} type=${type} disabled=${disabled} aria-busy=${loading ? 'true' : undefined} aria-disabled=${loading ? 'true' : undefined}
      onClick=${loading ? (event) => event.preventDefault() : rest.onClick}>
      ${inside}${loading && html`<span class="button-spinner"><${Icon} name="loader-circle" /></span>`}
    </button>`;
}

/**
 * A square button; `label` is its accessible name and its tooltip, `keys` the shortcut shown with it. `pressed` says that it is
 * on; where the label says so itself ("Unpin"), `lit` only shows it.
 */
export function IconButton({ icon, label, keys, pressed, lit, small, kind = 'quiet', size, type = 'button', href, children, class: extra = '', ...rest }) {
  const props = {
    ...rest,
    class: `icon-button icon-button-${kind} ${small ? 'icon-button-small' : ''} ${lit ? 'is-lit' : ''} ${extra}`,
    'aria-label': label,
    'data-tip': label,
    'data-keys': keys,
    'aria-pressed': pressed === undefined ? undefined : String(pressed),
  };
  const inside = html`<${Icon} name=${icon} size=${size ?? (small ? 16 : 18)} />${children}`;
  return href ? html`<a ...${props} href=${href}>${inside}</a>` : html`<button ...${props} type=${type}>${inside}</button>`;
}

/** The way back to `href` in a pane's bar: on phones, or everywhere with `always`. */
export const BackButton = ({ href, always }) => html`
  <${IconButton} icon="arrow-left" label=${t('app.back')} href=${href} class=${always ? '' : 'phone-only'} />`;

/** What closes a panel, from its bar; on phones the way back does. */
export const CloseButton = ({ label, onClick }) => html`<${IconButton} class="wide-only" icon="x" label=${label} keys="Escape" onClick=${onClick} />`;

// -- Marks: counts, labels, extensions

/** A number in a pill; nothing for 0. `kind`: 'plain' | 'mention'. `label` is what is read aloud ("3 unread"). */
export function Count({ n, kind = 'plain', label }) {
  if (!n) return null;
  return html`
    <span class="count count-${kind}"><span aria-hidden="true">${n > 99 ? '99+' : n}</span><span class="visually-hidden">${label}</span></span>`;
}

/** A word in a pill. `kind`: 'neutral' | 'accent' | 'success' | 'warn' | 'danger' | 'info'. */
export const Badge = ({ kind = 'neutral', children }) => html`<span class="badge badge-${kind}">${children}</span>`;

/** A phone extension beside a name. */
export const ExtensionBadge = ({ ext }) => (ext ? html`<span class="extension mono"><span class="visually-hidden">${t('app.extension')} </span>${ext}</span>` : null);

// -- Keys of a shortcut, drawn as keys

const Step = ({ keys }) => html`<span class="keys">${keyParts(keys).map((part) => html`<kbd class="kbd">${part}</kbd>`)}</span>`;

/** `keys` as in lib/keyboard.js; steps of a sequence are separated by spaces. */
export const Kbd = ({ keys }) => html`<span class="keys">${keys.split(' ').map((step) => html`<${Step} keys=${step} />`)}</span>`;

// -- People as pictures: initials on a colour of their own, and presence as a shape

const COLOURS = 12;

// Shape and colour together: full disc, crescent, barred disc, ring.
const SHAPES = {
  available: () => html`<circle cx="5" cy="5" r="5" />`,
  away: () => html`<path d="M5 0a5 5 0 1 0 5 5 4 4 0 0 1-5-5Z" />`,
  busy: () => html`<path fill-rule="evenodd" d="M5 0a5 5 0 1 1 0 10A5 5 0 0 1 5 0ZM2.4 4.2v1.6h5.2V4.2Z" />`,
  offline: () => html`<path fill-rule="evenodd" d="M5 0a5 5 0 1 1 0 10A5 5 0 0 1 5 0Zm0 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z" />`,
};

/** Presence as a shape with a name. `value`: 'available' | 'away' | 'busy' | 'offline'. `silent` where words stand beside it. */
export function Presence({ value = 'offline', size = 10, silent }) {
  // i18n: app.presence.available app.presence.away app.presence.busy app.presence.offline
  const label = silent ? undefined : t(`app.presence.${value}`);
  return html`
    <svg class="presence presence-${value}" viewBox="0 0 10 10" width=${size} height=${size} role=${silent ? undefined : 'img'} aria-label=${label} aria-hidden=${silent ? 'true' : undefined}>
      ${(SHAPES[value] ?? SHAPES.offline)()}
    </svg>`;
}

// Two letters do not fit where faces overlap.
const letters = (name, size) => (size < 24 ? [...initials(name)].slice(0, 1).join('') : initials(name));

// Pictures that could not be had: the initials stay.
const absent = new Set();

function Photo({ url, size }) {
  const src = `${url}?size=${size > 40 ? 256 : 64}`;
  if (absent.has(src)) return null;
  const hide = ({ currentTarget }) => {
    absent.add(src);
    currentTarget.hidden = true;
  };
  return html`<img key=${src} class="avatar-photo" src=${src} width=${size} height=${size} alt="" decoding="async" draggable=${false} onError=${hide} />`;
}

/** The avatar of a person (decorative: the name stands beside it), grey when their account is off. `presence` adds the shape. */
export function Avatar({ person, size = 36, presence }) {
  return html`
    <span class="avatar avatar-${size} ${person.missing ? 'avatar-missing' : `avatar-c${bucketOf(person.id, COLOURS)}`} ${person.disabled ? 'is-off' : ''}">
      <span class="avatar-face" aria-hidden="true">${person.missing ? '' : letters(person.displayName, size)}</span>
      ${person.avatarUrl && html`<${Photo} url=${person.avatarUrl} size=${size} />`}
      ${presence && !person.disabled && html`<span class="avatar-presence"><${Presence} value=${presence} size=${size < 30 ? 8 : 10} /></span>`}
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

// -- How much room the page has (the same widths as in app/shell.css), and headings that follow it

function follow(width) {
  const query = globalThis.matchMedia?.(`(max-width: ${width}px)`);
  const fits = signal(Boolean(query?.matches));
  query?.addEventListener('change', (event) => {
    fits.value = event.matches;
  });
  return fits;
}

/** One pane at a time: phones and narrow windows. */
export const phone = follow(767.98);
/** The right panel covers main: phones and tablets. */
export const narrow = follow(1023.98);

/** Title of a sidebar: on a phone the sidebar is the page, so it is the page's main heading there. */
export const SideTitle = ({ children }) => html`<div class="pane-title" role="heading" aria-level=${phone.value ? 1 : 2}>${children}</div>`;

/** Title of the right panel: the page's main heading where the panel covers the rest. */
export const PanelTitle = ({ children }) => html`<div class="pane-title" role="heading" aria-level=${narrow.value ? 1 : 2}>${children}</div>`;
