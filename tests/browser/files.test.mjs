// The page of files: what is listed, found and ordered; selecting and what is done with the selection; one file beside the list;
// what is on its way; what is not one's own.

import assert from 'node:assert/strict';
import { hiddenFocus, sideways, tooSmall, violations } from './support/audit.mjs';
import { Chat, direct, group, moveTo } from './support/chat.mjs';
import { bytesOf, downloaded, dragOver, dropFiles, fileOf, handOnUploads, hashOf, png, putFile, sayWith } from './support/files.mjs';
import { Files } from './support/files-page.mjs';
import { scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen, until } from './support/waiting.mjs';

const MB = 1024 * 1024;

const open = async (person, path = '/files?scope=all') => new Files(await person.open(path));

scene('what there is, by place, kind, name and order; all of it in the address', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const chat = await direct(boss, ana);
  await putFile(boss, 'catatan.txt', 'a'.repeat(300));
  await putFile(boss, 'laporan.txt', 'b'.repeat(200));
  await sayWith(ana, chat, [await putFile(ana, 'usulan.csv', 'a,b\n1,2\n', 'text/csv')]);
  await putFile(ana, 'rahasia.txt', 'hanya saya');
  const files = await open(boss);
  const { page, main } = files;
  await files.listed('usulan.csv', 'laporan.txt', 'catatan.txt');
  await page.getByRole('link', { name: 'My files' }).click();
  await files.listed('laporan.txt', 'catatan.txt');
  await page.getByRole('link', { name: 'Shared with me' }).click();
  await files.listed('usulan.csv');
  await page.getByRole('link', { name: 'All files' }).click();
  await main.getByRole('button', { name: 'Order' }).click();
  await page.getByRole('menuitemradio', { name: 'Largest first' }).click();
  await files.listed('catatan.txt', 'laporan.txt', 'usulan.csv');
  await main.getByRole('searchbox', { name: 'Search by name' }).fill('lapor');
  await files.listed('laporan.txt');
  await arrived(page, '/files?scope=all&sort=size&q=lapor');
  // The address is all there is to it.
  await page.reload();
  await files.listed('laporan.txt');
  await main.getByRole('button', { name: '“lapor”' }).click();
  await main.getByRole('button', { name: 'Filter', exact: true }).click();
  const form = page.getByRole('dialog', { name: 'Filter' });
  await form.getByLabel('Owner').selectOption({ label: 'Ana Wijaya' });
  await form.getByRole('button', { name: 'Apply' }).click();
  await files.listed('usulan.csv');
  await main.getByRole('button', { name: /^Owner: Ana Wijaya/ }).click();
  await counted(files.items, 3);
  // Where they are used.
  await main.getByRole('button', { name: 'Filter', exact: true }).click();
  await form.getByLabel('Used in').selectOption({ label: 'Ana Wijaya' });
  await form.getByRole('button', { name: 'Apply' }).click();
  await files.listed('usulan.csv');
  await arrived(page, `/files?scope=all&sort=size&chat=${chat}`);
  await main.getByRole('button', { name: /^Ana Wijaya/ }).click();
  await counted(files.items, 3);
  await main.getByRole('searchbox', { name: 'Search by name' }).fill('tidak ada');
  await seen(main.getByText('No file fits'));
  await main.getByRole('button', { name: 'Clear filters' }).click();
  await counted(files.items, 3);
});

scene('uploads by the button and by dropping; they go on on other pages, and every page says so', async ({ admin }) => {
  const boss = await admin();
  const hand = await handOnUploads(boss);
  const files = await open(boss);
  const { page, main, tray } = files;
  await seen(main.getByText('No files yet'));
  hand.close();
  // A busy browser may not have heard yet that somebody waits for its dialog.
  const chooser = await eventually(async () => {
    const opens = page.waitForEvent('filechooser', { timeout: 3000 });
    await page.keyboard.press('u');
    return opens;
  });
  const bytes = bytesOf(9 * MB);
  await chooser.setFiles([{ name: 'cadangan.bin', mimeType: 'application/octet-stream', buffer: bytes }]);
  await seen(tray.getByRole('heading', { name: /^Uploading one file/ }));
  await dragOver(main, [fileOf('a.txt', 'a')]);
  await seen(page.locator('.drop').getByText('Drop to upload to your files'));
  await dropFiles(main, [fileOf('a.txt', 'a'), fileOf('b.txt', 'b')]);
  await seen(tray.getByRole('heading', { name: /^Uploading 3 files/ }));
  await moveTo(page, '/dashboard');
  await seen(page.getByRole('heading', { name: /Sari Admin/ }));
  // There it leaves the foot of the page to what people write.
  await until(() => tray.evaluate((box) => box.getBoundingClientRect().bottom < innerHeight / 2));
  await tray.getByRole('button', { name: 'Cancel b.txt' }).click();
  await gone(tray.getByText('b.txt'));
  hand.open();
  await seen(tray.getByRole('heading', { name: '2 files uploaded' }));
  await tray.getByRole('button', { name: 'Take a.txt off this list' }).click();
  await gone(tray.getByText('a.txt'));
  await tray.getByRole('button', { name: 'Close' }).click();
  await gone(tray);
  await moveTo(page, '/files?scope=mine&sort=name');
  await files.listed('a.txt', 'cadangan.bin');
  const { bytes: got } = await downloaded(page, () => files.menu('cadangan.bin', 'Download'));
  assert.equal(hashOf(got), hashOf(bytes));
});

scene('selected by keys and boxes: a zip, the trash and back, the end', async ({ admin }) => {
  const boss = await admin();
  for (const name of ['satu.txt', 'dua.txt', 'tiga.txt', 'empat.txt']) await putFile(boss, name, `isi ${name}`);
  const files = await open(boss, '/files?scope=mine&sort=oldest');
  const { page, main } = files;
  await files.listed('satu.txt', 'dua.txt', 'tiga.txt', 'empat.txt');
  const keys = await files.focus('satu.txt');
  await keys.press('Shift+ArrowDown');
  await seen(main.getByText('2 selected'));
  const { name, bytes } = await downloaded(page, () => main.getByRole('button', { name: 'Download as zip' }).click());
  assert.match(name, /\.zip$/);
  assert.equal(bytes.subarray(0, 2).toString(), 'PK');
  for (const inside of ['satu.txt', 'dua.txt']) assert.ok(bytes.includes(inside), `${inside} is in the zip`);
  assert.ok(!bytes.includes('tiga.txt'));
  await files.focus('dua.txt');
  await keys.press('Delete');
  await files.listed('tiga.txt', 'empat.txt');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await counted(files.items, 4);
  await files.item('empat.txt').getByRole('checkbox').check();
  await main.getByRole('button', { name: 'Move to trash' }).click();
  await files.listed('satu.txt', 'dua.txt', 'tiga.txt');
  await page.getByRole('link', { name: 'Trash' }).click();
  await files.listed('empat.txt');
  await seen(main.getByText(/deleted for good after 30 days/));
  await files.menu('empat.txt', 'Restore');
  await seen(main.getByText('The trash is empty'));
  await page.getByRole('link', { name: 'My files' }).click();
  await counted(files.items, 4);
  await files.focus('satu.txt');
  await keys.press('Control+a');
  await seen(main.getByText('4 selected'));
  await keys.press('Escape');
  await gone(main.getByText('4 selected'));
  await files.focus('tiga.txt');
  await keys.press('Delete');
  await counted(files.items, 3);
  await page.getByRole('link', { name: 'Trash' }).click();
  await files.menu('tiga.txt', 'Delete for good');
  const sure = page.getByRole('alertdialog', { name: 'Delete “tiga.txt” for good?' });
  await sure.getByRole('button', { name: 'Delete' }).click();
  await seen(main.getByText('The trash is empty'));
  assert.equal((await boss.get('/files?trashed=true')).items.length, 0);
});

scene('one file beside the list: name, labels, versions, how long it is kept, where it is used', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const chat = await group(boss, 'Gudang', [ana]);
  const id = await putFile(boss, 'denah.txt', 'versi pertama');
  const message = await sayWith(boss, chat, [id], 'Ini denahnya');
  const files = await open(boss, '/files?scope=mine');
  const { page, panel } = files;
  const keys = await files.focus('denah.txt');
  await keys.press('i');
  await arrived(page, `/files?scope=mine&file=${id}`);
  await seen(panel.getByRole('heading', { name: 'denah.txt' }));
  // Another name, by the key.
  await files.focus('denah.txt');
  await keys.press('F2');
  const dialog = page.getByRole('dialog', { name: 'Rename' });
  await keys.type('denah gudang');
  await keys.press('Enter');
  await gone(dialog);
  await seen(panel.getByRole('heading', { name: 'denah gudang.txt' }));
  await files.listed('denah gudang.txt');
  // A label of one's own.
  await panel.getByRole('combobox', { name: 'New label' }).fill('Q1');
  await panel.getByRole('button', { name: 'Add' }).click();
  await seen(panel.getByRole('link', { name: 'Q1' }));
  await until(async () => (await boss.get(`/files/${id}`)).labels.join() === 'Q1');
  // Another version, and back.
  await panel.getByTestId('version-upload').setInputFiles([fileOf('denah-baru.txt', 'versi kedua, lebih panjang')]);
  await seen(panel.getByText('Version 2'));
  const content = async () => (await boss.context.request.get(`/api/v1/files/${id}/download`)).text();
  await until(async () => await content() === 'versi kedua, lebih panjang');
  // The window of what is on its way leaves the panel free.
  await panel.getByRole('button', { name: 'Make current' }).click();
  await until(async () => await content() === 'versi pertama');
  // What came for good stays when the list of what came is tidied.
  await files.tray.getByRole('button', { name: 'Take denah-baru.txt off this list' }).click();
  await gone(files.tray);
  assert.equal((await boss.get(`/files/${id}/versions`)).versions.length, 3);
  // How long it is kept.
  await panel.getByLabel('Kept for').selectOption('30d');
  await seen(panel.getByText(/^Deleted on /));
  assert.equal((await boss.get(`/files/${id}`)).retentionPolicy, '30d');
  // Where it is used.
  await panel.getByRole('link', { name: /^Gudang/ }).click();
  await arrived(page, `/chat/${chat}?m=${message}`);
  await seen(new Chat(page).message('Ini denahnya').getByText('denah gudang.txt'));
});

scene('on a phone everything of a file can be reached while the window of what came is open', async ({ admin, deviceOf }) => {
  const boss = await admin();
  const id = await putFile(boss, 'denah.txt', 'versi pertama');
  const files = await open(await deviceOf(boss, { device: 'phone' }), `/files?scope=mine&file=${id}`);
  const { page, tray } = files;
  await page.getByTestId('version-upload').setInputFiles([fileOf('denah-baru.txt', 'versi kedua')]);
  await seen(tray.getByRole('heading', { name: 'One file uploaded' }));
  await page.getByRole('button', { name: 'Make current' }).click();
  await seen(page.getByText('Version 3'));
  await page.getByLabel('Kept for').selectOption('30d');
  const box = await page.getByText(/^Deleted on /).evaluate((hint) => {
    hint.scrollIntoView({ block: 'nearest' });
    hint.closest('.pane-body').scrollTop = 1e6;
    return { hint: hint.getBoundingClientRect().bottom, tray: document.querySelector('.tray').getBoundingClientRect().top };
  });
  assert.ok(box.hint <= box.tray, JSON.stringify(box));
});

scene('a version larger than a form comes in pieces, is held, and goes on', async ({ admin }) => {
  const boss = await admin();
  const id = await putFile(boss, 'film.bin', 'pendek');
  const hand = await handOnUploads(boss);
  const files = await open(boss, `/files?scope=mine&file=${id}`);
  const { panel, tray } = files;
  hand.closeAfter(1);
  const bytes = bytesOf(17 * MB);
  await panel.getByTestId('version-upload').setInputFiles([{ name: 'film-2.bin', mimeType: 'application/octet-stream', buffer: bytes }]);
  await until(() => hand.seen.length === 1 && hand.waits() === 1);
  await seen(panel.getByRole('progressbar', { name: 'Upload of the new version' }));
  await tray.getByRole('button', { name: 'Pause film-2.bin' }).click();
  await seen(tray.getByText(/^Paused at /));
  assert.equal((await boss.get(`/files/${id}`)).version, 1);
  hand.open();
  await tray.getByRole('button', { name: 'Go on with film-2.bin' }).click();
  await seen(panel.getByText('Version 2'));
  const { bytes: got } = await downloaded(files.page, () => panel.getByRole('button', { name: 'Download' }).click());
  assert.equal(hashOf(got), hashOf(bytes));
});

scene('a picture is described by its owner, and the others hear it', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const chat = await direct(boss, ana);
  const id = await putFile(boss, 'kucing.png', png(300, 200), 'image/png');
  await sayWith(boss, chat, [id], 'Lihat');
  const hers = new Chat(await ana.open(`/chat/${chat}`));
  await seen(hers.message('Lihat').getByRole('button', { name: 'Open kucing.png', exact: true }));
  const files = await open(boss, `/files?scope=mine&file=${id}`);
  const field = files.panel.getByLabel('Description');
  await field.fill('Kucing kantor di atas papan ketik');
  await files.panel.getByRole('button', { name: 'Save' }).click();
  const shown = hers.message('Lihat').getByRole('button', { name: 'Kucing kantor di atas papan ketik. Open kucing.png' });
  await seen(shown);
  await shown.click();
  const large = hers.page.getByRole('dialog', { name: 'Preview' });
  await seen(large.getByRole('img', { name: 'Kucing kantor di atas papan ketik' }));
  await hers.page.keyboard.press('i');
  await seen(large.getByText('Kucing kantor di atas papan ketik'));
  assert.equal(await large.getByLabel('Description').count(), 0, 'it is not hers to say');
});

scene('large by the space bar, and on with arrows', async ({ admin }) => {
  const boss = await admin();
  await putFile(boss, 'satu.txt', 'isi pertama');
  await putFile(boss, 'dua.txt', 'isi kedua');
  const files = await open(boss, '/files?scope=mine&sort=oldest');
  const keys = await files.focus('satu.txt');
  await keys.press(' ');
  await seen(files.large.getByText('isi pertama'));
  await keys.press('ArrowRight');
  await seen(files.large.getByText('isi kedua'));
  await keys.press('Escape');
  await gone(files.large);
  await until(() => files.item('satu.txt').evaluate((element) => element === document.activeElement));
  await keys.press('ArrowDown');
  await until(() => files.item('dua.txt').evaluate((element) => element === document.activeElement));
});

scene('what others share is seen and not changed; what is not shared is not there', async ({ admin, person }) => {
  const [boss, ana, budi] = [await admin(), await person('Ana Wijaya'), await person('Budi Santoso')];
  const chat = await direct(ana, budi);
  const shared = await putFile(ana, 'usulan.txt', 'usul');
  await sayWith(ana, chat, [shared]);
  const files = await open(budi, `/files?scope=shared&file=${shared}`);
  await seen(files.panel.getByRole('button', { name: 'Download' }));
  for (const name of ['Rename', 'Move to trash', 'New version']) assert.equal(await files.panel.getByRole('button', { name }).count(), 0, name);
  const keys = await files.focus('usulan.txt');
  await keys.press('Delete');
  await keys.press('F2');
  assert.equal(await files.page.getByRole('dialog').count(), 0);
  assert.equal((await budi.get('/files?scope=shared')).items.length, 1);
  boss.allow(/^404 GET .*\/files\//);
  const stranger = await open(boss, `/files?file=${shared}`);
  await seen(stranger.panel.getByText('This file is not here'));
  // Taken out of the chat it is gone from his list as well.
  budi.allow(/^404 GET .*\/files\//);
  await ana.delete(`/files/${shared}`);
  await gone(files.item('usulan.txt'));
});

scene('the palette finds files under “=”, and by their name', async ({ admin }) => {
  const boss = await admin();
  const id = await putFile(boss, 'anggaran-2027.txt', 'uang');
  await boss.open('/dashboard');
  await boss.page.keyboard.press('Control+k');
  const field = boss.page.getByRole('combobox');
  await field.fill('=anggaran');
  await boss.page.getByRole('option', { name: /anggaran-2027/ }).click();
  await arrived(boss.page, `/files?file=${id}`);
});

scene('a long list is drawn in part and loaded in part; tiles are walked in two directions', async ({ admin }) => {
  const boss = await admin();
  for (let i = 1; i <= 130; i += 1) await putFile(boss, `berkas-${String(i).padStart(3, '0')}.txt`, `isi ${i}`);
  const files = await open(boss, '/files?scope=mine&sort=name');
  await seen(files.item('berkas-001.txt'));
  assert.ok(await files.items.count() < 60, 'not all of them exist');
  const keys = await files.focus('berkas-001.txt');
  await keys.press('End');
  // The end of what is loaded; the rest comes when it is near.
  await eventually(async () => {
    await keys.press('End');
    await files.item('berkas-130.txt').waitFor({ timeout: 1000 });
  });
  assert.ok(await files.items.count() < 60);
  await files.main.getByRole('button', { name: 'Show as tiles' }).click();
  await until(async () => await files.main.locator('.files-line').first().locator('.files-tile').count() > 1);
  await files.focus('berkas-001.txt');
  await keys.press('ArrowRight');
  await until(() => files.item('berkas-002.txt').evaluate((element) => element === document.activeElement));
  await keys.press('ArrowDown');
  await until(async () => await files.page.evaluate(() => document.activeElement.matches('.files-tile') && !document.activeElement.textContent.includes('berkas-002')));
  assert.ok(await files.items.count() < 60);
  await files.page.reload();
  await seen(files.main.locator('.files-tile').first());
});

scene('without a connection, and with the storage full, the page says what holds', async ({ admin }) => {
  const boss = await admin();
  await putFile(boss, 'satu.txt', 'x'.repeat(900 * 1024));
  const files = await open(boss, '/files?scope=mine');
  await files.listed('satu.txt');
  // More than there is room for is told before anything goes.
  await dropFiles(files.main, [{ name: 'besar.bin', mimeType: 'application/octet-stream', buffer: bytesOf(MB) }]);
  await seen(files.page.getByText(/^These files take 1 MB, and you have .* left\.$/));
  assert.equal(await files.tray.count(), 0);
  boss.allowCuts();
  await boss.context.route('**/api/v1/files?*', (route) => route.abort());
  await files.page.getByRole('link', { name: 'Trash' }).click();
  await seen(files.main.getByRole('button', { name: 'Try again' }));
  await boss.context.unroute('**/api/v1/files?*');
  await files.main.getByRole('button', { name: 'Try again' }).click();
  await seen(files.main.getByText('The trash is empty'));
}, { env: { EPOP_FILES_QUOTA: '1MiB' } });

for (const device of ['desk', 'phone']) {
  scene(`nobody meets a barrier (${device})`, async ({ admin, deviceOf }) => {
    const boss = await admin();
    const me = await deviceOf(boss, { device });
    const page = await me.open('/dashboard');
    await putFile(boss, 'foto.png', png(300, 200), 'image/png');
    const id = await putFile(boss, 'catatan.txt', 'halo');
    await moveTo(page, '/files?scope=mine');
    const files = new Files(page);
    await seen(files.item('catatan.txt'));
    const clean = async (what) => {
      await page.mouse.move(0, 0);
      await gone(page.locator('.tooltip'));
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], `${what}, ${colorScheme}`);
      }
      assert.equal(await sideways(page), 0, what);
    };
    await clean('the list');
    assert.deepEqual(await tooSmall(page, device === 'phone' ? 24 : 24), []);
    await files.main.getByRole('button', { name: 'Filter' }).click();
    await clean('the filters');
    await page.keyboard.press('Escape');
    await files.main.getByRole('button', { name: 'Show as tiles' }).click();
    await seen(files.main.locator('.files-tile').first());
    await clean('the tiles');
    await files.item('catatan.txt').getByRole('checkbox').check({ force: true });
    await clean('the selection');
    await files.main.getByRole('button', { name: 'Clear selection' }).click();
    await moveTo(page, `/files?scope=mine&file=${id}`);
    await seen(page.getByText('Version 1'));
    await clean('one file');
    if (device === 'desk') assert.deepEqual(await hiddenFocus(page, 80), []);
  });
}
