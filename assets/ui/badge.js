// Small marks: counts, labels, extensions.
import { html } from 'htm/preact';

/** A number in a pill; nothing for 0. `kind`: 'plain' | 'mention'. `label` is what is read aloud ("3 unread"). */
export function Count({ n, kind = 'plain', label }) {
  if (!n) return null;
  return html`
    <span class="count count-${kind}"><span aria-hidden="true">${n > 99 ? '99+' : n}</span><span class="visually-hidden">${label}</span></span>`;
}

/** A word in a pill. `kind`: 'neutral' | 'accent' | 'success' | 'warn' | 'danger' | 'info'. */
export const Badge = ({ kind = 'neutral', children }) => html`<span class="badge badge-${kind}">${children}</span>`;

/** A phone extension beside a name. */
export const ExtensionBadge = ({ ext }) => (ext ? html`<span class="extension mono">${ext}</span>` : null);
