// A project by replay: what is on screen after an event is what would be fetched then; what is on its way is shown at once and
// replaced by the answer; copies and late comers change nothing.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { load } from './loader.mjs';

const { me } = await load('state/session.js');
const { items } = await load('state/outbox.js');
const { Lists } = await load('features/projects/lists.js');
const { filterOf, lanesOf } = await load('features/projects/model.js');
const { ProjectState } = await load('features/projects/project-state.js');

const ME = '7';
me.value = { id: ME };

const task = (id, more = {}) => ({
  id: String(id), number: Number(id), projectId: '1', bucketId: 'b1', title: `Tugas ${id}`, priority: 'medium', status: 'todo', percent: 0, startAt: null, dueAt: null, estimate: null, assigneeIds: [],
  labelIds: [], rank: `m${id}`, revision: 1, createdAt: '2026-11-01T00:00:00.000Z', updatedAt: '2026-11-01T00:00:00.000Z', archivedAt: null, fields: {}, checklistTotal: 0, checklistDone: 0, ...more,
});
const bucket = (id, taskCount, more = {}) => ({ id, projectId: '1', name: id, color: null, status: null, wipLimit: null, wipPolicy: 'warn', rank: id, taskCount, ...more });

/** What the server answers, by path; every call is noted. */
let answers;
let calls;
globalThis.fetch = async (url) => {
  const path = new URL(url, 'http://x').pathname.replace('/api/v1', '');
  calls.push(String(url).replace('/api/v1', ''));
  const answer = answers[path];
  const body = typeof answer === 'function' ? await answer(new URL(url, 'http://x').searchParams) : answer;
  return new Response(JSON.stringify(body ?? { code: 'not_found' }), { status: body ? 200 : 404, headers: { 'content-type': 'application/json' } });
};
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

const filter = filterOf({});
/** A project with three cards in the first bucket (of `total`) and one in the second, its board loaded. */
async function board({ total = 3, query = filter } = {}) {
  const cards = [task(1), task(2), task(3)];
  calls = [];
  answers = {
    '/projects/1': { id: '1', key: 'OPS', name: 'P', myRole: 'member', isMember: true, memberCount: 1, memberIds: [ME], members: [{ userId: ME, role: 'member', user: { id: ME, displayName: 'A' } }], buckets: [bucket('b1', total), bucket('b2', 1)], labels: [], fields: [], seq: 10 },
    '/projects/1/board': { buckets: [{ ...bucket('b1', total), cards, matching: total, ...(total > 3 ? { nextCursor: 'c', hasMore: true } : { hasMore: false }) }, { ...bucket('b2', 1), cards: [task(9, { bucketId: 'b2' })], matching: 1, hasMore: false }], unsorted: { cards: [], taskCount: 0, matching: 0, hasMore: false }, seq: 10 },
  };
  const state = new ProjectState('1');
  await state.load();
  const specs = lanesOf(state.project.value, 'bucket').map((lane) => ({ key: lane.key, lane, filter: query, sort: 'rank' }));
  const lists = new Lists(state, { specs, board: true, filter: query });
  await settled();
  await settled();
  return { state, lists, ids: (key) => lists.shown(key).ids.join(' '), total: (key) => lists.shown(key).total, hear: (name, data, frame = { seq: 11 }) => state.hear(`project.${name}`, { projectId: '1', ...data }, frame) };
}

beforeEach(() => {
  items.value = [];
});

const moved = (id, bucketId, fromBucketId, rank, revision = 2) => ({ taskId: String(id), bucketId, fromBucketId, position: 0, patch: { bucketId, rank, revision } });
const counts = (state) => state.project.value.buckets.map((each) => each.taskCount).join(' ');

test('a move of somebody else puts the card in its place, once, whatever comes again', async () => {
  const { state, ids, hear } = await board();
  hear('task.moved', moved(1, 'b2', 'b1', 'z'));
  assert.deepEqual([ids('b1'), ids('b2'), counts(state)], ['2 3', '9 1', '2 2']);
  hear('task.moved', moved(1, 'b2', 'b1', 'z'));
  assert.deepEqual([ids('b1'), ids('b2'), counts(state)], ['2 3', '9 1', '2 2']);
  hear('task.moved', moved(1, 'b1', 'b2', 'm2a', 3));
  hear('task.moved', moved(1, 'b2', 'b1', 'z', 2));
  assert.deepEqual([ids('b1'), ids('b2'), counts(state)], ['2 1 3', '9', '3 1'], 'an older one comes late');
});

test('what is created, changed, archived and deleted is where it belongs', async () => {
  const { state, ids, total, hear } = await board();
  hear('task.created', { taskId: '5', bucketId: 'b1', patch: task(5, { rank: 'm15' }) });
  assert.deepEqual([ids('b1'), total('b1'), counts(state)], ['1 5 2 3', 4, '4 1']);
  hear('task.created', { taskId: '5', bucketId: 'b1', patch: task(5, { rank: 'm15' }) });
  assert.equal(counts(state), '4 1', 'a copy counts nothing');
  hear('task.updated', { taskId: '5', fields: ['title'], patch: { title: 'Lain', revision: 2 } });
  assert.equal(state.task('5').title, 'Lain');
  hear('task.updated', { taskId: '5', fields: ['title'], patch: { title: 'Lama', revision: 1 } });
  assert.equal(state.task('5').title, 'Lain', 'what is older changes nothing');
  hear('task.updated', { taskId: '5', fields: ['archivedAt'], patch: { archivedAt: 'x', revision: 3 } });
  assert.equal(ids('b1'), '1 2 3');
  hear('task.deleted', { taskId: '2', bucketId: 'b1' });
  hear('task.deleted', { taskId: '2', bucketId: 'b1' });
  assert.deepEqual([ids('b1'), state.task('2')], ['1 3', undefined]);
  state.learn([task(2)]);
  assert.equal(state.task('2'), undefined, 'a page that left before the deletion does not bring it back');
  hear('task.created', { taskId: '2', bucketId: 'b1', patch: task(2, { revision: 4 }) });
  assert.equal(ids('b1'), '1 2 3', 'out of the trash');
});

test('of a task that is not here only the counts change, unless it comes into sight', async () => {
  const { state, ids, total, hear } = await board({ total: 500 });
  hear('task.moved', moved(400, 'b2', 'b1', 'zz'));
  assert.deepEqual([total('b1'), total('b2'), counts(state)], [499, 2, '499 2']);
  answers['/projects/1/cards'] = { items: [task(400, { bucketId: 'b2', rank: 'zz', revision: 2 })], hasMore: false };
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.deepEqual([ids('b2'), total('b2')], ['9 400', 2], 'the second bucket is here whole: the card is asked for');
  calls.length = 0;
  hear('task.moved', moved(401, 'b1', 'b2', 'zz'));
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.deepEqual(calls, [], 'beyond what is here nothing is asked');
  assert.equal(total('b1'), 500);
});

test('what happened while an answer was on its way is not lost', async () => {
  const { state, lists, ids } = await board();
  let go;
  const old = answers['/projects/1/board'];
  answers['/projects/1/board'] = () => new Promise((resolve) => (go = () => resolve({ ...old, seq: 20 })));
  const loading = lists.load();
  await settled();
  state.hear('project.task.moved', { projectId: '1', ...moved(1, 'b2', 'b1', 'z') }, { seq: 21 });
  go();
  await loading;
  assert.deepEqual([ids('b1'), ids('b2')], ['2 3', '9 1']);
});

const pending = (kind, meta, key = 'k1') => ({ id: key, key, kind, lane: 'project:1', state: 'pending', createdAt: 1, body: {}, meta: { project: '1', ...meta } });

test('a move is on screen before it is sent, and gives way to the answer', async () => {
  const { state, ids, total, hear } = await board();
  items.value = [pending('task.move', { tasks: ['3'], act: 'set', set: { bucketId: 'b1', rank: 'a' } })];
  assert.deepEqual([ids('b1'), total('b1'), state.task('3').waits], ['3 1 2', 3, true]);
  items.value = [pending('task.move', { tasks: ['3'], act: 'set', set: { bucketId: 'b2', rank: 'a' } })];
  assert.deepEqual([ids('b1'), ids('b2'), total('b1'), total('b2')], ['1 2', '3 9', 2, 2]);
  hear('task.moved', moved(2, 'b2', 'b1', 'a1'));
  assert.deepEqual([ids('b1'), ids('b2')], ['1', '3 2 9'], 'others go on moving meanwhile');
  hear('task.moved', moved(3, 'b2', 'b1', 'zz'));
  items.value = [];
  assert.deepEqual([ids('b2'), state.task('3').waits], ['2 9 3', undefined], 'the server decides');
});

test('a refused change leaves what the server has', async () => {
  const { state, ids } = await board();
  items.value = [pending('task.move', { tasks: ['1'], act: 'set', set: { bucketId: 'b2', rank: 'a' } })];
  assert.equal(ids('b2'), '1 9');
  items.value = [{ ...items.value[0], state: 'failed', error: { code: 'bucket_full' } }];
  assert.deepEqual([ids('b1'), ids('b2'), state.task('1').bucketId], ['1 2 3', '9', 'b1']);
});

test('a task made without a connection is there at once, and once when it arrives', async () => {
  const { state, ids, total, hear } = await board();
  items.value = [pending('task.create', { make: { title: 'Baru', bucketId: 'b1', rank: '~~' } })];
  assert.deepEqual([ids('b1'), total('b1'), state.unborn('new:k1').title], ['1 2 3 new:k1', 4, 'Baru']);
  hear('task.created', { taskId: '6', bucketId: 'b1', clientId: 'k1', patch: task(6) });
  assert.deepEqual([ids('b1'), total('b1')], ['1 2 3 6', 4]);
  items.value = [];
  assert.deepEqual([ids('b1'), total('b1')], ['1 2 3 6', 4]);
});

test('a filter holds for what happens later', async () => {
  const { ids, hear } = await board({ query: filterOf({ priority: 'medium' }) });
  hear('task.updated', { taskId: '2', fields: ['priority'], patch: { priority: 'high', revision: 2 } });
  assert.equal(ids('b1'), '1 3');
  hear('task.updated', { taskId: '2', fields: ['priority'], patch: { priority: 'medium', revision: 3 } });
  assert.equal(ids('b1'), '1 2 3');
});

test('checklist, fields and comments are foreseen and told', async () => {
  const { state, hear } = await board();
  state.put(task(1, { revision: 2, checklist: [{ id: 'c1', text: 'a', isCompleted: false }], checklistTotal: 1 }));
  items.value = [
    pending('task.checklist', { tasks: ['1'], act: 'tick', entry: 'c1', isCompleted: true }), pending('task.checklist', { tasks: ['1'], act: 'item', text: 'b' }, 'k2'),
    pending('task.edit', { tasks: ['1'], act: 'set', set: { fields: { f1: 'x' } } }, 'k3'),
  ];
  const shown = state.task('1');
  assert.deepEqual([shown.checklistDone, shown.checklistTotal, shown.checklist[1].text, shown.fields], [1, 2, 'b', { f1: 'x' }]);
  assert.equal(state.task('1'), shown, 'the same object while nothing changes');
  items.value = [];
  state.comments.value = new Map([['1', { items: [], cursor: null, status: 'ready' }]]);
  hear('task.commented', { taskId: '1', commentId: '5', patch: { id: '5', body: 'hai' }, task: { commentCount: 1 } });
  hear('comment.updated', { taskId: '1', commentId: '5', patch: { body: 'halo' } });
  assert.deepEqual([state.comments.value.get('1').items.map((each) => each.body), state.task('1').commentCount], [['halo'], 1]);
  hear('comment.deleted', { taskId: '1', commentId: '5', task: { commentCount: 0 } });
  assert.deepEqual([state.comments.value.get('1').items, state.task('1').commentCount], [[], 0]);
});

test('buckets, members and roles follow; who is taken out sees it', async () => {
  const { state, hear } = await board();
  hear('bucket.created', { bucketId: 'b3', patch: bucket('b3', 0) });
  hear('bucket.updated', { bucketId: 'b1', patch: { name: 'Baru', wipLimit: 2 } });
  hear('bucket.deleted', { bucketId: 'b2', patch: { movedTo: null } });
  assert.deepEqual(state.project.value.buckets.map((each) => [each.name, each.taskCount]), [['Baru', 3], ['b3', 0]]);
  hear('member.added', { userId: '8', patch: { role: 'viewer', memberCount: 2 } });
  hear('member.updated', { userId: ME, patch: { role: 'viewer', memberCount: 2 } });
  assert.deepEqual([state.project.value.memberIds, state.project.value.myRole, state.project.value.memberCount], [[ME, '8'], 'viewer', 2]);
  answers['/projects/1'] = undefined;
  hear('member.removed', { userId: ME, patch: {} });
  await settled();
  await settled();
  assert.equal(state.status.value, 'gone');
});

test('counts are right whatever happened while the board was on its way', async () => {
  const { state, lists, ids, total, hear } = await board({ total: 500 });
  let go;
  const old = answers['/projects/1/board'];
  answers['/projects/1/board'] = () => new Promise((resolve) => (go = () => resolve({ ...old, seq: 20 })));
  const loading = lists.load();
  await settled();
  hear('task.created', { taskId: '50', bucketId: 'b2', patch: task(50, { bucketId: 'b2', rank: 'a' }) }, { seq: 21 });
  hear('task.deleted', { taskId: '2', bucketId: 'b1' }, { seq: 22 });
  hear('task.moved', moved(300, 'b2', 'b1', 'zzz'), { seq: 23 });
  hear('task.moved', moved(3, 'b1', 'b1', 'a'), { seq: 24 });
  go();
  await loading;
  assert.deepEqual([ids('b1'), ids('b2'), total('b1'), total('b2'), counts(state)], ['3 1', '50 9', 498, 3, '498 3']);
});
