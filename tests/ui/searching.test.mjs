// Searching on the page: what is offered at the caret, how things are written so that the server means the same, what stands
// out, and what is asked when.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { load } from './loader.mjs';

globalThis.location = new URL('http://team.test/');
globalThis.localStorage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
globalThis.addEventListener = () => undefined;
globalThis.document = { addEventListener: () => undefined, documentElement: { dataset: {}, style: {} } };

const { loadAreas } = await load('lib/i18n.js');
await loadAreas('app', 'chat', 'search');
const { parseQuery } = await load('lib/query.js');
const session = await load('state/session.js');
const { offersFor, personOf, personValue, valueOf } = await load('state/searching.js');
const { placesOf } = await load('ui/marks.js');
const { chats } = await load('features/chat/store.js');
const { kinds, messageRow, places } = await load('features/chat/found.js');
const search = { ...await load('features/search/kinds.js'), ...await load('features/search/store.js') };

const RINA = { id: '2', displayName: 'Rina Hartono', email: 'rina@x.test', title: 'Ops' };
const TWIN = { id: '3', displayName: 'Budi', email: 'b1@x.test' };
const OTHER_TWIN = { id: '4', displayName: 'budi', email: 'b2@x.test' };
const GENERAL = { id: '10', kind: 'channel', title: 'general', members: [], isMember: true };
const DIRECT = { id: '11', kind: 'direct', members: ['1', '2'], isMember: true };

beforeEach(() => {
  session.me.value = { id: '1', displayName: 'Ana' };
  session.people.value = new Map([session.me.value, RINA, TWIN, OTHER_TWIN].map((each) => [each.id, each]));
  chats.value = new Map([GENERAL, DIRECT].map((each) => [each.id, each]));
  search.setKinds([{ kinds, places }]);
});

const offered = (text, options) => offersFor(parseQuery(text).at(-1), options).map(({ write }) => write);

test('keys are offered for their beginnings, values for what is written of them', () => {
  assert.deepEqual(offered('deploy fr'), ['from:']);
  assert.deepEqual(offered('f'), [], 'one letter is no question yet');
  assert.deepEqual(offered('in', { without: ['in'] }), []);
  assert.deepEqual(offered('from:ri'), ['from:"Rina Hartono"']);
  assert.deepEqual(offered('-from:hart'), ['-from:"Rina Hartono"']);
  assert.deepEqual(offered('has:'), ['has:file', 'has:image', 'has:link']);
  assert.deepEqual(offered('is:p'), ['is:pinned']);
  assert.match(offered('on:tod')[0], /^on:\d{4}-\d\d-\d\d$/);
  assert.deepEqual(offered('in:gen', { places: search.placesLike }), ['in:general']);
  assert.deepEqual(offered('in:rina', { places: search.placesLike }), ['in:"Rina Hartono"']);
  assert.deepEqual(offered('from:me')[0], 'from:me');
  assert.deepEqual(offersFor(undefined), []);
});

test('who shares a name goes by the id, and what was written is found again', () => {
  assert.equal(personValue(RINA), 'Rina Hartono');
  assert.equal(personValue(TWIN), '3');
  assert.equal(valueOf({ id: '9' }, '2026', []), '9', 'a number would be taken for an id');
  assert.equal(valueOf({ id: '9' }, 'a "b"', []), '9', 'quotes cannot be written inside quotes');
  assert.equal(personOf('RINA hartono'), RINA);
  assert.equal(personOf('3'), TWIN);
  assert.equal(personOf('me').id, '1');
  assert.deepEqual(search.placeOf('General').label, '#general');
  assert.equal(search.placeOf('nowhere'), undefined);
});

test('what stands out begins a word, whatever its case and accents; unspaced writing has no words', () => {
  const found = (text, ...terms) => placesOf(text, terms).map(([from, to]) => text.slice(from, to));
  assert.deepEqual(found('Deploy redeploy deployment', 'deploy'), ['Deploy', 'deploy']);
  assert.deepEqual(found('Éva eva', 'eva'), ['Éva', 'eva']);
  assert.deepEqual(found('a/b_c.rs:12 (b_c.rs)', 'b_c.rs'), ['b_c.rs', 'b_c.rs']);
  assert.deepEqual(found('東京都庁', '京都'), ['京都']);
  assert.deepEqual(found('🙂 eva', 'eva'), ['eva']);
});

test('a message that was found leads to its place, with the words it was found by', () => {
  const item = { id: '5', chatId: '10', senderId: '2', content: 'x', createdAt: '2026-11-23T09:00:00Z', rootMessageId: null };
  const row = messageRow({ item, highlights: { content: 'a <mark>b</mark>' } }, 'deploy from:rina "two words"');
  assert.equal(row.href, `/chat/10?m=5&q=${encodeURIComponent('deploy "two words"')}`);
  assert.deepEqual([row.title, row.place, row.text], ['Rina Hartono', '#general', 'a <mark>b</mark>']);
  const reply = messageRow({ item: { ...item, rootMessageId: '4', content: '<i>' } }, 'from:rina');
  assert.equal(reply.href, '/chat/10?thread=4&m=5');
  assert.equal(reply.text, '&lt;i&gt;', 'without highlights the text is escaped as well');
});

// -- The store, with a server of a few lines

const hit = (id) => ({ item: { id, senderId: '2', chatId: '10', content: id }, score: 1, highlights: {} });
const calls = [];
let reply = null;

globalThis.fetch = async (address, { signal } = {}) => {
  const url = new URL(address, location.href);
  calls.push([url.pathname.replace('/api/v1/search', ''), Object.fromEntries(url.searchParams), signal]);
  const body = await reply(url);
  if (signal?.aborted) throw new DOMException('aborted', 'AbortError');
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
};

const everything = (...ids) => ({ messages: ids.map(hit), users: [], chats: [], totals: { messages: 40, users: 0, chats: 0 }, facets: {}, query: { filters: [], problems: [] } });
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const shown = () => search.shownHits.value.map(({ key }) => key);
const wish = (q, kind = 'all', sort = 'relevance') => ({ q, kind, sort });

test('a query is asked once, a tab shows what is known of it at once, then its pages', async () => {
  calls.length = 0;
  reply = async (url) => (url.pathname.endsWith('/cursor')
    ? { items: [{ ...hit(url.searchParams.get('cursor') ?? 'a').item, highlights: {} }], nextCursor: 'b', hasMore: !url.searchParams.get('cursor') }
    : everything('a'));
  search.ask(wish('x'));
  assert.deepEqual(calls, [], 'one letter is not asked for');
  search.ask(wish('deploy'));
  search.ask(wish('deploy'));
  await settled();
  assert.deepEqual(shown(), ['messages:a']);
  assert.equal(search.totalOf('all'), 40);
  assert.deepEqual(calls.map(([path]) => path), ['']);
  search.ask(wish('deploy', 'messages'));
  assert.deepEqual(shown(), ['messages:a'], 'before any answer');
  await settled();
  search.more();
  search.more();
  await settled();
  assert.deepEqual(shown(), ['messages:a', 'messages:b']);
  assert.deepEqual(calls.slice(1).map(([path, query]) => [path, query.cursor]), [['/messages/cursor', undefined], ['/messages/cursor', 'b']]);
  search.ask(wish(''));
  assert.deepEqual(shown(), []);
  assert.equal(search.totalOf('all'), null);
});

test('a newer question drops the older one, however late that is answered', async () => {
  calls.length = 0;
  const open = {};
  reply = (url) => new Promise((resolve) => { open[url.searchParams.get('q')] = () => resolve(everything(url.searchParams.get('q'))); });
  search.ask(wish('one'));
  search.ask(wish('two'));
  assert.equal(calls[0][2].aborted, true);
  open.two();
  await settled();
  open.one();
  await settled();
  assert.deepEqual(shown(), ['messages:two']);
  search.ask(wish(''));
});

test('without a connection what this device knows is shown, unless a filter asks for more than that', async () => {
  reply = () => Promise.reject(new TypeError('no network'));
  search.ask(wish('rina'));
  await settled();
  assert.equal(search.failure.value.offline, true);
  assert.deepEqual(shown(), ['users:2', 'chats:11']);
  search.ask(wish('rina has:file'));
  await settled();
  assert.deepEqual(shown(), []);
  search.ask(wish(''));
});
