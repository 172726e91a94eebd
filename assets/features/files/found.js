// How files look where everything is searched; features/search/kinds.js says what a kind is.

import { formatSize, iconOf } from '../../lib/files.js';
import { person } from '../../state/session.js';

function fileRow({ item, highlights }) {
  return {
    href: `/files?file=${item.id}`, icon: iconOf(item.kind), title: item.fileName, marked: highlights?.fileName,
    // The words around what fits inside the file.
    text: highlights?.text,
    place: [item.owner?.displayName ?? person(item.ownerId).displayName, formatSize(item.size)].join(' · '), at: item.createdAt,
  };
}

/** See features/search/kinds.js. */
export const kinds = [{ id: 'files', order: 4, row: fileRow }];
