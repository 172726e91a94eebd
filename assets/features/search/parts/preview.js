// The hit that is looked at, with the way to where it is.

import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { noteSearch } from '../../../state/habits.js';
import { Avatar, Button, Icon, PanelTitle } from '../../../ui/controls.js';
import { Marked } from '../../../ui/marks.js';

/** What there is to say of a hit whose kind draws nothing of its own. */
const Plain = ({ row }) => html`
  <div class="found-plain">
    ${row.person ? html`<${Avatar} person=${row.person} size=${64} />` : html`<span class="empty-icon"><${Icon} name=${row.icon} size=${24} /></span>`}
    <strong dir="auto">${row.title}</strong>
    ${row.place && html`<span class="muted" dir="auto">${row.place}</span>`}
    ${row.text && html`<p class="found-plain-text" dir="auto"><${Marked} text=${row.text} /></p>`}
  </div>`;

export function Preview({ found, query }) {
  if (!found) return null;
  const { kind, hit, key } = found;
  const row = kind.row(hit, query);
  const note = () => noteSearch(query.trim());
  const open = row.href
    ? html`<${Button} small icon="corner-up-right" href=${row.href} onClick=${note}>${t('search.open')}<//>`
    : html`<${Button} small data-person=${row.card} onClick=${note}>${t('search.open')}<//>`;
  return html`
    <div class="pane">
      <div class="pane-bar">
        <${PanelTitle}>${kind.Preview && row.place ? row.place : row.title}<//>
        <div class="pane-actions">${open}</div>
      </div>
      <div class="pane-body">${kind.Preview ? html`<${kind.Preview} key=${key} hit=${hit} query=${query} />` : html`<${Plain} row=${row} />`}</div>
    </div>`;
}
