// A plain http address of the local network: no worker, no clipboard, no locks; everything else works all the same.

import assert from 'node:assert/strict';
import { Chat, direct, messagesOf, say } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { arrived, eventually, gone, seen } from './support/waiting.mjs';

scene('without https one signs in, writes, loses nothing, and finds everything by keys', async ({ person, stranger, server }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'halo dari LAN');
  const plain = await stranger({ name: 'Ana on the LAN', serviceWorkers: 'allow', baseURL: `http://team.test:${new URL(server.url).port}` });
  plain.allow(/^401 (GET|POST) /);
  const page = await plain.open('/login');
  assert.equal(await page.evaluate(() => isSecureContext || 'serviceWorker' in navigator), false);
  await plain.signIn(ana);
  await arrived(page, '/dashboard');
  const hers = new Chat(page);
  await hers.go(`/chat/${id}`);
  await seen(hers.message('halo dari LAN'));
  plain.allowCuts();
  let refused = true;
  await plain.context.route('**/api/v1/chats/*/messages', (route) => (refused && route.request().method() === 'POST' ? route.abort('connectionrefused') : route.fallback()));
  await hers.send('tidak hilang');
  await seen(hers.pending('tidak hilang'));
  await page.reload();
  await seen(hers.pending('tidak hilang'));
  refused = false;
  await gone(hers.pending('tidak hilang'));
  assert.deepEqual((await messagesOf(ana, id)).map((message) => message.content), ['halo dari LAN', 'tidak hilang']);
  await hers.go('/settings/notifications');
  await seen(page.getByText(/only for pages with HTTPS/));
  await eventually(async () => assert.equal(await page.getByRole('switch', { name: 'Show notifications' }).isDisabled(), true));
  await hers.go('/settings/device');
  await seen(page.getByText('need HTTPS'));
  const palette = page.getByRole('dialog', { name: 'Search or jump to' });
  await eventually(async () => {
    if (!(await palette.isVisible())) await page.keyboard.press('Control+k');
    await palette.waitFor({ timeout: 500 });
  });
  await page.keyboard.type('budi');
  await seen(palette.getByRole('option', { name: /Budi/ }));
  await page.keyboard.press('Alt+Enter');
  await seen(page.getByText('Link copied.'));
});
