// Files and a real virus scanner, as people see it: what waits to be checked, what is blocked and who is told, and a scanner
// that is away.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Chat, group } from './support/chat.mjs';
import { Clamd, EICAR } from './support/clamd.mjs';
import { dragOver, dropFiles, fileOf } from './support/files.mjs';
import { scene } from './support/stage.mjs';
import { counted, eventually, gone, seen, until } from './support/waiting.mjs';

const clamd = await Clamd.prepare();
before(() => clamd.start());
after(() => clamd.remove());

/** Drops files on a part of a page, once it takes any. */
async function drop(page, files) {
  const main = page.locator('#main');
  await eventually(async () => {
    await dragOver(main, files);
    await page.locator('.drop').waitFor({ timeout: 500 });
  });
  await dropFiles(main, files);
}

const statusOf = async (person, name) => (await person.get('/files?scope=mine')).items.find((file) => file.fileName === name)?.status;

scene('what carries a virus is blocked: in the composer, in the list, in its details; its owner is told once', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const chat = await group(boss, 'Gudang', [ana]);
  const mine = new Chat(await boss.open(`/chat/${chat}`));
  const { page } = mine;
  await drop(mine.page, [fileOf('bersih.txt', 'halo'), fileOf('jahat.txt', EICAR)]);
  await seen(page.getByText('“jahat.txt” was blocked: it carries a virus.'));
  const waiting = mine.main.getByRole('list', { name: 'Attached files' });
  await seen(waiting.getByText('Blocked: it carries a virus.'));
  // It cannot be sent.
  await mine.send('Dua berkas');
  await seen(page.getByText('One of the files cannot be sent. Try it again or remove it.'));
  await waiting.getByRole('button', { name: 'Remove jahat.txt' }).click();
  await gone(waiting.getByText('jahat.txt'));
  await mine.input.press('Enter');
  await seen(mine.message('Dua berkas').getByText('bersih.txt'));
  assert.equal(await mine.message('Dua berkas').getByTestId('message-attachment').count(), 1);
  // What was removed lies in the trash, not among one's files.
  await until(async () => await statusOf(boss, 'jahat.txt') === undefined);

  const files = await boss.open('/files?scope=mine');
  await drop(files, [fileOf('virus.txt', `${EICAR} `)]);
  const tray = files.getByRole('region', { name: 'Uploads' });
  await seen(tray.getByRole('heading', { name: 'One file not uploaded' }));
  const row = files.locator('#main').getByTestId('file-item').filter({ hasText: 'virus.txt' });
  await seen(row.getByText('Blocked'));
  await row.focus();
  await files.keyboard.press('i');
  await seen(files.getByRole('complementary', { name: 'Side panel' }).getByText('Blocked: it carries a virus'));
  // Another name is no other finding.
  const { id } = (await boss.get('/files?scope=mine')).items.find((file) => file.fileName === 'virus.txt');
  await boss.patch(`/files/${id}`, { fileName: 'virus-lama.txt' });
  await seen(files.locator('#main').getByText('virus-lama.txt'));
  assert.equal(await files.getByText('“virus-lama.txt” was blocked: it carries a virus.').count(), 0);
}, { env: clamd.env });

scene('while the scanner is away files wait, and nobody else has them', async ({ admin, person }) => {
  await clamd.kill();
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const chat = await group(boss, 'Gudang', [ana]);
  const mine = new Chat(await boss.open(`/chat/${chat}`));
  const hers = new Chat(await ana.open(`/chat/${chat}`));
  await drop(mine.page, [fileOf('menunggu.txt', 'tunggu')]);
  await counted(mine.main.locator('.upload[data-state="done"]'), 1);
  await mine.send('Lihat');
  for (const { main } of [mine, hers]) await seen(main.getByTestId('message-attachment').getByText('Being checked for viruses'));
  assert.equal(await hers.main.getByRole('button', { name: 'Download menunggu.txt' }).count(), 0);
  await hers.go(`/chat/${chat}?panel=files`);
  await seen(hers.panel.getByTestId('file-item').getByText('Being checked for viruses'));
  assert.equal(await statusOf(boss, 'menunggu.txt'), 'scanning');
}, { env: clamd.env });
