// One's own settings: devices, password, profile, look and language; and what admins do to accounts.

import assert from 'node:assert/strict';
import { scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen, valued } from './support/waiting.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const devices = (page) => page.getByRole('region', { name: 'Signed-in devices' }).getByRole('listitem');

scene('a device signed out from elsewhere stops at once and goes on after the password', async ({ person, deviceOf }) => {
  const budi = await person('Budi');
  const old = await deviceOf(budi);
  old.allow(/^401 (GET|POST) /, /WebSocket connection/);
  const lost = await old.open('/chat');
  const page = await budi.open('/settings/security');
  await counted(devices(page), 2);
  await devices(page).nth(1).getByRole('button', { name: /^Sign out / }).click();
  await counted(devices(page), 1);

  const again = lost.getByRole('dialog', { name: 'Please sign in again' });
  await seen(again);
  await lost.keyboard.press('Escape');
  await seen(again);
  await again.getByLabel(/^Password for/).fill(budi.password);
  await button(again, 'Sign in').click();
  await gone(again);
  await seen(lost.getByTestId('chat-list'));
});

scene('all other devices can be signed out together', async ({ person, deviceOf }) => {
  const budi = await person('Budi');
  const others = [await deviceOf(budi), await deviceOf(budi)];
  const pages = [];
  for (const other of others) {
    other.allow(/^401 (GET|POST) /, /WebSocket connection/);
    pages.push(await other.open('/dashboard'));
  }
  const page = await budi.open('/settings/security');
  await counted(devices(page), 3);
  await button(page, 'Sign out all others').click();
  const sure = page.getByRole('alertdialog', { name: 'Sign out 2 other devices?' });
  await button(sure, 'Sign out all others').click();
  await counted(devices(page), 1);
  for (const lost of pages) await seen(lost.getByRole('dialog', { name: 'Please sign in again' }));
});

scene('the password is changed only with the old one, and the new one works', async ({ person, stranger }) => {
  const budi = await person('Budi');
  budi.allow(/^4\d\d POST \S+password\/change/, /^401 POST \S+refresh/);
  const page = await budi.open('/settings/security');
  const change = async (current, next) => {
    await page.getByLabel('Current password').fill(current);
    await page.getByLabel('New password', { exact: true }).fill(next);
    await button(page, 'Change password').click();
  };
  await change('not my old password', 'sate ayam madura pedas');
  await eventually(async () => assert.ok(await page.locator('[role=alert], .field-error').filter({ hasText: /\w/ }).count()));
  await change(budi.password, 'sate ayam madura pedas');
  await seen(page.getByText('Password changed. Your other devices are signed out.'));
  const elsewhere = await stranger();
  elsewhere.allow(/^401 (GET|POST) /);
  const fresh = await elsewhere.open('/login');
  await elsewhere.signIn({ email: budi.email, password: 'sate ayam madura pedas' });
  await arrived(fresh, '/dashboard');
});

scene('what one changes about oneself is seen by the others at once', async ({ admin, person }) => {
  const boss = await admin();
  const budi = await person('Budi');
  const hers = await boss.open('/admin/users');
  await seen(hers.getByRole('row', { name: /Budi/ }));
  const page = await budi.open('/settings/profile');
  await eventually(async () => assert.equal(await button(page, 'Save').isDisabled(), true));
  await page.getByLabel('Name', { exact: true }).fill('Budi Santoso');
  await page.getByLabel('Job title').fill('Perencana');
  await page.getByLabel('Phone extension').fill('5512');
  await button(page, 'Save').click();
  await seen(page.getByText('Saved', { exact: true }));
  await seen(hers.getByRole('row', { name: /Budi Santoso.*5512/ }));
  await page.reload();
  await seen(page.getByLabel('Job title'));
  await valued(page.getByLabel('Job title'), 'Perencana');
});

scene('the language changes at once, everywhere, and stays', async ({ person, deviceOf }) => {
  const budi = await person('Budi');
  const page = await budi.open('/settings/region');
  await page.getByText('Bahasa Indonesia', { exact: true }).click();
  await seen(page.getByRole('heading', { name: 'Bahasa dan wilayah' }));
  await eventually(async () => assert.equal(await page.locator('html').getAttribute('lang'), 'id'));
  await seen(page.getByRole('navigation', { name: 'Area' }).or(page.getByRole('link', { name: 'Obrolan' })).first());
  await page.reload();
  await seen(page.getByRole('heading', { name: 'Bahasa dan wilayah' }));
  await eventually(async () => assert.equal((await budi.get('/users/me')).locale, 'id'));
  const elsewhere = await deviceOf(budi);
  const other = await elsewhere.open('/settings/region');
  await seen(other.getByRole('heading', { name: 'Bahasa dan wilayah' }));
});

scene('theme, density and text size act at once and stay', async ({ person }) => {
  const budi = await person('Budi');
  const page = await budi.open('/settings/appearance');
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.getByText('Dark', { exact: true }).click();
  await eventually(async () => assert.notEqual(await background(), light));
  const dark = await background();
  await page.getByText('Compact', { exact: true }).click();
  await page.getByText('125%', { exact: true }).click();
  await page.reload();
  await seen(page.getByRole('heading', { name: 'Appearance' }));
  assert.equal(await background(), dark);
  await eventually(async () => assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark'));
  await eventually(async () => assert.equal(await page.locator('html').getAttribute('data-density'), 'compact'));
  await eventually(async () => assert.equal(await page.getByRole('radio', { name: '125%' }).isChecked(), true));
});

scene('one says one is busy, and the others see it', async ({ admin, person }) => {
  const boss = await admin();
  const budi = await person('Budi');
  const chat = await boss.post('/chats', { kind: 'direct', participantIds: [budi.id] });
  const hers = await boss.open(`/chat/${chat.id}`);
  const page = await budi.open('/dashboard');
  await seen(hers.getByRole('main').getByText('Available', { exact: true }).first());
  await page.getByRole('button', { name: /Your profile: Budi/ }).click();
  await page.getByRole('dialog', { name: 'You' }).getByRole('button', { name: 'Busy' }).click();
  await seen(hers.getByRole('main').getByText('Busy', { exact: true }).first());
});

scene('a disabled account is out at once and cannot come back until enabled', async ({ admin, person, stranger }) => {
  const boss = await admin();
  const budi = await person('Budi');
  budi.allow(/^40[13] (GET|POST) /, /WebSocket connection/);
  const his = await budi.open('/chat');
  const page = await boss.open('/admin/users');
  await button(page, 'Actions for Budi').click();
  await page.getByRole('menuitem', { name: 'Disable account' }).click();
  await button(page.getByRole('alertdialog'), 'Disable account').click();
  await seen(page.getByRole('row', { name: /Budi.*Disabled/ }));
  await seen(his.getByRole('dialog', { name: 'Please sign in again' }));

  const visitor = await stranger();
  visitor.allow(/^40[13] (GET|POST) /);
  const door = await visitor.open('/login');
  await visitor.signIn(budi);
  await seen(door.getByRole('alert'));
  await button(page, 'Actions for Budi').click();
  await page.getByRole('menuitem', { name: 'Enable account' }).click();
  await gone(page.getByRole('row', { name: /Budi.*Disabled/ }));
  await visitor.signIn(budi);
  await arrived(door, '/dashboard');
});

scene('the last admin cannot give the right away', async ({ admin }) => {
  const boss = await admin();
  boss.allow(/^409 PATCH \S+admin\/users/);
  const page = await boss.open('/admin/users');
  await button(page, 'Actions for Sari Admin').click();
  await page.getByRole('menuitem', { name: 'Remove admin rights' }).click();
  await seen(page.getByText('This is the last admin.'));
  await seen(page.getByRole('row', { name: /Sari Admin.*Admin/ }));
});
