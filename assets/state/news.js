// Whether this person knows the version they use: after an update they are told once, quietly. Kept on the device with their
// other data, so somebody new, and a device that keeps nothing, begin with the version that is here.
import { signal } from '@preact/signals';
import { kv } from './device.js';
import { serverVersion } from './session.js';

const KEY = 'news';
const store = kv('cache');

/** Is there something they have not looked at? */
export const newsFresh = signal(false);

const keep = (record) => store.set(KEY, record).catch(() => undefined);

/** Compare with what was here last; answers whether to tell now. Call once the session runs. */
export async function checkNews(version = serverVersion.peek()) {
  const { seen, told } = (await store.get(KEY).catch(() => null)) ?? {};
  if (!seen) await keep({ seen: version, told: version });
  newsFresh.value = Boolean(seen) && seen !== version;
  if (!newsFresh.peek() || told === version) return false;
  await keep({ seen, told: version });
  return true;
}

/** They have looked at it. */
export async function newsRead(version = serverVersion.peek()) {
  newsFresh.value = false;
  await keep({ seen: version, told: version });
}
