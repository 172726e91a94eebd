// Signing in and out, and what lives in between: boot data, socket, outbox, drafts, the features' stores.
import { batch, signal } from '@preact/signals';
import { preferredLocale, setLocale } from '../lib/i18n.js';
import { forgetExpiry, get, onSessionLost, post } from '../net/api.js';
import * as socket from '../net/socket.js';
import { chosenLocale, clearDrafts, loadDrafts, setOwner, wipe } from '../state/device.js';
import { items, resume, startOutbox, stopOutbox } from '../state/outbox.js';
import { applyBoot, clearSession, me, sessionEvents } from '../state/session.js';
import { features } from './features.js';

/** 'starting' | 'signedOut' | 'ready' | 'expired' (was ready, must sign in again) | 'failed' (no answer yet) */
export const phase = signal('starting');
/** Why the start failed, while `phase` is 'failed'. */
export const startError = signal(null);

const SIGNED_OUT_MARK = 'epop.signed-out';
const handlers = new Map();

function learn(events = {}) {
  for (const [name, handler] of Object.entries(events)) {
    handlers.set(name, [...(handlers.get(name) ?? []), handler]);
  }
}

function dispatch(data, frame) {
  const list = handlers.get(frame.event);
  if (!list) return;
  batch(() => {
    for (const handler of list) {
      // One feature's fault must not keep the event from the others.
      try {
        handler(data, frame);
      } catch (error) {
        console.error(frame.event, error);
      }
    }
  });
}

async function resync() {
  const boot = await get('/boot');
  batch(() => {
    applyBoot(boot);
    for (const feature of features) (feature.reset ?? feature.start)?.(boot);
  });
}

/** Wire events to the features; once per page. */
export function prepare() {
  learn(sessionEvents);
  learn({ 'connection.reset': () => resync().catch((error) => console.error(error)) });
  features.forEach((feature) => learn(feature.events));
  socket.on('*', dispatch);
  onSessionLost(() => {
    if (phase.peek() === 'ready') phase.value = 'expired';
  });
  addEventListener('storage', (event) => {
    if (event.key === SIGNED_OUT_MARK && event.newValue && me.peek()) location.assign('/login');
  });
}

/** Choose the language before anybody is known. */
export const firstLocale = () => setLocale(chosenLocale.peek() ?? preferredLocale());

async function begin(boot) {
  setOwner(boot.me.id);
  await setLocale(chosenLocale.peek() ?? boot.me.locale ?? preferredLocale());
  batch(() => {
    applyBoot(boot);
    for (const feature of features) feature.start?.(boot);
    phase.value = 'ready';
  });
  loadDrafts();
  startOutbox(boot.me.id);
  socket.connect(boot.seq);
}

/** Ask the server who we are and start; ends in phase 'ready', 'signedOut' or 'failed'. */
export async function startSession() {
  try {
    await begin(await get('/boot'));
  } catch (error) {
    if (error.status === 401) phase.value = 'signedOut';
    else {
      console.error(error);
      batch(() => ((startError.value = error), (phase.value = 'failed')));
    }
  }
}

/** Sign in from the modal over an intact page: the same person goes on where they were, another starts anew. */
export async function signInAgain(email, password) {
  const answer = await post('/auth/login', { email, password }, { anonymous: true });
  if (answer.user.id !== me.peek().id) {
    location.assign('/dashboard');
    return;
  }
  phase.value = 'ready';
  resume();
  socket.connect(socket.seq.peek());
}

function end() {
  features.forEach((feature) => feature.stop?.());
  socket.disconnect();
  stopOutbox();
  clearDrafts();
  forgetExpiry();
}

/** How many changes would be lost by signing out now. */
export const unsent = () => items.value.length;

/** Sign out here: the server ends the session, this device forgets the person's data. */
export async function signOut() {
  await post('/auth/logout').catch((error) => {
    if (!error.transient && error.status !== 401) throw error;
  });
  end();
  await wipe();
  try {
    localStorage.setItem(SIGNED_OUT_MARK, String(Date.now()));
  } catch {
    // Other tabs then notice at their next call.
  }
  batch(() => {
    clearSession();
    phase.value = 'signedOut';
  });
}
