// The menu of a file, and the small dialogs it opens.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { copyText } from '../../../lib/text.js';
import { setQuery } from '../../../state/route.js';
import { me, myId } from '../../../state/session.js';
import { Button } from '../../../ui/controls.js';
import { TextField } from '../../../ui/field.js';
import { Dialog, openDialog, openMenu, toast } from '../../../ui/layers.js';
import { destroy, download, openPreview, rename, restore, trash } from '../actions.js';
import { stemLength } from '../model.js';

/** Does the reader own the file, or look after all of them? */
export const mayChange = (file) => file.ownerId === myId() || Boolean(me.value?.isAdmin);

/** Shows what is known of a file, beside the list. */
export const showDetails = (file) => setQuery({ file: file.id });

function Rename({ file, close }) {
  const [name, setName] = useState(file.fileName);
  // Most often the ending stays.
  const begin = ({ currentTarget }) => currentTarget.setSelectionRange(0, stemLength(file.fileName));
  const save = (event) => {
    event.preventDefault();
    const next = name.trim();
    if (!next) return;
    close();
    if (next !== file.fileName) rename(file, next);
  };
  const foot = html`<${Button} onClick=${() => close()}>${t('app.cancel')}<//><${Button} kind="primary" type="submit" disabled=${!name.trim()}>${t('app.save')}<//>`;
  return html`
    <form onSubmit=${save}>
      <${Dialog} title=${t('files.rename')} footer=${foot} onClose=${close}>
        <${TextField} id="files-rename" label=${t('files.name')} value=${name} maxlength="255" dir="auto" autocomplete="off" data-autofocus onFocus=${begin} onInput=${(event) => setName(event.target.value)} />
      <//>
    </form>`;
}

/** Asks for another name. */
export const openRename = (file) => mayChange(file) && openDialog((close) => html`<${Rename} file=${file} close=${close} />`);

/** Copies the address of a file. */
export async function copyLink(file) {
  const done = await copyText(`${location.origin}/files?file=${file.id}`);
  toast(done ? t('files.link.copied') : t('files.link.refused'), { kind: done ? 'success' : 'error' });
}

/** Opens the menu of a file beside `anchor`; `files` are those it can be leafed through with. */
export function openFileMenu(anchor, file, files) {
  const mine = mayChange(file);
  const ready = file.status === 'ready';
  const items = file.trashedAt
    ? [
      { label: t('files.restore'), icon: 'archive-restore', run: () => restore([file.id]) },
      { label: t('files.info'), icon: 'info', keys: 'i', run: () => showDetails(file) },
      '-', { label: t('files.destroy'), icon: 'trash-2', danger: true, run: () => destroy([file]) },
    ]
    : [
      ready && { label: t('files.open'), icon: 'eye', keys: 'Enter', run: () => openPreview(files, file) },
      ready && { label: t('files.download'), icon: 'download', keys: 'd', run: () => download([file]) },
      { label: t('files.info'), icon: 'info', keys: 'i', run: () => showDetails(file) },
      { label: t('files.link'), icon: 'link', keys: 'y', run: () => copyLink(file) },
      mine && { label: t('files.rename'), icon: 'pencil', keys: 'F2', run: () => openRename(file) },
      mine && '-', mine && { label: t('files.toTrash'), icon: 'trash-2', danger: true, keys: 'Delete', run: () => trash([file.id]) },
    ];
  openMenu(anchor, items.filter(Boolean), { label: t('files.actions', { name: file.fileName }), placement: 'bottom-end' });
}

