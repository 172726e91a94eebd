// Emoji of the workspace's own in texts: what is one, what is not, and when a message is only emoji.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { load } from './loader.mjs';

const session = await load('state/session.js');
const { splitEmoji, withoutDrawings } = await load('features/chat/parts/glyph.js');
const { mayAddEmoji, ownEmoji } = await load('features/chat/emoji/own.js');
const { searchEmoji } = await load('features/chat/emoji/table.js');
const { isJumbo } = await load('features/chat/model.js');

const parrot = { id: '1', name: 'party_parrot', url: '/p', createdBy: '1' };
const plus = { id: '2', name: '+2', url: '/q', createdBy: '2' };
const known = new Map([parrot, plus].map((each) => [each.name, each]));
const boot = (more = {}) => session.applyBoot({
  me: { id: '1', displayName: 'Ana', isAdmin: false }, people: [], workspace: { name: 'W', emojiAddedBy: 'everyone' }, emoji: [plus, parrot], seq: '1', ...more,
});

beforeEach(() => boot());

test('a name between colons is an emoji where there is one of that name', () => {
  assert.deepEqual(splitEmoji('hi :party_parrot: and :+2:!', known), ['hi ', { emoji: parrot }, ' and ', { emoji: plus }, '!']);
  assert.deepEqual(splitEmoji(':party_parrot::+2:', known), [{ emoji: parrot }, { emoji: plus }]);
});

test('times, ports and other colons stay as they are', () => {
  for (const text of ['12:30:45', 'a:b:c', ': party_parrot :', ':Party_Parrot:', ':nobody:', 'no colon']) assert.deepEqual(splitEmoji(text, known), [text]);
  assert.deepEqual(splitEmoji('at 12:30:party_parrot:', known), ['at 12:30', { emoji: parrot }]);
  assert.deepEqual(splitEmoji(':party_parrot:', new Map()), [':party_parrot:']);
});

test('a message of nothing but emoji is drawn large, the workspace\'s own included', () => {
  const large = (text) => isJumbo(withoutDrawings(text, known));
  assert.ok(large(':party_parrot: 🎉 :+2:'));
  assert.ok(!large(':party_parrot: hi') && !large(':nobody:') && !large(':party_parrot:'.repeat(7)));
});

test('they are found like any other, by their name and its words', () => {
  const found = (query) => searchEmoji(ownEmoji(), query, 9).map((each) => each.emoji);
  assert.deepEqual(found('parr'), [':party_parrot:']);
  assert.deepEqual(found(':party_p'), [':party_parrot:']);
  assert.deepEqual(found('nothing'), []);
});

test('who may add some is the workspace\'s to say', () => {
  assert.ok(mayAddEmoji());
  session.sessionEvents['workspace.updated']({ patch: { emojiAddedBy: 'admins' } });
  assert.ok(!mayAddEmoji());
  boot({ me: { id: '1', displayName: 'Ana', isAdmin: true } });
  assert.ok(mayAddEmoji());
});

test('emoji come and go with their events, in the order of their names', () => {
  const names = () => [...session.customEmoji.value.keys()];
  assert.deepEqual(names(), ['+2', 'party_parrot']);
  session.sessionEvents['emoji.created']({ emojiId: '3', patch: { id: '3', name: 'boat', url: '/b', createdBy: '1' } });
  assert.deepEqual(names(), ['+2', 'boat', 'party_parrot']);
  session.sessionEvents['emoji.deleted']({ emojiId: '2', name: '+2' });
  assert.deepEqual(names(), ['boat', 'party_parrot']);
  assert.deepEqual(session.workspaceNow().emoji.map((each) => each.name), ['boat', 'party_parrot']);
});

test('the look follows what is told, and the logo is the product\'s own without one', () => {
  assert.match(session.logo.value, /icons\/logo\.svg$/);
  session.sessionEvents['workspace.updated']({ patch: { name: 'Kopi', logoUrl: '/brand/x/logo.png' } });
  assert.equal(session.logo.value, '/brand/x/logo.png');
  assert.equal(session.workspaceNow().workspace.name, 'Kopi');
});
