// The look of the workspace: an admin chooses it, everyone sees it at once, and it is there before the first picture.

import assert from 'node:assert/strict';
import { sideways, violations } from './support/audit.mjs';
import { drawing } from './support/picture.mjs';
import { DEVICES, scene } from './support/stage.mjs';
import { eventually, seen, until } from './support/waiting.mjs';

const accentOf = (page) => page.evaluate(() => {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = 'var(--accent)';
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
});
const TEAL = 'rgb(15, 118, 110)';

scene('a colour and a name are chosen with a preview, and every open page changes', async ({ admin, person }) => {
  const [boss, budi] = [await admin(), await person('Budi Santoso')];
  await budi.open('/dashboard');
  assert.notEqual(await accentOf(budi.page), TEAL);
  const page = await boss.open('/admin/brand');
  await page.getByLabel('Workspace name').fill('Kopi Kita');
  await page.getByRole('radio', { name: 'Teal' }).check();
  await seen(page.getByText('Contrast, in numbers'));
  await page.getByRole('button', { name: 'Save' }).click();
  await seen(page.getByText('Saved. Everyone sees it now.'));
  for (const each of [page, budi.page]) {
    await until(async () => (await accentOf(each)) === TEAL);
    await until(async () => (await each.title()).endsWith('Kopi Kita'));
  }
  await budi.page.emulateMedia({ colorScheme: 'dark' });
  assert.notEqual(await accentOf(budi.page), TEAL, 'the dark theme has its own');
});

scene('the look is there before the page runs, at the door too', async ({ admin, stranger }) => {
  const boss = await admin();
  await boss.call('PUT', '/admin/branding', { name: 'Kopi <b>', accent: '#0f766e' });
  const visitor = await stranger();
  visitor.allow(/^401 /);
  // Without any of the page's code there are only the words that stand in it, in the colours of the workspace.
  await visitor.context.route('**/app/main.js', (route) => route.abort());
  visitor.allowCuts();
  const page = await visitor.context.newPage();
  await page.goto('/login');
  assert.equal(await accentOf(page), TEAL);
  assert.equal(await page.title(), 'Kopi <b>');
  await visitor.context.unroute('**/app/main.js');
  await visitor.open('/login');
  await seen(visitor.page.getByText('Kopi <b>'));
});

scene('a colour nobody could read is refused in words, with one that works', async ({ admin }) => {
  const boss = await admin();
  const page = await boss.open('/admin/brand');
  await page.getByLabel('Colour code').fill('#ffcc00');
  await seen(page.getByText(/White text on this colour has a contrast of 1\.5 : 1; it needs 4\.5 : 1/));
  await eventually(async () => assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled()));
  await page.getByRole('button', { name: /^Use #[0-9a-f]{6} instead$/ }).click();
  await seen(page.getByRole('button', { name: 'Save', disabled: false }));
  await page.getByLabel('Colour code').fill('teal');
  await seen(page.getByText('Write # and six digits, such as #0f766e.'));
  await eventually(async () => assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled()));
});

scene('a logo is in the rail, at the door and in the tab, until it is taken away', async ({ admin, person, stranger }) => {
  const [boss, budi] = [await admin(), await person('Budi Santoso')];
  await budi.open('/dashboard');
  const page = await boss.open('/admin/brand');
  await page.getByLabel('Logo file').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: await drawing(page, 300, 150) });
  await seen(page.getByText('Logo saved'));
  const inRail = budi.page.locator('.rail-logo img');
  await until(async () => /^\/brand\/[0-9a-f]{16}\/logo\.png$/.test(await inRail.getAttribute('src')));
  await until(() => inRail.evaluate((img) => img.naturalWidth === 256 && img.naturalHeight === 128));
  await until(async () => /^\/brand\/.*icon-192\.png$/.test(await budi.page.locator('link[rel="icon"]').getAttribute('href')));
  const visitor = await stranger();
  visitor.allow(/^401 /);
  await visitor.open('/login');
  await seen(visitor.page.getByRole('img', { name: 'Nusantara' }));
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await until(async () => (await inRail.getAttribute('src')).endsWith('/icons/logo.svg'));
});

scene('what is no picture is refused in words', async ({ admin }) => {
  const boss = await admin();
  boss.allow(/^422 PUT /);
  const page = await boss.open('/admin/brand');
  await page.getByLabel('Logo file').setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await seen(page.getByText(/not a picture EPOP can read/));
  await page.getByLabel('Logo file').setInputFiles({ name: 'y.png', mimeType: 'image/png', buffer: Buffer.alloc(2 * 1024 * 1024 + 1) });
  await seen(page.getByText('The file has more than 2 MB.'));
});

for (const device of Object.keys(DEVICES)) {
  scene(`the pages of admins have no barrier, light or dark (${device})`, async ({ admin }) => {
    const boss = await admin({ device });
    await boss.call('PUT', '/admin/branding', { name: 'Kopi Kita', accent: '#c2410c' });
    const page = await boss.open('/admin');
    for (const path of ['/admin', '/admin/brand', '/admin/emoji']) {
      await page.goto(path);
      await seen(page.getByRole('heading', { level: 1 }));
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], `${path} ${colorScheme}`);
      }
      assert.equal(await sideways(page), 0, path);
    }
  });
}
