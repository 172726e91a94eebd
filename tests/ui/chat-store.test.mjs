// The chat store by replay: state before + event = state after, also for copies, late comers and strangers.

import test from 'node:test';
import assert from 'node:assert/strict';
import { load } from './loader.mjs';

const store = await load('features/chat/store.js');
const { apply, chatOf, putChats, putPage, receipts, resetStore, setStream, streamOf, typing } = store;

const ME = '1';
const ANA = '2';
const at = (minute) => new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString();

function message(id, change = {}) {
  return {
    id, chatId: '10', rootMessageId: null, senderId: ANA, content: `text ${id}`, delivery: 'normal', createdAt: at(Number(id) % 60),
    editedAt: null, deletedAt: null, replyCount: 0, lastReplyAt: null, lastRepliers: [], reactionsSummary: [], mentions: [],
    mentionsAll: false, clientId: null, ...change,
  };
}

function chat(change = {}) {
  return {
    id: '10', kind: 'group', title: 'Rilis', members: [ME, ANA], memberCount: 2, isMember: true, role: 'member', lastMessage: null,
    unreadCount: 0, mentionCount: 0, isPinned: false, isMuted: false, lastReadMessageId: null, createdAt: at(0), archivedAt: null, ...change,
  };
}

/** A chat with messages 100 and 101 loaded to the end. */
function begin(change = {}) {
  resetStore(ME);
  putChats([chat({ lastMessage: message('101'), lastReadMessageId: '101', ...change })]);
  setStream('10', null, { rows: [message('100'), message('101')], status: 'ready', hasOlder: false, hasNewer: false });
}

const created = (id, change = {}, more = {}) => apply('chat.message.created', {
  chatId: '10', messageId: id, rootMessageId: change.rootMessageId ?? null, patch: message(id, change), ...more,
});
const ids = (rootId) => streamOf('10', rootId).value.rows.map((row) => row.id);

test('a new message appears, counts and moves the chat', () => {
  begin();
  created('102', { mentions: [ME] });
  assert.deepEqual(ids(), ['100', '101', '102']);
  const { unreadCount, mentionCount, lastMessage } = chatOf('10');
  assert.deepEqual([unreadCount, mentionCount, lastMessage.id], [1, 1, '102']);
});

test('a copy of an event changes nothing', () => {
  begin();
  created('102');
  const [before, rows] = [chatOf('10'), streamOf('10').value];
  created('102');
  assert.equal(chatOf('10'), before);
  assert.equal(streamOf('10').value, rows);
});

test('a message that comes late is put in its place and not counted', () => {
  begin();
  created('104');
  created('103');
  assert.deepEqual(ids(), ['100', '101', '103', '104']);
  assert.equal(chatOf('10').lastMessage.id, '104');
  assert.equal(chatOf('10').unreadCount, 1);
});

test('ids are compared as numbers', () => {
  begin();
  created('1000');
  created('999');
  assert.deepEqual(ids(), ['100', '101', '999', '1000']);
});

test('one\'s own message reads what stands above it', () => {
  begin({ unreadCount: 3, mentionCount: 1, lastReadMessageId: '98' });
  created('102', { senderId: ME, clientId: 'abc' });
  const { unreadCount, mentionCount, lastReadMessageId } = chatOf('10');
  assert.deepEqual([unreadCount, mentionCount, lastReadMessageId], [0, 0, '102']);
  assert.equal(streamOf('10').value.rows.at(-1).clientId, 'abc');
});

test('a message that is told after it was taken back counts nothing', () => {
  begin();
  const before = chatOf('10');
  created('102', { content: '', deletedAt: at(9) });
  assert.equal(chatOf('10').unreadCount, before.unreadCount);
  assert.equal(chatOf('10').lastMessage, before.lastMessage);
});

test('a message of an unknown chat is ignored', () => {
  begin();
  apply('chat.message.created', { chatId: '77', messageId: '1', patch: message('1', { chatId: '77' }) });
  assert.equal(chatOf('77'), undefined);
});

test('while history is read, what arrives at the end is counted but not shown', () => {
  begin();
  setStream('10', null, { hasNewer: true });
  created('102');
  assert.deepEqual(ids(), ['100', '101']);
  assert.equal(chatOf('10').unreadCount, 1);
});

test('a reply goes to its thread, counts on its root and leaves the list alone', () => {
  begin();
  setStream('10', '100', { rows: [], root: message('100'), status: 'ready' });
  const root = { id: '100', replyCount: 1, lastReplyAt: at(5), lastRepliers: [ANA] };
  created('102', { rootMessageId: '100' }, { root });
  assert.deepEqual(ids(), ['100', '101']);
  assert.deepEqual(ids('100'), ['102']);
  assert.equal(streamOf('10').value.rows[0].replyCount, 1);
  assert.equal(streamOf('10', '100').value.root.replyCount, 1);
  assert.equal(chatOf('10').lastMessage.id, '101');
  assert.equal(chatOf('10').unreadCount, 0);
});

test('a mention in a reply counts once', () => {
  begin();
  created('102', { rootMessageId: '100', mentions: [ME] });
  created('102', { rootMessageId: '100', mentions: [ME] });
  assert.equal(chatOf('10').mentionCount, 1);
});

test('an edit replaces the text wherever it stands; an older one does not', () => {
  begin();
  apply('chat.message.updated', { chatId: '10', messageId: '101', patch: { content: 'new', editedAt: at(20) } });
  apply('chat.message.updated', { chatId: '10', messageId: '101', patch: { content: 'old', editedAt: at(10) } });
  assert.equal(streamOf('10').value.rows[1].content, 'new');
  assert.equal(chatOf('10').lastMessage.content, 'new');
});

test('rows that are not touched stay the same objects', () => {
  begin();
  const [first] = streamOf('10').value.rows;
  apply('chat.message.updated', { chatId: '10', messageId: '101', patch: { content: 'x', editedAt: at(20) } });
  assert.equal(streamOf('10').value.rows[0], first);
});

test('a deleted message goes, one with replies leaves a mark', () => {
  begin();
  setStream('10', null, { rows: [message('100', { replyCount: 2 }), message('101')] });
  apply('chat.message.deleted', { chatId: '10', messageId: '100', patch: { deletedAt: at(9) } });
  apply('chat.message.deleted', { chatId: '10', messageId: '101', patch: { deletedAt: at(9) } });
  const { rows } = streamOf('10').value;
  assert.deepEqual(rows.map((row) => [row.id, row.content, row.deletedAt]), [['100', '', at(9)]]);
  assert.equal(chatOf('10').lastMessage.id, '100');
});

test('the mark goes with the last reply', () => {
  begin();
  setStream('10', null, { rows: [message('100', { replyCount: 1, deletedAt: at(9) })] });
  apply('chat.message.deleted', { chatId: '10', messageId: '102', rootMessageId: '100', patch: {}, root: { id: '100', replyCount: 0, lastRepliers: [] } });
  assert.deepEqual(ids(), []);
});

test('deleting an unread message asks for the counts', () => {
  begin({ unreadCount: 1, lastReadMessageId: '100' });
  apply('chat.message.deleted', { chatId: '10', messageId: '101', patch: {} });
  assert.deepEqual([...store.doubtful.value], ['10']);
});

test('reactions are replaced by the summary of the event', () => {
  begin();
  const reactionsSummary = [{ emoji: '👍', count: 2, userIds: [ME, ANA] }];
  apply('chat.message.reaction.added', { chatId: '10', messageId: '101', patch: { reactionsSummary } });
  assert.deepEqual(streamOf('10').value.rows[1].reactionsSummary, reactionsSummary);
  apply('chat.message.reaction.removed', { chatId: '10', messageId: '5', patch: { reactionsSummary: [] } });
  assert.deepEqual(ids(), ['100', '101']);
});

test('reading elsewhere clears the counts, reading less asks, going back does nothing', () => {
  begin({ unreadCount: 2, lastReadMessageId: '99' });
  apply('chat.message.read', { chatId: '10', userId: ME, messageId: '100', patch: { lastReadMessageId: '100' } });
  assert.deepEqual([chatOf('10').unreadCount, [...store.doubtful.value]], [2, ['10']]);
  apply('chat.message.read', { chatId: '10', userId: ME, messageId: '101', patch: { lastReadMessageId: '101' } });
  assert.equal(chatOf('10').unreadCount, 0);
  apply('chat.message.read', { chatId: '10', userId: ME, messageId: '99', patch: { lastReadMessageId: '99' } });
  assert.equal(chatOf('10').lastReadMessageId, '101');
});

test('reading a thread or one message asks for the counts and moves no pointer', () => {
  begin({ unreadCount: 1, mentionCount: 1, lastReadMessageId: '100' });
  apply('chat.message.read', { chatId: '10', userId: ME, messageId: '103', rootMessageId: '100', patch: { lastReadMessageId: '100' } });
  apply('chat.message.read', { chatId: '10', userId: ANA, messageId: '103', rootMessageId: '100', patch: { lastReadMessageId: '100' } });
  assert.deepEqual([chatOf('10').lastReadMessageId, [...store.doubtful.value], receipts.value.size], ['100', ['10'], 0]);
});

test('the chat tells its newest message when the last one is deleted', () => {
  begin();
  apply('chat.message.deleted', { chatId: '10', messageId: '101', patch: {}, chat: { lastMessage: message('90') } });
  assert.equal(chatOf('10').lastMessage.id, '90');
});

test('receipts of others only go forward', () => {
  begin();
  apply('chat.message.read', { chatId: '10', userId: ANA, messageId: '101', patch: { lastReadMessageId: '101' } });
  apply('chat.message.read', { chatId: '10', userId: ANA, messageId: '100', patch: { lastReadMessageId: '100' } });
  assert.equal(receipts.value.get('10').get(ANA), '101');
});

test('typing begins, ends with a message, by word or by time; one\'s own is not shown', () => {
  begin();
  apply('chat.typing.start', { chatId: '10', userId: ME }, { now: 0 });
  assert.equal(typing.value.size, 0);
  apply('chat.typing.start', { chatId: '10', userId: ANA }, { now: 1000 });
  assert.deepEqual([...typing.value.get('chat:10').keys()], [ANA]);
  created('102');
  assert.equal(typing.value.size, 0);
  apply('chat.typing.start', { chatId: '10', userId: ANA, rootMessageId: '100' }, { now: 1000 });
  assert.deepEqual([...typing.value.keys()], ['chat:10:thread:100']);
  assert.equal(store.expireTyping(1000 + store.TYPING_MS - 1), 1);
  assert.equal(store.expireTyping(1000 + store.TYPING_MS), null);
  assert.equal(typing.value.size, 0);
});

test('a chat made by somebody else with me in it appears; one without me does not', () => {
  begin();
  const patch = chat({ id: '11', createdBy: ANA, isMember: undefined, role: undefined });
  apply('chat.created', { chatId: '11', patch });
  assert.deepEqual([chatOf('11').isMember, chatOf('11').role, chatOf('11').unreadCount], [true, 'member', 0]);
  apply('chat.created', { chatId: '12', patch: chat({ id: '12', members: [ANA] }) });
  assert.equal(chatOf('12'), undefined);
});

test('people come and go; I leave a group for good and a channel as a reader', () => {
  begin();
  apply('chat.participant.joined', { chatId: '10', userId: '3', patch: { role: 'member', memberCount: 3 } });
  apply('chat.participant.joined', { chatId: '10', userId: '3', patch: { role: 'member', memberCount: 3 } });
  assert.deepEqual([chatOf('10').members, chatOf('10').memberCount], [[ME, ANA, '3'], 3]);
  apply('chat.participant.left', { chatId: '10', userId: ANA, patch: { memberCount: 2 } });
  assert.deepEqual(chatOf('10').members, [ME, '3']);
  putChats([chat({ id: '20', kind: 'channel' })]);
  apply('chat.participant.left', { chatId: '20', userId: ME });
  assert.equal(chatOf('20').isMember, false);
  apply('chat.participant.left', { chatId: '10', userId: ME });
  assert.equal(chatOf('10'), undefined);
  assert.equal(streamOf('10').value.status, 'idle');
});

test('being added to an unknown chat asks for it', () => {
  begin();
  apply('chat.participant.joined', { chatId: '30', userId: ME });
  assert.deepEqual([...store.unknown.value], ['30']);
});

test('preferences, roles and changes of a chat are taken over; of an unknown one ignored', () => {
  begin();
  apply('chat.preferences.updated', { chatId: '10', patch: { isPinned: true, isMuted: true } });
  apply('chat.participant.updated', { chatId: '10', userId: ME, patch: { role: 'admin' } });
  apply('chat.updated', { chatId: '10', patch: { title: 'Rilis 2', archivedAt: at(1) } });
  apply('chat.updated', { chatId: '99', patch: { title: 'x' } });
  const { isPinned, isMuted, role, title, archivedAt } = chatOf('10');
  assert.deepEqual([isPinned, isMuted, role, title, archivedAt], [true, true, 'admin', 'Rilis 2', at(1)]);
});

test('pages are merged without doubles', () => {
  begin();
  putPage('10', null, [message('98'), message('99'), message('100')], { hasOlder: false });
  assert.deepEqual(ids(), ['98', '99', '100', '101']);
});

test('what happens while a page is on its way is not lost, and what the page knows already is not doubled', () => {
  begin();
  setStream('10', null, { rows: [], status: 'loading' });
  const replay = store.holdEvents('10');
  created('102');
  apply('chat.message.updated', { chatId: '10', messageId: '101', patch: { content: 'edited', editedAt: at(30) } });
  created('103');
  apply('chat.message.created', { chatId: '99', messageId: '1', patch: message('1', { chatId: '99' }) });
  setStream('10', null, { rows: [message('100'), message('101'), message('102')], status: 'ready' });
  replay();
  assert.deepEqual(ids(), ['100', '101', '102', '103']);
  assert.equal(streamOf('10').value.rows[1].content, 'edited');
  assert.equal(chatOf('10').unreadCount, 2);
  created('104');
  replay();
  assert.deepEqual(ids(), ['100', '101', '102', '103', '104']);
});

test('pins, acknowledgements and votes change the message they are about, and a copy changes nothing more', () => {
  begin();
  const row = () => streamOf('10').value.rows[0];
  const pinned = { chatId: '10', messageId: '100', rootMessageId: null, userId: ANA, patch: { pinnedAt: at(5), pinnedBy: ANA } };
  apply('chat.message.pinned', pinned);
  apply('chat.message.pinned', pinned);
  assert.deepEqual([row().pinnedAt, row().pinnedBy, store.pinChanges.value.get('10')], [at(5), ANA, 2]);
  apply('chat.message.unpinned', { ...pinned, patch: { pinnedAt: null, pinnedBy: null } });
  assert.equal(row().pinnedAt, null);

  apply('chat.message.acknowledged', { chatId: '10', messageId: '100', userId: ANA, patch: { ackCount: 1 } });
  assert.deepEqual([row().ackCount, row().isAcknowledged], [1, undefined]);
  apply('chat.message.acknowledged', { chatId: '10', messageId: '100', userId: ME, patch: { ackCount: 2 } });
  assert.deepEqual([row().ackCount, row().isAcknowledged], [2, true]);

  setStream('10', null, { rows: [message('100', { poll: { anonymous: false, voterCount: 0, closedAt: null, options: [{ text: 'a', count: 0, userIds: [] }] } })] });
  apply('chat.poll.updated', { chatId: '10', messageId: '100', patch: { voterCount: 1, closedAt: at(9), votes: [{ count: 1, userIds: [ME] }] } });
  assert.deepEqual([row().poll.voterCount, row().poll.closedAt, row().poll.mine, row().poll.options[0].text], [1, at(9), [0], 'a']);
  apply('chat.poll.updated', { chatId: '10', messageId: '999', patch: { votes: [] } });
});

test('a pin that is gone with sign-out does not stay', () => {
  begin();
  apply('chat.message.pinned', { chatId: '10', messageId: '100', userId: ANA, patch: { pinnedAt: at(5), pinnedBy: ANA } });
  resetStore(null);
  assert.equal(store.pinChanges.value.size, 0);
});

test('counts that events alone cannot tell are put in doubt', () => {
  const doubted = (act) => {
    store.doubtful.value = new Set();
    act();
    return [...store.doubtful.value];
  };
  store.resetStore(ME);
  store.putChats([{ id: '10', kind: 'group', members: [ME, ANA], memberCount: 2, isMember: true, unreadCount: 0, mentionCount: 1, lastReadMessageId: '5', lastMessage: null }]);
  const said = (id, senderId, more = {}) => ({ chatId: '10', messageId: id, patch: { id, senderId, mentions: [], content: 'x', createdAt: '2026-01-01T00:00:00.000Z', ...more }, ...(more.rootMessageId ? { rootMessageId: more.rootMessageId } : {}) });
  assert.deepEqual(doubted(() => store.apply('chat.message.created', said('20', ME))), ['10'], 'a mention in a thread outlives what I write');
  assert.deepEqual(doubted(() => store.apply('chat.message.updated', { chatId: '10', messageId: '7', patch: { content: 'y', mentions: [ME] } })), ['10'], 'an edit may name me');
  assert.deepEqual(doubted(() => store.apply('chat.message.created', said('19', ANA), { late: true })), ['10'], 'told after a later one');
  store.apply('chat.message.created', said('31', ME, { rootMessageId: '20' }));
  store.apply('chat.message.created', said('30', ANA, { rootMessageId: '20', mentions: [ME] }));
  assert.equal(store.chatOf('10').mentionCount, 1, 'my answer came before the reply that names me');
});
