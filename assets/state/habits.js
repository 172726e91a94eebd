// What this person does on this device, for the palette: what was chosen, where they were, what they looked for. Wiped
// with everything else when they sign out.
import { signal } from '@preact/signals';
import { useAgain, worth } from '../lib/rank.js';
import { kv } from './device.js';

const KEY = 'habits';
const MOST = { used: 200, places: 8, searches: 10 };
const EMPTY = { used: {}, places: [], searches: [] };
const store = kv('cache');

/** `{used: {id: {n, at}}, places: [{href, title, icon}], searches: [text]}`, latest first. */
export const habits = signal(EMPTY);

/** Read what was kept; call once after sign-in. */
export async function loadHabits() {
  habits.value = { ...EMPTY, ...(await store.get(KEY).catch(() => null)) };
}

function keep(change) {
  habits.value = { ...habits.peek(), ...change };
  // Without a disk they live as long as the page.
  store.set(KEY, habits.peek()).catch(() => undefined);
}

/** Something was chosen. */
export function noteUse(id, now = Date.now()) {
  const used = { ...habits.peek().used, [id]: useAgain(habits.peek().used[id], now) };
  const kept = Object.entries(used).sort(([, a], [, b]) => worth(b, now) - worth(a, now)).slice(0, MOST.used);
  keep({ used: Object.fromEntries(kept) });
}

/** Somebody was somewhere. */
export function notePlace(place) {
  keep({ places: [place, ...habits.peek().places.filter(({ href }) => href !== place.href)].slice(0, MOST.places) });
}

/** Somebody looked for something. */
export function noteSearch(text) {
  keep({ searches: [text, ...habits.peek().searches.filter((each) => each !== text)].slice(0, MOST.searches) });
}

/** Forget what was looked for. */
export const forgetSearches = () => keep({ searches: [] });

/** Forget everything in memory (signed out; the disk is wiped elsewhere). */
export function clearHabits() {
  habits.value = EMPTY;
}
