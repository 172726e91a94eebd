// What the page of files brings to the command palette: files by their names and what is inside them, under "=".

import { iconOf, formatSize } from '../../lib/files.js';
import { t } from '../../lib/i18n.js';
import { person } from '../../state/session.js';
import { list } from './store.js';

const itemOf = (file) => ({
  id: `file:${file.id}`, title: file.fileName, sub: [formatSize(file.size), file.owner?.displayName ?? person(file.ownerId).displayName].join(' · '),
  icon: iconOf(file.kind), keywords: file.labels, href: `/files?file=${file.id}`,
});

/** See app/palette-search.js for what a source is. */
export const sources = [
  {
    scope: '=',
    label: () => t('files.palette'),
    local: () => (list.peek().items ?? []).filter((file) => !file.trashedAt).map(itemOf),
    kind: 'files',
    found: ({ item, highlights }) => ({ ...itemOf(item), marked: highlights.text }),
  },
];
