// The page of files without drawing it: the address as a question, lines of tiles, keys, ranges.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './loader.mjs';

const { activeFilters, belongs, linesOf, queryOf, rangeOf, refreshed, stemLength, stepFrom, wishOf } = await load('features/files/model.js');

const file = (id, more = {}) => ({ id: String(id), kind: 'image', ownerId: '1', labels: [], trashedAt: null, ...more });
const files = (...ids) => ids.map((id) => file(id));
const ids = (list) => list.map((each) => each.id).join();

test('the address says what is listed; what makes no sense in it is left out', () => {
  assert.deepEqual(wishOf({ name: 'files', query: {} }), { scope: 'all', sort: 'newest', trashed: false });
  const query = { scope: 'shared', sort: 'size', kind: 'pdf', owner: '7', chat: '12', label: ' Q1 ', from: '2026-11-01', to: 'soon', q: '', file: '3', x: 'y' };
  const wish = wishOf({ name: 'files', query });
  assert.deepEqual(wish, { scope: 'shared', sort: 'size', trashed: false, kind: 'pdf', owner: '7', chat: '12', label: 'Q1', from: '2026-11-01' });
  assert.deepEqual(activeFilters(wish), ['kind', 'owner', 'chat', 'label', 'from']);
  assert.deepEqual(wishOf({ name: 'files-trash', query: { scope: 'x', kind: 'x', owner: 'x' } }), { scope: 'all', sort: 'newest', trashed: true });
});

test('days of this device are asked for from their first to their last moment', () => {
  const { from, to, ownerId, scope, trashed } = queryOf({ scope: 'all', sort: 'newest', trashed: false, owner: '7', from: '2026-11-01', to: '2026-11-01' });
  assert.equal(new Date(to) - new Date(from), 86_399_999);
  assert.deepEqual([ownerId, scope, trashed], ['7', 'all', undefined]);
  assert.equal(queryOf({ scope: 'all', sort: 'newest', trashed: true }).scope, 'mine', 'of the trash one sees one\'s own');
});

test('a file that is changed stays only where it still belongs', () => {
  const wish = { trashed: false, kind: 'image' };
  assert.ok(belongs(file(1), wish, '1'));
  assert.ok(!belongs(file(1, { trashedAt: '2026-11-01T00:00:00.000Z' }), wish, '1'));
  assert.ok(!belongs(file(1, { kind: 'pdf' }), wish, '1'));
  assert.ok(!belongs(file(1), { trashed: false, label: 'Q1' }, '1'));
  assert.ok(!belongs(file(1, { trashedAt: 'x', ownerId: '2' }), { trashed: true }, '1'));
});

test('the list asked anew keeps what was loaded beyond its first page', () => {
  const before = files(9, 8, 7, 6, 5);
  assert.equal(ids(refreshed(before, { items: files(10, 9, 8), hasMore: true })), '10,9,8,7,6,5');
  assert.equal(ids(refreshed(before, { items: files(9, 8), hasMore: false })), '9,8', 'all of it is here');
  assert.equal(ids(refreshed(before, { items: files(12, 11), hasMore: true })), '12,11,9,8,7,6,5');
  assert.equal(ids(refreshed([], { items: files(1), hasMore: true })), '1');
});

test('lines of tiles stay the same objects where nothing changed', () => {
  const list = files(1, 2, 3, 4, 5);
  const first = linesOf(list, 2);
  assert.deepEqual(first.map((line) => [line.at, ids(line.files)]), [[0, '1,2'], [2, '3,4'], [4, '5']]);
  const again = linesOf(list.with(3, file(4, { fileName: 'new' })), 2, new Map(first.map((line) => [line.key, line])));
  assert.equal(again[0], first[0]);
  assert.notEqual(again[1], first[1]);
  assert.equal(again[2], first[2]);
});

test('keys lead along the rows, and never out of the list', () => {
  const row = (key, at) => stepFrom(key, at, 5, 1);
  assert.deepEqual([row('ArrowDown', 0), row('j', 4), row('k', 0), row('Home', 3), row('End', 0), row('ArrowRight', 0), row('q', 0)], [1, 4, 0, 0, 4, undefined, undefined]);
  const tile = (key, at) => stepFrom(key, at, 5, 2);
  assert.deepEqual([tile('ArrowDown', 1), tile('ArrowDown', 3), tile('ArrowDown', 4), tile('ArrowUp', 1), tile('ArrowUp', 4), tile('ArrowRight', 4), tile('ArrowLeft', 0)], [3, 4, 4, 1, 2, 4, 0]);
});

test('ranges, and the part of a name that is changed', () => {
  assert.deepEqual(rangeOf(files(1, 2, 3, 4), '3', '1'), ['1', '2', '3']);
  assert.deepEqual(rangeOf(files(1, 2), '9', '2'), ['2'], 'what it began with is gone');
  assert.deepEqual(['a.tar.gz', 'Makefile', '.env', 'laporan.pdf'].map(stemLength), [5, 8, 4, 7]);
});
