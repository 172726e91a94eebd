// Taking away what the page left on this device: of whoever signed in here, or everything.
import { isChoice, setOwner } from './device.js';

const PREFIX = 'epop.';
/** Written for a moment, so that the other tabs start anew as well. */
export const CLEARED_MARK = 'epop.cleared';

const databases = async () => {
  // Firefox could not list them before 126: then what is there belongs to who was here last.
  const listed = (await indexedDB.databases?.())?.map(({ name }) => name) ?? [localStorage.getItem('epop.owner') && `epop-${localStorage.getItem('epop.owner')}`];
  return listed.filter((name) => name?.startsWith('epop-'));
};

const gone = (name) => new Promise((resolve) => {
  const ask = indexedDB.deleteDatabase(name);
  // Held up by a tab that is slow to let go: the browser deletes it as soon as it can.
  ask.onsuccess = ask.onerror = ask.onblocked = () => resolve();
});

function dropValues(test) {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX) && test(name.slice(PREFIX.length)));
  names.forEach((name) => localStorage.removeItem(name));
}

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    // Storage the browser keeps from us holds nothing of ours.
    console.info(error.message);
  }
}

/** Forget everybody who ever signed in here; the choices about the device itself stay. */
export async function forgetPeople() {
  await attempt(() => dropValues((key) => !isChoice(key)));
  await attempt(async () => Promise.all((await databases()).map(gone)));
}

/** Forget everything, choices and the page's own files included. What is still in memory is not written again. */
export async function forgetAll() {
  setOwner(null);
  await forgetPeople();
  await attempt(async () => Promise.all((await caches.keys()).filter((name) => name.startsWith('epop-')).map((name) => caches.delete(name))));
  await attempt(() => {
    dropValues(() => true);
    localStorage.setItem(CLEARED_MARK, String(Date.now()));
    localStorage.removeItem(CLEARED_MARK);
  });
}

/** What the page takes up here: `{used, room}` in bytes, or null where the browser does not say. */
export async function storageUse() {
  const { usage, quota } = (await globalThis.navigator?.storage?.estimate?.().catch(() => null)) ?? {};
  return usage === undefined ? null : { used: usage, room: quota };
}
