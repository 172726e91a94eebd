// Files for tests: made on the spot, put on the server through its API, dropped and pasted as a browser does it.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';

/** Bytes that are the same every time and do not repeat soon. */
export function bytesOf(length, seed = 1) {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

export const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A file for a field or for `dropFiles`. */
export const fileOf = (name, text, mimeType = 'text/plain') => ({ name, mimeType, buffer: Buffer.from(text) });

const chunk = (name, data) => {
  const body = Buffer.concat([Buffer.from(name), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
};

/** A picture of four colours, as a PNG. */
export function png(width, height) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const colour = (x, y) => [x < width / 2 ? 61 : 196, y < height / 2 ? 85 : 130, x < width / 2 === y < height / 2 ? 214 : 60];
  const lines = Array.from({ length: height }, (_, y) => Buffer.from([0, ...Array.from({ length: width }, (__, x) => colour(x, y)).flat()]));
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(lines))), chunk('IEND', Buffer.alloc(0))]);
}

/** A page with one line on it, as a PDF. */
export function pdf(line) {
  const stream = `BT /F1 24 Tf 40 90 Td (${line}) Tj ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 320 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj${object}endobj\n`;
    return at;
  });
  const table = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${table}\n%%EOF`;
  return Buffer.from(text);
}

/** One second of silence, as a WAV. */
export function silence() {
  const bytes = Buffer.alloc(44 + 8000, 128);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 8000, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(8000, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(8000, 40);
  return bytes;
}

/** Puts a file among somebody's own, through the API; answers its id. */
export async function putFile(person, name, bytes, mimeType = 'text/plain') {
  const { fileId, putUrl } = await person.post('/files/presign', { fileName: name, mimeType });
  const answer = await person.context.request.put(putUrl, { data: Buffer.from(bytes), headers: { 'content-type': mimeType } });
  if (!answer.ok()) throw new Error(`PUT ${name} answered ${answer.status()}: ${await answer.text()}`);
  await person.post(`/files/${fileId}/confirm`);
  return fileId;
}

/** A message with files in it; answers its id. */
export const sayWith = async (person, chatId, files, content = '') => (await person.post(`/chats/${chatId}/messages`, { content, attachments: files })).id;

// Runs in the page: a drop or a paste of these files on an element.
function transferOn(target, { files, kind }) {
  const transfer = new DataTransfer();
  for (const { name, type, bytes } of files) transfer.items.add(new File([Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0))], name, { type }));
  const options = { bubbles: true, cancelable: true };
  if (kind === 'paste') return void target.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: transfer }));
  for (const name of kind === 'drag' ? ['dragenter', 'dragover'] : ['dragenter', 'dragover', 'drop']) target.dispatchEvent(new DragEvent(name, { ...options, dataTransfer: transfer }));
  return undefined;
}

const carried = (files) => files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, bytes: buffer.toString('base64') }));

/** Drags files over an element, without letting go. */
export const dragOver = (locator, files) => locator.evaluate(transferOn, { files: carried(files), kind: 'drag' });
/** Drops files on an element. */
export const dropFiles = (locator, files) => locator.evaluate(transferOn, { files: carried(files), kind: 'drop' });
/** Pastes files into a field. */
export const pasteFiles = (locator, files) => locator.evaluate(transferOn, { files: carried(files), kind: 'paste' });

/** Waits for what a press downloads; answers `{name, bytes}`. */
export async function downloaded(page, press) {
  const waiting = page.waitForEvent('download');
  await press();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/**
 * A hand on the pieces of uploads: while it is closed they wait, and `cut` lets them fail. Answers `{close(), closeAfter(n), open(),
 * cut(n), waits(), seen}`; `seen` are the offsets of the pieces that went through, `waits()` says how many are held.
 */
export async function handOnUploads(person) {
  const hand = { closed: false, free: Infinity, cuts: 0, seen: [], waiting: [] };
  await person.context.route(/\/files\/tus\//, async (route) => {
    if (route.request().method() !== 'PATCH') return route.fallback();
    if (hand.closed || hand.seen.length >= hand.free) await new Promise((resolve) => hand.waiting.push(resolve));
    if (hand.cuts > 0) {
      hand.cuts -= 1;
      return route.abort('connectionreset');
    }
    hand.seen.push(Number(route.request().headers()['upload-offset']));
    return route.continue().catch(() => undefined);
  });
  return {
    seen: hand.seen,
    close: () => { hand.closed = true; },
    closeAfter: (n) => { hand.free = n; },
    waits: () => hand.waiting.length,
    cut: (n) => { hand.cuts = n; },
    open: () => {
      hand.closed = false;
      hand.free = Infinity;
      hand.waiting.splice(0).forEach((resolve) => resolve());
    },
  };
}
