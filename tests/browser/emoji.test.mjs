// The workspace's own emoji: adding, using and losing them.

import assert from 'node:assert/strict';
import { channel, chatOf, say } from './support/chat.mjs';
import { kept, keptMessage } from './support/kept.mjs';
import { drawing } from './support/picture.mjs';
import { scene } from './support/stage.mjs';
import { eventually, gone, seen, until, valued } from './support/waiting.mjs';

/** Adds an emoji through the API, with a picture the browser of this page has drawn. */
async function add(person, page, name) {
  const buffer = await drawing(page, 64, 64);
  const answer = await person.context.request.post(`/api/v1/emoji?name=${name}`, { data: buffer, headers: { 'content-type': 'image/png' } });
  assert.equal(answer.status(), 201, await answer.text());
  return answer.json();
}

const picture = (scope, name) => scope.getByRole('img', { name: `:${name}:` });

scene('an emoji is added from the picker and stands in messages and reactions of everyone', async ({ admin, person }) => {
  const [boss, budi] = [await admin(), await person('Budi Santoso')];
  const id = await channel(boss, 'umum', [budi]);
  const his = await chatOf(budi, `/chat/${id}`);
  const { page, main } = await chatOf(boss, `/chat/${id}`);
  await main.getByRole('button', { name: 'Emoji' }).click();
  await page.getByRole('button', { name: 'Add emoji' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add emoji' });
  await dialog.getByLabel('Picture file').setInputFiles({ name: 'Party Parrot.png', mimeType: 'image/png', buffer: await drawing(page, 200, 100) });
  await valued(dialog.getByLabel('Name'), 'party_parrot');
  await dialog.getByRole('button', { name: 'Add emoji' }).click();
  await gone(dialog);
  const field = main.getByRole('textbox');
  await field.fill('look: ');
  await field.pressSequentially(':party_p');
  await seen(page.getByRole('option', { name: /party_parrot/ }));
  await page.keyboard.press('Enter');
  await valued(field, 'look: :party_parrot: ');
  await page.keyboard.press('Enter');
  await seen(picture(his.main, 'party_parrot'));
  await until(() => picture(his.main, 'party_parrot').evaluate((img) => img.naturalWidth === 128));

  await his.main.getByRole('button', { name: 'Emoji' }).click();
  await his.page.getByRole('button', { name: 'Your workspace' }).click();
  await his.page.getByRole('button', { name: ':party_parrot:' }).click();
  await his.page.keyboard.press('Enter');
  await until(() => main.locator('.is-jumbo').getByRole('img', { name: ':party_parrot:' }).count());
});

scene('in code it is its name, and after it is removed everywhere', async ({ admin, person }) => {
  const [boss, budi] = [await admin(), await person('Budi Santoso')];
  const id = await channel(boss, 'umum', [budi]);
  const { page, main } = await chatOf(budi, `/chat/${id}`);
  const made = await add(boss, page, 'ship-it');
  const message = await say(boss, id, 'now :ship-it: but `:ship-it:` is code');
  await budi.post(`/chats/${id}/reactions`, { messageId: message, emoji: ':ship-it:' });
  const reaction = main.getByRole('button', { name: /^:ship-it: 1 reaction/ });
  await seen(picture(reaction, 'ship-it'));
  await until(async () => (await picture(main, 'ship-it').count()) === 2);
  await eventually(async () => assert.equal(await main.locator('code').innerText(), ':ship-it:'));
  await boss.delete(`/emoji/${made.id}`);
  await until(async () => (await picture(main, 'ship-it').count()) === 0);
  await seen(main.getByText('now :ship-it: but'));
  await eventually(async () => assert.match(await reaction.innerText(), /^:ship-it:/));
  // It can still be taken back.
  await reaction.click();
  await gone(reaction);
});

scene('names that are taken are refused at the name; admins can keep adding to themselves', async ({ admin, person }) => {
  const [boss, budi] = [await admin(), await person('Budi Santoso')];
  const id = await channel(boss, 'umum', [budi]);
  budi.allow(/^409 POST /);
  const { page, main } = await chatOf(budi, `/chat/${id}`);
  const open = async () => {
    await main.getByRole('button', { name: 'Emoji' }).click();
    await page.getByRole('button', { name: 'Add emoji' }).click();
  };
  await open();
  const dialog = page.getByRole('dialog', { name: 'Add emoji' });
  await dialog.getByRole('button', { name: 'Add emoji' }).click();
  await eventually(async () => assert.equal(await dialog.getByLabel('Name').getAttribute('aria-invalid'), 'true'));
  await dialog.getByLabel('Name').fill('tada');
  await dialog.getByRole('button', { name: 'Add emoji' }).click();
  await seen(dialog.getByText('Choose a picture first.'));
  await dialog.getByLabel('Picture file').setInputFiles({ name: 'tada.png', mimeType: 'image/png', buffer: await drawing(page, 9, 9) });
  await dialog.getByRole('button', { name: 'Add emoji' }).click();
  await seen(dialog.getByText('There is already an emoji with this name.'));
  await page.keyboard.press('Escape');

  const hers = await boss.open('/admin/emoji');
  await hers.getByText('Admins only').click();
  await until(async () => (await budi.get('/emoji')).addedBy === 'admins');
  await main.getByRole('button', { name: 'Emoji' }).click();
  await seen(page.getByRole('searchbox', { name: 'Search emoji' }));
  await until(async () => (await page.getByRole('button', { name: 'Add emoji' }).count()) === 0);
});

scene('an admin removes one from the list', async ({ admin, person }) => {
  const [boss, budi] = [await admin(), await person('Budi Santoso')];
  const page = await boss.open('/admin/emoji');
  await seen(page.getByText('No emoji of your own yet.'));
  await add(budi, page, 'wave2');
  await seen(page.getByText('Added by Budi Santoso'));
  await page.getByRole('button', { name: 'Remove :wave2:' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await seen(page.getByText('No emoji of your own yet.'));
});

scene('a start without the server still knows them', async ({ admin }) => {
  const boss = await admin();
  const id = await channel(boss, 'umum', []);
  const { page, main } = await chatOf(boss, `/chat/${id}`);
  await add(boss, page, 'kept');
  await say(boss, id, 'hello :kept:');
  await seen(picture(main, 'kept'));
  await keptMessage(page, 'hello :kept:');
  await eventually(async () => assert.deepEqual((await kept(page)).boot.emoji.map((each) => each.name), ['kept']));
  boss.allowCuts();
  // Pictures lie in the browser's own cache; everything else that is asked of the server fails.
  await boss.context.route(/\/api\/v1\/(?!emoji\/)/, (route) => route.abort('connectionrefused'));
  await page.reload();
  await seen(page.getByText(/Not connected\. This is how it was at/));
  await seen(picture(main, 'kept'));
});
