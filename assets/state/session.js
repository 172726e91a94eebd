// Who is signed in, and everybody they can see. Presence is kept apart so that a change of it redraws no message.
import { batch, signal } from '@preact/signals';
import { get } from '../net/api.js';

/** The signed-in person, or null. */
export const me = signal(null);
/** `{name}` of the workspace. */
export const workspace = signal({ name: '' });
/** Limits the server states: `{messageChars, …}`. */
export const limits = signal({});
/** Everybody known so far: Map of id → Person. */
export const people = signal(new Map());
/** Map of id → 'available' | 'busy' | 'away' | 'offline'. */
export const presence = signal(new Map());
/** Version of the server that answered the boot call. */
export const serverVersion = signal('');

/** Set by the pages that sign somebody in (`{next}`); app/ then starts the session and goes to `next`. */
export const entering = signal(null);

const asked = new Set();
let pending = new Set();

/** Id of the signed-in person ('' when signed out). */
export const myId = () => me.value?.id ?? '';

/** Learn people (new or changed). */
export function addPeople(list) {
  if (!list.length) return;
  const known = new Map(people.peek());
  const states = new Map(presence.peek());
  for (const person of list) {
    known.set(person.id, { ...known.get(person.id), ...person });
    if (person.presence) states.set(person.id, person.presence);
  }
  batch(() => {
    people.value = known;
    presence.value = states;
  });
}

async function fetchPending() {
  const ids = [...pending];
  pending = new Set();
  const answers = await Promise.allSettled(ids.map((id) => get(`/users/${id}`)));
  addPeople(answers.filter((answer) => answer.status === 'fulfilled').map((answer) => answer.value));
}

/** The person with this id; someone unknown is a placeholder (`missing: true`) and is fetched. */
export function person(id) {
  const known = people.value.get(id);
  if (known) return known;
  if (id && !asked.has(id) && me.peek()) {
    asked.add(id);
    if (!pending.size) queueMicrotask(fetchPending);
    pending.add(id);
  }
  return { id, displayName: '…', missing: true };
}

/** Fill everything from the answer of GET /boot. */
export function applyBoot(boot) {
  asked.clear();
  batch(() => {
    me.value = boot.me;
    workspace.value = boot.workspace;
    limits.value = boot.limits ?? {};
    serverVersion.value = boot.version ?? '';
    people.value = new Map();
    presence.value = new Map();
    addPeople([...boot.people, boot.me]);
  });
}

/** Take over a changed profile of one's own. */
export function setMe(next) {
  me.value = { ...me.peek(), ...next };
  addPeople([me.peek()]);
}

/** Forget everybody (signed out). */
export function clearSession() {
  asked.clear();
  batch(() => {
    me.value = null;
    people.value = new Map();
    presence.value = new Map();
  });
}

function changed({ userId, patch }) {
  const news = { ...patch, id: userId };
  if (userId === me.peek()?.id) setMe(news);
  else addPeople([news]);
}

/** Changes the server tells: handlers by event name. */
export const sessionEvents = {
  // A living line makes one available; the server tells the others.
  'connection.ready': () => {
    const mine = me.peek();
    if (mine && !mine.manualPresence && mine.presence !== 'available') setMe({ presence: 'available' });
  },
  'user.created': (data) => addPeople([{ ...data.patch, id: data.userId }]),
  'user.updated': changed,
  'user.status.updated': changed,
  'user.presence.updated': (data) => {
    const states = new Map(presence.peek());
    for (const change of data.changes) states.set(change.userId, change.presence);
    presence.value = states;
    const mine = data.changes.find((change) => change.userId === me.peek()?.id);
    if (mine) me.value = { ...me.peek(), presence: mine.presence };
  },
};
