// Commands by their keys: sequences, keys of one's own.

import assert from 'node:assert/strict';
import { sideways, violations } from './support/audit.mjs';
import { channel, chatOf, direct, group, messagesOf, say } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen, valued } from './support/waiting.mjs';

/** Keys act once the commands are registered: then the tooltip of the profile has something to say. */
const ready = (page) => eventually(async () => {
  await page.keyboard.press('g');
  assert.equal(await page.locator('.keys-hud').count(), 1);
  await page.keyboard.press('Escape');
});

scene('G and a letter leads to a place and says where one could go', async ({ person }) => {
  const ana = await person('Ana');
  const page = await ana.open('/dashboard');
  await ready(page);
  await counted(page.locator('.keys-hud'), 0);
  await page.keyboard.press('g');
  const hud = page.locator('.keys-hud');
  await seen(hud.getByText('Go to Chat'));
  assert.equal(await sideways(page), 0);
  assert.equal(await hud.getByText('Go to Admin').count(), 0);
  await page.keyboard.press('s');
  await arrived(page, '/settings');
  await gone(hud);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await arrived(page, '/chat');
  await seen(page.getByRole('searchbox', { name: 'Filter chats' }));
  await page.keyboard.press('/');
  await eventually(async () => assert.equal(await page.getByRole('searchbox', { name: 'Filter chats' }).evaluate((field) => field === document.activeElement), true));
  await page.keyboard.type('gs');
  await valued(page.getByRole('searchbox', { name: 'Filter chats' }), 'gs');
});

scene('a command gets other keys in the sheet, keeps them over a reload, and gives them back', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await channel(ana, 'umum', [budi]);
  const next = await group(ana, 'zebra', [budi]);
  const hers = await chatOf(ana, `/chat/${id}`);
  const { page } = hers;
  const openSheet = async () => {
    await page.getByRole('button', { name: 'Your profile: Ana' }).click();
    await page.getByRole('dialog', { name: 'You' }).getByRole('button', { name: 'Keyboard shortcuts' }).click();
    return seen(page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
  };
  let sheet = await openSheet();
  assert.deepEqual(await violations(page), []);
  await sheet.getByRole('searchbox').fill('next chat');
  await sheet.getByRole('button', { name: 'Change the keys of “Next chat”, now Alt+↓' }).press('Enter');
  await page.waitForFunction(() => document.activeElement?.matches('.sheet-listen'));
  await page.keyboard.press('Control+w');
  await seen(sheet.getByRole('alert').getByText('These keys belong to the browser or to typing.'));
  await page.keyboard.press('[');
  await seen(sheet.getByRole('alert').getByText('These keys already mean “Show or hide the sidebar”.'));
  await page.keyboard.press('Control+Shift+Y');
  await seen(sheet.getByRole('button', { name: 'Change the keys of “Next chat”, now Ctrl+Shift+Y' }));
  await page.keyboard.press('Escape');
  await gone(sheet);
  await page.reload();
  await seen(hers.input);
  await eventually(async () => {
    await page.keyboard.press('Control+Shift+Y');
    assert.match(page.url(), new RegExp(`/chat/${next}$`));
  });
  sheet = await openSheet();
  await sheet.getByRole('button', { name: 'Back to the usual keys of “Next chat”' }).click();
  await seen(sheet.getByRole('button', { name: 'Change the keys of “Next chat”, now Alt+↓' }));
});

scene('Z takes back what was done last, but not while writing', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(ana, id, 'satu');
  await say(ana, id, 'dua');
  await say(ana, id, 'tetap');
  const hers = await chatOf(ana, `/chat/${id}`);
  for (const text of ['satu', 'dua']) {
    await hers.choose(text, 'Delete message');
    await gone(hers.message(text));
  }
  await counted(hers.page.getByRole('button', { name: /^Undo/ }), 2);
  await hers.input.focus();
  await hers.page.keyboard.press('z');
  await valued(hers.input, 'z');
  await hers.input.fill('');
  await hers.page.keyboard.press('Escape');
  await hers.page.keyboard.press('z');
  await seen(hers.message('dua'));
  assert.equal(await hers.message('satu').count(), 0);
  await hers.page.keyboard.press('Control+z');
  await seen(hers.message('satu'));
  await counted(hers.page.getByRole('button', { name: /^Undo/ }), 0);
  assert.deepEqual((await messagesOf(ana, id)).map((message) => message.content), ['satu', 'dua', 'tetap']);
});
