// Renewing the sign-in. The refresh token is single-use, so of all tabs only one may spend it at a time.
import { newId } from '../lib/id.js';
import { ApiError, errorOf } from './api-error.js';

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
