// Buttons: with words, with an icon only, and the way back.
import { html } from 'htm/preact';
import { t } from '../lib/i18n.js';
import { Icon } from './icon.js';

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

/** A square button; `label` is its accessible name and its tooltip, `keys` the shortcut shown with it. */
export function IconButton({ icon, label, keys, pressed, small, kind = 'quiet', size, type = 'button', href, children, class: extra = '', ...rest }) {
  const props = {
    ...rest,
    class: `icon-button icon-button-${kind} ${small ? 'icon-button-small' : ''} ${extra}`,
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
