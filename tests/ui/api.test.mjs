// Calls: one shared renewal, one retry, every failure an ApiError.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { load } from './loader.mjs';

const stored = new Map();
globalThis.localStorage = {
  getItem: (key) => stored.get(key) ?? null,
  setItem: (key, value) => void stored.set(key, String(value)),
  removeItem: (key) => void stored.delete(key),
};

const { get, onSessionLost, post } = await load('net/api.js');

let calls = [];
let answers = {};

const answer = (status, body, headers = {}) => () => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
const renewed = (seconds = 900) => answer(200, { success: true, accessToken: 'x', expiresAt: new Date(Date.now() + seconds * 1000).toISOString() }, { date: new Date().toUTCString() });

globalThis.fetch = async (url, options = {}) => {
  const path = String(url).replace('/api/v1', '');
  calls.push({ path, method: options.method, headers: options.headers, body: options.body && JSON.parse(options.body) });
  const list = answers[path.split('?')[0]];
  const next = Array.isArray(list) ? list.shift() : list;
  if (!next) throw new TypeError('network');
  return next();
};

beforeEach(() => {
  calls = [];
  answers = {};
  stored.clear();
});

const paths = () => calls.map((call) => call.path);

test('a query leaves out what is empty; the key travels as Idempotency-Key', async () => {
  answers = { '/users': [answer(200, { items: [] })], '/chats/1/messages': [answer(201, { id: '5' })] };
  await get('/users', { query: { q: '', limit: 5, cursor: undefined, all: false } });
  await post('/chats/1/messages', { content: 'hi' }, { key: 'k1' });
  assert.equal(calls[0].path, '/users?limit=5&all=false');
  assert.equal(calls[1].headers['idempotency-key'], 'k1');
  assert.deepEqual(calls[1].body, { content: 'hi' });
});

test('many calls that find the sign-in ended share one renewal and are each tried once more', async () => {
  answers = {
    '/boot': [answer(401, { code: 'unauthenticated' }), answer(200, { ok: 1 })],
    '/chats': [answer(401, { code: 'unauthenticated' }), answer(200, { ok: 2 })],
    '/auth/refresh': [renewed()],
  };
  assert.deepEqual(await Promise.all([get('/boot'), get('/chats')]), [{ ok: 1 }, { ok: 2 }]);
  assert.equal(paths().filter((path) => path === '/auth/refresh').length, 1);
});

test('a sign-in known to end soon is renewed before the call, so that no call fails', async () => {
  answers = { '/auth/login': [renewed(10)], '/auth/refresh': [renewed()], '/boot': answer(200, {}) };
  await post('/auth/login', {}, { anonymous: true });
  await get('/boot');
  await get('/boot');
  assert.deepEqual(paths(), ['/auth/login', '/auth/refresh', '/boot', '/boot']);
});

test('a refused renewal says that the session is over', async () => {
  answers = { '/boot': answer(401, { code: 'unauthenticated' }), '/auth/refresh': [answer(401, { code: 'session_ended' })] };
  let lost = 0;
  const stop = onSessionLost(() => (lost += 1));
  await assert.rejects(get('/boot'), { status: 401, code: 'session_ended' });
  stop();
  assert.equal(lost, 1);
});

test('a server that cannot be reached during the renewal is not the end of the session', async () => {
  answers = { '/boot': answer(401, { code: 'unauthenticated' }) };
  let lost = 0;
  const stop = onSessionLost(() => (lost += 1));
  await assert.rejects(get('/boot'), (error) => error.offline && error.transient);
  stop();
  assert.equal(lost, 0);
});

test('a wrong password is an answer, not the end of a session', async () => {
  answers = { '/auth/login': [answer(401, { code: 'invalid_credentials', message: 'no', details: [{ field: 'email', code: 'x', message: 'y' }], requestId: 'r1' })] };
  await assert.rejects(post('/auth/login', {}, { anonymous: true }), (error) => {
    assert.deepEqual([error.status, error.code, error.requestId, error.field('email').message, error.transient], [401, 'invalid_credentials', 'r1', 'y', false]);
    return true;
  });
  assert.deepEqual(paths(), ['/auth/login']);
});

test('Retry-After is read; an answer without JSON is an error with its status', async () => {
  answers = { '/a': [answer(429, { code: 'rate_limited' }, { 'retry-after': '12' })], '/b': [() => new Response('<html>', { status: 502 })] };
  await assert.rejects(get('/a', { anonymous: true }), { code: 'rate_limited', retryAfter: 12 });
  await assert.rejects(get('/b', { anonymous: true }), (error) => error.status === 502 && error.transient);
});

test('an aborted call says so', async () => {
  const stop = new AbortController();
  stop.abort();
  await assert.rejects(get('/c', { signal: stop.signal, anonymous: true }), (error) => error.code === 'aborted' && !error.offline);
});
