// The whole day without a mouse.

import assert from 'node:assert/strict';
import { Chat, chatOf, channel, direct, messagesOf, say } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { arrived, eventually, gone, seen, valued } from './support/waiting.mjs';

const focused = (locator) => eventually(async () => {
  await eventually(async () => assert.equal(await locator.evaluate((element) => element === document.activeElement), true, `${locator} has no focus`));
});

/** Presses Tab until the element has the focus. */
async function tabTo(page, locator, most = 40) {
  for (let i = 0; i < most; i += 1) {
    if (await locator.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reached ${locator}`);
}

scene('sign in, open a chat, send, reply, react, edit: all by keys', async ({ person, stranger }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'Sudah makan?');
  const visitor = await stranger({ name: 'Ana by keys' });
  visitor.allow(/^401 (GET|POST) /);
  const page = await visitor.open('/login');
  const { keyboard } = page;
  await focused(page.getByLabel('E-mail', { exact: true }));
  await keyboard.type(ana.email);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await keyboard.type(ana.password);
  await keyboard.press('Enter');
  await arrived(page, '/dashboard');

  await tabTo(page, page.getByRole('link', { name: /^Chat/ }).first());
  await keyboard.press('Enter');
  const hers = new Chat(page);
  await seen(hers.item('Budi'));
  await tabTo(page, hers.item('Budi'));
  await keyboard.press('Enter');
  await arrived(page, `/chat/${id}`);
  await focused(hers.input);
  await keyboard.type('Belum, sebentar');
  await keyboard.press('Enter');
  await seen(hers.message('Belum, sebentar'));

  await keyboard.press('Escape');
  await focused(hers.message('Belum, sebentar'));
  await keyboard.press('k');
  await focused(hers.message('Sudah makan?'));
  await keyboard.press('i');
  const card = page.getByRole('dialog', { name: 'Budi' });
  await seen(card.getByRole('button', { name: 'Message' }).or(card.getByRole('link', { name: 'Message' })).first());
  await keyboard.press('Escape');
  await gone(card);
  await focused(hers.message('Sudah makan?'));
  await keyboard.press('+');
  await seen(hers.message('Sudah makan?').getByRole('button', { name: '👍 1 reaction: You' }));
  await keyboard.press(':');
  const picker = page.getByRole('dialog', { name: 'Add reaction' });
  await seen(picker);
  await keyboard.type('rocket');
  await seen(picker.getByRole('button', { name: 'rocket', exact: true }));
  await keyboard.press('Enter');
  await gone(picker);
  await seen(hers.message('Sudah makan?').getByRole('button', { name: /^🚀 1 reaction/ }));
  await focused(hers.message('Sudah makan?'));

  await keyboard.press('r');
  await focused(hers.reply);
  await keyboard.type('Nanti jam satu');
  await keyboard.press('Enter');
  await seen(hers.message('Nanti jam satu', hers.panel));
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  await gone(hers.panel);
  await seen(hers.message('Sudah makan?').getByRole('button', { name: /1 reply/ }));

  await tabTo(page, hers.input);
  await keyboard.press('ArrowUp');
  const edit = hers.main.getByRole('textbox', { name: 'Edit message' });
  await focused(edit);
  await keyboard.press('End');
  await keyboard.type(' ya');
  await keyboard.press('Enter');
  await eventually(async () => assert.equal((await messagesOf(ana, id)).at(-1).content, 'Belum, sebentar ya'));
});

scene('keys move between chats and to the next unread one', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const ids = [];
  for (const title of ['aaa', 'bbb', 'ccc']) ids.push(await channel(ana, title, [budi]));
  const hers = await chatOf(ana, `/chat/${ids[0]}`);
  await focused(hers.input);
  await hers.page.keyboard.press('Alt+ArrowDown');
  await arrived(hers.page, `/chat/${ids[1]}`);
  await hers.page.keyboard.press('Alt+ArrowUp');
  await arrived(hers.page, `/chat/${ids[0]}`);
  await say(budi, ids[2], 'lihat ini');
  await seen(hers.item('ccc').getByText('1 unread'));
  await hers.page.keyboard.press('Alt+Shift+ArrowDown');
  await arrived(hers.page, `/chat/${ids[2]}`);
  await seen(hers.message('lihat ini'));
});

scene('menus move by arrows and letters, and Escape goes one layer back', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await channel(ana, 'umum', [budi]);
  const hers = await chatOf(ana, `/chat/${id}`);
  const { keyboard } = hers.page;
  await hers.main.getByRole('button', { name: 'Chat actions' }).focus();
  await keyboard.press('Enter');
  await focused(hers.page.getByRole('menuitem', { name: 'Pin' }));
  await keyboard.press('ArrowDown');
  await focused(hers.page.getByRole('menuitem', { name: 'Mute' }));
  await keyboard.press('End');
  await focused(hers.page.getByRole('menuitem', { name: 'Leave chat' }));
  await keyboard.press('n');
  await focused(hers.page.getByRole('menuitem', { name: 'Notifications' }));
  await keyboard.press('n');
  await focused(hers.page.getByRole('menuitem', { name: 'Name and topic' }));
  await keyboard.press('Enter');
  const details = hers.page.getByRole('dialog', { name: '#umum' });
  await focused(details.getByLabel('Topic (optional)'));
  await keyboard.type('Kabar');
  await keyboard.press('Enter');
  await gone(details);
  await seen(hers.main.getByText('Kabar', { exact: true }));
});

scene('the sheet of shortcuts opens with ? and names what can be done here', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(ana, id, 'halo');
  const hers = await chatOf(ana, `/chat/${id}`);
  await seen(hers.message('halo'));
  await hers.page.keyboard.press('?');
  await valued(hers.input, '?');
  await hers.input.fill('');
  await hers.page.keyboard.press('Escape');
  await hers.page.keyboard.press('?');
  const sheet = hers.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await seen(sheet.getByText('Reply in thread', { exact: true }));
  await seen(sheet.getByText('Next chat', { exact: true }));
  await hers.page.keyboard.press('Escape');
  await gone(sheet);
  await focused(hers.message('halo'));
});

scene('single keys can be switched off', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'halo');
  const page = await ana.open('/settings/keyboard');
  await page.getByRole('switch', { name: 'Single-key shortcuts' }).uncheck();
  const hers = await chatOf(ana, `/chat/${id}`);
  await seen(hers.message('halo'));
  await hers.page.keyboard.press('Escape');
  await focused(hers.message('halo'));
  await hers.page.keyboard.press('+');
  await hers.page.keyboard.press('e');
  await hers.page.keyboard.press('ArrowDown');
  await focused(hers.input);
  assert.deepEqual((await messagesOf(ana, id))[0].reactionsSummary, []);
});
