// The last state of the page, kept on this device so that the next start has something to show before the server answers,
// or when it does not. It belongs to one person, stands for one point of the event log (`seq`), and is never the truth.
import { onAnswer } from '../net/api.js';
import { on } from '../net/socket.js';
import { kv, lastOwner, setOwner } from './device.js';

const KEY = 'snapshot';
/** Another layout than this is not read. */
const VERSION = 1;
const store = kv('cache');

/** What is kept, or null: `{seq, at, boot, parts}` (parts by feature). Sets the owner of this device's data when there is one. */
export async function readSnapshot() {
  const owner = lastOwner();
  if (!owner) return null;
  setOwner(owner);
  const kept = await store.get(KEY).catch(() => null);
  const whole = kept?.version === VERSION && kept.boot?.me?.id === owner && /^\d+$/.test(kept.seq);
  return whole ? kept : null;
}

const write = ({ seq, at, boot, parts }) => store.set(KEY, { version: VERSION, seq, at, boot, parts }).catch(() => undefined);

/** How long after a change the state is kept. */
const REST_MS = 4000;
const idle = (fn) => (globalThis.requestIdleCallback ?? ((run) => setTimeout(run, 0)))(fn);

/**
 * Keep what `compose()` answers from time to time: in a quiet moment after something happened, and when the page is put
 * away. Answers a disposer. Failing to write is no harm: the next start asks the server.
 */
export function keepSnapshots(compose) {
  let timer = 0;
  let stopped = false;
  const now = () => {
    clearTimeout(timer);
    timer = 0;
    if (!stopped) write(compose());
  };
  const later = () => {
    timer ||= setTimeout(() => idle(now), REST_MS);
  };
  const hidden = () => document.hidden && now();
  const stops = [on('*', later), onAnswer(later)];
  document.addEventListener('visibilitychange', hidden);
  addEventListener('pagehide', now);
  later();
  return () => {
    stopped = true;
    clearTimeout(timer);
    stops.forEach((stop) => stop());
    document.removeEventListener('visibilitychange', hidden);
    removeEventListener('pagehide', now);
  };
}

/** Forget it (the session is over). */
export const forgetSnapshot = () => store.del(KEY).catch(() => undefined);

/** Did the server's answer come from the log and for the person the snapshot was taken of? */
export const continues = (kept, boot) =>
  boot.me.id === kept.boot.me.id && boot.me.createdAt === kept.boot.me.createdAt && BigInt(boot.seq) >= BigInt(kept.seq);
