// The workspace, who is signed in, and everybody they can see. Presence is kept apart so that a change of it redraws no message.
import { batch, computed, signal } from '@preact/signals';
import { get } from '../net/api.js';

/** The signed-in person, or null. */
export const me = signal(null);
/** Limits the server states: `{messageChars, …}`. */
export const limits = signal({});
/** Everybody known so far: Map of id → Person. */
export const people = signal(new Map());
/** Map of id → 'available' | 'busy' | 'away' | 'offline'. */
export const presence = signal(new Map());
/** Version of the server that answered the boot call. */
export const serverVersion = signal('');

// -- The workspace. The page comes with its name and look in its head, so that they are there before anything was asked.

const PLAIN_LOGO = new URL('../icons/logo.svg', import.meta.url).pathname;

function told() {
  try {
    return JSON.parse(globalThis.document?.querySelector('meta[name="brand"]')?.content ?? '{}');
  } catch {
    return {};
  }
}

/** `{name, accent?, styleUrl?, logoUrl?, iconUrl?, emojiAddedBy?}` of the workspace. */
export const workspace = signal({ name: '', ...told() });
/** The emoji of the workspace's own: Map of name → `{id, name, url, createdBy}`. */
export const customEmoji = signal(new Map());
/** Id of the channel newcomers are brought into, or null. */
export const generalChatId = signal(null);
/** Where the logo is: the workspace's, or the product's. */
export const logo = computed(() => workspace.value.logoUrl ?? PLAIN_LOGO);

const byName = (list) => new Map([...list].sort((a, b) => (a.name < b.name ? -1 : 1)).map((each) => [each.name, each]));

function applyWorkspace(boot) {
  workspace.value = boot.workspace;
  customEmoji.value = byName(boot.emoji ?? []);
  generalChatId.value = boot.generalChatId ?? null;
}

/** The part of a boot answer that is kept here, as it stands now. */
export const workspaceNow = () => ({ workspace: workspace.peek(), emoji: [...customEmoji.peek().values()], generalChatId: generalChatId.peek() });

/** The emoji written as `:name:`, or undefined. */
export const emojiOf = (code) => (code.length > 3 && code.startsWith(':') && code.endsWith(':') ? customEmoji.value.get(code.slice(1, -1)) : undefined);

/** There is a new emoji. */
export const addEmoji = (emoji) => (customEmoji.value = byName([...customEmoji.peek().values(), emoji]));

/** An emoji is gone. */
export const dropEmoji = (id) => (customEmoji.value = byName([...customEmoji.peek().values()].filter((each) => each.id !== id)));

const workspaceEvents = {
  'workspace.updated': ({ patch }) => (workspace.value = { ...workspace.peek(), ...patch }),
  'emoji.created': ({ patch }) => addEmoji(patch),
  'emoji.deleted': ({ emojiId }) => dropEmoji(emojiId),
};

// -- People

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
    applyWorkspace(boot);
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
    customEmoji.value = new Map();
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
  ...workspaceEvents,
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
