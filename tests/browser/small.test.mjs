// A phone in one hand, and a window so small that it might be a page at 400 %.

import assert from 'node:assert/strict';
import { Chat, chatOf, direct, group, messagesOf, say } from './support/chat.mjs';
import { outOfReach, sideways, tooSmall } from './support/audit.mjs';
import { doorsOf, screensOf, team, visit } from './support/screens.mjs';
import { scene } from './support/stage.mjs';
import { arrived, eventually, gone, seen } from './support/waiting.mjs';

scene('on a phone: list, conversation, thread, and back with the browser', async ({ person, deviceOf }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'Sudah di jalan?');
  const phone = await deviceOf(ana, { device: 'phone' });
  const page = await phone.open('/chat');
  const hers = new Chat(page);
  const bar = page.getByRole('navigation', { name: 'Areas' });
  await seen(bar);
  await hers.item('Budi').tap();
  await seen(hers.message('Sudah di jalan?'));
  await gone(hers.list);
  await gone(bar);
  await hers.input.tap();
  await hers.input.fill('Sebentar lagi');
  await hers.main.getByTestId('send-button').tap();
  await seen(hers.message('Sebentar lagi'));
  await eventually(async () => assert.equal((await messagesOf(budi, id)).length, 2));

  await say(budi, id, 'Saya tunggu', { rootMessageId: (await messagesOf(ana, id))[0].id });
  await hers.message('Sudah di jalan?').getByRole('button', { name: /1 reply/ }).tap();
  await seen(hers.message('Saya tunggu', hers.panel));
  assert.equal(await hers.input.isVisible(), false);
  await page.goBack();
  await seen(hers.message('Sebentar lagi'));
  await page.getByRole('link', { name: 'Back' }).filter({ visible: true }).tap();
  await seen(hers.list);
  await seen(bar);
  await arrived(page, '/chat');
});

scene('on a phone a long press opens what one can do with a message', async ({ person, deviceOf }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'tahan aku');
  const phone = await deviceOf(ana, { device: 'phone' });
  const hers = new Chat(await phone.open(`/chat/${id}`));
  await seen(hers.message('tahan aku'));
  const box = await hers.message('tahan aku').boundingBox();
  const touch = await phone.context.newCDPSession(hers.page);
  const points = [{ x: box.x + 80, y: box.y + box.height - 10 }];
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: points });
  const menu = hers.page.getByRole('menu', { name: 'Message actions' });
  // How long a press is, is all there is to tell it from a tap.
  await hers.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await seen(menu);
  await menu.getByRole('menuitem', { name: 'Reply in thread' }).tap();
  await seen(hers.panel.getByRole('heading', { name: 'Thread', exact: true }));
});

scene('a dialog keeps its buttons in a low window: what is between them scrolls', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const hers = await chatOf(ana, `/chat/${await group(ana, 'Rapat', [budi])}`);
  await hers.page.setViewportSize({ width: 800, height: 220 });
  await hers.main.getByRole('button', { name: '2 members' }).click();
  const add = await seen(hers.page.getByRole('dialog', { name: 'Members of Rapat' }).getByRole('button', { name: 'Add people' }));
  await eventually(async () => {
    assert.equal(await hers.page.getByRole('dialog').getByRole('listitem').count(), 2);
    const { y, height } = await add.boundingBox();
    assert.ok(y >= 0 && y + height <= 220, `the button is at ${y}`);
  }, 3000);
});

scene('nothing scrolls sideways in the smallest window', async (stage) => {
  const { boss, ids } = await team(stage);
  const me = await stage.deviceOf(boss, { viewport: { width: 320, height: 256 } });
  me.allow(/^404 GET /);
  await me.open('/dashboard');
  const wrong = [];
  for (const screen of screensOf(ids)) {
    await visit(me.page, screen);
    const over = await sideways(me.page);
    if (over > 0) wrong.push(`${screen[0]}: ${over} px`);
    wrong.push(...(await outOfReach(me.page)).map((line) => `${screen[0]}: ${line}`));
  }
  const visitor = await stage.stranger({ viewport: { width: 320, height: 256 } });
  visitor.allow(/^4\d\d (GET|POST) /);
  await visitor.open('/login');
  for (const screen of doorsOf('/setup', '/invite#token=none')) {
    await visit(visitor.page, screen);
    const over = await sideways(visitor.page);
    if (over > 0) wrong.push(`${screen[0]}: ${over} px`);
  }
  assert.deepEqual(wrong, []);
}, { ms: 300_000 });

scene('what fingers press is large enough', async (stage) => {
  const { boss, ids } = await team(stage);
  const phone = await stage.deviceOf(boss, { device: 'phone' });
  phone.allow(/^404 GET /);
  await phone.open('/dashboard');
  const small = [];
  for (const screen of screensOf(ids)) {
    await visit(phone.page, screen);
    small.push(...(await tooSmall(phone.page, 44)).map((line) => `${screen[0]}: ${line}`));
  }
  // Ten groups of emoji share the width of a phone.
  assert.deepEqual([...new Set(small)].filter((line) => !/chat-emoji-tab \d+×44$/.test(line)), []);
}, { ms: 300_000 });
