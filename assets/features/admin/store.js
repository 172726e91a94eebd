// People and open invitations as an admin sees them.
import { signal } from '@preact/signals';
import { get } from '../../net/api.js';
import { on } from '../../net/socket.js';
import { resource } from '../../state/resource.js';

const PAGE = 100;

/** What the search field says. */
export const query = signal('');
/** `{items, nextCursor}`: people matching `query`, disabled ones included. */
export const people = resource((abort) => get('/users', { query: { q: query.peek().trim(), limit: PAGE, includeDisabled: true }, signal: abort }));
/** Open invitations, newest first. */
export const invitations = resource(async (abort) => (await get('/admin/invitations', { query: { limit: PAGE }, signal: abort })).items);

/** Append the next page of people. */
export async function loadMore() {
  const { items, nextCursor } = people.data.peek();
  const next = await get('/users', { query: { q: query.peek().trim(), limit: PAGE, includeDisabled: true, cursor: nextCursor } });
  people.set({ ...next, items: [...items, ...next.items] });
}

/** Somebody came or changed: take the change over, or fetch the list again. */
export function peopleChanged({ userId, patch }) {
  const page = people.data.peek();
  if (!page) return;
  const known = page.items.some((person) => person.id === userId);
  if (!known) people.load();
  else people.set({ ...page, items: page.items.map((person) => (person.id === userId ? { ...person, ...patch } : person)) });
  if (!known) invitations.load();
}

/** Fetch people now and follow changes until the answer is called. */
export function followPeople() {
  const stops = ['user.created', 'user.updated'].map((event) => on(event, peopleChanged));
  people.load();
  return () => {
    stops.forEach((stop) => stop());
    people.stop();
    query.value = '';
  };
}
