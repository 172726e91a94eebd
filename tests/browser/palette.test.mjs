// The command palette without a mouse.

import assert from 'node:assert/strict';
import { sideways, violations } from './support/audit.mjs';
import { channel, chatOf, direct, group } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen } from './support/waiting.mjs';

/** Opens it by its key, as soon as keys act. */
async function openPalette(page) {
  const palette = page.getByRole('dialog', { name: 'Search or jump to' });
  await eventually(async () => {
    if (!(await palette.isVisible())) await page.keyboard.press('Control+k');
    await palette.waitFor({ timeout: 500 });
  });
  return palette;
}

const chosen = (palette) => palette.locator('[role=option][aria-selected=true]');
const isChosen = (palette, text) => eventually(async () => assert.match(await chosen(palette).innerText(), text));

scene('people, channels and commands are found and opened by keys', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await channel(ana, 'gudang', [budi]);
  const page = await ana.open('/dashboard');
  let palette = await openPalette(page);
  await page.keyboard.type('gud');
  await isChosen(palette, /gudang/);
  const field = palette.getByRole('combobox', { name: 'Search or jump to' });
  const active = await field.getAttribute('aria-activedescendant');
  await eventually(async () => assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true'));
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press('Enter');
  await arrived(page, `/chat/${id}`);
  await gone(palette);

  palette = await openPalette(page);
  await page.keyboard.type('@bud');
  await seen(palette.getByText('People', { exact: true }));
  await isChosen(palette, /Budi/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/chat\/(?!1$)\d+/);
  const [chat] = (await ana.get('/chats')).items?.filter((each) => each.kind === 'direct') ?? [];
  if (chat) await arrived(page, `/chat/${chat.id}`);

  palette = await openPalette(page);
  await page.keyboard.type('>settings');
  await isChosen(palette, /Settings/);
  await page.keyboard.press('Enter');
  await arrived(page, '/settings');

  palette = await openPalette(page);
  await seen(palette.getByRole('group', { name: 'Recent places' }).getByRole('option', { name: '#gudang' }));
  await seen(palette.getByRole('group', { name: 'Recent searches' }).getByRole('option', { name: 'gud', exact: true }));
  await page.keyboard.press('Escape');
  await gone(palette);
});

scene('Tab goes into what is lit, Backspace comes out, Alt+Enter copies the link', async ({ person, server }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  await ana.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const id = await group(ana, 'Proyek', [budi]);
  const hers = await chatOf(ana, '/chat');
  const { page } = hers;
  await seen(hers.item('Proyek'));
  let palette = await openPalette(page);
  await page.keyboard.type('proyek');
  await isChosen(palette, /Proyek/);
  await page.keyboard.press('Tab');
  await seen(palette.getByRole('combobox', { name: 'Search or jump to: Proyek' }));
  await page.keyboard.type('pin');
  await isChosen(palette, /Pin/);
  for (let i = 0; i < 4; i += 1) await page.keyboard.press('Backspace');
  await seen(palette.getByRole('combobox', { name: 'Search or jump to', exact: true }));
  await page.keyboard.type('proyek');
  await page.keyboard.press('Tab');
  await page.keyboard.type('pin');
  await page.keyboard.press('Enter');
  await gone(palette);
  await eventually(async () => assert.equal((await ana.get(`/chats/${id}`)).isPinned, true));
  palette = await openPalette(page);
  await page.keyboard.type('proyek');
  await isChosen(palette, /Proyek/);
  await page.keyboard.press('Alt+Enter');
  await seen(page.getByText('Link copied.'));
  await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${server.url}/chat/${id}`));
});

scene('what the server adds leaves the lit row where it is; help and emptiness say what to do', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  await channel(ana, 'rapat', [budi]);
  const far = await channel(budi, 'rapat besar', []);
  const page = await ana.open('/dashboard');
  let answer = null;
  await page.route('**/api/v1/search?*', async (route) => {
    await new Promise((resolve) => { answer = resolve; });
    await route.continue();
  });
  const palette = await openPalette(page);
  await page.keyboard.type('#rapat');
  await isChosen(palette, /^rapat/);
  await eventually(() => assert.ok(answer));
  const before = await chosen(palette).boundingBox();
  answer();
  await seen(palette.getByRole('option', { name: /rapat besar/ }));
  await isChosen(palette, /^rapat(?! besar)/);
  assert.deepEqual(await chosen(palette).boundingBox(), before);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await arrived(page, `/chat/${far}`);
  await page.unroute('**/api/v1/search?*');

  await openPalette(page);
  await page.keyboard.type('?');
  await seen(palette.getByRole('option', { name: /People/ }));
  await page.keyboard.press('Backspace');
  await page.keyboard.type('qqqqqq');
  await seen(palette.getByText('Nothing found for “qqqqqq”.'));
  // What is left is the way to all results.
  await counted(palette.getByRole('option'), 1);
  await page.keyboard.press('Control+k');
  await gone(palette);
});

scene('on a phone it fills the screen and opens from the profile', async ({ person }) => {
  const [ana, budi] = [await person('Ana', { device: 'phone' }), await person('Budi')];
  await direct(ana, budi);
  const page = await ana.open('/dashboard');
  await page.getByRole('button', { name: 'Your profile: Ana' }).tap();
  await page.getByRole('dialog', { name: 'You' }).getByRole('button', { name: 'Search or jump to' }).tap();
  const palette = await seen(page.getByRole('dialog', { name: 'Search or jump to' }));
  const box = await palette.boundingBox();
  assert.deepEqual([box.x, box.y, box.width, box.height], [0, 0, 390, 844]);
  assert.deepEqual(await violations(page), []);
  assert.equal(await sideways(page), 0);
  await palette.getByRole('combobox').fill('budi');
  await palette.getByRole('option', { name: /Budi/ }).tap();
  await page.waitForURL(/\/chat\/\d+/);
});
