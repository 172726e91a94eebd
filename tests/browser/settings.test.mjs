// Settings: what one chooses acts at once and stays, quiet hours, clearing the device, and what is new.

import assert from 'node:assert/strict';
import { sideways, violations } from './support/audit.mjs';
import { chatOf, direct, say } from './support/chat.mjs';
import { keptMessage } from './support/kept.mjs';
import { scene } from './support/stage.mjs';
import { arrived, eventually, gone, seen, valued } from './support/waiting.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const chooseSegment = (page, group, name) => page.getByRole('group', { name: group }).getByText(name, { exact: true }).click();
const root = (page) => page.evaluate(() => ({ ...document.documentElement.dataset }));
const style = (page, name) => page.evaluate((property) => getComputedStyle(document.documentElement).getPropertyValue(property), name);

scene('motion and font act at once, stay on the device, and are there before the first picture', async ({ person }) => {
  const ana = await person('Ana', { reducedMotion: 'no-preference' });
  const page = await ana.open('/settings/appearance');
  assert.equal(await style(page, '--slow'), '160ms');
  await chooseSegment(page, 'Motion', 'Reduced');
  await eventually(async () => assert.equal(await style(page, '--slow'), '0ms'));
  await chooseSegment(page, 'Font', 'System');
  await eventually(async () => assert.match(await page.evaluate(() => getComputedStyle(document.body).fontFamily), /^system-ui/));
  // What the classic script in the head has done when the body begins.
  await ana.context.addInitScript(() => new MutationObserver((_, observer) => {
    if (!document.body) return;
    window.early = { ...document.documentElement.dataset, preload: document.querySelectorAll('link[rel=preload][as=font]').length };
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true }));
  await page.reload();
  await seen(page.getByRole('heading', { name: 'Appearance' }));
  const early = await page.evaluate(() => window.early);
  assert.deepEqual([early.motion, early.font, early.preload], ['reduced', 'system', 0]);
  await page.evaluate(() => document.fonts.ready);
  // A sheet that is still in memory names the fonts it once had, without fetching them.
  assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').filter(({ name, transferSize }) => name.endsWith('.woff2') && transferSize > 0).length), 0);

  await chooseSegment(page, 'Motion', 'As the system');
  await eventually(async () => assert.equal((await root(page)).motion, 'system'));
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await eventually(async () => assert.equal((await root(page)).motion, 'reduced'));
  assert.equal(await style(page, '--slow'), '0ms');
});

scene('the time zone is one\'s own, the week\'s first day the device\'s, and both are seen', async ({ person }) => {
  const ana = await person('Ana');
  const page = await ana.open('/settings/region');
  await button(page, 'Use this device’s: Asia/Jakarta').click();
  await seen(page.getByText(/^It is .+ there\./));
  await page.getByLabel('Time zone').selectOption('Asia/Makassar');
  await eventually(async () => assert.equal((await ana.get('/users/me')).timeZone, 'Asia/Makassar'));
  const firstDay = () => page.getByRole('region', { name: 'Quiet hours' }).getByRole('switch').first();
  await page.goto('/settings/notifications');
  await seen(page.getByText('Times are in your time zone: Asia/Makassar.'));
  await eventually(async () => assert.equal(await firstDay().getAttribute('id').then((id) => page.locator(`label[for="${id}"]`).innerText()), 'Monday'));
  await page.goto('/settings/region');
  await page.getByLabel('Weeks begin on').selectOption({ label: 'Sunday' });
  await page.goto('/settings/notifications');
  await seen(firstDay());
  await eventually(async () => assert.equal(await firstDay().getAttribute('id').then((id) => page.locator(`label[for="${id}"]`).innerText()), 'Sunday'));
});

scene('quiet hours go to the server and come back, faults stand at their day', async ({ person, deviceOf }) => {
  const ana = await person('Ana');
  ana.allow(/^400 PUT \S+do-not-disturb/);
  const page = await ana.open('/settings/notifications');
  await page.getByRole('switch', { name: 'Friday' }).check();
  await seen(page.getByText('ends on Saturday'));
  await page.getByLabel('Friday, to').fill('00:00');
  await seen(page.getByText('until midnight'));
  await page.getByRole('switch', { name: 'Monday' }).check();
  await page.getByLabel('Monday, From').fill('12:00');
  await page.getByLabel('Monday, to').fill('12:00');
  await button(page, 'Save').click();
  const fault = page.getByText('The end must be another time than the beginning.');
  await seen(fault);
  const end = page.getByLabel('Monday, to');
  await eventually(async () => assert.equal(await end.getAttribute('aria-invalid'), 'true'));
  await eventually(async () => assert.equal(await end.evaluate((field) => field === document.activeElement), true));
  await end.fill('13:30');
  await gone(fault);
  await button(page, 'Save').click();
  await seen(page.getByText('Saved', { exact: true }));
  const me = await ana.get('/users/me');
  assert.equal(me.timeZone, 'Asia/Jakarta', 'times mean a zone');
  const schedule = [{ day: 'monday', from: '12:00', to: '13:30' }, { day: 'friday', from: '18:00', to: '24:00' }];
  assert.deepEqual(me.doNotDisturb.schedule, schedule);

  const other = await (await deviceOf(ana)).open('/settings/notifications');
  await seen(other.getByLabel('Monday, From'));
  await valued(other.getByLabel('Friday, to'), '00:00');
  await eventually(async () => assert.equal(await button(other, 'Save').isDisabled(), true));
  await other.getByRole('switch', { name: 'Monday' }).uncheck();
  await button(other, 'Save').click();
  await gone(page.getByLabel('Monday, From'));
});

scene('do not disturb begins and ends by a button', async ({ person }) => {
  const ana = await person('Ana');
  const page = await ana.open('/settings/notifications');
  await button(page, 'For 1 hour').click();
  await seen(page.getByText(/^Do not disturb is on until /));
  const { doNotDisturb } = await ana.get('/users/me');
  assert.ok(Math.abs(Date.parse(doNotDisturb.until) - Date.now() - 3_600_000) < 60_000);
  await button(page, 'Turn off').click();
  await seen(page.getByText('You may be disturbed', { exact: true }));
});

// -- Keys

scene('where Enter begins a line, Ctrl and Enter send', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  const page = await ana.open('/settings/keyboard');
  await chooseSegment(page, 'Enter in a message', 'New line');
  const hers = await chatOf(ana, `/chat/${id}`);
  await hers.input.fill('satu');
  await hers.input.press('Enter');
  await hers.page.keyboard.type('dua');
  await valued(hers.input, 'satu\ndua');
  await hers.input.press('Control+Enter');
  await seen(hers.message('dua'));
  assert.equal(await hers.message('dua').count(), 1);
});

scene('changed shortcuts are listed and go back, and the sheet opens from there', async ({ person }) => {
  const ana = await person('Ana');
  const page = await ana.open('/settings/keyboard');
  await seen(page.getByText('All shortcuts have their usual keys.'));
  await button(page, 'All shortcuts').click();
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByRole('button', { name: /Change the keys of “Show or hide the sidebar”/ }).click();
  await page.keyboard.press('Alt+b');
  await seen(sheet.getByRole('button', { name: /Change the keys of “Show or hide the sidebar”, now Alt\+B/ }));
  await button(sheet, 'Close').click();
  await gone(sheet);
  const reset = page.getByRole('button', { name: 'Back to the usual keys of “Show or hide the sidebar”' });
  await seen(reset);
  await reset.click();
  await seen(page.getByText('All shortcuts have their usual keys.'));
});

// -- This device

const remains = (page) => page.evaluate(async () => ({
  databases: (await indexedDB.databases()).map(({ name }) => name),
  values: Object.keys(localStorage).filter((name) => name.startsWith('epop.')).sort(),
}));

scene('clearing the device says what would be lost, takes everything, and leaves one signed in', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'halo');
  const hers = await chatOf(ana, `/chat/${id}`);
  const { page } = hers;
  await keptMessage(page, 'halo');
  await page.evaluate(() => localStorage.setItem('epop.theme', '"dark"'));
  await ana.context.route('**/api/v1/chats/*/messages', (route) => (route.request().method() === 'POST' ? route.abort('connectionrefused') : route.fallback()));
  await ana.context.route('**/api/v1/chats/*/draft', (route) => route.abort('connectionrefused'));
  ana.allowCuts();
  await hers.send('belum terkirim');
  await seen(hers.pending('belum terkirim'));
  await hers.input.fill('draf di sini saja');
  await hers.go('/settings/device');
  await button(page, 'Clear this device').click();
  const sure = page.getByRole('alertdialog', { name: 'Clear this device?' });
  await seen(sure.getByText('1 change has not reached the server and will be lost.'));
  await seen(sure.getByText('1 draft is only on this device and will be lost.'));
  await button(sure, 'Cancel').click();
  await gone(sure);
  await hers.go(`/chat/${id}`);
  await seen(hers.pending('belum terkirim'));

  await hers.go('/settings/device');
  await button(page, 'Clear this device').click();
  await button(sure, 'Clear this device').click();
  await arrived(page, '/dashboard');
  await seen(page.getByRole('button', { name: 'Your profile: Ana' }));
  assert.equal(await page.evaluate(() => localStorage.getItem('epop.theme')), null);
  await page.goto(`/chat/${id}`);
  await seen(hers.message('halo'));
  assert.equal(await hers.message('belum terkirim').count(), 0);
  await valued(hers.input, '');
});

scene('another tab starts anew when the device is cleared, and writes nothing back', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  const other = await chatOf(ana, `/chat/${id}`);
  await other.input.fill('akan hilang');
  await eventually(async () => assert.ok((await remains(other.page)).databases.length));
  const page = await ana.open('/settings/device');
  await other.page.evaluate(() => (window.old = true));
  await button(page, 'Clear this device').click();
  const sure = page.getByRole('alertdialog', { name: 'Clear this device?' });
  await Promise.all([other.page.waitForEvent('load'), button(sure, 'Clear this device').click()]);
  assert.equal(await other.page.evaluate(() => window.old), undefined);
  await seen(other.input);
});

scene('who signs in on a shared device finds and leaves nothing of an earlier sign-in', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'rahasia Ana');
  const hers = await chatOf(ana, `/chat/${id}`);
  const { page } = hers;
  await keptMessage(page, 'rahasia Ana');
  // Her session ends elsewhere: the device is not told to forget.
  ana.allow(/^401 /, /WebSocket connection/);
  await page.goto('about:blank');
  await ana.context.clearCookies();
  await page.goto('/login');
  assert.ok((await remains(page)).databases.length, 'something is left');
  await page.getByRole('checkbox', { name: 'This is a shared device' }).check();
  await ana.signIn({ email: budi.email });
  await page.waitForURL(/\/dashboard/);
  await seen(page.getByRole('button', { name: 'Your profile: Budi' }));
  await hers.go('/chat');
  await seen(hers.item('Ana'));
  const { databases, values } = await remains(page);
  assert.deepEqual(databases, []);
  assert.deepEqual(values.filter((name) => name.split('.').length > 2 || name === 'epop.owner'), []);
});

// -- What is new

/** The server as it would be after an update. */
const update = (who, version) => who.context.route('**/api/v1/boot', async (route) => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, json: { ...await answer.json(), version } });
});

scene('after an update one is told once, quietly, and never when one is new', async ({ person }) => {
  const ana = await person('Ana');
  const page = await ana.open('/dashboard');
  const word = page.getByText('EPOP was updated to 0.2.0');
  const record = () => page.evaluate(() => new Promise((resolve) => {
    indexedDB.databases().then(([{ name }]) => {
      const ask = indexedDB.open(name);
      ask.onsuccess = () => {
        const find = ask.result.transaction('cache').objectStore('cache').get('news');
        find.onsuccess = () => {
          ask.result.close();
          resolve(find.result);
        };
      };
    });
  }));
  await eventually(async () => assert.equal((await record())?.seen, '0.1.0'));
  assert.equal(await page.getByText(/^EPOP was updated/).count(), 0);

  await update(ana, '0.2.0');
  await page.reload();
  await seen(word);
  await page.reload();
  const menu = page.getByRole('dialog', { name: 'You' });
  const entry = menu.getByRole('button', { name: /^What’s new/ });
  await eventually(async () => {
    if (!(await menu.isVisible())) await page.getByRole('button', { name: 'Your profile: Ana' }).click();
    await seen(menu.getByRole('button', { name: 'What’s new Not seen yet' }));
  });
  assert.equal(await word.count(), 0);
  await entry.click();
  await arrived(page, '/settings/news');
  await seen(page.getByRole('heading', { name: 'Added' }).first());
  await eventually(async () => assert.equal(await page.getByText('Sign in with e-mail and password', { exact: false }).locator('xpath=ancestor::*[@lang]').first().getAttribute('lang'), 'en'));
  await eventually(async () => assert.deepEqual(await record(), { seen: '0.2.0', told: '0.2.0' }));
  await page.getByRole('button', { name: 'Your profile: Ana' }).click();
  await seen(menu.getByRole('button', { name: 'What’s new', exact: true }));
});

scene('about names the version, the documents and every licence', async ({ person }) => {
  const ana = await person('Ana');
  const page = await ana.open('/settings/about');
  await seen(page.getByText('EPOP 0.1.0'));
  await eventually(async () => assert.equal(await page.getByRole('link', { name: 'API documentation' }).getAttribute('href'), '/docs'));
  await button(page, 'Licence text of EPOP').click();
  await seen(page.getByRole('dialog', { name: 'Licence text of EPOP' }).getByText(/MIT License/));
  await page.keyboard.press('Escape');
  await button(page, 'Show the list').click();
  await button(page, 'Licence text of preact').click();
  await seen(page.getByRole('dialog', { name: 'Licence text of preact' }).getByText(/Jason Miller/));
  await page.keyboard.press('Escape');
  await seen(page.getByRole('link', { name: 'tokio', exact: true }));
  assert.deepEqual(await violations(page), []);
});

scene('a section that cannot be fetched says so, and comes when asked again', async ({ person }) => {
  const ana = await person('Ana');
  const page = await ana.open('/settings/profile');
  await seen(page.getByLabel('Job title'));
  await ana.offline();
  await page.getByRole('link', { name: 'Keyboard' }).click();
  await seen(page.getByText(/The server cannot be reached/));
  await ana.offline(false);
  await button(page, 'Try again').click();
  await seen(page.getByRole('group', { name: 'Enter in a message' }));
});

scene('sections are found by name in the palette, and on a phone one by one', async ({ person, deviceOf }) => {
  const ana = await person('Ana');
  const page = await ana.open('/dashboard');
  const palette = page.getByRole('dialog', { name: 'Search or jump to' });
  await eventually(async () => {
    if (!(await palette.isVisible())) await page.keyboard.press('Control+k');
    await palette.waitFor({ timeout: 500 });
  });
  await page.keyboard.type('notif');
  await palette.getByRole('option', { name: /^Notifications/ }).first().click();
  await arrived(page, '/settings/notifications');

  const small = await deviceOf(ana, { device: 'phone' });
  const phone = await small.open('/settings');
  await phone.getByRole('link', { name: 'This device' }).click();
  await arrived(phone, '/settings/device');
  await seen(phone.getByRole('heading', { level: 1, name: 'This device' }));
  await phone.setViewportSize({ width: 320, height: 640 });
  for (const section of ['profile', 'notifications', 'appearance', 'region', 'keyboard', 'security', 'device', 'news', 'about']) {
    await phone.goto(`/settings/${section}`);
    await seen(phone.locator('.page section').first());
    assert.equal(await sideways(phone) <= 0, true, section);
  }
  await phone.goto('/settings/news');
  await seen(phone.getByRole('heading', { name: 'Added' }).first());
  assert.deepEqual(await violations(phone), []);
  await phone.getByRole('link', { name: 'Back' }).click();
  await arrived(phone, '/settings');
});
