// The page without its server: it starts from what was kept, says so, and goes on where it was.

import assert from 'node:assert/strict';
import { chatOf, direct, messagesOf, say } from './support/chat.mjs';
import { kept, keptMessage } from './support/kept.mjs';
import { scene } from './support/stage.mjs';
import { eventually, gone, seen, valued } from './support/waiting.mjs';

const API = '**/api/v1/**';

scene('a reload without the server shows the last state and says so; what is written then is sent once', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'sebelum putus');
  const hers = await chatOf(ana, `/chat/${id}`);
  await seen(hers.message('sebelum putus'));
  await keptMessage(hers.page, 'sebelum putus');
  let cutNow = true;
  ana.allowCuts();
  await ana.context.route(API, (route) => (cutNow ? route.abort('connectionrefused') : route.fallback()));
  await hers.page.reload();
  await seen(hers.message('sebelum putus'));
  await seen(hers.item('Budi'));
  await seen(hers.page.getByText(/Not connected\. This is how it was at/));
  await hers.send('ditulis tanpa server');
  await seen(hers.pending('ditulis tanpa server'));
  await say(budi, id, 'sementara itu');
  await hers.page.reload();
  await seen(hers.pending('ditulis tanpa server'));
  cutNow = false;
  await seen(hers.message('sementara itu'));
  await gone(hers.pending('ditulis tanpa server'));
  await gone(hers.page.getByText(/Not connected/));
  await eventually(async () => assert.deepEqual(await hers.texts(), (await messagesOf(ana, id)).map((message) => message.content)));
  assert.deepEqual((await messagesOf(ana, id)).map((message) => message.content).sort(), ['ditulis tanpa server', 'sebelum putus', 'sementara itu']);
});

scene('the dashboard too is shown as it was', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'halo dari Budi');
  const page = await ana.open('/dashboard');
  const recent = page.getByRole('region', { name: 'Jump back in' });
  await seen(recent.getByText('halo dari Budi'));
  await eventually(async () => assert.equal((await kept(page))?.parts.home?.chats.length, 1));
  ana.allowCuts();
  await ana.context.route(API, (route) => route.abort('connectionrefused'));
  await page.reload();
  await seen(recent.getByText('halo dari Budi'));
  await seen(page.getByText(/Not connected\. This is how it was at/));
});

scene('with the server it paints before the answer and asks for no messages again', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'satu');
  const hers = await chatOf(ana, `/chat/${id}`);
  await seen(hers.message('satu'));
  await keptMessage(hers.page, 'satu');
  await hers.page.goto('about:blank');
  await say(budi, id, 'dua');
  let release = null;
  const asked = [];
  await ana.context.route('**/api/v1/boot', async (route) => {
    await new Promise((resolve) => { release = resolve; });
    await route.continue();
  });
  ana.context.on('request', (request) => asked.push(request.url()));
  await hers.page.goto(`/chat/${id}`);
  await seen(hers.message('satu'));
  assert.equal(await hers.message('dua').count(), 0);
  await eventually(() => assert.ok(release));
  release();
  await seen(hers.message('dua'));
  assert.deepEqual(asked.filter((url) => /\/messages\?/.test(url)), []);
  await eventually(async () => assert.deepEqual(await hers.texts(), ['satu', 'dua']));
});

scene('a session that ended elsewhere leaves nothing in sight after a reload', async (stage) => {
  const [ana, budi] = [await stage.person('Ana'), await stage.person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'rahasia');
  const hers = await chatOf(ana, `/chat/${id}`);
  await seen(hers.message('rahasia'));
  await keptMessage(hers.page, 'rahasia');
  ana.allow(/^401 /, /WebSocket/);
  await hers.page.goto('about:blank');
  const elsewhere = await stage.deviceOf(ana);
  await elsewhere.post('/auth/sessions/revoke-all');
  await hers.page.goto(`/chat/${id}`);
  await hers.page.waitForURL(/\/login\?next=/);
  await seen(hers.page.getByLabel('E-mail', { exact: true }));
  assert.equal(await hers.page.getByText('rahasia').count(), 0);
  await eventually(async () => assert.equal(await kept(hers.page), undefined));
});

scene('signing out wipes the device, and a shared device keeps nothing at all', async (stage) => {
  const [ana, budi] = [await stage.person('Ana'), await stage.person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'halo');
  const hers = await chatOf(ana, `/chat/${id}`);
  const { page } = hers;
  await seen(hers.message('halo'));
  await keptMessage(page, 'halo');
  await page.getByRole('button', { name: 'Your profile: Ana' }).click();
  await page.getByRole('dialog', { name: 'You' }).getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/\/login/);
  const remains = () => page.evaluate(async () => ({ databases: (await indexedDB.databases()).map(({ name }) => name), owner: localStorage.getItem('epop.owner') }));
  await eventually(async () => assert.deepEqual(await remains(), { databases: [], owner: null }));

  ana.allow(/^401 /);
  await page.evaluate(() => { globalThis.ofAna = true; });
  await page.getByRole('checkbox', { name: 'This is a shared device' }).check();
  await ana.signIn();
  await page.waitForURL(/\/dashboard/);
  await seen(page.getByRole('button', { name: 'Your profile: Ana' }));
  assert.equal(await page.evaluate(() => globalThis.ofAna), undefined, 'who signs in gets a page that remembers nobody');
  await hers.go(`/chat/${id}`);
  await seen(hers.message('halo'));
  await hers.input.fill('draf');
  await hers.page.reload();
  await seen(hers.message('halo'));
  await valued(hers.input, '');
  assert.deepEqual(await remains(), { databases: [], owner: null });
});

scene('somebody else who signed in on the device sees nothing of the one before', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  const other = await direct(ana, await person('Citra'));
  await say(budi, id, 'untuk Ana');
  await say(ana, other, 'hanya Ana dan Citra');
  const hers = await chatOf(ana, `/chat/${other}`);
  await seen(hers.message('hanya Ana dan Citra'));
  await keptMessage(hers.page, 'hanya Ana dan Citra');
  await hers.page.goto('about:blank');
  await ana.post('/auth/login', { email: budi.email, password: budi.password });
  // The list that was kept may lead to a chat of the one before; the server refuses it.
  ana.allow(/^404 GET .*\/chats\//);
  await hers.page.goto('/chat');
  await seen(hers.page.getByRole('button', { name: 'Your profile: Budi' }));
  await seen(hers.item('Ana'));
  assert.equal(await hers.item('Citra').count(), 0);
  await hers.go(`/chat/${id}`);
  await seen(hers.message('untuk Ana'));
  await hers.send('dari Budi');
  await gone(hers.pending('dari Budi'));
  assert.equal((await messagesOf(budi, id)).at(-1).senderId, budi.id);
});
