// Who one is and how it looks to the others: status, do not disturb, picture, card.

import assert from 'node:assert/strict';
import { group, say } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { eventually, gone, seen } from './support/waiting.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const openMe = (page) => page.getByRole('button', { name: /Your profile/ }).click();

/** A small picture as a browser makes it. */
const picture = async (page) => {
  const data = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 300, height: 200 });
    const pen = canvas.getContext('2d');
    pen.fillStyle = 'red';
    pen.fillRect(0, 0, 150, 200);
    pen.fillStyle = 'blue';
    pen.fillRect(150, 0, 150, 200);
    return canvas.toDataURL('image/png');
  });
  return { name: 'me.png', mimeType: 'image/png', buffer: Buffer.from(data.split(',')[1], 'base64') };
};

scene('a status is set from the profile menu, seen on the card, and taken back', async ({ admin, person }) => {
  const boss = await admin();
  const budi = await person('Budi');
  const chat = await group(budi, 'Rapat', [boss]);
  await say(budi, chat, 'hello');
  const hers = await boss.open(`/chat/${chat}`);
  const page = await budi.open('/dashboard');
  await openMe(page);
  await button(page, 'Set a status').click();
  const dialog = page.getByRole('dialog', { name: 'Set a status' });
  await dialog.getByRole('button', { name: /^In a meeting/ }).click();
  await dialog.getByLabel('What are you doing?').fill('Rapat anggaran');
  await button(dialog, 'Save').click();
  await gone(dialog);

  await button(hers.locator('#main'), 'Budi').first().click();
  const card = hers.getByRole('dialog', { name: 'Budi' });
  await seen(card.getByText('Rapat anggaran'));
  await openMe(page);
  await button(page, 'Clear status').click();
  await seen(button(page, 'Set a status'));
  await gone(card.getByText('Rapat anggaran'));
});

scene('do not disturb is turned on for a while, others see it, and it is turned off', async ({ admin, person }) => {
  const boss = await admin();
  const budi = await person('Budi');
  const page = await budi.open('/dashboard');
  await openMe(page);
  await button(page, '30 minutes').click();
  await seen(page.getByText(/^Do not disturb until /));
  const until = (await boss.get(`/users/${budi.id}`)).doNotDisturbUntil;
  assert.ok(Date.parse(until) > Date.now() + 29 * 60_000, until);
  await button(page, 'Turn off').click();
  await seen(button(page, '30 minutes'));
  assert.equal((await boss.get(`/users/${budi.id}`)).doNotDisturbUntil, null);
});

scene('a picture is cut with the keys, shown to the others at once, and taken away', async ({ admin, person }) => {
  const boss = await admin();
  const budi = await person('Budi');
  const hers = await boss.open('/admin/users');
  const row = hers.getByRole('row', { name: /Budi/ });
  await seen(row);
  const page = await budi.open('/settings/profile');
  await page.getByLabel('Picture file').setInputFiles(await picture(page));
  const dialog = page.getByRole('dialog', { name: 'Choose what is seen' });
  await seen(dialog);
  for (let i = 0; i < 20; i += 1) await page.keyboard.press('ArrowRight');
  await button(dialog, 'Use this picture').click();
  await gone(dialog);
  const photo = row.locator('.avatar-photo');
  await eventually(async () => assert.equal(await photo.evaluate((image) => image.naturalWidth), 64));
  // The square went to the right edge of the picture, which is two thirds blue.
  const colour = await photo.evaluate((image) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
    canvas.getContext('2d').drawImage(image, 0, 0);
    return [...canvas.getContext('2d').getImageData(40, 32, 1, 1).data].slice(0, 3);
  });
  assert.deepEqual(colour, [0, 0, 255]);
  await button(page, 'Remove').click();
  await seen(button(page, 'Add a picture'));
  await gone(photo);
});

scene('a file that is no picture is refused in words, and nothing changes', async ({ person }) => {
  const budi = await person('Budi');
  const page = await budi.open('/settings/profile');
  await page.getByLabel('Picture file').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') });
  await seen(page.getByText(/^This file is not a picture/).first());
  assert.equal((await budi.get('/users/me')).avatarUrl, null);
});

scene('the card leads to a direct chat, and Escape gives the focus back', async ({ admin, person }) => {
  const boss = await admin();
  const budi = await person('Budi');
  const page = await boss.open('/admin/users');
  const name = page.getByRole('row', { name: /Budi/ }).getByRole('button', { name: 'Budi', exact: true });
  await name.focus();
  await page.keyboard.press('Enter');
  const card = page.getByRole('dialog', { name: 'Budi' });
  await seen(card.getByText(budi.email));
  await page.keyboard.press('Escape');
  await gone(card);
  await eventually(async () => assert.equal(await name.evaluate((element) => element === document.activeElement), true));
  await page.keyboard.press('Enter');
  await button(card, 'Message').click();
  await page.waitForURL(/\/chat\/\d+$/);
});
