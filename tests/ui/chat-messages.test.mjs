// What one does with messages, as far as it needs no page: quoting, polls, what an edit changed, where one may forward to.

import test from 'node:test';
import assert from 'node:assert/strict';
import { load } from './loader.mjs';

const { commandOf, ownLinks, pathOfMessage, pendingMessage, quotation, splitChannels, voted, withPoll } = await load('features/chat/model.js');
const { diffWords } = await load('lib/diff.js');
const { readPoll } = await load('features/chat/parts/poll-form.js');
const { changesOf } = await load('features/chat/parts/who.js');
const { commandOffers, COMMANDS, runCommand } = await load('features/chat/parts/commands.js');
const { channelOffers, findTrigger } = await load('features/chat/parts/composer.js');
const { loadAreas, t } = await load('lib/i18n.js');
const { dayBegins, dayValue } = await load('features/chat/parts/jump.js');
const { parseMarkdown, plainText } = await load('lib/md.js');

const from = { name: 'Rina *H*', when: '23 Nov 2026 09:14', href: 'https://team.lan/chat/1?m=2' };

test('a quotation says who, when and where, and what', () => {
  const [quote] = parseMarkdown(quotation('satu\ndua', from));
  assert.equal(quote.type, 'quote');
  assert.equal(quote.children[0].children[0].href, from.href);
  assert.equal(plainText(quotation('satu\ndua', from)), 'Rina *H* · 23 Nov 2026 09:14 satu dua');
});

test('a quotation leaves out what was quoted already, and closes code that it cuts', () => {
  assert.doesNotMatch(quotation('> lama\nbaru', from), /lama/);
  assert.match(quotation('> hanya ini', from), /hanya ini/);
  const blocks = parseMarkdown(`${quotation(`\`\`\`js\n${'let a = 1;\n'.repeat(300)}\`\`\``, from)}jawaban`);
  assert.deepEqual(blocks.map((block) => block.type), ['quote', 'p']);
});

test('the address of a reply leads into its thread', () => {
  assert.equal(pathOfMessage({ chatId: '1', id: '9', rootMessageId: null }), '/chat/1?m=9');
  assert.equal(pathOfMessage({ chatId: '1', id: '9', rootMessageId: '4' }), '/chat/1?thread=4&m=9');
});

test('differences are found word by word, and both texts are kept whole', () => {
  const pieces = diffWords('Rapat jam tiga di atas', 'Rapat jam empat di bawah ya');
  assert.deepEqual(pieces.filter((piece) => piece.kind === 'removed').map((piece) => piece.text), ['tiga', 'atas']);
  const cases = [['', 'a b'], ['a b', ''], ['a', 'a'], ['x '.repeat(3000), 'y '.repeat(3000)], ['satu dua', 'dua satu'], ['a\n\nb', 'a\nb']];
  for (const [before, after] of cases) {
    const found = diffWords(before, after);
    const side = (kind) => found.filter((piece) => piece.kind !== kind).map((piece) => piece.text).join('');
    assert.equal(side('added'), before);
    assert.equal(side('removed'), after);
  }
});

test('every edit is shown against the version before it, the newest first', () => {
  const versions = [{ id: '2', action: 'edit', content: 'b', createdAt: '2026-11-23T02:00:00Z' }, { id: '1', action: 'edit', content: 'a', createdAt: '2026-11-23T01:00:00Z' }];
  const changes = changesOf({ content: 'c' }, versions);
  assert.deepEqual(changes.map(({ pieces }) => pieces.map((piece) => piece.text).join('>')), ['b>c', 'a>b']);
  assert.deepEqual(changes.map((change) => change.at), ['2026-11-23T02:00:00Z', '2026-11-23T01:00:00Z']);
});

const poll = (more = {}) => ({
  multiple: false, anonymous: false, voterCount: 1, mine: [], closedAt: null, closesAt: null,
  options: [{ text: 'a', count: 1, userIds: ['2'] }, { text: 'b', count: 0, userIds: [] }], ...more,
});

test('a vote counts at once, changes and is withdrawn', () => {
  const first = voted(poll(), [1], '1');
  assert.deepEqual([first.voterCount, first.mine, first.options.map((option) => option.count)], [2, [1], [1, 1]]);
  const second = voted(first, [0], '1');
  assert.deepEqual([second.voterCount, second.options.map((option) => option.count), second.options[0].userIds], [2, [2, 0], ['2', '1']]);
  const none = voted(second, [], '1');
  assert.deepEqual([none.voterCount, none.mine, none.options.map((option) => option.count)], [1, [], [1, 0]]);
  assert.equal(voted(poll({ anonymous: true, options: [{ text: 'a', count: 0, userIds: null }, { text: 'b', count: 0, userIds: null }] }), [0], '1').options[0].userIds, null);
});

test('votes of others keep the words, and mine where it is not told', () => {
  const told = withPoll({ poll: poll() }, { voterCount: 2, closedAt: null, votes: [{ count: 1, userIds: ['2'] }, { count: 1, userIds: ['1'] }] }, '1');
  assert.deepEqual(told.poll.options.map((option) => [option.text, option.count]), [['a', 1], ['b', 1]]);
  assert.deepEqual(told.poll.mine, [1]);
  const crowd = withPoll({ poll: poll({ mine: [1] }) }, { votes: [{ count: 0, userIds: [] }, { count: 101, userIds: null }] }, '1');
  assert.deepEqual(crowd.poll.mine, [1], 'who is one of too many to be named is still one of them');
  const secret = withPoll({ poll: poll({ anonymous: true, mine: [0] }) }, { votes: [{ count: 2, userIds: null }, { count: 0, userIds: null }] }, '1');
  assert.deepEqual([secret.poll.mine, secret.poll.options[0].count], [[0], 2]);
  assert.deepEqual(withPoll({ id: '1' }, { votes: [] }, '1'), { id: '1' });
});

test('a poll needs a question, two different choices and an end to come', () => {
  const form = { question: 'Kapan?', options: ['Senin', ' Rabu ', ''], multiple: true, anonymous: false, closesAt: '' };
  assert.deepEqual(readPoll(form), { question: 'Kapan?', poll: { options: ['Senin', 'Rabu'], multiple: true, anonymous: false } });
  assert.deepEqual(readPoll({ ...form, question: ' ', options: ['a', ''] }).faults, { question: 'app.field.required', options: 'message.poll.fewest' });
  assert.deepEqual(readPoll({ ...form, options: ['a', 'A'] }).faults, { options: 'message.poll.alike' });
  assert.deepEqual(readPoll({ ...form, closesAt: '2020-01-01T10:00' }).faults, { closesAt: 'message.poll.past' });
  assert.match(readPoll({ ...form, closesAt: '2099-01-01T10:00' }).poll.closesAt, /Z$/);
});

test('a message under way shows what it will have', () => {
  const item = { id: 'k', createdAt: 0, state: 'pending', error: null, body: { forward: {} }, meta: { chatId: '1', shown: { content: 'halo', forwarded: { senderId: '2' } } } };
  const row = pendingMessage(item, '1');
  assert.deepEqual([row.content, row.forwarded.senderId, row.sending], ['halo', '2', 'pending']);
});

test('a day of a date field begins at midnight here, and impossible days are none', () => {
  assert.equal(dayBegins('2026-11-23').getTime(), new Date(2026, 10, 23).getTime());
  assert.equal(dayBegins('2026-02-31'), null);
  assert.equal(dayBegins(''), null);
  assert.equal(dayValue(new Date(2026, 0, 5)), '2026-01-05');
});

test('addresses of our own chats and messages unfold, three at most, not in quotations and code, never foreign ones', () => {
  const at = 'https://team.lan';
  const found = (text) => ownLinks(text, at).map(({ chatId, messageId }) => [chatId, messageId]);
  assert.deepEqual(found(`lihat ${at}/chat/3?m=14, dan [ini](${at}/chat/4)`), [['3', '14'], ['4', null]]);
  assert.deepEqual(found(`${at}/chat/3?thread=2&m=14`), [['3', '14']]);
  assert.deepEqual(found(`${at}/chat/3?m=14 ${at}/chat/3?m=14`), [['3', '14']]);
  assert.deepEqual(found(`> ${at}/chat/3?m=14\n\`${at}/chat/5\`\n\`\`\`\n${at}/chat/6\n\`\`\`\n${at}/chat/7`), [['7', null]]);
  assert.equal(found([1, 2, 3, 4].map((n) => `${at}/chat/${n}`).join(' ')).length, 3);
  assert.deepEqual(found(`https://evil.lan/chat/3 ${at}.evil.example/chat/3 ${at}/chat/abc ${at}/chat/3/x ${at}/chat/3?m=x`), []);
});

test('addresses of tasks unfold in whatever view they were copied from', () => {
  const at = 'https://team.lan';
  const found = (text) => ownLinks(text, at).map(({ taskId }) => taskId);
  assert.deepEqual(found(`${at}/projects/4?task=12 dan ${at}/projects/4/list?sort=due&task=13`), ['12', '13']);
  assert.deepEqual(found(`${at}/projects/4 ${at}/projects/4?task=x https://evil.lan/projects/4?task=12 \`${at}/projects/4?task=12\``), []);
});

test('#names of known channels become links, the longest that fits, and nothing within words', () => {
  const channels = [{ id: '1', name: 'rilis' }, { id: '2', name: 'rilis besar' }];
  assert.deepEqual(splitChannels('lihat #Rilis Besar dan #rilis.', channels), ['lihat ', { channel: '#Rilis Besar', id: '2' }, ' dan ', { channel: '#rilis', id: '1' }, '.']);
  assert.deepEqual(splitChannels('a#rilis ##rilis #rilisan #rilis-2', channels), ['a#rilis ##rilis #rilisan #rilis-2']);
});

test('a text that begins with a word after a slash is a command; a path is not', () => {
  assert.deepEqual(commandOf('/remind me  besok\nx'), { name: 'remind', args: 'me  besok\nx' });
  assert.deepEqual(commandOf(' /Poll '), { name: 'poll', args: '' });
  for (const text of ['/etc/hosts', '//poll', '/ poll', 'a /poll', '/', '/5']) assert.equal(commandOf(text), null, text);
});

test('commands are offered by their beginning, where they can be used', async () => {
  await loadAreas('app', 'chat', 'message');
  const names = (chat, query) => commandOffers(chat, query).map((offer) => offer.key);
  const group = { kind: 'group', isMember: true, role: 'member', archivedAt: null };
  assert.deepEqual(names(group, 're'), ['remind']);
  assert.deepEqual(names(group, ''), ['remind', 'poll', 'topic', 'invite', 'mute', 'me', 'shrug', 'leave']);
  assert.ok(names({ ...group, role: 'owner' }, '').includes('archive'));
  assert.deepEqual(names({ ...group, kind: 'direct' }, ''), ['remind', 'poll', 'mute', 'me', 'shrug']);
  for (const { command } of commandOffers(group, '')) assert.ok(command.help.endsWith('.'), command.name);
  assert.equal(new Set(COMMANDS.map((command) => command.name)).size, COMMANDS.length);
});

test('an unknown command, one that is not for here, and one without its words say so', async () => {
  const chat = { id: '1', kind: 'direct', isMember: true, role: null, archivedAt: null };
  const run = (name, args = '') => runCommand({ name, args }, { chat, ctx: null });
  assert.deepEqual(await run('nosuch'), { fault: t('message.command.unknown', { name: '/nosuch' }), unknown: true });
  assert.deepEqual(await run('constructor'), { fault: t('message.command.unknown', { name: '/constructor' }), unknown: true });
  assert.deepEqual(await run('topic', 'x'), { fault: t('message.command.notHere', { name: '/topic' }) });
  assert.deepEqual(await run('remind', 'me to breathe'), { fault: t('message.command.when') });
  assert.deepEqual(await run('remind', 'me 2020-01-01 x'), { fault: t('message.command.when') });
  assert.deepEqual(await run('me'), { fault: t('message.command.empty') });
  assert.equal(plainText((await run('shrug', 'entah')).send), 'entah \u00af\\_(\u30c4)_/\u00af');
  assert.equal((await run('me', 'pulang_dulu')).send, '_pulang\\_dulu_');
});

test('completion begins at a slash only at the start, and at a hash for channels', () => {
  assert.deepEqual(findTrigger('/re', 3), { kind: 'command', query: 're', from: 0 });
  assert.equal(findTrigger('a /re', 5), null);
  assert.equal(findTrigger('/remind x', 9), null);
  assert.deepEqual(findTrigger('lihat #ri', 9), { kind: 'channel', query: 'ri', from: 6 });
  const chats = [{ id: '1', kind: 'channel', title: 'Rilis' }, { id: '2', kind: 'group', title: 'rindu' }, { id: '3', kind: 'channel', title: 'lain' }];
  assert.deepEqual(channelOffers(chats, 'ri').map((offer) => offer.text), ['#Rilis ']);
});
