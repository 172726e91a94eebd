// The files that wait in a composer: how far each has gone, and what can be done about it.

import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { percentOf } from '../../../lib/files.js';
import { t } from '../../../lib/i18n.js';
import { afterRenewal, thumbnail } from '../../../net/files.js';
import { limits } from '../../../state/session.js';
import { uploads } from '../../../state/uploads.js';
import { IconButton } from '../../../ui/controls.js';
import { FileTile, mayRetry, Picture, Progress, uploadText, useLocal } from '../../../ui/files.js';

/** Holding is worth a button where it takes a while. */
const HOLDABLE = 4 * 1024 * 1024;

function Lead({ item }) {
  const local = useLocal(item.kind === 'image' ? uploads.bytesOf(item.id) : null);
  if (item.kind !== 'image') return html`<${FileTile} kind=${item.kind} />`;
  const src = local ?? (item.state === 'done' ? thumbnail({ id: item.fileId }, 'small') : null);
  return html`<${Picture} kind="image" src=${src} renew=${local ? null : afterRenewal} eager />`;
}

/** Chooses the same file again where its bytes are no longer on this device. */
function Again({ item }) {
  const field = useRef(null);
  const chosen = () => {
    const [file] = field.current.files;
    field.current.value = '';
    if (file) uploads.resume(item.id, file);
  };
  return html`
    <${IconButton} small icon="upload" label=${t('file.again', { name: item.name })} onClick=${() => field.current.click()} />
    <input ref=${field} type="file" hidden onChange=${chosen} />`;
}

/** One file, and its buttons. */
export function Upload({ item }) {
  const { id, name, state } = item;
  const busy = ['waiting', 'sending', 'paused'].includes(state);
  const faulty = state === 'failed' || state === 'lost';
  return html`
    <li class="upload ${faulty ? 'is-faulty' : ''} ${state === 'done' ? 'is-done' : ''}" data-state=${state}>
      <span class="upload-lead"><${Lead} item=${item} /></span>
      <span class="upload-text">
        <span class="upload-name truncate" dir="auto" data-tip=${name}>${name}</span>
        <span class="upload-state" role=${faulty ? 'alert' : undefined}>${uploadText(item, limits.value.maxUpload)}</span>
      </span>
      ${busy && state !== 'paused' && item.size > HOLDABLE && html`<${IconButton} small icon="pause" label=${t('file.pause', { name })} onClick=${() => uploads.pause(id)} />`}
      ${state === 'paused' && html`<${IconButton} small icon="play" label=${t('file.resume', { name })} onClick=${() => uploads.resume(id)} />`}
      ${mayRetry(item) && html`<${IconButton} small icon="rotate-cw" label=${t('file.retry', { name })} onClick=${() => uploads.resume(id)} />`}
      ${state === 'lost' && html`<${Again} item=${item} />`}
      <${IconButton} small icon="x" label=${state === 'done' ? t('file.remove', { name }) : t('file.cancel', { name })} onClick=${() => uploads.cancel(id)} />
      ${busy && html`<${Progress} value=${percentOf(item)} held=${state === 'paused'} label=${t('file.progress', { name })} />`}
    </li>`;
}

/** All files of one composer. */
export function AttachList({ place }) {
  const list = uploads.items.value.filter((item) => item.place === place);
  return html`<ul class="uploads" aria-label=${t('file.attached')}>${list.map((item) => html`<${Upload} key=${item.id} item=${item} />`)}</ul>`;
}
