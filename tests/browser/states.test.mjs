// What a chat looks like when something is not as usual: too long a text, no right to write, an archive, people whose account is
// off, being taken out while it is open, an address that leads nowhere.

import assert from 'node:assert/strict';
import { violations } from './support/audit.mjs';
import { channel, chatOf, direct, group, say } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { arrived, eventually, gone, seen, valued } from './support/waiting.mjs';
import { Wire } from './support/wire.mjs';

const button = (within, name) => within.getByRole('button', { name, exact: true });

/** How many characters a message may have, as the server says it. */
const limitOf = async (person) => (await person.get('/boot')).limits.messageChars;

scene('the limit of a message is told while writing and keeps what is too long from being sent', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const limit = await limitOf(ana);
  const hers = await chatOf(ana, `/chat/${await direct(ana, budi)}`);
  const send = hers.main.getByTestId('send-button');
  await hers.input.fill('a'.repeat(limit - 499));
  await seen(hers.main.getByText('499 characters left'));
  await eventually(async () => assert.equal(await hers.input.getAttribute('aria-invalid'), null));
  await hers.input.fill('a'.repeat(limit + 2));
  await seen(hers.main.getByText('2 characters too many'));
  await eventually(async () => assert.equal(await hers.input.getAttribute('aria-invalid'), 'true'));
  await eventually(async () => assert.equal(await send.isDisabled(), true));
  await hers.input.press('Enter');
  assert.equal((await hers.input.inputValue()).length, limit + 2);
  await hers.page.getByRole('status').filter({ hasText: '2 characters too many' }).waitFor({ state: 'attached' });
  assert.deepEqual(await violations(hers.page), []);
  await hers.input.press('Backspace');
  await hers.input.press('Backspace');
  await eventually(async () => assert.equal(await send.isDisabled(), false));
});

scene('people whose account is off are said to be, wherever they are', async ({ admin, person }) => {
  const [boss, eko] = [await admin(), await person('Eko')];
  const shared = await group(boss, 'Gudang', [eko]);
  const asked = await say(boss, shared, 'Siapa? @Eko');
  await eko.post(`/chats/${shared}/reactions`, { messageId: asked, emoji: '👀' });
  const alone = await direct(boss, eko);
  await say(eko, alone, 'Hari terakhir');
  const { page, main, ...hers } = await chatOf(boss, `/chat/${alone}`);
  await seen(hers.input);
  await boss.patch(`/admin/users/${eko.id}`, { disabled: true });
  // The composer makes way for the reason at once; what was said stays.
  await seen(main.getByText('Eko no longer has an account here.', { exact: false }));
  await seen(main.locator('header').getByText('Account switched off'));
  await seen(main.getByText('Hari terakhir'));
  await gone(hers.input);
  assert.deepEqual(await violations(page), []);

  await page.getByTestId('chat-item').filter({ hasText: 'Gudang' }).click();
  await button(main, '@Eko').click();
  await seen(page.getByRole('dialog', { name: 'Eko' }).getByText('Account switched off'));
  assert.equal(await page.getByRole('dialog', { name: 'Eko' }).getByRole('button', { name: 'Message', exact: true }).count(), 0);
  await page.keyboard.press('Escape');
  await button(main, '2 members').click();
  await seen(page.getByRole('listitem').filter({ hasText: 'Eko' }).getByText('Account switched off'));
  await page.keyboard.press('Escape');
  await main.getByTestId('message').first().focus();
  await page.keyboard.press('V');
  await page.getByText('Reactions', { exact: true }).click();
  await seen(page.getByRole('listitem').filter({ hasText: 'Eko' }).getByText('Account switched off'));
  // The choice is drawn by its face: the radio button itself never shows.
  const radio = page.getByRole('radio', { name: 'Reactions' });
  await eventually(async () => assert.equal(await radio.evaluate((element) => element === document.activeElement && element.getBoundingClientRect().width <= 1), true));
});

scene('who is taken out while the chat is open is told, with every layer about it gone', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const room = await group(ana, 'Rapat', [budi]);
  const root = await say(ana, room, 'Mulai');
  await say(ana, room, 'Balasan', { rootMessageId: root });
  const his = await chatOf(budi, `/chat/${room}?thread=${root}`);
  await seen(his.message('Balasan', his.panel));
  await his.reply.fill('belum selesai');
  await button(his.main, '2 members').click();
  const dialog = his.page.getByRole('dialog', { name: 'Members of Rapat' });
  await seen(dialog);
  await ana.delete(`/chats/${room}/members/${budi.id}`);
  await gone(dialog);
  await seen(his.main.getByRole('heading', { name: 'You cannot see this chat' }));
  await gone(his.panel);
  await arrived(his.page, `/chat/${room}`);
  assert.deepEqual(await violations(his.page), []);
  // Taken in again, everything is as it was, and so is what was written.
  await ana.post(`/chats/${room}/members`, { userIds: [budi.id] });
  await seen(his.message('Mulai'));
  await his.message('Mulai').getByRole('button', { name: /1 reply/ }).click();
  await valued(his.reply, 'belum selesai');
});

scene('a chat that is archived while one writes keeps the text and says who can bring it back', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const room = await group(ana, 'Lama', [budi]);
  const said = await say(ana, room, 'Terakhir');
  await budi.post(`/chats/${room}/reactions`, { messageId: said, emoji: '👍' });
  const his = await chatOf(budi, `/chat/${room}`);
  await his.input.fill('tidak sempat');
  await ana.patch(`/chats/${room}`, { archived: true });
  await seen(his.main.getByText('An owner or admin of it can bring it back.', { exact: false }));
  await gone(his.input);
  await his.message('Terakhir').hover();
  assert.equal(await his.message('Terakhir').getByRole('button', { name: 'Add reaction' }).count(), 0);
  assert.deepEqual(await violations(his.page), []);
  await ana.patch(`/chats/${room}`, { archived: false });
  await valued(his.input, 'tidak sempat');
});

scene('a channel one is not in can be read, joined, and nothing else', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const open = await channel(ana, 'olahraga');
  await say(ana, open, 'Sabtu?');
  const his = await chatOf(budi, `/chat/${open}`);
  await seen(his.message('Sabtu?'));
  await seen(his.main.getByText('You are looking at #olahraga. Join to write.'));
  await his.message('Sabtu?').focus();
  await his.page.keyboard.press('.');
  const names = await his.page.getByRole('menu').getByRole('menuitem').allInnerTexts();
  assert.deepEqual(names.filter((name) => /reply|react|pin|edit|delete|unread/i.test(name.replace('Reactions and readers', ''))), []);
  await his.page.keyboard.press('Escape');
  await button(his.main, 'Join').click();
  await seen(his.input);
});

scene('addresses of chats, threads and messages that are not there say so and lead back', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  ana.allow(/^4\d\d GET /);
  const room = await group(ana, 'Rapat', [budi]);
  await say(ana, room, 'Mulai');
  for (const path of ['/chat/99999', '/chat/abc', `/chat/${room}0000000000000000000`]) {
    const page = await ana.open(path);
    await seen(page.getByRole('heading', { name: 'You cannot see this chat' }));
    assert.deepEqual(await violations(page), [], path);
    await page.getByRole('link', { name: 'Back to chats' }).click();
    await arrived(page, '/chat');
    await page.close();
  }
  const hers = await chatOf(ana, `/chat/${room}?thread=99999`);
  await seen(hers.panel.getByText('This thread is gone, or you cannot see it.'));
  await button(hers.panel, 'Close thread').click();
  await gone(hers.panel);
  await seen(hers.message('Mulai'));
});

for (const device of ['desk', 'phone']) {
  scene(`nothing to show, nothing to reach, nobody signed in: no barrier there either (${device})`, async ({ admin, stranger, deviceOf }) => {
    const boss = await admin();
    const me = await deviceOf(boss, { device });
    const wire = await Wire.on(me);
    me.allow(/Couldn't load preload assets/);
    const page = await me.open('/dashboard');
    const wrong = [];
    const check = async (name) => {
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        wrong.push(...(await violations(page)).map((line) => `${name}, ${colorScheme}: ${line}`));
      }
    };
    await seen(page.getByText('You are the first one here'));
    await check('first');
    for (const [path, words] of [['/chat', 'No chats yet.'], ['/chat/threads', 'No threads'], ['/chat/activity', 'Nothing here yet'], ['/chat/saved', 'Nothing saved'], ['/chat/later', 'Nothing unsent']]) {
      await page.goto(path);
      await seen(page.getByText(words, { exact: false }).filter({ visible: true }).first());
      await check(`empty ${path}`);
    }
    const room = (await boss.post('/chats', { kind: 'channel', title: 'sepi', participantIds: [] })).id;
    await page.goto(`/chat/${room}`);
    await seen(page.getByText('No messages yet.', { exact: false }));
    await check('empty chat');
    await me.offline();
    wire.cut();
    await seen(page.getByText('Connection lost. Trying again…'));
    await page.getByTestId('message-input').fill('nanti');
    await page.getByTestId('message-input').press('Enter');
    await seen(page.getByText('Will send when connected'));
    await check('offline');
    await me.offline(false);
    await gone(page.getByText('Will send when connected'));

    await me.context.route('**/chats/saved*', (route) => route.fulfill({ status: 500, contentType: 'application/json', body: '{"error":{"code":"internal","message":"x"}}' }));
    me.allow(/^500 GET/);
    await page.goto('/chat/saved');
    await seen(page.getByRole('alert').getByRole('button', { name: 'Try again' }));
    await check('failed');

    me.allow(/^401 /);
    await boss.post('/auth/sessions/revoke-all').catch(() => undefined);
    await me.context.clearCookies();
    await me.context.route('**/auth/refresh', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '{"error":{"code":"unauthenticated","message":"x"}}' }));
    wire.cut();
    await seen(page.getByRole('dialog', { name: 'Please sign in again' }));
    await check('expired');
    assert.deepEqual(wrong, []);
  }, { ms: 240_000 });
}
