// The server has a new version: the page says so quietly, loses nothing, and takes it by itself only when nobody looks.

import assert from 'node:assert/strict';
import { chatOf, direct } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { Wire } from './support/wire.mjs';
import { eventually, seen, valued } from './support/waiting.mjs';

/** Ana writes a draft; then the server restarts with another version of the page. */
async function restarted({ person }) {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  ana.allowCuts();
  const id = await direct(ana, budi);
  const wire = await Wire.on(ana);
  const hers = await chatOf(ana, `/chat/${id}`);
  await eventually(() => assert.ok(wire.lines.size));
  await hers.input.fill('belum selesai');
  await ana.context.route('**/login', (route) => (route.request().resourceType() === 'fetch'
    ? route.fulfill({ contentType: 'text/html', body: '<script src="/a/0123456789ab/app/main.js"></script>' }) : route.fallback()));
  return { ana, id, wire, hers, page: hers.page };
}

const isNew = (page) => page.evaluate(() => window.before !== true);

scene('a restart with another version is told at the foot of the rail, and reloading keeps the draft', async (stage) => {
  const { wire, hers, page } = await restarted(stage);
  const update = page.getByRole('button', { name: 'Update ready – reload' });
  assert.equal(await update.count(), 0);
  wire.cut();
  await seen(update);
  await page.evaluate(() => { window.before = true; });
  await update.click();
  await eventually(async () => assert.ok(await isNew(page)));
  await seen(hers.input);
  await valued(hers.input, 'belum selesai');
});

scene('a part that can no longer be loaded says the same', async (stage) => {
  const { ana, page } = await restarted(stage);
  ana.allow(/^404 GET .*settings/, /dynamically imported/, /TypeError/);
  await ana.context.route('**/features/settings/view.js', (route) => route.fulfill({ status: 404, body: '' }));
  await page.evaluate(() => document.activeElement.blur());
  await page.getByRole('link', { name: 'Settings' }).click();
  await seen(page.getByRole('button', { name: 'Update ready – reload' }));
});

scene('a part that cannot be reached is a matter of the connection, not of a version', async ({ person }) => {
  const ana = await person('Ana');
  const page = await ana.open('/dashboard');
  ana.allowCuts();
  ana.allow(/dynamically imported/, /TypeError/);
  for (const path of ['**/features/settings/view.js', '**/login']) await ana.context.route(path, (route) => route.abort('connectionrefused'));
  await page.getByRole('link', { name: 'Settings' }).click();
  await seen(page.getByText('The server cannot be reached. Check your connection and try again.'));
  assert.equal(await page.getByRole('button', { name: 'Update ready – reload' }).count(), 0);
});

scene('out of sight for ten minutes the page takes the new version, but not while something is unsent', async (stage) => {
  const { ana, wire, hers, page } = await restarted(stage);
  const AWAY = 11 * 60_000;
  const hide = () => page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.clock.install();
  let refused = true;
  await ana.context.route('**/api/v1/chats/*/messages', (route) => (refused && route.request().method() === 'POST' ? route.abort('connectionrefused') : route.fallback()));
  await hers.send('belum terkirim');
  await seen(hers.pending('belum terkirim'));
  wire.cut();
  await seen(page.getByRole('button', { name: 'Update ready – reload' }));
  await page.evaluate(() => { window.before = true; });
  await hide();
  await page.clock.fastForward(AWAY);
  assert.equal(await isNew(page), false);
  refused = false;
  await page.clock.fastForward(60_000);
  await eventually(async () => assert.equal(await hers.pending('belum terkirim').count(), 0));
  const [reloaded] = await Promise.all([page.waitForEvent('load'), page.clock.fastForward(AWAY)]);
  assert.ok(reloaded);
  await eventually(async () => assert.ok(await isNew(page)));
});
