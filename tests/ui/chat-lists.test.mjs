// The lists across chats without a page: sections and their order, drafts of several devices, moments to choose from.

import test from 'node:test';
import assert from 'node:assert/strict';
import { load } from './loader.mjs';

const layout = await load('features/chat/layout.js');
const { isShared, judge, targetOf } = await load('features/chat/drafts.js');
const { limits } = await load('state/session.js');
const presets = await load('features/chat/presets.js');
const { placeOf, sectionsOf } = await load('features/chat/model.js');
const { merged } = await load('features/chat/parts/list-row.js');
const { folded } = await load('features/chat/parts/activity.js');
const { reasonsOf } = await load('features/chat/parts/chat-menu.js');

const section = (id, ...chatIds) => ({ id, name: id === 'favourites' ? '' : id, chatIds });

// -- Sections

test('a chat has one place: putting it somewhere takes it out of where it was', () => {
  const before = [section('a', '1', '2'), section('b', '3')];
  assert.deepEqual(layout.placeChat(before, '1', 'b', 0, ['3']), [section('a', '2'), section('b', '1', '3')]);
  assert.deepEqual(layout.placeChat(before, '1', null), [section('a', '2'), section('b', '3')]);
  assert.deepEqual(before, [section('a', '1', '2'), section('b', '3')], 'what was is not changed');
});

test('the order is that of the screen; chats that are not on it keep their place behind', () => {
  const before = [section('a', '9', '1', '8', '2')];
  assert.deepEqual(layout.placeChat(before, '2', 'a', 0, ['1', '2']), [section('a', '2', '1', '9', '8')]);
});

test('the order of what is pinned makes its section when it is first needed', () => {
  assert.deepEqual(layout.placeChat([section('a')], '5', 'favourites', 0, []), [section('a'), section('favourites', '5')]);
});

test('a change made twice is made once', () => {
  const change = (sections) => layout.addSection(sections, 'x', 'X');
  assert.deepEqual(change(change([])), change([]));
  const place = (sections) => layout.placeChat(sections, '1', 'a', 0, ['2']);
  assert.deepEqual(place(place([section('a', '2')])), place([section('a', '2')]));
});

test('sections move among one\'s own and not past the ends', () => {
  const before = [section('favourites', '1'), section('a'), section('b')];
  assert.deepEqual(layout.moveSection(before, 'b', -1).map(({ id }) => id), ['favourites', 'b', 'a']);
  assert.equal(layout.moveSection(before, 'b', 1), before);
  assert.equal(layout.moveSection(before, 'a', -1), before);
});

test('the sidebar shows one\'s own sections in their order, empty ones too, and the rest as ever', () => {
  const chat = (id, kind, more = {}) => ({ id, kind, title: `t${id}`, members: ['1', '2'], isMember: true, isPinned: false, createdAt: '2026-01-01', ...more });
  const list = [chat('1', 'channel'), chat('2', 'channel'), chat('3', 'direct'), chat('4', 'group', { isPinned: true }), chat('5', 'channel', { isPinned: true })];
  const sections = sectionsOf(list, { nameOf: (id) => id, myId: '1', layout: [section('favourites', '5', '4'), section('b', '3', '2'), section('a'), section('c', '4')] });
  const shape = sections.map(({ id, own, chats }) => [id, Boolean(own), chats.map((each) => each.id).join()]);
  assert.deepEqual(shape, [['pinned', false, '5,4'], ['b', true, '3,2'], ['a', true, ''], ['c', true, ''], ['channels', false, '1'], ['direct', false, '']]);
  const unread = sectionsOf(list, { nameOf: (id) => id, myId: '1', test: (each) => each.id === '2' });
  assert.deepEqual(unread.flatMap(({ chats }) => chats.map((each) => each.id)), ['2']);
});

// -- Drafts

test('of two texts the changed one wins, of two changed ones the person chooses', () => {
  const none = { version: 0, text: '' };
  const at = (text, version = 1) => ({ version, text });
  assert.equal(judge('a', at('a'), at('a', 2)), 'same');
  assert.equal(judge('a', at('a'), at('b', 2)), 'take');
  assert.equal(judge('', none, at('b')), 'take');
  assert.equal(judge('b', at('a'), at('a')), 'push');
  assert.equal(judge('b', at('a'), at('c', 2)), 'ask');
  assert.equal(judge('b', none, at('c')), 'ask');
});

test('what was sent elsewhere goes, unless it was written on here', () => {
  const none = { version: 0, text: '' };
  assert.equal(judge('a', { version: 1, text: 'a' }, none), 'take');
  assert.equal(judge('ab', { version: 1, text: 'a' }, none), 'push');
});

test('the key of a draft says where it belongs', () => {
  assert.deepEqual(targetOf('chat:12'), { chatId: '12', rootId: null });
  assert.deepEqual(targetOf('chat:12:thread:7'), { chatId: '12', rootId: '7' });
  assert.equal(targetOf('mail:12'), null);
});

// -- Moments

test('mornings are those of this device; Monday is never today', () => {
  const friday = new Date(2026, 10, 27, 18, 5);
  const day = (date) => [date.getDay(), date.getDate(), date.getHours(), date.getMinutes()];
  assert.deepEqual(day(presets.tomorrow(friday)), [6, 28, 9, 0]);
  assert.deepEqual(day(presets.monday(friday)), [1, 30, 9, 0]);
  assert.deepEqual(day(presets.monday(new Date(2026, 10, 23, 8))), [1, 30, 9, 0]);
  assert.deepEqual(presets.sendTimes(new Date(2026, 10, 29, 12)).map(({ id }) => id), ['tomorrow'], 'on a Sunday they are the same');
  assert.deepEqual(presets.reminderTimes(friday).map(({ id }) => id), ['m20', 'h1', 'h3', 'tomorrow', 'monday']);
});

test('a field of a day and a time is read as it is written', () => {
  const date = new Date(2026, 0, 5, 7, 3);
  assert.equal(Number(presets.fromField('2026-01-05T07:03')), Number(date));
  assert.equal(presets.fromField(''), null);
  assert.equal(presets.fromField('soon'), null);
});

test('a moment lies a minute to a year ahead', () => {
  const now = new Date(2026, 5, 1);
  const after = (ms) => presets.faultOf(new Date(now.getTime() + ms), now);
  assert.equal(presets.faultOf(null, now), 'missing');
  assert.deepEqual([after(-1), after(59_000), after(60_000), after(364 * 86_400_000), after(366 * 86_400_000)], ['past', 'past', null, null, 'far']);
});

// -- Lists

test('a list that is fetched again keeps its order; new ones come on top, what is gone goes', () => {
  const keyOf = (item) => item.id;
  const item = (id, v = 1) => ({ id, v });
  const turn = (before, page, more = {}) => merged(before, page, { keyOf, ...more });
  const whole = { items: [item('a'), item('b')], next: null };
  assert.deepEqual(turn(whole, { items: [item('b', 2), item('c'), item('a')], hasMore: false }).items, [item('c'), item('a'), item('b', 2)]);
  assert.deepEqual(turn(whole, { items: [item('b')], hasMore: false }).items, [item('b')]);
  const partly = { items: [item('a'), item('b')], next: 'x' };
  assert.deepEqual(turn(partly, { items: [item('c'), item('a', 2)], hasMore: true, nextCursor: 'y' }), { items: [item('c'), item('a', 2), item('b')], next: 'x', error: null, busy: false });
  assert.deepEqual(turn(partly, { items: [item('b'), item('d')], hasMore: false }, { cursor: 'x' }), { items: [item('a'), item('b'), item('d')], next: null, error: null, busy: false });
});

test('reactions to one message with one emoji stand in one line', () => {
  const reaction = (actorId, id, emoji) => ({ kind: 'reaction', actorId, emoji, message: { id } });
  const lines = folded([reaction('1', 'm', '👍'), reaction('2', 'm', '👍'), reaction('3', 'm', '🎉'), { kind: 'reply', actorId: '4', message: { id: 'm' } }, reaction('5', 'm', '🎉')]);
  assert.deepEqual(lines.map(({ actorIds }) => actorIds), [['1', '2'], ['3'], ['4'], ['5']]);
});

test('the reasons are each message once, mentions in threads included', () => {
  const message = (id, rootMessageId = null) => ({ id, rootMessageId });
  const list = reasonsOf({ messages: [message('1'), message('2')], mentions: [message('2'), message('3', '1'), message('4')] });
  assert.deepEqual(list.map((each) => [each.message.id, each.called]), [['1', false], ['2', true], ['3', true], ['4', true]]);
});

test('a reply is found in its thread', () => {
  assert.equal(placeOf({ chatId: '1', id: '9', rootMessageId: null }), '/chat/1?m=9');
  assert.equal(placeOf({ chatId: '1', id: '9', rootMessageId: '4' }), '/chat/1?thread=4&m=9');
});

test('a text that no message may have stays on this device', () => {
  limits.value = { messageChars: 10 };
  assert.deepEqual(['', 'x'.repeat(10), 'x'.repeat(11)].map(isShared), [true, true, false]);
  limits.value = {};
  assert.equal(isShared('x'.repeat(20_001)), false);
});
