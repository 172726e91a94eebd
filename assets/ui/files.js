// Pieces that show a file anywhere: its icon, a picture of it, what is wrong with it, and how far it has gone.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatSize, iconOf, percentOf } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { Icon, IconButton } from './controls.js';
import { errorText } from './states.js';

// i18n: file.kind.image file.kind.video file.kind.audio file.kind.pdf file.kind.text file.kind.code file.kind.document
// i18n: file.kind.spreadsheet file.kind.presentation file.kind.archive file.kind.other
/** What a kind is called. */
export const kindName = (kind) => t(`file.kind.${kind}`);

// i18n: file.error.empty file.error.large file.error.quota file.error.full file.error.denied file.error.infected file.error.gone
// i18n: file.error.notReady file.error.trashed file.error.notYours file.error.many
const FAULTS = {
  upload_empty: 'file.error.empty', file_too_large: 'file.error.large', quota_full: 'file.error.quota', storage_full: 'file.error.full',
  file_type_denied: 'file.error.denied', file_infected: 'file.error.infected', file_unchecked: 'file.status.failed', file_not_found: 'file.error.gone', file_not_ready: 'file.error.notReady',
  file_trashed: 'file.error.trashed', file_not_yours: 'file.error.notYours', too_many_attachments: 'file.error.many',
};
/** What trying again does not change. */
const FINAL = new Set(['upload_empty', 'file_too_large', 'file_type_denied', 'file_infected']);

/** A sentence for what went wrong with a file; `most` is the largest size there may be. */
export const faultText = (error, most) => (error.code === 'file_too_large' && Number.isFinite(most) ? t('file.error.tooLarge', { size: formatSize(most) }) : FAULTS[error.code] ? t(FAULTS[error.code]) : errorText(error));
/** May it go better next time? */
export const mayRetry = (item) => item.state === 'failed' && !FINAL.has(item.error?.code);

/** A tile with the icon of a kind. */
export const FileTile = ({ kind, size = 18 }) => html`<span class="file-tile file-tile-${kind}"><${Icon} name=${iconOf(kind)} size=${size} /></span>`;
/** The tile of a file that cannot be had. */
export const DangerTile = ({ icon = 'shield-alert', size = 18 }) => html`<span class="file-tile is-danger"><${Icon} name=${icon} size=${size} /></span>`;

/**
 * A picture of a file, its tile where there is none or it cannot be had. `renew(again, otherwise)` makes the sign-in good between two tries;
 * without a connection it is tried again when there is one.
 */
export function Picture({ kind, src, srcset, sizes, renew, width, height, eager }) {
  const [tries, setTries] = useState(0);
  const [renewing, setRenewing] = useState(false);
  useEffect(() => setTries(0), [src]);
  useEffect(() => {
    if (tries < 2) return undefined;
    const again = () => setTries(0);
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [tries]);
  if (!src || tries > 1 || renewing) return html`<${FileTile} kind=${kind} size=${24} />`;
  const settle = (next) => {
    setRenewing(false);
    setTries(next);
  };
  const failed = () => {
    if (tries > 0 || !renew) return setTries(2);
    setRenewing(true);
    return renew(() => settle(1), () => settle(2));
  };
  return html`<img key=${tries} src=${src} srcset=${srcset} sizes=${sizes} width=${width} height=${height} alt="" loading=${eager ? undefined : 'lazy'} decoding="async" draggable=${false} onError=${failed} />`;
}

/** A picture's name to those who do not see it: what it shows, if its owner said so. */
export const shownIn = ({ altText, fileName }) => altText || fileName;

/** May nobody have a file, because of what the scanner said? */
export const isBlocked = ({ status }) => status === 'infected' || status === 'failed';
/** Is an upload of no use as it is? */
export const isFaulty = ({ state }) => state === 'failed' || state === 'lost' || state === 'blocked';

/** How an upload stands, in words. */
export function uploadText(item, most) {
  const { state, size, tries } = item;
  if (state === 'failed' || state === 'blocked') return faultText(item.error, most);
  if (state === 'lost') return t('file.lost');
  if (state === 'done') return formatSize(size);
  if (state === 'paused') return t('file.paused', { percent: percentOf(item), size: formatSize(size) });
  if (state === 'waiting') return tries ? t('file.waiting.line') : t('file.waiting');
  return t('file.sending', { percent: percentOf(item), size: formatSize(size) });
}

/** A thin bar; `value` in percent. */
export const Progress = ({ value, label, held }) => html`
  <span class="file-progress ${held ? 'is-held' : ''}" role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${value}><i style=${{ inlineSize: `${value}%` }} /></span>`;

/** An address of bytes that are on this device, for as long as it is shown. */
export function useLocal(bytes) {
  const [url, setUrl] = useState(null);
  useEffect(() => {
    if (!bytes) return undefined;
    const made = URL.createObjectURL(bytes);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return bytes ? url : null;
}

// -- A file on its way

/** Holding is worth a button where it takes a while. */
const HOLDABLE = 4 * 1024 * 1024;

function Lead({ item, uploads, source }) {
  const bytes = item.kind === 'image' ? uploads.bytesOf(item.id) : null;
  const local = useLocal(bytes);
  if (item.kind !== 'image') return html`<${FileTile} kind=${item.kind} />`;
  const src = bytes ? local : item.state === 'done' ? source.thumbnail({ id: item.fileId }, 'small') : null;
  return html`<${Picture} kind="image" src=${src} renew=${local ? null : source.afterRenewal} eager />`;
}

/** Chooses the same file again where its bytes are no longer on this device. */
function Again({ item, uploads }) {
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

/**
 * One file on its way, and its buttons. `uploads` is the list it is in, `source` has the calls of net/files.js, `most` is the largest size
 * there may be. One that is there only leaves the list where it has arrived (`arrives`); elsewhere it goes with it.
 */
export function Upload({ item, uploads, source, most, arrives }) {
  const { id, name, state } = item;
  const busy = ['waiting', 'sending', 'paused'].includes(state);
  const faulty = isFaulty(item);
  const isThere = state === 'done' || state === 'blocked';
  return html`
    <li class="upload ${faulty ? 'is-faulty' : ''} ${state === 'done' ? 'is-done' : ''}" data-state=${state}>
      <span class="upload-lead"><${Lead} item=${item} uploads=${uploads} source=${source} /></span>
      <span class="upload-text">
        <span class="upload-name truncate" dir="auto" data-tip=${name}>${name}</span>
        <span class="upload-state" role=${faulty ? 'alert' : undefined}>${uploadText(item, most)}</span>
      </span>
      ${busy && state !== 'paused' && item.size > HOLDABLE && html`<${IconButton} small icon="pause" label=${t('file.pause', { name })} onClick=${() => uploads.pause(id)} />`}
      ${state === 'paused' && html`<${IconButton} small icon="play" label=${t('file.resume', { name })} onClick=${() => uploads.resume(id)} />`}
      ${mayRetry(item) && html`<${IconButton} small icon="rotate-cw" label=${t('file.retry', { name })} onClick=${() => uploads.resume(id)} />`}
      ${state === 'lost' && html`<${Again} item=${item} uploads=${uploads} />`}
      ${isThere && arrives
        ? html`<${IconButton} small icon="x" label=${t('file.dismiss', { name })} onClick=${() => uploads.remove(id)} />`
        : html`<${IconButton} small icon="x" label=${isThere ? t('file.remove', { name }) : t('file.cancel', { name })} onClick=${() => uploads.cancel(id)} />`}
      ${busy && html`<${Progress} value=${percentOf(item)} held=${state === 'paused'} label=${t('file.progress', { name })} />`}
    </li>`;
}
