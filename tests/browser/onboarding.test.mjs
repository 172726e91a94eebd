// The first minutes: of a workspace, and of somebody who was invited.

import assert from 'node:assert/strict';
import { sideways, violations } from './support/audit.mjs';
import { channel } from './support/chat.mjs';
import { drawing } from './support/picture.mjs';
import { scene } from './support/stage.mjs';
import { arrived, eventually, gone, seen, until } from './support/waiting.mjs';

const button = (scope, name) => scope.getByRole('button', { name, exact: true });

scene('the status is honest, inviting can be skipped, and one lands in #general', async ({ admin }) => {
  const boss = await admin({ general: true });
  const page = await boss.open('/welcome/status');
  await seen(page.getByText('Step 3 of 4'));
  await seen(page.getByText(/GB are free where the data is/));
  await seen(page.getByText('Not set up'));
  await seen(page.getByText('The connection to this server is not encrypted.'));
  assert.equal(await button(page, 'Send a test letter').count(), 0, 'there is nothing to test');
  await page.getByRole('link', { name: 'Continue' }).click();
  await seen(page.getByText('Step 4 of 4'));
  await page.reload();
  await seen(page.getByText('Step 4 of 4'));
  await button(page, 'Make a link').click();
  assert.match(await page.getByLabel('Invitation link').inputValue(), /\/invite#token=/);
  await page.getByRole('link', { name: 'Go to #general' }).click();
  const { generalChatId } = await boss.get('/boot');
  await arrived(page, `/chat/${generalChatId}`);
  await seen(page.getByRole('region', { name: 'First steps' }));
});

scene('a mail server that takes nothing is told as it is', async ({ admin }) => {
  const boss = await admin();
  boss.allow(/^422 POST \S+status\/mail/);
  const page = await boss.open('/welcome/status');
  await button(page, 'Send a test letter').click();
  await seen(page.getByText(/The mail server did not take the letter/));
}, { env: { EPOP_MAIL_SMTP_HOST: '127.0.0.1', EPOP_MAIL_SMTP_PORT: '9' } });

scene('who was invited sets a picture, chooses channels and lands in #general with hints that go for good', async ({ admin, stranger }) => {
  const boss = await admin({ general: true });
  await channel(boss, 'kopi', []);
  await channel(boss, 'futsal', []);
  const { token } = await boss.post('/admin/invitations', {});
  const budi = await stranger({ name: 'Budi' });
  const page = await budi.open(`/invite#token=${token}`);
  await page.getByLabel('Your name').fill('Budi');
  await page.getByLabel('E-mail', { exact: true }).fill('budi@example.test');
  await page.getByLabel('New password', { exact: true }).fill(budi.password);
  await button(page, 'Join').click();
  await arrived(page, '/welcome');
  await seen(page.getByRole('heading', { name: 'Welcome to Nusantara, Budi' }));
  await page.getByLabel('Picture file').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: await drawing(page, 80, 80) });
  await seen(button(page, 'Choose another picture'));
  await eventually(async () => assert.ok(await page.getByRole('checkbox', { name: '#general' }).isChecked()));
  await eventually(async () => assert.ok(await page.getByRole('checkbox', { name: '#kopi' }).isChecked()));
  await page.getByRole('checkbox', { name: '#futsal' }).uncheck();
  await button(page, 'Start').click();
  const boot = await budi.get('/boot');
  await arrived(page, `/chat/${boot.generalChatId}`);
  await eventually(async () => assert.deepEqual((await budi.get('/chats')).map((chat) => chat.title).sort(), ['general', 'kopi']));
  assert.equal((await budi.get('/users/me')).timeZone, 'Asia/Jakarta');

  const hints = page.getByRole('region', { name: 'First steps' });
  await seen(hints);
  assert.equal(await hints.getByRole('img', { name: 'Done' }).count(), 1, 'the picture is set');
  await button(hints, 'Say hello').click();
  await page.keyboard.type('Halo semua!');
  await page.keyboard.press('Enter');
  await until(async () => (await hints.getByRole('img', { name: 'Done' }).count()) === 2);
  await button(hints, 'See the shortcuts').click();
  await seen(page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
  await page.keyboard.press('Escape');
  await button(hints, 'Hide these hints for good').click();
  await gone(hints);
  await until(async () => (await budi.get('/users/me')).isNew === false);
  await page.reload();
  await seen(page.getByText('Halo semua!'));
  assert.equal(await hints.count(), 0);
});

for (const device of ['desk', 'phone']) {
  scene(`the first minutes have no barrier, light or dark (${device})`, async ({ admin }) => {
    const boss = await admin({ general: true, device });
    const { generalChatId } = await boss.get('/boot');
    const page = await boss.open('/welcome');
    for (const path of ['/welcome', '/welcome/status', '/welcome/invite', `/chat/${generalChatId}`]) {
      await page.goto(path);
      await seen(page.getByRole('heading', { level: 1 }));
      await page.waitForFunction(() => !document.querySelector('.skeleton, .chat-loading, .progress-line'));
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], `${path} ${colorScheme}`);
      }
      assert.equal(await sideways(page), 0, path);
    }
  });
}
