// The page as an app: it starts without a network, takes what others share, and can be installed.

import assert from 'node:assert/strict';
import { sideways, violations } from './support/audit.mjs';
import { chatOf, direct, messagesOf, say } from './support/chat.mjs';
import { keptMessage } from './support/kept.mjs';
import { scene } from './support/stage.mjs';
import { eventually, gone, seen, valued } from './support/waiting.mjs';

const working = (page) => page.evaluate(async () => {
  const { active } = await navigator.serviceWorker.ready;
  if (active.state !== 'activated') await new Promise((resolve) => active.addEventListener('statechange', () => active.state === 'activated' && resolve()));
  return active.scriptURL;
});

scene('without a network the page starts from the worker, shows the last state, and sends once when it is back', async ({ person, server }) => {
  const [ana, budi] = [await person('Ana', { serviceWorkers: 'allow' }), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'sampai nanti');
  const hers = await chatOf(ana, `/chat/${id}`);
  const { page } = hers;
  await seen(hers.message('sampai nanti'));
  assert.equal(await working(page), `${server.url}/sw.js`);
  await keptMessage(page, 'sampai nanti');
  await page.reload();
  await eventually(async () => assert.ok(await page.evaluate(() => navigator.serviceWorker.controller)));
  await seen(hers.message('sampai nanti'));
  await ana.offline();
  await page.reload();
  await seen(hers.message('sampai nanti'));
  await seen(page.getByText(/Not connected\. This is how it was at/));
  await hers.send('dari kereta');
  await seen(hers.pending('dari kereta'));
  await page.goto('/settings');
  await seen(page.getByRole('main'));
  await page.goto(`/chat/${id}`);
  await seen(hers.pending('dari kereta'));
  const policy = await page.evaluate(() => caches.match('/').then((answer) => answer.headers.get('content-security-policy')));
  assert.match(policy, /require-trusted-types-for 'script'/);
  const stored = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map((request) => new URL(request.url).pathname);
  });
  assert.deepEqual(stored.filter((path) => !path.startsWith('/a/') && path !== '/'), []);
  await ana.offline(false);
  await gone(page.getByText(/Not connected/));
  await gone(hers.pending('dari kereta'));
  await eventually(async () => assert.deepEqual((await messagesOf(ana, id)).map((message) => message.content), ['sampai nanti', 'dari kereta']));
});

scene('only the worker may become code, and only through the page\'s one policy', async ({ person }) => {
  const ana = await person('Ana', { serviceWorkers: 'allow' });
  const page = await ana.open('/dashboard');
  await working(page);
  ana.allow(/content policy/, /TrustedTypePolicy/, /TrustedScriptURL/);
  const tries = await page.evaluate(() => Promise.allSettled([
    navigator.serviceWorker.register('/other.js'),
    (async () => trustedTypes.createPolicy('another', { createScriptURL: (url) => url }))(),
    (async () => trustedTypes.createPolicy('app', { createScriptURL: (url) => url }))(),
  ]));
  assert.deepEqual(tries.map(({ status }) => status), ['rejected', 'rejected', 'rejected']);
});

scene('the manifest carries the workspace\'s name, and all its icons are there', async ({ admin }) => {
  const sari = await admin();
  const page = await sari.open('/dashboard');
  const href = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = await page.evaluate(async (path) => (await fetch(path)).json(), href);
  assert.equal(manifest.name, 'Nusantara');
  const sizes = await page.evaluate((icons) => Promise.all(icons.map(async ({ src }) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    return image.naturalWidth;
  })), manifest.icons.filter((icon) => icon.type === 'image/png'));
  assert.deepEqual(sizes, [192, 512, 512]);
});

scene('what another app shares waits in the composer of the conversation one chooses', async ({ person }) => {
  const [ana, budi] = [await person('Ana', { device: 'phone' }), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'halo');
  const page = await ana.open(`/share?${new URLSearchParams({ title: 'Rilis', text: 'Lihat https://example.test/a', url: 'https://example.test/a' })}`);
  await seen(page.getByText('Lihat https://example.test/a'));
  assert.deepEqual(await violations(page), []);
  assert.equal(await sideways(page), 0);
  await page.getByRole('searchbox', { name: 'Filter chats' }).fill('bud');
  await page.getByRole('button', { name: 'Budi' }).tap();
  await page.waitForURL(`**/chat/${id}`);
  await valued(page.getByTestId('message-input'), 'Rilis\nLihat https://example.test/a');
  assert.equal((await messagesOf(ana, id)).length, 1);
});

scene('the offer to install stands in the profile menu, once the browser makes one', async ({ person }) => {
  const ana = await person('Ana');
  const page = await ana.open('/dashboard');
  const profile = page.getByRole('button', { name: 'Your profile: Ana' });
  await profile.click();
  const menu = page.getByRole('dialog', { name: 'You' });
  await seen(menu.getByRole('button', { name: 'Keyboard shortcuts' }));
  assert.equal(await menu.getByRole('button', { name: 'Install on this device' }).count(), 0);
  await page.evaluate(() => {
    window.prompted = 0;
    dispatchEvent(Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt: async () => { window.prompted += 1; } }));
  });
  await menu.getByRole('button', { name: 'Install on this device' }).click();
  await eventually(async () => assert.equal(await page.evaluate(() => window.prompted), 1));
  await profile.click();
  await seen(menu.getByRole('button', { name: 'Keyboard shortcuts' }));
  assert.equal(await menu.getByRole('button', { name: 'Install on this device' }).count(), 0);
});
