// The hit that is looked at, with the way to where it is.

import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { noteSearch } from '../../../state/habits.js';
import { Button, PanelTitle } from '../../../ui/controls.js';

export function Preview({ found, query }) {
  if (!found) return null;
  const { kind, hit } = found;
  const { href, place, title } = kind.row(hit, query);
  return html`
    <div class="pane">
      <div class="pane-bar">
        <${PanelTitle}>${place ?? title}<//>
        <div class="pane-actions"><${Button} small icon="corner-up-right" href=${href} onClick=${() => noteSearch(query.trim())}>${t('search.open')}<//></div>
      </div>
      <div class="pane-body"><${kind.Preview} key=${found.key} hit=${hit} query=${query} /></div>
    </div>`;
}
