// The palette: what fits best, what is dear, and what the server adds.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { load } from './loader.mjs';

globalThis.localStorage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
globalThis.addEventListener = () => undefined;
globalThis.document = { addEventListener: () => undefined, documentElement: { dataset: {}, style: {} } };
globalThis.location = new URL('http://team.test/');

const { fit, HALF_LIFE_MS, rank, useAgain, worth } = await load('lib/rank.js');
const { ASK_MS, createAsking, merge } = await load('app/palette-search.js');
const { habits, noteSearch, notePlace, noteUse } = await load('state/habits.js');

const items = (...titles) => titles.map((title) => ({ id: title, title }));
const order = (query, ...titles) => rank(query, items(...titles)).map((item) => item.title);

test('the beginning goes before the beginning of a word, that before the inside, that before scattered letters', () => {
  assert.deepEqual(order('rin', 'Marina', 'Ayu Rinjani', 'Rina', 'Rudi Iskandar N', 'Toko'), ['Rina', 'Ayu Rinjani', 'Rudi Iskandar N', 'Marina']);
  assert.deepEqual(order('general', 'general-old', 'general'), ['general', 'general-old']);
  assert.deepEqual(order('gnl', 'general', 'gudang'), ['general']);
});

test('every word has to fit, in any order; accents and case do not count', () => {
  assert.deepEqual(order('har rina', 'Rina Hartono', 'Rina Sari'), ['Rina Hartono']);
  assert.deepEqual(order('EVA', 'Éva Ö', 'Ivan'), ['Éva Ö']);
  assert.deepEqual(order('rh', 'Rina Hartono', 'Rani'), ['Rina Hartono']);
  assert.deepEqual(order('xyz', 'Rina'), []);
});

test('two letters far apart are no match', () => {
  assert.deepEqual(order('ri', 'Sarah Mitchell', 'Rina'), ['Rina']);
});

test('marks are places in the text as it is written', () => {
  assert.deepEqual([...fit('ev', 'Ana Éva').marks], [4, 5]);
  assert.deepEqual([...fit('va', '🙂 Eva').marks], [4, 5]);
  assert.deepEqual(fit('', 'Ana'), { score: 0, marks: new Set() });
});

test('what is used often and lately goes first among equals, and is forgotten slowly', () => {
  const now = 1e12;
  const used = { Rini: useAgain(useAgain(undefined, now), now) };
  assert.equal(rank('ri', items('Rina', 'Rini'), used, now)[0].title, 'Rini');
  assert.equal(rank('', items('Rina', 'Rini'), used, now)[0].title, 'Rini');
  assert.equal(worth(used.Rini, now + HALF_LIFE_MS), 1);
  assert.equal(worth(undefined), 0);
});

test('keywords find an item, but a title that fits goes before', () => {
  const found = rank('5512', [{ id: 'a', title: 'Ana', keywords: ['ana@x', '5512'] }, { id: 'b', title: '5512 room' }, { id: 'c', title: 'C', keywords: 'no' }]);
  assert.deepEqual(found.map((item) => item.id), ['b', 'a']);
});

test('what the server adds goes to the end, once', () => {
  assert.deepEqual(merge(items('a', 'b'), items('b', 'c')).map((item) => item.id), ['a', 'b', 'c']);
});

test('the server is asked after a rest, only with enough to ask for, and only about the newest words', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const asked = [];
  const scope = { scope: '@', remote: async (query, signal) => (asked.push([query, signal]), items(query)) };
  const asking = createAsking();
  asking.ask('a', scope);
  assert.equal(asking.busy.value, false);
  asking.ask('an', scope);
  assert.equal(asking.busy.value, true);
  mock.timers.tick(ASK_MS - 1);
  asking.ask('ana', scope);
  mock.timers.tick(ASK_MS);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(asked.map(([query]) => query), ['ana']);
  assert.deepEqual(asking.items.value.map((item) => [item.id, item.from]), [['ana', '@']]);
  asking.ask('anai', { ...scope, remote: () => Promise.reject(Object.assign(new Error(), { code: 'network' })) });
  assert.deepEqual(asking.items.value, []);
  mock.timers.tick(ASK_MS);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(asking.error.value.code, 'network');
  assert.equal(asking.busy.value, false);
  mock.timers.reset();
});

test('places, searches and uses are few and latest first', () => {
  for (let i = 0; i < 30; i += 1) {
    notePlace({ href: `/chat/${i % 12}`, title: 'x' });
    noteSearch(`s${i % 15}`);
    noteUse('one');
  }
  assert.equal(habits.value.places.length, 8);
  assert.equal(habits.value.places[0].href, '/chat/5');
  assert.equal(habits.value.searches.length, 10);
  assert.equal(habits.value.searches[0], 's14');
  assert.ok(habits.value.used.one.n > 29);
});
