// The files of a chat, in the panel: what was attached to its messages, the newest first.

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { formatSize } from '../../../lib/files.js';
import { formatDateTime, formatShort, t } from '../../../lib/i18n.js';
import { onEscape } from '../../../lib/keyboard.js';
import { get } from '../../../net/api.js';
import { fileCalls as source } from '../../../net/files.js';
import { setQuery } from '../../../state/route.js';
import { myId, person } from '../../../state/session.js';
import { BackButton, Button, CloseButton, IconButton, narrow, PanelTitle } from '../../../ui/controls.js';
import { DangerTile, FileTile, isBlocked, Picture } from '../../../ui/files.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { open } from '../actions.js';
import { calledChat } from '../model.js';
import { chatOf } from '../store.js';
import { useGone } from './gone.js';
import { usePages } from './list-row.js';

const PAGE = 40;
const EVENTS = ['file.created', 'file.updated', 'file.deleted', 'file.linked', 'file.unlinked'];

/** Opens all files that are here, beginning with one. */
function show(files, file) {
  const shown = files.filter((each) => each.status === 'ready');
  const at = shown.findIndex((each) => each.id === file.id);
  if (at >= 0) open(import('../../../ui/lightbox.js'), (part) => part.openLightbox({ files: shown, at, source, me: myId() }));
}

/** Goes to the message a file came with; where the panel covers the conversation it makes way. */
const goTo = (link) => setQuery({ m: link.refId, ...(narrow.value ? { panel: null } : {}) });

function Lead({ file }) {
  if (isBlocked(file)) return html`<${DangerTile} />`;
  return file.hasThumbnail ? html`<${Picture} kind=${file.kind} src=${source.thumbnail(file, 'small')} renew=${source.afterRenewal} />` : html`<${FileTile} kind=${file.kind} />`;
}

// i18n: file.status.pending file.status.scanning file.status.infected file.status.failed
function File({ file, chatId, onOpen }) {
  const link = file.links.find((each) => each.chatId === chatId && each.refTable === 'messages');
  const by = file.owner?.displayName ?? person(file.ownerId).displayName;
  return html`
    <li class="chat-file" data-testid="file-item">
      <button type="button" class="chat-file-open" aria-disabled=${file.status === 'ready' ? undefined : 'true'} onClick=${onOpen}>
        <span class="chat-file-lead"><${Lead} file=${file} /></span>
        <span class="chat-file-text">
          ${file.status === 'ready' && html`<span class="visually-hidden">${t('file.open', { name: '' })}</span>`}
          <span class="file-card-name truncate" dir="auto">${file.fileName}</span>
          <span class="file-card-sub truncate">${file.status === 'ready' ? formatSize(file.size) : t(`file.status.${file.status}`)} · ${by} · <time datetime=${file.createdAt} data-tip=${formatDateTime(file.createdAt)}>${formatShort(file.createdAt)}</time></span>
        </span>
      </button>
      ${link && html`<${IconButton} small icon="corner-up-right" label=${t('message.files.goto')} onClick=${() => goTo(link)} />`}
    </li>`;
}

/** The panel "Files" of a chat. */
export function FilesPanel({ chatId }) {
  const chat = chatOf(chatId);
  const pages = usePages((cursor, signal) => get('/files', { query: { chatId, cursor, limit: PAGE }, signal }), { events: EVENTS, keyOf: (file) => file.id, deps: [chatId] });
  const close = () => setQuery({ panel: null });
  useEffect(() => onEscape(close), []);
  useGone(chat, close);
  if (!chat) return null;
  const { items, error, hasMore, busy } = pages;
  const body = () => {
    if (error && !items) return html`<${ErrorState} error=${error} onRetry=${pages.load} />`;
    if (!items) return html`<${Skeleton} lines=${6} />`;
    if (!items.length) return html`<${EmptyState} icon="paperclip" title=${t('message.files.none')} body=${t('message.files.how')} />`;
    return html`
      <ul class="chat-files">${items.map((file) => html`<${File} key=${file.id} file=${file} chatId=${chatId} onOpen=${() => show(items, file)} />`)}</ul>
      ${hasMore && html`<div class="chat-files-more"><${Button} loading=${busy} onClick=${pages.more}>${t('message.files.more')}<//></div>`}`;
  };
  return html`
    <div class="pane chat-pane">
      <div class="pane-bar">
        <${BackButton} href="/chat/${chatId}" />
        <${PanelTitle}>${t('message.files.title')}<//>
        <span class="pane-sub">${calledChat(chat)}</span>
        <div class="pane-actions">
          <${IconButton} icon="folder" label=${t('message.files.all')} href="/files?scope=all&chat=${chatId}" />
          <${CloseButton} label=${t('message.files.close')} onClick=${close} />
        </div>
      </div>
      <div class="pane-body">${body()}</div>
    </div>`;
}
