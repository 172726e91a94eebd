// Calls to /api/v1: JSON in and out, one shared renewal of the sign-in, every failure an ApiError.
import { ApiError, errorOf } from './api-error.js';
import { nearlyExpired, rememberExpiry, renew } from './refresh.js';

export { ApiError };

const BASE = '/api/v1';
const TIMEOUT_MS = 30_000;
const lost = new Set();
const answered = new Set();

/** Call `fn` when the session is over (the renewal was refused). Answers a disposer. */
export function onSessionLost(fn) {
  lost.add(fn);
  return () => lost.delete(fn);
}

/** Call `fn` whenever the server has answered well. Answers a disposer. */
export function onAnswer(fn) {
  answered.add(fn);
  return () => answered.delete(fn);
}

function address(path, query = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, value);
  }
  const text = search.toString();
  return BASE + path + (text && `?${text}`);
}

// One signal for the caller's abort and for the time limit.
function limit(signal) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
  const stop = () => controller.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    },
  };
}

async function attempt(method, path, { query, body, key, signal }) {
  const headers = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key) headers['idempotency-key'] = key;
  const limited = limit(signal);
  try {
    const response = await fetch(address(path, query), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: limited.signal,
    });
    if (!response.ok) throw await errorOf(response);
    const answer = await response.json();
    if (answer?.accessToken) rememberExpiry(answer, response);
    answered.forEach((fn) => fn());
    return answer;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError({ code: signal?.aborted ? 'aborted' : 'network' });
  } finally {
    limited.done();
  }
}

async function renewOrLose() {
  try {
    await renew();
  } catch (error) {
    if (error.status === 401 || error.status === 403) lost.forEach((fn) => fn());
    throw error;
  }
}

/** Make sure the sign-in is good (used by the socket before it comes back). Rejects with an ApiError. */
export const renewSession = renewOrLose;

async function call(method, path, options) {
  if (options.anonymous) return attempt(method, path, options);
  if (nearlyExpired()) await renewOrLose();
  try {
    return await attempt(method, path, options);
  } catch (error) {
    if (error.status !== 401) throw error;
    await renewOrLose();
    return attempt(method, path, options);
  }
}

/** GET. Options: `query` (empty values are left out), `signal`, `anonymous` (no renewal on 401). */
export const get = (path, options = {}) => call('GET', path, options);
/** POST. Options as `get` plus `key`, the Idempotency-Key: the same on every retry. */
export const post = (path, body, options = {}) => call('POST', path, { ...options, body });
/** PATCH with a JSON body. */
export const patch = (path, body, options = {}) => call('PATCH', path, { ...options, body });
/** DELETE, with a JSON body where the endpoint takes one. */
export const del = (path, body, options = {}) => call('DELETE', path, { ...options, body });
/** Any method, for requests that were stored (outbox). */
export const request = (method, path, body, options = {}) => call(method, path, { ...options, body });
