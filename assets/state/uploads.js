// The files this page sends to the server. They go on while it shows something else; see upload-queue.js.
import { effect } from '@preact/signals';
import { newId } from '../lib/text.js';
import { del } from '../net/api.js';
import { on, state as connection } from '../net/socket.js';
import { createUpload, endUpload, offsetOf, sendPiece } from '../net/upload.js';
import { kv } from './device.js';
import { limits } from './session.js';
import { Uploads } from './upload-queue.js';

/** The place of what is for no message: it goes among one's own files. */
export { ALONE } from './upload-queue.js';

/** The largest file there may be, in bytes. */
export const mostBytes = () => limits.value.files?.maxUpload ?? Infinity;

/** Why a file cannot be sent at all, as an error; null when it can. Told before anything goes. */
export function faultOf({ size }) {
  if (size === 0) return { code: 'upload_empty', status: 0, message: '', details: [] };
  return size > mostBytes() ? { code: 'file_too_large', status: 413, message: '', details: [] } : null;
}

// The channel is opened per person, the list lives as long as the page.
const line = {
  channel: null,
  onmessage: null,
  postMessage(message) {
    this.channel?.postMessage(message);
  },
};

/** The files of this page: see upload-queue.js. */
export const uploads = new Uploads({
  store: kv('uploads'),
  net: { createUpload, endUpload, offsetOf, sendPiece, forget: (fileId) => del(`/files/${fileId}`, undefined, { key: newId() }) },
  faultOf,
  channel: line,
});

// What the scanner finds is told of the file; the list says it of what was sent.
const VERDICTS = { infected: 'file_infected', failed: 'file_unchecked' };
const checked = ({ fileId, patch }) => VERDICTS[patch.status] && uploads.block(fileId, { code: VERDICTS[patch.status], status: 0, message: '', details: [] });

const leaving = () => uploads.bye();
let following = null;
let stopListening = () => undefined;

/** Begin for this person (after `setOwner`); once, however many parts of the page ask. */
export function startUploads(userId) {
  if (following === userId) return;
  following = userId;
  line.channel = new BroadcastChannel(`epop-uploads-${userId}`);
  line.channel.onmessage = (event) => line.onmessage(event);
  addEventListener('pagehide', leaving);
  const stops = [effect(() => void (connection.value === 'open' && uploads.nudge())), on('file.updated', checked)];
  stopListening = () => stops.forEach((stop) => stop());
  uploads.start();
}

/** End (signed out). */
export function stopUploads() {
  if (!following) return;
  following = null;
  removeEventListener('pagehide', leaving);
  stopListening();
  uploads.stop();
  line.channel.close();
  line.channel = null;
}
