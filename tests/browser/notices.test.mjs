// Notifications while nobody looks at the page: whom they call, by which tab, and when they stay silent.

import assert from 'node:assert/strict';
import { channel, chatOf, direct, group, say } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { counted, eventually, seen } from './support/waiting.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** A browser that writes down its notifications, and tabs that can look away. */
const STUB = () => {
  if (location.protocol === 'about:') return;
  window.shown = [];
  window.Notification = class extends EventTarget {
    static permission = localStorage.getItem('stub.permission') ?? 'default';

    static async requestPermission() {
      this.permission = localStorage.getItem('stub.answer') ?? 'granted';
      localStorage.setItem('stub.permission', this.permission);
      return this.permission;
    }

    constructor(title, options) {
      super();
      Object.assign(this, { title, ...options });
      window.shown.push(this);
    }

    close() {
      this.closed = true;
      this.onclose?.();
    }
  };
  let away = false;
  document.hasFocus = () => !away;
  window.lookAway = (on = true) => {
    away = on;
    window.dispatchEvent(new Event(on ? 'blur' : 'focus'));
  };
};
const shown = (page) => page.evaluate(() => window.shown.map(({ title, body }) => ({ title, body })));
const shownSoon = (page, n) => eventually(async () => assert.equal((await shown(page)).length, n));

scene('a direct message calls once, by one tab, when nobody looks; a press leads to it', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  await ana.context.addInitScript(STUB);
  const id = await direct(ana, budi);
  const page = await ana.open('/settings/notifications');
  await page.getByRole('switch', { name: 'Show notifications' }).check();
  await button(page, 'Send a test').click();
  await seen(page.getByText('Test sent'));
  assert.deepEqual(await shown(page), [{ title: 'Nusantara', body: 'This is what a notification looks like.' }]);
  const second = (await chatOf(ana, '/chat/activity')).page;

  await say(budi, id, 'dilihat sendiri');
  await counted(second.getByRole('link', { name: /Chat.*1 unread/ }), 1);
  for (const tab of [page, second]) await tab.evaluate(() => window.lookAway());
  await say(budi, id, 'Ada **waktu**?');
  const both = async () => [...await shown(page), ...await shown(second)];
  await eventually(async () => assert.equal((await both()).length, 2));
  await say(budi, id, 'Halo?');
  await eventually(async () => assert.deepEqual((await both()).slice(1).map(({ body }) => body).sort(), ['Ada waktu?', 'Halo?']));
  assert.equal((await both())[1].title, 'Budi');
  const teller = (await shown(second)).length ? second : page;
  await teller.evaluate(() => window.shown.findLast(({ body }) => body !== 'This is what a notification looks like.').onclick());
  await teller.waitForURL((url) => url.pathname === `/chat/${id}` && url.searchParams.has('m'));
  await seen(teller.getByTestId('message').filter({ hasText: 'Halo?' }));
});

scene('nothing calls while one is not to be disturbed, from a muted chat, or below its level; hidden words stay hidden', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  await ana.context.addInitScript(STUB);
  const talk = await direct(ana, budi);
  const quiet = await group(budi, 'Sepi', [ana]);
  const none = await group(budi, 'Nihil', [ana]);
  const open = await channel(budi, 'umum', [ana]);
  await ana.patch(`/chats/${quiet}/preferences`, { isMuted: true });
  await ana.patch(`/chats/${none}/preferences`, { notify: 'none' });
  const page = await ana.open('/settings/notifications');
  await page.getByRole('switch', { name: 'Show notifications' }).check();
  await page.evaluate(() => window.lookAway());
  await say(budi, quiet, '@Ana bisu');
  await say(budi, none, '@Ana nihil');
  await say(budi, open, 'untuk semua orang biasa');
  await say(budi, open, '@Ana tolong');
  await shownSoon(page, 1);
  assert.deepEqual(await shown(page), [{ title: 'Budi in umum', body: '@Ana tolong' }]);

  await button(page, 'For 30 minutes').click();
  await seen(page.getByText(/^Do not disturb is on until /));
  await say(budi, talk, 'rahasia satu');
  await counted(page.getByRole('link', { name: /Chat.*2 unread/ }), 1);
  await button(page, 'Turn off').click();
  await seen(page.getByText('You may be disturbed', { exact: true }));
  await page.getByRole('switch', { name: 'Hide the words' }).check();
  await say(budi, talk, 'rahasia dua');
  await shownSoon(page, 2);
  assert.deepEqual((await shown(page))[1], { title: 'New message', body: '' });
});

scene('a browser that says no is believed, and how to change it is said', async ({ person }) => {
  const ana = await person('Ana');
  await ana.context.addInitScript(STUB);
  const page = await ana.open('/settings/notifications');
  await page.evaluate(() => localStorage.setItem('stub.answer', 'denied'));
  const toggle = page.getByRole('switch', { name: 'Show notifications' });
  await toggle.click();
  await seen(page.getByRole('main').getByText(/^This browser blocks notifications from EPOP\./));
  await eventually(async () => assert.equal(await toggle.isChecked(), false));
  await eventually(async () => assert.equal(await toggle.isDisabled(), true));
  await eventually(async () => assert.equal(await button(page, 'Send a test').isDisabled(), true));
});

scene('with the browser\'s own permission a notification is really made', async ({ person, server }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  await ana.context.grantPermissions(['notifications'], { origin: server.url });
  const page = await ana.open('/settings/notifications');
  await page.getByRole('switch', { name: 'Show notifications' }).check();
  await page.reload();
  await eventually(async () => assert.equal(await page.getByRole('switch', { name: 'Show notifications' }).isChecked(), true));
  await page.evaluate(() => {
    const Real = window.Notification;
    window.made = [];
    window.Notification = class extends Real {
      constructor(...args) {
        super(...args);
        window.made.push(this.title);
      }
    };
    document.hasFocus = () => false;
    window.dispatchEvent(new Event('blur'));
  });
  const id = await direct(ana, budi);
  await say(budi, id, 'halo');
  await eventually(async () => assert.deepEqual(await page.evaluate(() => window.made), ['Budi']));
});
