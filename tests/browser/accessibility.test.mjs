// Every screen, wide and narrow, light and dark: nothing for axe to find, nothing that scrolls sideways, the focus in sight.

import assert from 'node:assert/strict';
import { chatOf } from './support/chat.mjs';
import { hiddenFocus, sideways, violations } from './support/audit.mjs';
import { doorsOf, screensOf, team, visit } from './support/screens.mjs';
import { scene } from './support/stage.mjs';
import { eventually, gone, seen } from './support/waiting.mjs';

/** Visits every screen and answers what is wrong with them, one line each. The dark look differs in colours only. */
async function survey(page, screens) {
  const wrong = [];
  for (const screen of screens) {
    await visit(page, screen);
    const found = await violations(page);
    const over = await sideways(page);
    if (over > 0) found.push(`scrolls ${over} px sideways`);
    await page.emulateMedia({ colorScheme: 'dark' });
    found.push(...(await violations(page, ['color-contrast'])).map((line) => `dark: ${line}`));
    await page.emulateMedia({ colorScheme: 'light' });
    wrong.push(...found.map((line) => `${screen[0]}: ${line}`));
  }
  return wrong;
}

for (const device of ['desk', 'phone']) {
  scene(`no screen has a barrier, light or dark (${device})`, async (stage) => {
    const { boss, ids } = await team(stage);
    const me = await stage.deviceOf(boss, { device });
    me.allow(/^404 GET /);
    const wrong = await survey(await me.open('/dashboard'), screensOf(ids));
    const visitor = await stage.stranger({ device });
    visitor.allow(/^4\d\d (GET|POST) /);
    const { token } = await boss.post('/admin/invitations', {});
    const setup = new URL(await stage.server.setupLink());
    wrong.push(...await survey(await visitor.open('/login'), doorsOf(setup.pathname + setup.hash, `/invite#token=${token}`)));
    assert.deepEqual(wrong, []);
  }, { ms: 420_000 });
}

const WALKED = ['dashboard', 'channel', 'acts', 'pins', 'thread', 'threads', 'activity', 'saved', 'later', 'archived', 'members', 'forward', 'poll-form', 'shortcuts', 'profile-menu', 'attachments', 'chat-files', 'files', 'file', 'security', 'appearance', 'profile-settings', 'notifications', 'this-device', 'people'];

scene('the focus is in sight at every stop of Tab', async (stage) => {
  const { boss, ids } = await team(stage);
  await boss.open('/dashboard');
  const wrong = [];
  for (const screen of screensOf(ids).filter(([name]) => WALKED.includes(name))) {
    await visit(boss.page, screen);
    wrong.push(...(await hiddenFocus(boss.page)).map((line) => `${screen[0]}: ${line}`));
  }
  assert.deepEqual(wrong, []);
}, { ms: 240_000 });

scene('every layer gives the focus back to what opened it', async (stage) => {
  const { boss, ids } = await team(stage);
  const { page, main } = await chatOf(boss, `/chat/${ids.general}`);
  await page.waitForFunction(() => document.activeElement?.matches('textarea'));
  const openers = [
    [main.getByRole('button', { name: '4 members' }), page.getByRole('dialog', { name: 'Members of #umum' })],
    [main.getByRole('button', { name: 'Chat actions' }), page.getByRole('menu')],
    [main.getByRole('button', { name: 'Emoji' }), page.getByRole('dialog', { name: 'Emoji' })],
    [main.getByRole('button', { name: 'Priority' }), page.getByRole('menu')],
    [page.getByRole('button', { name: /Your profile: / }), page.getByRole('dialog', { name: 'You' })],
    [page.getByRole('button', { name: 'New', exact: true }), page.getByRole('menu')],
    [page.getByRole('button', { name: 'Chat list' }), page.getByRole('menu')],
    [page.getByRole('button', { name: 'Browse channels' }), page.getByRole('dialog', { name: 'Browse channels' })],
    [page.getByRole('button', { name: 'New message' }), page.getByRole('dialog', { name: 'New message' })],
    [page.getByRole('button', { name: 'Actions for section Proyek besar' }), page.getByRole('menu')],
    [page.getByRole('button', { name: 'Search or jump to' }), page.getByRole('dialog', { name: 'Search or jump to' })],
    [main.getByRole('button', { name: 'Poll', exact: true }), page.getByRole('dialog', { name: 'New poll' })],
    [main.getByRole('button', { name: /Jump to another day/ }), page.getByRole('dialog').filter({ hasText: 'Jump' })],
    [main.getByRole('button', { name: /^Read by/ }), page.getByRole('dialog', { name: 'Reactions and readers' })],
  ];
  for (const [opener, layer] of openers) {
    await opener.focus();
    await page.keyboard.press('Enter');
    await seen(layer);
    await page.keyboard.press('Escape');
    await gone(layer);
    await eventually(async () => assert.equal(await opener.evaluate((element) => element === document.activeElement), true, `${opener} lost the focus`));
  }
  // What a key on a message opens gives the focus back to the message.
  const message = main.getByTestId('message').first();
  for (const [key, layer] of [['.', page.getByRole('menu')], ['V', page.getByRole('dialog', { name: 'Reactions and readers' })], ['f', page.getByRole('dialog', { name: 'Forward message' })], [':', page.getByRole('dialog')]]) {
    await message.focus();
    await page.keyboard.press(key);
    await seen(layer);
    await page.keyboard.press('Escape');
    await gone(layer);
    await eventually(async () => assert.equal(await message.evaluate((element) => element === document.activeElement), true, `after ${key}`));
  }
  await message.focus();
  await page.keyboard.press('?');
  await seen(page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
  await page.keyboard.press('Escape');
  await eventually(async () => assert.equal(await message.evaluate((element) => element === document.activeElement), true, 'after the sheet of shortcuts'));
}, { ms: 180_000 });

scene('the page has its landmarks, one heading, and a way past the rail', async (stage) => {
  const { boss, ids } = await team(stage);
  const { page } = await chatOf(boss, `/chat/${ids.general}?thread=${ids.urgent}`);
  await seen(page.getByRole('complementary', { name: 'Side panel' }));
  await seen(page.getByRole('navigation', { name: 'Areas' }));
  await seen(page.getByRole('navigation', { name: 'Chat' }));
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  assert.match(await page.title(), /#umum – Nusantara$/);
  await page.goto('/dashboard');
  await seen(page.getByRole('heading', { level: 1 }));
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await eventually(async () => assert.equal(await skip.evaluate((element) => element === document.activeElement), true));
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), 'main'));
});
