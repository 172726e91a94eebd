// Calls to /api/v1: JSON in and out, one shared renewal of the sign-in, every failure an ApiError.

import { newId } from '../lib/text.js';

// -- What can go wrong

/** What went wrong with a call. `status` 0 means no answer came (`offline` true unless the caller aborted). */
export class ApiError extends Error {
  constructor({ status = 0, code = 'network', message = code, details = [], requestId = null, retryAfter = null }) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.details = details;
    this.requestId = requestId;
    /** Seconds the server asks to wait, or null. */
    this.retryAfter = retryAfter;
  }

  /** No answer: the network or the server is away. */
  get offline() {
    return this.status === 0 && this.code !== 'aborted';
  }

  /** The detail about one field of the request, if the server named it. */
  field(name) {
    return this.details.find((detail) => detail.field === name);
  }

  /** Worth trying again later with the same request. */
  get transient() {
    return this.offline || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Build the error of an answer with a status ≥ 400. */
export async function errorOf(response) {
  const body = await response.json().catch(() => ({}));
  const retry = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return new ApiError({
    status: response.status,
    code: body.code ?? `http_${response.status}`,
    message: body.message,
    details: body.details ?? [],
    requestId: body.requestId ?? response.headers.get('x-request-id'),
    retryAfter: Number.isFinite(retry) ? retry : null,
  });
}

// -- When to try again

const STEPS = [500, 1000, 2000, 4000, 8000, 15000, 30000];

/** Milliseconds before retry number `attempt` (0, 1, …): a growing step, give or take half of it. */
export function backoff(attempt, random = Math.random) {
  const step = STEPS[Math.min(attempt, STEPS.length - 1)];
  return Math.round(step * (0.5 + random()));
}

// -- Renewing the sign-in. The refresh token is single-use, so of all tabs only one may spend it at a time.

const RENEWED = 'epop.renewed';
const CLAIM = 'epop.renewing';
const EXPIRES = 'epop.expires';
const CLAIM_MS = 8000;
const EARLY_MS = 30_000;

let running = null;

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage may be full or forbidden: the worst case is an extra 401 and a renewal.
  }
}

/** Remember when the access token of a sign-in answer ends, measured by the server's clock. */
export function rememberExpiry(signIn, response) {
  const serverNow = Date.parse(response.headers.get('date') ?? '') || Date.now();
  const left = Date.parse(signIn.expiresAt) - serverNow;
  if (Number.isFinite(left)) write(EXPIRES, Date.now() + left);
}

/** True when the access token is known to end within half a minute. */
export function nearlyExpired(now = Date.now()) {
  const expires = read(EXPIRES);
  return typeof expires === 'number' && expires - now < EARLY_MS;
}

/** Forget what is known about the token (signed out). */
export function forgetExpiry() {
  try {
    localStorage.removeItem(EXPIRES);
  } catch {
    // Nothing was stored then.
  }
}

async function spend() {
  let response;
  try {
    response = await fetch('/api/v1/auth/refresh', { method: 'POST', headers: { accept: 'application/json' } });
  } catch {
    throw new ApiError({});
  }
  if (!response.ok) throw await errorOf(response);
  rememberExpiry(await response.json(), response);
  write(RENEWED, Date.now());
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Without Web Locks (plain http) a claim in localStorage decides; the short pause lets two claims that cross be seen.
async function inTurn(work) {
  if (globalThis.navigator?.locks) return navigator.locks.request('epop-renew', work);
  const mine = newId();
  for (let waited = 0; waited < CLAIM_MS; waited += 60) {
    const held = read(CLAIM);
    if (!held || Date.now() - held.at > CLAIM_MS) {
      write(CLAIM, { id: mine, at: Date.now() });
      await pause(20);
    }
    if (read(CLAIM)?.id === mine || read(CLAIM) === null) break;
    await pause(40);
  }
  try {
    return await work();
  } finally {
    if (read(CLAIM)?.id === mine) write(CLAIM, null);
  }
}

/** Renew once, however many callers and tabs ask; rejects with the ApiError of the refusal. */
export function renew() {
  const asked = Date.now();
  running ??= inTurn(() => (read(RENEWED) >= asked ? undefined : spend())).finally(() => {
    running = null;
  });
  return running;
}

/** Loads a part of the page that it cannot do without: tried again until it is there, as the connection may be away. */
export async function untilLoaded(load) {
  for (let attempts = 0; ; attempts += 1) {
    try {
      return await load();
    } catch (error) {
      if (attempts === 3) console.warn(error);
      await pause(backoff(attempts));
    }
  }
}

// -- Calls

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
  // A file goes as it is, everything else as JSON.
  const file = globalThis.Blob && body instanceof Blob;
  if (body !== undefined) headers['content-type'] = file ? body.type || 'application/octet-stream' : 'application/json';
  if (key) headers['idempotency-key'] = key;
  const limited = limit(signal);
  try {
    const response = await fetch(address(path, query), {
      method,
      headers,
      body: body === undefined || file ? body : JSON.stringify(body),
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
/** PUT with a JSON body, or a file as it is. */
export const put = (path, body, options = {}) => call('PUT', path, { ...options, body });
/** DELETE, with a JSON body where the endpoint takes one. */
export const del = (path, body, options = {}) => call('DELETE', path, { ...options, body });
/** Any method, for requests that were stored (outbox). */
export const request = (method, path, body, options = {}) => call(method, path, { ...options, body });
