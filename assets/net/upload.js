// Bytes on their way to the server: the tus 1.0 protocol, in pieces, so that a broken line costs no more than the piece it broke.
// XMLHttpRequest, because only it tells how much has gone.

import { ApiError, nearlyExpired, renewSession } from './api.js';

const PATH = '/api/v1/files/tus';
const VERSION = { 'tus-resumable': '1.0.0' };

function refusal(xhr) {
  let body = {};
  try {
    body = JSON.parse(xhr.responseText);
  } catch {
    // Something between here and the server answered: its status has to do.
  }
  const retry = Number.parseInt(xhr.getResponseHeader('retry-after') ?? '', 10);
  return new ApiError({
    status: xhr.status, code: body.code ?? `http_${xhr.status}`, message: body.message, details: body.details ?? [],
    requestId: body.requestId ?? xhr.getResponseHeader('x-request-id'), retryAfter: Number.isFinite(retry) ? retry : null,
  });
}

function attempt(method, url, { headers = {}, body, onProgress, signal }) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return void reject(new ApiError({ code: 'aborted' }));
    const xhr = new XMLHttpRequest();
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    const stop = () => xhr.abort();
    signal?.addEventListener('abort', stop, { once: true });
    xhr.onloadend = () => signal?.removeEventListener('abort', stop);
    xhr.onabort = () => reject(new ApiError({ code: 'aborted' }));
    xhr.onerror = () => reject(new ApiError({}));
    xhr.onload = () => (xhr.status < 400 ? resolve(xhr) : reject(refusal(xhr)));
    if (onProgress) xhr.upload.onprogress = (event) => onProgress(event.loaded);
    xhr.send(body);
  });
}

// As with every call: the sign-in is renewed when it is about to end, and once when it has.
async function call(method, url, options = {}) {
  if (nearlyExpired()) await renewSession();
  try {
    return await attempt(method, url, options);
  } catch (error) {
    if (error.status !== 401) throw error;
    await renewSession();
    return attempt(method, url, options);
  }
}

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Announces a file, or another version of the file `into`; answers `{url, fileId}`. */
export async function createUpload({ name, type, size, into }, signal) {
  const metadata = [`filename ${base64(name)}`, ...(type ? [`filetype ${base64(type)}`] : [])].join(',');
  const headers = { ...VERSION, 'upload-length': String(size), 'upload-metadata': metadata };
  const answer = await call('POST', into ? `/api/v1/files/${into}/versions/tus` : PATH, { headers, signal });
  return { url: new URL(answer.getResponseHeader('location'), location.origin).pathname, fileId: answer.getResponseHeader('x-file-id') };
}

const offsetIn = (answer) => Number(answer.getResponseHeader('upload-offset'));

/** How much of it the server has. */
export const offsetOf = async (url, signal) => offsetIn(await call('HEAD', url, { headers: VERSION, signal }));

/** Sends the next piece; answers how much the server has then. */
export async function sendPiece(url, offset, piece, { onProgress, signal }) {
  const headers = { ...VERSION, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' };
  return offsetIn(await call('PATCH', url, { headers, body: piece, onProgress, signal }));
}

/** Gives an unfinished upload up. */
export const endUpload = (url) => call('DELETE', url, { headers: VERSION });
