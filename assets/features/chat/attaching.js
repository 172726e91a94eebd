// Files for messages: chosen, pasted or dropped, they go to the server at once and wait in the composer, as the draft does. A
// message sent before they are there waits in the outbox for them. Fetched in idle time, or with the first file.

import { batch, effect, untracked } from '@preact/signals';
import { formatDate, formatTime, t } from '../../lib/i18n.js';
import { on } from '../../net/socket.js';
import { discard, edit, items, onDone } from '../../state/outbox.js';
import { route } from '../../state/route.js';
import { myId } from '../../state/session.js';
import { startUploads, stopUploads, uploads } from '../../state/uploads.js';
import { watchDrops } from '../../ui/drop.js';
import { isFaulty } from '../../ui/files.js';
import { toast } from '../../ui/layers.js';
import { withFiles } from './actions.js';
import { sendMessage } from './messages.js';
import { calledChat, readOnlyReason, streamKey } from './model.js';
import { attached, changeMessage, chatOf, loadedStreams, streamOf } from './store.js';

/** How many files one message may have. */
export const MOST_FILES = 20;
/** Where the files of a message wait that was sent before they were there. */
const sentPlace = (clientId) => `sent:${clientId}`;

const isPlace = (place) => place.startsWith('chat:');
const at = (place) => uploads.items.peek().filter((item) => item.place === place);

// -- Into the composer

/** What the clipboard calls "image.png" gets a name that tells when it was copied. */
function named(file) {
  if (file.name !== 'image.png') return file;
  const now = new Date();
  return new File([file], `${t('message.pasted', { when: `${formatDate(now)} ${formatTime(now).replace(':', '.')}` })}.png`, { type: file.type });
}

/** How large a picture is, so that its place is kept while it is sent. */
async function measure(item) {
  if (item.kind !== 'image') return;
  const url = URL.createObjectURL(uploads.bytesOf(item.id));
  try {
    const image = Object.assign(new Image(), { src: url });
    await image.decode();
    uploads.change(item.id, { width: image.naturalWidth, height: image.naturalHeight });
  } catch {
    // What the browser cannot draw is a file like any other.
    uploads.change(item.id, { kind: 'other' });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Puts files into the composer of a stream. */
export function attach(key, files) {
  const room = MOST_FILES - at(key).length;
  if (files.length > room) toast(t('message.attach.most', { n: MOST_FILES }), { kind: 'error' });
  const added = uploads.add(files.slice(0, Math.max(0, room)).map(named), key);
  for (const item of added) if (item.state !== 'failed') measure(item);
}

/** A long text as a file instead. */
export const attachText = (key, text) => attach(key, [new File([text], t('message.long.name'), { type: 'text/plain' })]);

// -- Out of it

/** What a file under way looks like in its message. */
const shownAs = ({ id, fileId, name, type, size, kind, width, height }) => ({ id: fileId ?? id, upload: id, fileName: name, mimeType: type, size, kind, width, height, status: 'pending' });
const idsOf = (list) => list.map((item) => item.fileId);
const ready = (list) => list.every((item) => item.state === 'done');

/** Sends what is written with the files beside it. Answers false, and says why, where a file cannot be sent. */
export function sendWithFiles(wish) {
  const key = streamKey(wish.chatId, wish.rootId);
  const list = at(key);
  if (list.some(isFaulty)) {
    toast(t('message.attach.faulty'), { kind: 'error' });
    return false;
  }
  const held = !ready(list);
  const clientId = sendMessage({ ...wish, held, more: held ? {} : { attachments: idsOf(list) }, shown: { attachments: list.map(shownAs), uploads: list.map((item) => item.id) } });
  for (const item of list) uploads.change(item.id, { place: sentPlace(clientId) });
  return true;
}

/** The files of a message that is not sent yet. */
export const uploadsOf = (message) => uploads.items.value.filter((item) => message.uploads?.includes(item.id));

/** Brings a message back into the composer, with its files. */
export function takeBack(message, ctx) {
  discard(message.clientId);
  for (const item of uploadsOf(message)) uploads.change(item.id, { place: ctx.key });
  if (message.content) ctx.composer.current?.restore(message.content);
  ctx.composer.current?.focus();
}

/** Throws a message away before it was sent, and its files. */
export function throwAway(message) {
  discard(message.clientId);
  for (const item of uploadsOf(message)) uploads.cancel(item.id);
}

/** Pictures sent from here lately, by the id of their file: what is on screen stays there when the server's takes its place. */
const recent = new Map();
const MOST_RECENT = 20;

const itemOf = (file) => uploads.items.value.find((item) => (file.upload ? item.id === file.upload : item.fileId === file.id));

/** What this device knows of a file of a message: its bytes, where they are here, and its size in pixels. */
export function knownHere(file) {
  const item = itemOf(file);
  return { bytes: recent.get(file.id) ?? (item && uploads.bytesOf(item.id)), width: file.width ?? item?.width, height: file.height ?? item?.height };
}

function sentAll({ meta }) {
  for (const item of meta.shown.uploads ? uploadsOf(meta.shown) : []) {
    if (item.kind === 'image' && uploads.bytesOf(item.id)) recent.set(item.fileId, uploads.bytesOf(item.id));
    uploads.remove(item.id);
  }
  for (const id of [...recent.keys()].slice(0, -MOST_RECENT)) recent.delete(id);
}

/** Sends the messages whose files are there now; without any file left, what was only files is nothing. */
function release() {
  for (const item of items.value) {
    if (item.state !== 'held' || !uploads.read.value) continue;
    const list = uploadsOf(item.meta.shown);
    if (!ready(list)) continue;
    untracked(() => (list.length || item.body.content ? edit(item.id, { ...item.body, attachments: idsOf(list) }) : discard(item.id)));
  }
}

// -- What is told about files that are shown

function changeFile(id, change) {
  for (const { chatId, rootId } of loadedStreams()) {
    const { rows, root } = streamOf(chatId, rootId).peek();
    for (const row of root ? [root, ...rows] : rows) {
      if (row.attachments?.some((file) => file.id === id)) changeMessage(chatId, row.id, (message) => ({ ...message, attachments: message.attachments.flatMap((file) => (file.id === id ? change(file) : [file])) }));
    }
  }
}

// i18n: message.attach.infected message.attach.failed
const told = new Set();

/** Tells whose file it is that nobody may have it: when that was found, not again when it is renamed later. */
function tellBlocked(fileId, { status, fileName, scannedAt, updatedAt, trashedAt }) {
  const found = ['infected', 'failed'].includes(status) && scannedAt === updatedAt && !trashedAt;
  if (!found || told.has(`${fileId} ${scannedAt}`)) return;
  told.add(`${fileId} ${scannedAt}`);
  toast(t(`message.attach.${status}`, { name: fileName }), { kind: 'error' });
}

function updated({ fileId, patch }) {
  batch(() => changeFile(fileId, (file) => [{ ...file, ...patch }]));
  if (patch.ownerId === myId()) tellBlocked(fileId, patch);
}

const deleted = ({ fileId }) => batch(() => changeFile(fileId, () => []));

// -- Where dropped files go: to the conversation, or the thread they are dropped on

function dropTarget(event) {
  const { feature, params, query } = route.peek() ?? {};
  if (feature !== 'chat') return null;
  const panel = event.target.closest?.('.shell-panel');
  const rootId = panel && query.thread ? query.thread : null;
  const chat = chatOf(params.id ?? (rootId && query.in));
  if (!chat || readOnlyReason(chat)) return null;
  const label = rootId ? t('message.drop.thread') : t('message.drop.chat', { name: calledChat(chat) });
  return { label, over: rootId ? panel : document.querySelector('.shell-main'), take: (files) => attach(streamKey(chat.id, rootId), files) };
}

/** Begins; answers a disposer. */
export function startAttaching() {
  startUploads(myId());
  // A message with files may come at any time, also when the connection has gone.
  withFiles(import('./parts/attachments.js')).catch((error) => console.info(error.message));
  const stops = [
    effect(() => {
      const counts = new Map();
      for (const { place } of uploads.items.value) if (isPlace(place)) counts.set(place, (counts.get(place) ?? 0) + 1);
      const known = attached.peek();
      if (counts.size !== known.size || [...counts].some(([key, n]) => known.get(key) !== n)) attached.value = counts;
    }),
    effect(release),
    onDone('chat.send', sentAll),
    on('file.updated', updated),
    on('file.deleted', deleted),
    watchDrops(dropTarget),
  ];
  return () => {
    stops.forEach((stop) => stop());
    recent.clear();
    told.clear();
    stopUploads();
  };
}

