// Signing in and out, and what lives in between: boot data, socket, outbox, drafts, the features' stores.
import { batch, signal } from '@preact/signals';
import { preferredLocale, setLocale } from '../lib/i18n.js';
import { backoff, forgetExpiry, get, onSessionLost, post, untilLoaded } from '../net/api.js';
import { connect, disconnect, nudge, on as onEvent, seq as lastSeq } from '../net/socket.js';
import { chosenLocale, clearDrafts, lastOwner, loadDrafts, rememberOwner, setOwner, sharedDevice, wipe } from '../state/device.js';
import { items, resume, startOutbox, stopOutbox } from '../state/outbox.js';
import { applyBoot, clearSession, me, people, sessionEvents, workspaceNow } from '../state/session.js';
import { features, whenIdle } from './features.js';

/** 'starting' | 'signedOut' | 'ready' | 'expired' (was ready, must sign in again) | 'failed' (no answer yet) */
export const phase = signal('starting');
/** Why the start failed, while `phase` is 'failed'. */
export const startError = signal(null);

const SIGNED_OUT_MARK = 'epop.signed-out';
// As in state/forget.js, which is loaded when it is needed.
const CLEARED_MARK = 'epop.cleared';
const handlers = new Map();
let stopKeeping = () => undefined;

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

// What happens while the answer is on its way may not be in it: it is told again afterwards. Without an answer it is asked again.
async function resync(tries = 0) {
  const meanwhile = [];
  const stop = onEvent('*', (data, frame) => frame.seq && meanwhile.push([data, frame]));
  const mine = sessions;
  try {
    const boot = await get('/boot');
    if (mine !== sessions) return;
    batch(() => {
      applyBoot(boot);
      for (const feature of features) (feature.reset ?? feature.start)?.(boot);
    });
    for (const [data, frame] of meanwhile) if (frame.seq > Number(boot.seq)) dispatch(data, frame);
  } catch (error) {
    if (error.transient && mine === sessions) setTimeout(resync, backoff(tries), tries + 1);
    else console.error(error);
  } finally {
    stop();
  }
}

/** Wire events to the features; once per page. */
export function prepare() {
  learn(sessionEvents);
  learn({ 'connection.reset': () => void resync() });
  features.forEach((feature) => learn(feature.events));
  onEvent('*', dispatch);
  onSessionLost(() => {
    if (phase.peek() === 'ready' && staleSince.peek() === null) phase.value = 'expired';
  });
  // Signs that it may be worth trying now.
  for (const name of ['online', 'focus']) addEventListener(name, () => attempt?.());
  addEventListener('storage', (event) => {
    if (event.key === SIGNED_OUT_MARK && event.newValue && me.peek()) location.assign('/login');
    // Another tab cleared the device: what this one still holds must not be written again.
    if (event.key === CLEARED_MARK && event.newValue) {
      setOwner(null);
      location.reload();
    }
  });
}

/** Choose the language before anybody is known. */
export const firstLocale = () => setLocale(chosenLocale.peek() ?? preferredLocale());

// The answer the page runs on, kept whole: features may start from more than the page itself reads.
let answer = null;
/** How many sessions have ended: what was begun for an older one stops there. */
let sessions = 0;

// Only who was here before has a snapshot, and their browser has its code.
const snapshots = () => import('../state/snapshot.js');

async function startParts(boot, started) {
  answer = boot;
  const mine = sessions;
  loadDrafts();
  await Promise.all(started);
  if (mine !== sessions) return;
  startOutbox(boot.me.id);
  whenIdle(() => (mine === sessions ? keep(mine) : undefined));
}

async function keep(mine) {
  const [{ keepSnapshots }, parts] = await Promise.all([snapshots(), partsOf()]);
  const partsNow = () => Object.fromEntries(parts.map(([id, part]) => [id, part.takeSnapshot()]));
  if (mine !== sessions) return;
  stopKeeping = keepSnapshots(() => ({ seq: lastSeq.peek(), at: staleSince.peek() ?? Date.now(), boot: stillBoot(), parts: partsNow() }));
}

async function begin(boot) {
  // A shared device keeps nothing, also of those who were here before it was one.
  if (sharedDevice.peek()) await (await untilLoaded(() => import('../state/forget.js'))).forgetPeople();
  setOwner(boot.me.id);
  rememberOwner();
  await setLocale(chosenLocale.peek() ?? boot.me.locale ?? preferredLocale());
  let started = [];
  batch(() => {
    applyBoot(boot);
    started = features.map((feature) => feature.start?.(boot));
    phase.value = 'ready';
  });
  startParts(boot, started);
  connect(boot.seq);
}

// -- From what was kept on this device

/** When the state on screen was the server's (ms), while it is only what this device kept; else null. */
export const staleSince = signal(null);

// Who is there right now cannot be kept.
const absent = ({ presence, ...someone }) => someone;

const stillBoot = () => ({ ...answer, ...workspaceNow(), me: me.peek(), people: [...people.peek().values()].filter((each) => !each.missing) });
const partsOf = () => Promise.all(features.filter((feature) => feature.snapshot).map(async (feature) => [feature.id, await feature.snapshot()]));

async function restore(kept) {
  const boot = { ...kept.boot, me: absent(kept.boot.me), people: kept.boot.people.map(absent) };
  const [parts] = await Promise.all([partsOf(), setLocale(chosenLocale.peek() ?? boot.me.locale ?? preferredLocale())]);
  let started = [];
  batch(() => {
    applyBoot(boot);
    started = features.map((feature) => feature.start?.(boot));
    for (const [id, part] of parts) if (kept.parts[id]) part.restoreSnapshot(kept.parts[id]);
    staleSince.value = kept.at;
    phase.value = 'ready';
  });
  startParts(boot, started);
}

// The list and the people are taken from the answer; everything else goes on by the events since the snapshot. The line is
// opened only now, so that an answer never undoes a newer event.
async function refresh(kept, boot) {
  const { continues, forgetSnapshot } = await snapshots();
  if (!continues(kept, boot)) {
    end();
    // Somebody else's unsent changes wait for them; those meant for another server have nowhere to go.
    await (boot.me.id === kept.boot.me.id ? wipe() : forgetSnapshot());
    return begin(boot);
  }
  answer = boot;
  batch(() => {
    applyBoot(boot);
    for (const feature of features) (feature.refresh ?? feature.reset ?? feature.start)?.(boot);
    staleSince.value = null;
  });
  return connect(kept.seq);
}

let attempt = null;

async function catchUp(kept, asked, tries = 0) {
  attempt = null;
  const mine = sessions;
  let boot;
  try {
    boot = await asked;
  } catch (error) {
    if (mine !== sessions) return;
    // Refused: nobody is signed in here any more, so nothing may stay in sight. What was not sent waits for its owner.
    if (!error.transient) return giveUp();
    const again = () => {
      clearTimeout(timer);
      if (mine === sessions) catchUp(kept, get('/boot'), tries + 1);
    };
    const timer = setTimeout(again, backoff(tries));
    attempt = again;
    return;
  }
  if (mine === sessions) await refresh(kept, boot);
}

/** Try at once what waits for the connection. */
export const tryNow = () => (attempt ? attempt() : nudge());

async function giveUp() {
  end();
  await (await snapshots()).forgetSnapshot();
  batch(() => {
    clearSession();
    phase.value = 'signedOut';
  });
}

/** Ask the server who we are, show meanwhile what was kept; ends in phase 'ready', 'signedOut' or 'failed'. */
export async function startSession() {
  const asked = get('/boot');
  asked.catch(() => undefined);
  const kept = phase.peek() === 'starting' && lastOwner() ? await (await snapshots()).readSnapshot() : null;
  if (kept) {
    await restore(kept);
    catchUp(kept, asked);
    return;
  }
  try {
    await begin(await asked);
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
  connect(lastSeq.peek());
}

function end() {
  sessions += 1;
  stopKeeping();
  staleSince.value = null;
  attempt = null;
  features.forEach((feature) => feature.stop?.());
  disconnect();
  stopOutbox();
  clearDrafts();
  forgetExpiry();
}

/** Was somebody signed in on this page before? Their things may still be in its memory. */
export const wasSignedIn = () => sessions > 0;

/** How many changes would be lost by signing out now. */
export const unsent = () => items.value.length;

/** Sign out here: the server ends the session, this device forgets the person's data. */
export async function signOut() {
  await post('/auth/logout').catch((error) => {
    if (!error.transient && error.status !== 401) throw error;
  });
  end();
  await wipe();
  features.forEach((feature) => feature.forget?.());
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
