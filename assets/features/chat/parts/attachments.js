// The files of a message: pictures as pictures, sound and film in a player, everything else as a card that opens.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { formatSize, percentOf } from '../../../lib/files.js';
import { t } from '../../../lib/i18n.js';
import { fileCalls as source } from '../../../net/files.js';
import { myId, person } from '../../../state/session.js';
import { mostBytes, uploads } from '../../../state/uploads.js';
import { Button, Icon, IconButton } from '../../../ui/controls.js';
import { DangerTile, faultText, FileTile, isBlocked, isFaulty, kindName, Picture, useLocal } from '../../../ui/files.js';
import { announce, toast } from '../../../ui/layers.js';
import { open } from '../actions.js';
import { knownHere, takeBack, throwAway, uploadsOf } from '../attaching.js';
import { isPicture, pictureBox, plays } from '../model.js';

const complain = (error) => toast(faultText(error), { kind: 'error' });
const isReady = (file) => file.status === 'ready' && !file.trashedAt;

/** Opens the files of a message at one of them. */
export function openFile(message, file) {
  const files = message.attachments.filter(isReady);
  const about = { by: person(message.senderId).displayName, at: message.createdAt };
  open(import('../../../ui/lightbox.js'), (part) => part.openLightbox({ files, at: Math.max(0, files.findIndex((each) => each.id === file.id)), source, about, me: myId() }));
}

// i18n: file.status.pending file.status.scanning file.status.infected file.status.failed
const stateOf = (file) => (file.trashedAt ? t('file.status.trashed') : isReady(file) ? `${kindName(file.kind)} · ${formatSize(file.size)}` : t(`file.status.${file.status}`));

// -- Pictures

const EDGES = { small: 320, large: 1280 };

/** The addresses of a picture, with the width each has. */
function sourcesOf(file) {
  if (!file.hasThumbnail) return { src: source.view(file) };
  const scale = file.width > file.height ? 1 : file.width / file.height;
  const srcset = Object.entries(EDGES).map(([size, edge]) => `${source.thumbnail(file, size)} ${Math.round(edge * (scale || 1))}w`).join(', ');
  return { src: source.thumbnail(file, 'large'), srcset };
}

function PictureOf({ message, file, among }) {
  const { bytes, ...size } = knownHere(file);
  const { width, height } = pictureBox(size, among);
  const local = useLocal(bytes);
  const shown = bytes ? { src: local } : isReady(file) ? sourcesOf(file) : {};
  return html`
    <button type="button" class="file-picture" data-testid="message-attachment" style=${{ inlineSize: `${width}px`, aspectRatio: `${width} / ${height}` }}
      aria-label=${file.altText ? t('file.openShown', { name: file.fileName, shown: file.altText }) : t('file.open', { name: file.fileName })} aria-disabled=${isReady(file) ? undefined : 'true'} onClick=${() => isReady(file) && openFile(message, file)}>
      <${Picture} kind="image" ...${shown} sizes="${width}px" width=${width} height=${height} renew=${local ? null : source.afterRenewal} />
      ${file.status === 'scanning' && html`<span class="file-picture-state">${stateOf(file)}</span>`}
    </button>`;
}

// -- Everything else

function Save({ file }) {
  return html`<${IconButton} small icon="download" label=${t('file.download', { name: file.fileName })} onClick=${() => source.download(file).catch(complain)} />`;
}

function Card({ message, file }) {
  const ready = isReady(file);
  const faulty = isBlocked(file) || Boolean(file.trashedAt);
  const inside = html`
    ${faulty ? html`<${DangerTile} icon=${file.trashedAt ? 'trash-2' : 'shield-alert'} />` : html`<${FileTile} kind=${file.kind} />`}
    <span class="file-card-text">${ready && html`<span class="visually-hidden">${t('file.open', { name: '' })}</span>`}<span class="file-card-name truncate" dir="auto">${file.fileName}</span><span class="file-card-sub truncate">${stateOf(file)}</span></span>`;
  return html`
    <div class="file-card ${faulty ? 'is-faulty' : ''}" data-testid="message-attachment">
      ${ready ? html`<button type="button" class="file-card-open" data-tip=${file.fileName} onClick=${() => openFile(message, file)}>${inside}</button><${Save} file=${file} />` : html`<span class="file-card-open">${inside}</span>`}
    </div>`;
}

/** A player keeps its place before it plays: its address is asked for only then. */
function Player({ file }) {
  const [url, setUrl] = useState(null);
  const play = () => source.signed(file.id, 'view').then(setUrl, complain);
  const label = t('file.play', { name: file.fileName });
  const head = html`
    <div class="file-player-head"><${FileTile} kind=${file.kind} size=${16} /><span class="file-card-name truncate" dir="auto">${file.fileName}</span><span class="file-card-sub">${formatSize(file.size)}</span><${Save} file=${file} /></div>`;
  if (file.kind === 'audio') {
    return html`
      <div class="file-player" data-testid="message-attachment">
        ${head}
        ${url ? html`<audio controls autoplay src=${url} aria-label=${file.fileName} />` : html`<${Button} small icon="play" class="file-play" aria-label=${label} onClick=${play}>${t('file.playShort')}<//>`}
      </div>`;
  }
  return html`
    <div class="file-player is-video" data-testid="message-attachment">
      ${url ? html`<video controls autoplay playsinline src=${url} aria-label=${file.fileName} />` : html`<button type="button" class="file-screen" aria-label=${label} onClick=${play}><${Icon} name="play" size=${28} /></button>`}
      ${head}
    </div>`;
}

/** All files of a message. */
export function Attachments({ message }) {
  const files = message.attachments;
  const pictures = files.filter(isPicture);
  return html`
    <div class="files" role="group" aria-label=${t('file.count', { n: files.length })}>
      ${pictures.length > 0 && html`<div class="file-pictures">${pictures.map((file, i) => html`<${PictureOf} key=${i} message=${message} file=${file} among=${pictures.length} />`)}</div>`}
      ${files.filter((file) => !isPicture(file)).map((file) => (plays(file) ? html`<${Player} key=${file.id} file=${file} />` : html`<${Card} key=${file.id} message=${message} file=${file} />`))}
    </div>`;
}

// -- A message that waits for its files

/** How far the files of a message have gone, all together, or what keeps one of them. */
export function Held({ message, ctx }) {
  const list = uploadsOf(message);
  const faulty = list.find(isFaulty);
  const edit = () => takeBack(message, ctx);
  const discard = () => {
    throwAway(message);
    announce(t('chat.discarded'));
  };
  if (faulty) {
    const reason = faulty.state === 'lost' ? t('file.lost') : faultText(faulty.error, mostBytes());
    return html`
      <div class="chat-failed" role="alert">
        <${Icon} name="circle-alert" size=${14} /><span>${faulty.name}: ${reason}</span>
        ${faulty.state === 'failed' && html`<${Button} small kind="quiet" onClick=${() => list.forEach((item) => uploads.resume(item.id))}>${t('app.retry')}<//>`}
        <${Button} small kind="quiet" onClick=${edit}>${t('app.edit')}<//>
        <${Button} small kind="quiet" onClick=${discard}>${t('chat.discard')}<//>
      </div>`;
  }
  const total = list.reduce((sum, { size, sent }) => ({ size: sum.size + size, sent: sum.sent + sent }), { size: 0, sent: 0 });
  return html`
    <p class="chat-sending is-waiting"><${Icon} name="upload" size=${12} /><span>${t('file.uploading', { percent: percentOf(total) })}</span>
      <button type="button" class="file-take-back" onClick=${edit}>${t('app.edit')}</button>
    </p>`;
}
