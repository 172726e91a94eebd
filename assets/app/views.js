// From an address to what is on screen: who may see it, then its code, texts and style, then the switch in one step.
import { signal } from '@preact/signals';
import { loadAreas } from '../lib/i18n.js';
import { navigate, safeNext } from '../state/route.js';
import { me } from '../state/session.js';
import { loadSheet } from '../ui/layers.js';
import { features, navOf } from './features.js';

const DAILY = 2;

/** `{route, feature, view}` on screen now, or null before the first. `view` null means "no such page". */
export const shown = signal(null);
/** True while the next view is being loaded. */
export const loading = signal(false);
/** True when a part of the page could not be loaded: most likely the server has a newer version. */
export const outdated = signal(false);

/** Where `route` may not be shown to this person: the address to go to instead, else null. */
export function redirectOf(route, person, origin) {
  if (route.path === '/') return '/dashboard';
  if (route.audience === 'public') {
    return person && route.name === 'login' ? safeNext(route.query.next, '/dashboard', origin) : null;
  }
  if (!person) {
    const next = route.path + (Object.keys(route.query).length ? `?${new URLSearchParams(route.query)}` : '');
    return next === '/dashboard' ? '/login' : `/login?${new URLSearchParams({ next })}`;
  }
  return route.audience === 'admin' && !person.isAdmin ? '/dashboard?forbidden=1' : null;
}

const featureOf = (route) => features.find((feature) => feature.id === route.feature);

const load = (feature) =>
  Promise.all([feature.view(), loadAreas(...(feature.i18n ?? [])), ...(feature.css ?? []).map(loadSheet)]);

/** Fetch what `route` will need while something else is still awaited. Failures show when it is really wanted. */
export function prefetch(route) {
  const feature = featureOf(route);
  if (feature) load(feature).catch(() => undefined);
}

/** Fetch the first areas of the rail (those used all day) in idle time; the others are fetched when pointed at. */
export function prefetchDaily() {
  const idle = globalThis.requestIdleCallback ?? ((fn) => setTimeout(fn, 2000));
  idle(() => navOf(false).slice(0, DAILY).forEach((feature) => load(feature).catch(() => undefined)));
}

let wanted = null;

/** Bring `route` on screen. The old view stays until the new one is complete. */
export async function show(route) {
  const elsewhere = redirectOf(route, me.peek(), location.origin);
  if (elsewhere) return navigate(elsewhere, { replace: true });
  const feature = featureOf(route);
  wanted = route;
  if (!feature) {
    shown.value = { route, feature: null, view: null };
    return undefined;
  }
  loading.value = true;
  try {
    const [view] = await load(feature);
    if (wanted === route) shown.value = { route, feature, view };
  } catch (error) {
    console.error(error);
    outdated.value = true;
  } finally {
    if (wanted === route) loading.value = false;
  }
  return undefined;
}
