// What the stream shows for given messages, and the pure questions about chats.

import test from 'node:test';
import assert from 'node:assert/strict';
import { load } from './loader.mjs';

const model = await load('features/chat/model.js');
const { buildRows, pendingFor, rowKey } = model;
const { formatted, continuation, fenced } = await load('features/chat/parts/format.js');
const { parseTable, searchEmoji, withTone } = await load('features/chat/emoji/table.js');

const time = (day, minute) => new Date(2026, 10, day, 9, minute).toISOString();

function message(id, change = {}) {
  return {
    id, senderId: '2', content: 'x', createdAt: time(23, Number(id)), deletedAt: null, replyCount: 0, delivery: 'normal',
    clientId: null, reactionsSummary: [], ...change,
  };
}

const shape = (rows) => rows.map((row) => (row.type === 'message' ? `${row.message.id}${row.head ? '*' : ''}` : row.type));
const build = (rows, more = {}, reuse) => buildRows({ rows, hasOlder: false, hasNewer: false, myId: '1', ...more }, reuse);

test('messages of one person within five minutes stand under one head', () => {
  assert.deepEqual(shape(build([message('1'), message('2'), message('9'), message('10', { senderId: '3' })])), ['start', 'day', '1*', '2', '9*', '10*']);
});

test('a new day, a thread above and a priority begin anew', () => {
  const rows = [message('1', { replyCount: 2 }), message('2'), message('3', { delivery: 'urgent' }), message('4', { createdAt: time(24, 0) })];
  assert.deepEqual(shape(build(rows)), ['start', 'day', '1*', '2*', '3*', 'day', '4*']);
});

test('the divider stands before the first unread message', () => {
  assert.deepEqual(shape(build([message('1'), message('2'), message('3')], { newFrom: '2' })), ['start', 'day', '1*', 'new', '2*', '3']);
});

test('gaps stand where more is to be loaded', () => {
  assert.deepEqual(shape(build([message('1')], { hasOlder: true, hasNewer: true })), ['older', 'day', '1*', 'newer']);
});

test('rows that did not change are the same objects', () => {
  const rows = [message('1'), message('2')];
  const first = build(rows);
  const second = build([...rows, message('3')], {}, new Map(first.map((row) => [row.key, row])));
  for (const row of first) assert.ok(second.includes(row), row.key);
});

test('a message under way keeps its key when the server confirms it', () => {
  const item = { id: 'abc', kind: 'chat.send', meta: { chatId: '10', stream: 'chat:10' }, body: { content: 'hi' }, createdAt: 0, state: 'pending' };
  const [pending] = pendingFor([item], 'chat:10', [], '1');
  const confirmed = message('5', { clientId: 'abc', senderId: '1' });
  assert.equal(rowKey(pending), rowKey(confirmed));
  assert.equal(pendingFor([item], 'chat:10', [], '1')[0], pending);
  assert.deepEqual(pendingFor([item], 'chat:10', [confirmed], '1'), []);
  assert.deepEqual(pendingFor([item], 'chat:11', [], '1'), []);
});

test('sections: pinned first, channels by name, people by latest message, muted and left ones as they are', () => {
  const chat = (id, change) => ({ id, kind: 'channel', title: id, members: ['1'], isMember: true, isPinned: false, createdAt: time(1, 0), ...change });
  const list = [
    chat('zeta'), chat('alpha'), chat('pinned', { isPinned: true }), chat('left', { isMember: false }),
    chat('d1', { kind: 'direct', members: ['1', '2'] }), chat('d2', { kind: 'direct', members: ['1', '3'], lastMessage: { createdAt: time(23, 0) } }),
  ];
  const nameOf = (id) => ({ 2: 'Ana', 3: 'Bayu' })[id];
  const sections = model.sectionsOf(list, { nameOf, myId: '1' });
  assert.deepEqual(sections.map((each) => [each.id, each.chats.map(({ id }) => id)]),
    [['pinned', ['pinned']], ['channels', ['alpha', 'zeta']], ['direct', ['d2', 'd1']]]);
  const filtered = model.sectionsOf(list, { nameOf, myId: '1', filter: 'áNA' });
  assert.deepEqual(filtered.flatMap((each) => each.chats.map(({ id }) => id)), ['d1']);
});

test('toggling a reaction joins, leaves and removes the last one', () => {
  const one = model.toggleReaction([], '👍', '1');
  assert.deepEqual(one, [{ emoji: '👍', count: 1, userIds: ['1'], hasCurrentUser: true }]);
  const two = model.toggleReaction([{ emoji: '👍', count: 1, userIds: ['2'] }], '👍', '1');
  assert.deepEqual([two[0].count, two[0].userIds], [2, ['2', '1']]);
  assert.deepEqual(model.toggleReaction(one, '👍', '1'), []);
});

test('mentions are found by name, longest first, at word borders only', () => {
  const people = [{ id: '2', displayName: 'Rina' }, { id: '3', displayName: 'Rina Hartono' }];
  assert.deepEqual(model.splitMentions('hai @rina hartono, @Rinaldi a@Rina', people, false),
    ['hai ', { mention: '@rina hartono', id: '3' }, ', @Rinaldi a@Rina']);
  assert.deepEqual(model.splitMentions('@channel ya', [], true), [{ mention: '@channel', id: null }, ' ya']);
  assert.deepEqual(model.splitMentions('@channel ya', [], false), ['@channel ya']);
  assert.deepEqual(model.splitMentions('@a(b', [{ id: '1', displayName: 'a(b' }], false), [{ mention: '@a(b', id: '1' }]);
});

test('only few emoji alone are drawn large', () => {
  for (const text of ['👍', '👍🏽 🎉', '👨‍👩‍👧', '🇮🇩', '❤️']) assert.ok(model.isJumbo(text), text);
  for (const text of ['', 'a 👍', '12', '👍'.repeat(7), '#']) assert.ok(!model.isJumbo(text), text);
});

test('roles may be given up to one\'s own, never to somebody above', () => {
  assert.deepEqual(model.rolesToGive('admin', 'member'), ['admin', 'member']);
  assert.deepEqual(model.rolesToGive('admin', 'owner'), []);
  assert.deepEqual(model.rolesToGive('owner', 'admin'), ['owner', 'admin', 'member']);
  assert.deepEqual(model.rolesToGive('member', 'member'), []);
});

const used = (value, from, to, mark) => {
  const { from: start, to: end, text } = formatted(value, from, to, mark);
  return value.slice(0, start) + text + value.slice(end);
};

test('marks go around the selection and come off again', () => {
  assert.equal(used('a bc d', 2, 4, 'bold'), 'a **bc** d');
  assert.equal(used('a **bc** d', 4, 6, 'bold'), 'a bc d');
  assert.equal(used('a\nb', 0, 3, 'quote'), '> a\n> b');
  assert.equal(used('> a\n> b', 0, 7, 'quote'), 'a\nb');
  assert.equal(used('a\nb', 0, 3, 'numbers'), '1. a\n2. b');
  assert.equal(used('a\nb', 0, 3, 'code'), '```\na\nb\n```');
  assert.equal(used('see x', 4, 5, 'link'), 'see [x](https://)');
});

test('a new line in a list goes on with it; on an empty item it ends', () => {
  assert.equal(continuation('- a', 3).text, '\n- ');
  assert.equal(continuation('2. a', 4).text, '\n3. ');
  assert.deepEqual(continuation('- a\n- ', 6), { from: 4, to: 6, text: '' });
  assert.equal(continuation('plain', 5), null);
});

test('emoji are found by shortcode, by name, and in Indonesian; tones are applied', () => {
  const english = '#people\n👋\t+\twave\twaving hand\thello\n👍\t+\t+1 thumbsup\tthumbs up\tyes\n#flags\n🏁\t\tchecked_flag\tchequered flag\trace';
  const local = '#people\nmelambaikan tangan\thalo\njempol ke atas\tsetuju\n#flags\nbendera finis\tlomba';
  const table = parseTable(english, local);
  const found = (query) => searchEmoji(table, query, 5).map((entry) => entry.emoji);
  assert.deepEqual(found(':thumb'), ['👍']);
  assert.deepEqual(found('+1'), ['👍']);
  assert.deepEqual(found('setuju'), ['👍']);
  assert.deepEqual(found('tangan'), ['👋']);
  assert.equal(withTone(table[0], 3), '👋🏽');
  assert.equal(withTone(table[2], 3), '🏁');
});

test('a stretch becomes a block of code of its own, whatever is in it', () => {
  const put = (value, from, to) => {
    const change = fenced(value, from, to);
    return value.slice(0, change.from) + change.text + value.slice(change.to);
  };
  assert.equal(put('kode', 0, 4), '```\nkode\n```');
  assert.equal(put('lihat kode ini', 6, 10), 'lihat \n```\nkode\n```\n ini');
  assert.equal(put('```\na\n```\n', 0, 10), '````\n```\na\n```\n````');
});
