// Messages while nobody looks at the page: a notification of the system, a sound. They come while a tab is open, and only one
// of the tabs gives them. What deserves one is for the features to say.
import { signal } from '@preact/signals';
import { compareIds, newId } from '../lib/text.js';
import { notices } from './device.js';
import { navigate } from './route.js';
import { me } from './session.js';

const ICON = new URL('../icons/icon-192.png', import.meta.url).href;

// -- Whether the browser lets us

// Browsers of phones may have them only for workers, which shows when one is made.
let refused = false;
const permissionNow = () => (refused ? 'unsupported' : (globalThis.Notification?.permission ?? 'unsupported'));

/** 'granted' | 'denied' | 'default' | 'unsupported' */
export const permission = signal(permissionNow());

/** Look again: it is changed in the browser's own settings. */
export const checkPermission = () => void (permission.value = permissionNow());

/** Ask for it, if it was never asked; answers whether it is given. */
export async function askPermission() {
  if (permissionNow() === 'default') await Notification.requestPermission();
  checkPermission();
  return permission.peek() === 'granted';
}

// -- Who looks at the page, and which tab tells

const LOOKING = 'epop.looking';
const TOLD = 'epop.told';
const AGAIN_MS = 30_000;
const self = newId();

function stored(work, otherwise) {
  try {
    return work();
  } catch {
    // Storage is forbidden: every tab is on its own.
    return otherwise;
  }
}

const here = () => !document.hidden && document.hasFocus();
const lookerNow = () => stored(() => localStorage.getItem(LOOKING)?.split(' '), undefined);

function note(looking) {
  stored(() => {
    if (looking) localStorage.setItem(LOOKING, `${self} ${Date.now()}`);
    else if (lookerNow()?.[0] === self) localStorage.removeItem(LOOKING);
  });
}

/** Does somebody look at a tab of the page? One that crashed is believed for a while only. */
export function watched(now = Date.now()) {
  const [, at] = lookerNow() ?? [];
  return here() || (at !== undefined && now - Number(at) < 2 * AGAIN_MS);
}

/** How long a claim is held; after that what was stored has reached every tab. */
const HOLD_MS = 60_000;

// The browser gives a lock to one tab only, while what is stored may reach the others later. Without locks the latter has to do.
const take = (name) => (globalThis.navigator?.locks ? new Promise((resolve) => {
  navigator.locks.request(name, { ifAvailable: true }, (lock) => {
    resolve(Boolean(lock));
    return lock && new Promise((release) => setTimeout(release, HOLD_MS));
  });
}) : true);

/** Which of these messages no tab has told yet; from now on they are told. `owner` names whose they are. */
export async function claim(owner, ids) {
  const [whose, last] = stored(() => localStorage.getItem(TOLD)?.split(' '), null) ?? [];
  const fresh = [];
  for (const id of ids) if ((whose !== owner || compareIds(id, last) > 0) && await take(`epop.told ${owner} ${id}`)) fresh.push(id);
  if (fresh.length) stored(() => localStorage.setItem(TOLD, `${owner} ${fresh.toSorted(compareIds).at(-1)}`));
  return fresh;
}

// -- Telling

const open = new Set();

function closeAll() {
  for (const each of open) each.close();
  open.clear();
}

/** Keep in mind who looks; answers a disposer. */
export function watchLooking() {
  const seen = () => {
    note(here());
    if (here()) closeAll();
  };
  const gone = () => note(false);
  const timer = setInterval(() => here() && note(true), AGAIN_MS);
  const events = [[window, 'focus', seen], [window, 'blur', seen], [document, 'visibilitychange', seen], [window, 'pagehide', gone]];
  for (const [target, name, listener] of events) target.addEventListener(name, listener);
  seen();
  return () => {
    clearInterval(timer);
    for (const [target, name, listener] of events) target.removeEventListener(name, listener);
    gone();
    closeAll();
  };
}

/** Show a notification that leads to `path`. `tag` names it, so that the same is there once. Answers whether it could be shown. */
export function showNotice({ title, body, tag, path }) {
  if (permissionNow() !== 'granted') return false;
  try {
    const notice = new Notification(title, { body, tag, icon: ICON, silent: true });
    open.add(notice);
    notice.onclose = () => open.delete(notice);
    notice.onclick = () => {
      window.focus();
      notice.close();
      if (me.peek()) navigate(path);
    };
    return true;
  } catch {
    refused = true;
    checkPermission();
    return false;
  }
}

const NOTES = [[660, 0], [880, 0.12]];
let audio = null;

/** Two soft notes. Browsers let a page sound only after it was used once. */
export function playSound() {
  audio ??= new AudioContext();
  audio.resume();
  const begin = audio.currentTime + 0.02;
  for (const [frequency, after] of NOTES) {
    const tone = audio.createOscillator();
    const level = audio.createGain();
    tone.frequency.value = frequency;
    level.gain.setValueAtTime(0.0001, begin + after);
    level.gain.exponentialRampToValueAtTime(0.12, begin + after + 0.02);
    level.gain.exponentialRampToValueAtTime(0.0001, begin + after + 0.3);
    tone.connect(level).connect(audio.destination);
    tone.start(begin + after);
    tone.stop(begin + after + 0.35);
  }
}

/** Tell by the means chosen on this device; `quietly` without the sound. Answers false when a notification was to be shown and could not. */
export function tell(notice, { quietly = false } = {}) {
  const { show, sound } = notices.peek();
  if (sound && !quietly) playSound();
  return !show || showNotice(notice);
}
