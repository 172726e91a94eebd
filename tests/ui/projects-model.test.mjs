// Projects without a page: filters, orders, ranks, lanes, and lists of which only a part is here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './loader.mjs';

const model = await load('features/projects/model.js');
const { drop, emptyWindow, firstPage, foresee, nextPage, settle } = await load('features/projects/window.js');

const task = (more = {}) => ({
  id: '1', number: 1, title: 'Siapkan API', bucketId: 'b1', priority: 'medium', status: 'todo', percent: 0, startAt: null, dueAt: null, estimate: null,
  assigneeIds: [], labelIds: [], rank: 'm', createdBy: '7', createdAt: '2026-11-01T00:00:00.000Z', updatedAt: '2026-11-01T00:00:00.000Z', archivedAt: null, ...more,
});
const now = Date.parse('2026-11-23T03:00:00.000Z');
const fits = (query, more) => model.fits(task(more), model.filterOf(query), { me: '7', now });

test('rights follow the role; who only may look in, and whoever looks at an archived project, changes nothing', () => {
  const rights = (project) => [model.canEdit(project), model.canManage(project), model.isOwner(project)];
  assert.deepEqual(rights({ myRole: 'viewer' }), [false, false, false]);
  assert.deepEqual(rights({ myRole: 'member' }), [true, false, false]);
  assert.deepEqual(rights({ myRole: 'admin' }), [true, true, false]);
  assert.deepEqual(rights({ myRole: 'owner' }), [true, true, true]);
  assert.deepEqual(rights({ myRole: 'viewer', isMember: false }), [false, false, false]);
  assert.deepEqual(rights({ myRole: 'owner', archivedAt: 'x' }), [false, false, true]);
  assert.deepEqual(model.rolesToGive({ myRole: 'admin' }), ['viewer', 'member', 'admin']);
  assert.ok(model.canLink({ myRole: 'member' }, task(), '7') && !model.canLink({ myRole: 'member' }, task(), '8'));
});

test('filters choose as the server does', () => {
  assert.ok(fits({}));
  assert.ok(!fits({}, { archivedAt: 'x' }));
  assert.ok(fits({ assignee: 'me' }, { assigneeIds: ['7'] }) && !fits({ assignee: 'me' }, { assigneeIds: ['8'] }));
  assert.ok(fits({ assignee: 'none,8' }) && fits({ assignee: 'none,8' }, { assigneeIds: ['8'] }));
  assert.ok(fits({ priority: 'high,critical' }, { priority: 'high' }) && !fits({ priority: 'high' }));
  assert.ok(fits({ q: 'API siap'.slice(0, 3) }) && fits({ q: 'siápkan' }) && !fits({ q: 'gudang' }));
  assert.ok(fits({ q: 'ops-12' }, { number: 12 }) && fits({ q: '12' }, { number: 12 }) && !fits({ q: '1' }, { number: 12, title: 'x' }));
  assert.ok(fits({ due: 'overdue' }, { dueAt: '2026-11-22T00:00:00.000Z' }) && !fits({ due: 'overdue' }, { dueAt: '2026-11-22T00:00:00.000Z', status: 'done' }));
  assert.ok(fits({ due: 'none' }) && !fits({ due: 'week' }));
  assert.ok(fits({ due: 'nonsense' }), 'what is not known is no filter');
});

test('a filter goes to the address and to the server', () => {
  const filter = model.filterOf({ assignee: 'me,4', due: 'none', q: ' api ' });
  assert.deepEqual(filter, { assignee: ['me', '4'], label: [], priority: [], status: [], due: 'none', q: ' api ' });
  assert.deepEqual(JSON.parse(JSON.stringify(model.serverQuery(filter))), { assigneeId: 'me,4', q: 'api', noDue: true });
  assert.deepEqual(model.filterQuery('label', ['1', '2']), { label: '1,2' });
  assert.deepEqual(model.filterQuery('label', []), { label: null });
  assert.ok(model.isFiltered(filter) && !model.isFiltered(model.filterOf({})));
  assert.equal(model.serverQuery(model.filterOf({ due: 'overdue', status: 'review,done' })).status, 'review');
});

test('orders have several keys, both ways, and what is empty last', () => {
  const tasks = [task({ id: '1', due: 1, dueAt: null }), task({ id: '2', dueAt: '2026-11-20T00:00:00.000Z', priority: 'high' }), task({ id: '3', dueAt: '2026-11-19T00:00:00.000Z' })];
  const order = (sort) => [...tasks].sort(model.comparing(sort)).map(({ id }) => id).join('');
  assert.equal(order('due'), '321');
  assert.equal(order('-due'), '231');
  assert.equal(order('-priority,due'), '231');
  assert.equal(order('nonsense'), '123');
  const press = (sorts, name, more) => model.sortText(model.nextSorts(model.sortsOf(sorts), name, more));
  assert.deepEqual([press('', 'due'), press('due', 'due'), press('-due', 'due')], ['due', '-due', '']);
  assert.deepEqual([press('due', 'title', true), press('due,title', 'due', true), press('-due,title', 'due', true), press('due,title', 'start')], ['due,title', '-due,title', 'title', 'start']);
});

test('a rank lies between its neighbours, whatever they are', () => {
  const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';
  let seed = 7;
  const random = (n) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % n;
  };
  const ranks = ['a0', 'a1'];
  for (let i = 0; i < 2000; i += 1) {
    const word = Array.from({ length: 1 + random(6) }, () => alphabet[1 + random(35)]).join('');
    if (!ranks.includes(word)) ranks.push(word);
  }
  ranks.sort();
  for (let i = 0; i <= ranks.length; i += 1) {
    const [a, b] = [ranks[i - 1] ?? null, ranks[i] ?? null];
    const between = model.rankBetween(a, b);
    assert.ok((a === null || a < between) && (b === null || between < b), `${a} < ${between} < ${b}`);
  }
  assert.ok(model.rankBetween(null, null).length > 0);
});

test('lanes say what dropping there changes', () => {
  const project = { buckets: [{ id: 'b2', name: 'B', rank: 'b' }, { id: 'b1', name: 'A', rank: 'a' }], memberIds: ['7', '8'], labels: [{ id: 'l1', name: 'x', color: '#000000' }] };
  assert.deepEqual(model.lanesOf(project, 'bucket').map((lane) => lane.key), ['b1', 'b2']);
  assert.deepEqual(model.lanesOf(project, 'priority').map((lane) => lane.key), ['critical', 'high', 'medium', 'low']);
  const [seven, eight, nobody] = model.lanesOf(project, 'assignee');
  assert.deepEqual(eight.change(task({ assigneeIds: ['7', '9'] }), '7'), { assigneeIds: ['9', '8'] });
  assert.deepEqual(nobody.change(task({ assigneeIds: ['7'] })), { assigneeIds: [] });
  assert.ok(model.inLane(task({ assigneeIds: ['7'] }), seven) && model.inLane(task(), nobody));
  assert.deepEqual(model.lanesOf(project, 'label')[0].change(task({ labelIds: ['l2'] }), 'none'), { labelIds: ['l2', 'l1'] });
});

test('a bucket tells how full it is', () => {
  assert.deepEqual([3, 4, 5, 6].map((n) => model.fullness({ wipLimit: 5, taskCount: n })), [null, 'near', 'full', 'over']);
  assert.equal(model.fullness({ wipLimit: null, taskCount: 900 }), null);
});

// -- Lists of which only a part is here

const byRank = model.comparing('rank');
const all = new Map(['a', 'c', 'e', 'g'].map((rank, i) => [String(i + 1), task({ id: String(i + 1), rank })]));
const get = (id) => all.get(id);
const part = (ids, total, cursor) => firstPage({ ids, total, cursor });

test('what changes finds its place, beyond the part that is here it is only counted', () => {
  const window = part(['1', '2', '3'], 5, 'more');
  const moved = task({ id: '9', rank: 'd' });
  assert.deepEqual(settle(window, moved, { was: false, is: true }, get, byRank).ids, ['1', '2', '9', '3']);
  const far = settle(window, task({ id: '9', rank: 'z' }), { was: false, is: true }, get, byRank);
  assert.deepEqual([far.ids, far.total], [['1', '2', '3'], 6]);
  const end = settle(part(['1', '2', '3'], 3, null), task({ id: '9', rank: 'z' }), { was: false, is: true }, get, byRank);
  assert.deepEqual([end.ids, end.total], [['1', '2', '3', '9'], 4]);
  const left = settle(window, get('2'), { was: true, is: false }, get, byRank);
  assert.deepEqual([left.ids, left.total], [['1', '3'], 4]);
  assert.equal(settle(window, get('2'), { was: true, is: true }, get, byRank), window, 'nothing changed');
  assert.deepEqual(drop(window, '1', true), { ...window, ids: ['2', '3'], total: 4 });
});

test('pages add what is new', () => {
  const window = nextPage(part(['1', '2'], 4, 'more'), { ids: ['2', '3', '4'], cursor: null });
  assert.deepEqual([window.ids, window.cursor, window.status], [['1', '2', '3', '4'], null, 'ready']);
  assert.equal(emptyWindow().total, null);
});

test('what is on its way is foreseen, several changes in a row as well', () => {
  const window = part(['1', '2', '3', '4'], 4, null);
  const changed = [task({ id: '1', rank: 'f' }), task({ id: '3', rank: 'f0' }), task({ id: '2', rank: 'c', bucketId: 'b2' })];
  const next = foresee(window, changed, { get, fits: (each) => each.bucketId === 'b1', was: (id) => all.has(id), compare: byRank });
  assert.deepEqual([next.ids, next.total], [['1', '3', '4'], 3]);
});
