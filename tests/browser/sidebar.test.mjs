// The sidebar of chats arranged by its owner: sections, order by mouse, finger and key, the menu of a row, only what is unread.

import assert from 'node:assert/strict';
import { chatOf, channel, direct, group, say } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { counted, eventually, gone, seen } from './support/waiting.mjs';

const section = (chat, name) => chat.list.locator('section').filter({ has: chat.page.getByRole('button', { name, exact: true }) });
const names = async (chat, name) => (await section(chat, name).getByTestId('chat-item').locator('.side-row-text').allInnerTexts()).map((text) => text.trim());
const become = (chat, name, list) => eventually(async () => assert.deepEqual(await names(chat, name), list));
const toast = (chat) => chat.page.getByRole('region', { name: 'Notices', exact: true });

async function menu(chat, row, entry) {
  await chat.item(row).click({ button: 'right' });
  await chat.page.getByRole('menuitem', { name: entry }).or(chat.page.getByRole('menuitemradio', { name: entry })).click();
}

async function newSection(chat, name) {
  await chat.page.getByRole('button', { name: 'New', exact: true }).click();
  await chat.page.getByRole('menuitem', { name: 'New section' }).click();
  const dialog = chat.page.getByRole('dialog', { name: 'New section' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await gone(dialog);
}

async function drag(page, from, to, at = 0.5) {
  const [a, b] = [await from.boundingBox(), await to.boundingBox()];
  await page.mouse.move(a.x + 60, a.y + a.height / 2);
  await page.mouse.down();
  await page.mouse.move(a.x + 70, a.y + a.height / 2 + 10, { steps: 4 });
  await seen(page.locator('.chat-drag-ghost'));
  await page.mouse.move(b.x + 70, b.y + b.height * at, { steps: 8 });
}

async function team({ person }) {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const ids = {};
  for (const name of ['alfa', 'beta', 'gama', 'delta']) ids[name] = await channel(ana, name, [budi]);
  ids.budi = await direct(ana, budi);
  return { ana, budi, ids };
}

scene('chats are put into a section by menu, mouse and key, in any order, on all devices', async (stage) => {
  const { ana, ids } = await team(stage);
  const hers = await chatOf(ana);
  const other = await chatOf(await stage.deviceOf(ana));
  await newSection(hers, 'Proyek');
  await seen(section(hers, 'Proyek').getByText(/Drag chats here/));
  await menu(hers, 'alfa', 'Move to…');
  await hers.page.getByRole('menuitemradio', { name: 'Proyek' }).click();
  await become(hers, 'Proyek', ['alfa']);
  await become(other, 'Proyek', ['alfa']);

  await drag(hers.page, hers.item('gama'), hers.item('alfa'), 0.2);
  await hers.page.mouse.up();
  await become(hers, 'Proyek', ['gama', 'alfa']);
  await become(other, 'Proyek', ['gama', 'alfa']);
  assert.equal(new URL(hers.page.url()).pathname, '/chat', 'a drag opens nothing');

  await hers.item('alfa').focus();
  await hers.page.keyboard.press('Alt+Shift+ArrowUp');
  await become(hers, 'Proyek', ['alfa', 'gama']);
  await seen(hers.page.getByRole('status').filter({ hasText: '#alfa moved to Proyek, 1 of 2' }));
  await eventually(async () => assert.equal(await hers.page.evaluate(() => document.activeElement.dataset.chat), ids.alfa));
  await hers.page.keyboard.press('Alt+Shift+ArrowDown');
  await become(hers, 'Proyek', ['gama', 'alfa']);
  await hers.page.keyboard.press('Alt+Shift+ArrowDown');
  await become(hers, 'Proyek', ['gama']);
  await become(hers, 'Channels', ['alfa', 'beta', 'delta']);
  await become(other, 'Proyek', ['gama']);

  // Escape takes a drag back.
  await drag(hers.page, hers.item('beta'), hers.item('gama'));
  await hers.page.keyboard.press('Escape');
  await gone(hers.page.locator('.chat-drag-ghost'));
  await hers.page.mouse.up();
  await become(hers, 'Proyek', ['gama']);

  await hers.page.keyboard.press('z');
  await become(hers, 'Proyek', ['gama', 'alfa']);
  await become(other, 'Proyek', ['gama', 'alfa']);
  await hers.page.reload();
  await become(hers, 'Proyek', ['gama', 'alfa']);
});

scene('a section is renamed, moved, deleted and brought back; two devices at once lose nothing', async (stage) => {
  const { ana, ids } = await team(stage);
  await ana.call('PUT', '/chats/sidebar', { version: 0, sections: [{ id: 'satu', name: 'Satu', chatIds: [ids.alfa] }, { id: 'dua', name: 'Dua', chatIds: [ids.beta] }] });
  const hers = await chatOf(ana);
  const tools = async (name, entry) => {
    await section(hers, name).getByRole('button', { name: `Actions for section ${name}` }).click();
    await hers.page.getByRole('menuitem', { name: entry }).click();
  };
  const own = () => hers.list.locator('.chat-section-name').allInnerTexts();
  await tools('Dua', 'Move section up');
  await eventually(async () => assert.deepEqual((await own()).slice(0, 2), ['Dua', 'Satu']));
  await tools('Dua', 'Rename section');
  await hers.page.getByRole('dialog').getByLabel('Name').fill('Nomor dua');
  await hers.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await become(hers, 'Nomor dua', ['beta']);
  await tools('Nomor dua', 'Delete section');
  await become(hers, 'Channels', ['beta', 'delta', 'gama']);
  await toast(hers).getByRole('button', { name: 'Undo' }).click();
  await become(hers, 'Nomor dua', ['beta']);

  // Another device was faster: both changes hold.
  ana.allow(/409 PUT/);
  let first = true;
  await hers.page.route('**/api/v1/chats/sidebar', async (route) => {
    if (first && route.request().method() === 'PUT') {
      first = false;
      const { version, sections } = await ana.get('/chats/sidebar');
      await ana.call('PUT', '/chats/sidebar', { version, sections: [...sections, { id: 'tiga', name: 'Tiga', chatIds: [ids.gama] }] });
    }
    await route.continue();
  });
  await menu(hers, 'delta', 'Move to…');
  await hers.page.getByRole('menuitemradio', { name: 'Satu' }).click();
  await become(hers, 'Tiga', ['gama']);
  await become(hers, 'Satu', ['alfa', 'delta']);
  await eventually(async () => assert.equal((await ana.get('/chats/sidebar')).sections.length, 3));
});

scene('muted for a time, told of mentions only, pinned: from the row, on the server, shown', async (stage) => {
  const { ana, ids } = await team(stage);
  const hers = await chatOf(ana);
  await menu(hers, 'beta', 'Mute…');
  await hers.page.getByRole('menuitem', { name: /In 1 hour/ }).click();
  await seen(hers.item('beta').getByRole('img', { name: /Muted until/ }));
  const mutedUntil = await eventually(async () => {
    const chat = await ana.get(`/chats/${ids.beta}`);
    assert.equal(chat.isMuted, true);
    return chat.mutedUntil;
  });
  assert.ok(Math.abs(new Date(mutedUntil) - Date.now() - 3_600_000) < 60_000);
  await menu(hers, 'beta', 'Unmute');
  await gone(hers.item('beta').getByRole('img', { name: /Muted until/ }));
  await menu(hers, 'beta', 'Notifications');
  await hers.page.getByRole('menuitemradio', { name: 'Only mentions' }).click();
  await eventually(async () => assert.equal((await ana.get(`/chats/${ids.beta}`)).notify, 'mentions'));
  await hers.item('beta').focus();
  await hers.page.keyboard.press('Shift+F10');
  await hers.page.getByRole('menuitem', { name: 'Pin' }).click();
  await become(hers, 'Pinned', ['beta']);

  // The same in the bar of the chat.
  await hers.item('gama').click();
  await hers.chooseForChat('Mute…');
  await hers.page.getByRole('menuitem', { name: 'Until I turn it on again' }).click();
  await seen(hers.item('gama').getByRole('img', { name: 'Muted', exact: true }));
});

scene('a channel is left with a way back', async (stage) => {
  const { budi, ids } = await team(stage);
  const his = await chatOf(budi, `/chat/${ids.delta}`);
  await menu(his, 'delta', 'Leave chat');
  await gone(his.item('delta'));
  await toast(his).getByRole('button', { name: 'Undo' }).click();
  await seen(his.item('delta'));
  assert.equal((await budi.get(`/chats/${ids.delta}`)).isMember, true);
});

scene('only unread chats are listed when asked for, and the choice stays', async (stage) => {
  const { ana, budi, ids } = await team(stage);
  await group(ana, 'Diam', [budi]);
  const hers = await chatOf(ana);
  await say(budi, ids.beta, 'Baru');
  await seen(hers.item('beta').getByText('1 unread'));
  await hers.page.getByRole('button', { name: 'Show only unread' }).click();
  await counted(hers.page.getByTestId('chat-item'), 1);
  await hers.page.reload();
  await counted(hers.page.getByTestId('chat-item'), 1);
  await hers.page.getByRole('button', { name: 'Show only unread', pressed: true }).click();
  await counted(hers.page.getByTestId('chat-item'), 6);
});

scene('a finger that rests drags, one that swipes scrolls, one that only rests opens the menu', async (stage) => {
  const { ana, ids } = await team(stage);
  await ana.call('PUT', '/chats/sidebar', { version: 0, sections: [{ id: 'satu', name: 'Satu', chatIds: [ids.alfa, ids.beta] }] });
  const phone = await stage.deviceOf(ana, { device: 'phone' });
  const his = await chatOf(phone);
  await become(his, 'Satu', ['alfa', 'beta']);
  const client = await phone.context.newCDPSession(his.page);
  const touch = (type, x, y) => client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  const held = () => seen(his.page.locator('.side-row.is-held'));
  const at = async (name) => {
    const box = await his.item(name).boundingBox();
    return [box.x + 80, box.y + box.height / 2];
  };

  // The first press loads what arranging takes.
  const [x, y] = await at('alfa');
  await touch('touchStart', x, y);
  await held();
  await touch('touchEnd');
  await seen(his.page.getByRole('menu', { name: 'Actions for #alfa' }));
  await his.page.keyboard.press('Escape');

  const [, low] = await at('beta');
  await touch('touchStart', x, y);
  await held();
  for (let i = 1; i <= 6; i += 1) await touch('touchMove', x, y + ((low - y + 16) * i) / 6);
  await touch('touchEnd');
  await become(his, 'Satu', ['beta', 'alfa']);
  assert.equal(new URL(his.page.url()).pathname, '/chat');
});

scene('what is arranged without a connection outlives the page and arrives', async (stage) => {
  const { ana, ids } = await team(stage);
  const hers = await chatOf(ana);
  await seen(hers.item('alfa'));
  ana.allowCuts();
  await hers.page.route('**/api/v1/chats/sidebar', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await newSection(hers, 'Perjalanan');
  await menu(hers, 'alfa', 'Move to…');
  const tried = hers.page.waitForRequest((request) => request.method() === 'PUT');
  await hers.page.getByRole('menuitemradio', { name: 'Perjalanan' }).click();
  await become(hers, 'Perjalanan', ['alfa']);
  await tried;
  await hers.page.unrouteAll();
  await hers.page.reload();
  await become(hers, 'Perjalanan', ['alfa']);
  await eventually(async () => assert.deepEqual((await ana.get('/chats/sidebar')).sections.map((each) => [each.name, each.chatIds]), [['Perjalanan', [ids.alfa]]]));
});
