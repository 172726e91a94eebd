// One thing that was found, as a row of a list: a link to where it is.

import { html } from 'htm/preact';
import { formatDateTime, formatShort } from '../lib/i18n.js';
import { Avatar, Icon } from './controls.js';
import { Marked } from './marks.js';

/**
 * `row` is `{href | card, title, marked?, text?, place?, at?, icon? | person?, tags?}`: `marked` (the title) and `text` are escaped
 * and marked as the server has them; `card` is a person whose card opens instead of a page. Other props go to the link.
 */
export function Hit({ row, current, small, ...rest }) {
  const { href, card, title, marked, text, place, at, icon, person, tags = [] } = row;
  const size = small ? 24 : 32;
  const props = { ...rest, class: `hit ${current ? 'is-current' : ''} ${small ? 'is-small' : ''}`, 'aria-current': current ? 'true' : undefined };
  const inside = html`
    <span class="hit-lead">${person ? html`<${Avatar} person=${person} size=${size} />` : html`<span class="hit-icon"><${Icon} name=${icon} size=${16} /></span>`}</span>
    <span class="hit-main">
      <span class="hit-head">
        <strong class="hit-title" dir="auto">${marked ? html`<${Marked} text=${marked} />` : title}</strong>
        ${place && html`<span class="hit-place truncate" dir="auto">${place}</span>`}
        ${tags.map((tag) => html`<${Icon} key=${tag.icon} name=${tag.icon} size=${13} label=${tag.label} />`)}
        ${at && html`<time class="hit-time" datetime=${at} data-tip=${formatDateTime(at)}>${formatShort(at)}</time>`}
      </span>
      ${text && html`<span class="hit-text" dir="auto"><${Marked} text=${text} /></span>`}
    </span>`;
  return href ? html`<a ...${props} href=${href}>${inside}</a>` : html`<button ...${props} type="button" data-person=${card}>${inside}</button>`;
}
