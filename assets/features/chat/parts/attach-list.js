// The files that wait in a composer: how far each has gone, and what can be done about it.

import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { fileCalls as source } from '../../../net/files.js';
import { mostBytes, uploads } from '../../../state/uploads.js';
import { Upload } from '../../../ui/files.js';

/** All files of one composer; `place` is its stream. */
export function AttachList({ place }) {
  const list = uploads.items.value.filter((item) => item.place === place);
  return html`
    <ul class="uploads" aria-label=${t('file.attached')}>
      ${list.map((item) => html`<${Upload} key=${item.id} item=${item} uploads=${uploads} source=${source} most=${mostBytes()} />`)}
    </ul>`;
}
