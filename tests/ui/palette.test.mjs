// The palette: what fits best, what is dear, and what the server adds.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { load } from './loader.mjs';

globalThis.localStorage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
globalThis.addEventListener = () => undefined;
globalThis.document = { addEventListener: () => undefined, documentElement: { dataset: {}, style: {} } };
globalThis.location = new URL('http://team.test/');

const { fit, HALF_LIFE_MS, rank, useAgain, worth } = await load('lib/rank.js');
const { ASK_MS, createAsking, everythingItem, merge } = await load('app/palette-search.js');
const { habits, noteSearch, notePlace, noteUse } = await load('state/habits.js');

await (await load('lib/i18n.js')).loadAreas('palette');

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

test('what the server adds goes to the end, once; the way to all results stays last, or where it was lit', () => {
  const ids = (list) => list.map((item) => item.id);
  assert.deepEqual(ids(merge(items('a', 'b'), items('b', 'c'))), ['a', 'b', 'c']);
  assert.deepEqual(ids(merge(items('a'), items('b'), items('all'))), ['a', 'b', 'all']);
  assert.deepEqual(ids(merge(items('a'), items('b'), items('all'), true)), ['a', 'all', 'b']);
});

test('the way to all results keeps what was typed, and the kind it was narrowed to', () => {
  assert.equal(everythingItem('a & b').href, '/search?q=a+%26+b');
  assert.equal(everythingItem('ana', { scope: '@', kind: 'users' }).href, '/search?q=ana&tab=users');
});

test('the server is asked once after a rest, only with enough to ask for, and only about the newest words', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const asked = [];
  let answer = async (wish) => ({ users: [{ item: { id: wish.q } }] });
  const asking = createAsking((wish, signal) => (asked.push([wish, signal]), answer(wish)));
  const scope = { scope: '@', kind: 'users', found: ({ item }, q) => ({ id: item.id, title: q }) };
  asking.ask('a', scope);
  assert.equal(asking.busy.value, false);
  asking.ask('an', scope);
  assert.equal(asking.busy.value, true);
  mock.timers.tick(ASK_MS - 1);
  asking.ask('ana', scope);
  mock.timers.tick(ASK_MS);
  await settled();
  assert.deepEqual(asked.map(([wish]) => wish), [{ q: 'ana', tab: 'users', limit: 20 }]);
  assert.deepEqual(asking.items.value.map((item) => [item.id, item.title, item.source]), [['ana', 'ana', scope]]);

  let late = null;
  answer = () => new Promise((resolve) => { late = resolve; });
  asking.ask('anai', scope);
  assert.deepEqual(asking.items.value, []);
  mock.timers.tick(ASK_MS);
  answer = () => Promise.reject(Object.assign(new Error(), { code: 'network' }));
  asking.ask('anais', scope);
  assert.ok(asked[1][1].aborted, 'the older question is dropped');
  late({ users: [{ item: { id: 'old' } }] });
  mock.timers.tick(ASK_MS);
  await settled();
  assert.deepEqual(asking.items.value, []);
  assert.equal(asking.error.value.code, 'network');
  assert.equal(asking.busy.value, false);

  answer = async () => ({ projects: [{ item: { id: 'p' } }], tasks: [{ item: { id: 't' } }] });
  const several = { scope: '!', kind: ['projects', 'tasks'], found: ({ item }, q, kind) => ({ id: item.id, title: kind }) };
  asking.ask('anak', several);
  mock.timers.tick(ASK_MS);
  await settled();
  assert.deepEqual(asked.pop()[0], { q: 'anak', limit: 20 }, 'several kinds are one question');
  assert.deepEqual(asking.items.value.map((item) => [item.id, item.title]), [['p', 'projects'], ['t', 'tasks']]);
  assert.equal(everythingItem('anak', several).href, '/search?q=anak');

  asking.ask('anything', { scope: '', label: () => 'inside one item' });
  mock.timers.tick(ASK_MS);
  assert.equal(asked.length, 3, 'what the server does not search is not asked for');
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
