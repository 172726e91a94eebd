// The files of a task: pictures first, everything else below; they are dropped and pasted anywhere on its sheet.

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatSize } from '../../../lib/files.js';
import { t } from '../../../lib/i18n.js';
import { fileCalls as source } from '../../../net/files.js';
import { mostBytes, uploads } from '../../../state/uploads.js';
import { Button, IconButton } from '../../../ui/controls.js';
import { filesIn, watchDrops } from '../../../ui/drop.js';
import { DangerTile, faultText, FileTile, isBlocked, kindName, Picture, Upload, useLocal } from '../../../ui/files.js';
import { toast } from '../../../ui/layers.js';
import { attachFiles, bytesHere, detachFile, filesUnderWay } from '../attaching.js';
import { PartTitle } from './marks.js';

const complain = (error) => toast(faultText(error), { kind: 'error' });
const isReady = (file) => file.status === 'ready' && !file.trashedAt;

// i18n: file.status.pending file.status.scanning file.status.infected file.status.failed
const stateOf = (file) => (file.trashedAt ? t('file.status.trashed') : isReady(file) ? `${kindName(file.kind)} · ${formatSize(file.size)}` : t(`file.status.${file.status}`));

async function show(task, file) {
  const files = task.attachments.filter(isReady);
  const { openLightbox } = await import('../../../ui/lightbox.js');
  openLightbox({ files, at: files.findIndex((each) => each.id === file.id), source });
}

function Small({ file }) {
  const bytes = bytesHere(file.id);
  const local = useLocal(bytes);
  const src = bytes ? local : file.hasThumbnail ? source.thumbnail(file, 'small') : null;
  return src || file.kind === 'image' ? html`<span class="projects-file-small"><${Picture} kind=${file.kind} src=${src} renew=${local ? null : source.afterRenewal} /></span>` : html`<${FileTile} kind=${file.kind} />`;
}

function File({ state, task, file, edits }) {
  const faulty = isBlocked(file) || Boolean(file.trashedAt);
  const inside = html`
    ${faulty ? html`<${DangerTile} icon=${file.trashedAt ? 'trash-2' : 'shield-alert'} />` : html`<${Small} file=${file} />`}
    <span class="file-card-text"><span class="file-card-name truncate" dir="auto">${file.fileName}</span><span class="file-card-sub truncate">${stateOf(file)}</span></span>`;
  return html`
    <li class="file-card projects-attached ${faulty ? 'is-faulty' : ''}" data-testid="task-attachment">
      ${isReady(file) ? html`<button type="button" class="file-card-open" data-tip=${file.fileName} onClick=${() => show(task, file).catch(complain)}>${inside}</button>
        <${IconButton} small icon="download" label=${t('file.download', { name: file.fileName })} onClick=${() => source.download(file).catch(complain)} />` : html`<span class="file-card-open">${inside}</span>`}
      ${edits && html`<${IconButton} small icon="x" label=${t('projects.files.remove_name', { name: file.fileName })} onClick=${() => detachFile(state, task, file)} />`}
    </li>`;
}

/** Takes what is dropped on the sheet, or pasted into it. */
function useBringing(state, id, edits) {
  useEffect(() => {
    if (!edits) return undefined;
    const sheet = document.querySelector('[data-testid=task-modal]');
    const take = (files) => attachFiles(state, state.task(id), files);
    const paste = async (event) => {
      // What was copied as text and picture, as from a table, is meant as text.
      if (!event.clipboardData.types.includes('Files') || event.clipboardData.types.includes('text/plain')) return;
      event.preventDefault();
      take(await filesIn(event.clipboardData));
    };
    sheet.addEventListener('paste', paste);
    const stop = watchDrops((event) => (sheet.contains(event.target) ? { label: t('projects.files.drop'), over: sheet, take } : null));
    return () => {
      sheet.removeEventListener('paste', paste);
      stop();
    };
  }, [state, id, edits]);
}

export function Files({ state, task, edits }) {
  const field = useRef(null);
  useBringing(state, task.id, edits);
  const coming = edits ? filesUnderWay(state, task) : [];
  const known = new Set(coming.map((item) => item.fileId));
  const files = (task.attachments ?? []).filter((file) => !known.has(file.id));
  if (!edits && !files.length) return null;
  const chosen = () => {
    const picked = [...field.current.files];
    field.current.value = '';
    if (picked.length) attachFiles(state, task, picked);
  };
  return html`
    <section class="projects-part" aria-labelledby="projects-files">
      <div class="projects-part-head"><${PartTitle} id="projects-files">${t('projects.attachments')}<//>${edits && html`<${Button} small kind="quiet" icon="paperclip" onClick=${() => field.current.click()}>${t('projects.files.add')}<//><input ref=${field} type="file" multiple hidden data-testid="task-files-input" onChange=${chosen} />`}</div>
      ${files.length > 0 && html`<ul class="projects-files">${files.map((file) => html`<${File} key=${file.id} state=${state} task=${task} file=${file} edits=${edits} />`)}</ul>`}
      ${coming.length > 0 && html`<ul class="uploads projects-uploads" aria-label=${t('file.attached')}>${coming.map((item) => html`<${Upload} key=${item.id} item=${item} uploads=${uploads} source=${source} most=${mostBytes()} />`)}</ul>`}
    </section>`;
}
