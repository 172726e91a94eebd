// Resumable uploads, driven by a real tus client against the real binary: a page has no part in it.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { Upload } from 'tus-js-client';

import { Server } from './support/server.mjs';

const SIZE = 24 * 1024 * 1024;
/** Bytes of one request: more than the server writes at once. */
const CHUNK = 4 * 1024 * 1024;
/** How far an upload has come when the server is killed: in the middle of a request. */
const KILLED_AT = 10 * 1024 * 1024;

let server;
let token;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

before(async () => {
  server = await Server.start();
  const link = new URL(await server.setupLink());
  const body = { token: link.hash.slice('#token='.length), email: 'ana@example.test', displayName: 'Ana', password: 'violet-harbour-2931' };
  const answer = await fetch(`${server.url}/api/v1/setup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  ({ accessToken: token } = await answer.json());
});

after(() => server?.stop());

/** Brings `bytes` and tells the id of the file. `progress(sent)` hears how far it has come. */
function bring(bytes, name, progress = () => undefined) {
  return new Promise((resolve, reject) => {
    let file;
    new Upload(bytes, {
      endpoint: `${server.url}/api/v1/files/tus`,
      chunkSize: CHUNK,
      metadata: { filename: name, filetype: 'application/x-anything' },
      headers: { authorization: `Bearer ${token}` },
      // The server is away for as long as it takes to start again.
      retryDelays: Array.from({ length: 200 }, () => 100),
      onAfterResponse: (_request, response) => (file = response.getHeader('x-file-id') ?? file),
      onProgress: progress,
      onError: reject,
      onSuccess: () => resolve(file),
    }).start();
  });
}

const get = async (path) => {
  const answer = await fetch(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200);
  return answer;
};

test('an upload goes on after the server was killed in the middle of it', async () => {
  const bytes = randomBytes(SIZE);
  let restarted;
  const file = await bring(bytes, 'film übung.bin', (sent) => {
    if (sent < KILLED_AT || restarted) return;
    restarted = server.kill().then(() => server.again());
  });
  assert.ok(restarted, 'the server was killed');
  await restarted;
  const facts = await (await get(`/files/${file}`)).json();
  assert.equal(facts.fileName, 'film übung.bin');
  assert.equal(facts.status, 'ready');
  assert.equal(facts.size, SIZE);
  assert.equal(facts.sha256, sha256(bytes));
  const downloaded = Buffer.from(await (await get(`/files/${file}/download`)).arrayBuffer());
  assert.equal(sha256(downloaded), sha256(bytes));
  const all = await (await get('/files')).json();
  assert.equal(all.items.length, 1, 'it was brought once');
  assert.deepEqual(server.errors(), []);
});

test('an upload that was given up leaves nothing', async () => {
  const before = await (await get('/files/usage')).json();
  const given = new Upload(randomBytes(2 * CHUNK), {
    endpoint: `${server.url}/api/v1/files/tus`,
    chunkSize: CHUNK,
    metadata: { filename: 'never.bin' },
    headers: { authorization: `Bearer ${token}` },
    onChunkComplete: () => stop(),
  });
  let stop;
  const stopped = new Promise((resolve) => (stop = () => resolve(given.abort(true))));
  given.start();
  await stopped;
  const now = await (await get('/files/usage')).json();
  assert.equal(now.used, before.used);
});
