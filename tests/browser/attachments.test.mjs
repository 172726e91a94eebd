// Files in conversations: chosen, dropped, pasted; sent while they are on their way; over broken lines and reloads; seen by the
// others, opened large, and refused where they must be.

import assert from 'node:assert/strict';
import { violations } from './support/audit.mjs';
import { chatOf, direct, group, messagesOf, say } from './support/chat.mjs';
import { bytesOf, downloaded, dragOver, dropFiles, fileOf, handOnUploads, hashOf, pasteFiles, pdf, png, putFile, sayWith, silence } from './support/files.mjs';
import { scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen, until } from './support/waiting.mjs';

const MB = 1024 * 1024;
const picture = (name = 'foto.png') => ({ name, mimeType: 'image/png', buffer: png(640, 480) });

/** What a page of chat has of files. */
function filesIn(chat) {
  const { main, page } = chat;
  return {
    field: main.getByTestId('file-upload'),
    list: main.getByRole('list', { name: 'Attached files' }),
    item: (name) => main.getByRole('list', { name: 'Attached files' }).getByRole('listitem').filter({ hasText: name }),
    shown: (text) => chat.message(text).getByTestId('message-attachment'),
    large: page.getByRole('dialog', { name: 'Preview' }),
    done: (name) => seen(main.locator('.upload[data-state=done]').filter({ hasText: name })),
  };
}

scene('a picture and a document go with a message, and the other opens them', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await direct(boss, ana);
  const hers = await chatOf(ana, `/chat/${id}`);
  const mine = await chatOf(boss, `/chat/${id}`);
  const files = filesIn(mine);
  await files.field.setInputFiles([picture(), { name: 'anggaran.pdf', mimeType: 'application/pdf', buffer: pdf('Anggaran') }]);
  await files.done('foto.png');
  await files.done('anggaran.pdf');
  await mine.send('Dua berkas');
  await counted(files.shown('Dua berkas'), 2);
  await gone(files.list);
  // She sees the picture in its box before and after it is there, and the document as a card.
  const shown = filesIn(hers).shown('Dua berkas');
  await counted(shown, 2);
  const image = shown.first().locator('img');
  await until(() => image.evaluate((element) => element.complete && element.naturalWidth > 0));
  await eventually(async () => {
    const box = await shown.first().boundingBox();
    assert.deepEqual([Math.round(box.width), Math.round(box.height)], [400, 300]);
  });
  await seen(shown.last().getByText(/^PDF · /));
  // Opened large, leafed through, saved, closed; the focus comes back.
  await shown.first().click();
  const { large } = filesIn(hers);
  await seen(large.getByRole('heading', { name: 'foto.png' }));
  await hers.page.keyboard.press('ArrowRight');
  await seen(large.getByRole('heading', { name: 'anggaran.pdf' }));
  const { name, bytes } = await downloaded(hers.page, () => hers.page.keyboard.press('d'));
  assert.deepEqual([name, hashOf(bytes)], ['anggaran.pdf', hashOf(pdf('Anggaran'))]);
  await hers.page.keyboard.press('Escape');
  await gone(large);
  await until(() => shown.first().evaluate((element) => element.contains(document.activeElement)));
});

scene('dropped anywhere, files go where the page says they would', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await group(boss, 'Gudang', [ana]);
  const root = await say(boss, id, 'Siapa punya denahnya?');
  const mine = await chatOf(boss, `/chat/${id}?thread=${root}`);
  await seen(mine.reply);
  const files = [fileOf('denah.txt', 'utara di atas')];
  const over = mine.page.locator('.drop');
  await eventually(async () => {
    await dragOver(mine.main.locator('.chat-log'), files);
    await over.getByText('Drop to attach in Gudang').waitFor({ timeout: 500 });
  });
  await dragOver(mine.panel.locator('.chat-log'), files);
  await seen(over.getByText('Drop to attach in this thread'));
  await dropFiles(mine.panel.locator('.chat-log'), files);
  await gone(over);
  await seen(mine.panel.locator('.upload[data-state=done]').filter({ hasText: 'denah.txt' }));
  assert.equal(await filesIn(mine).list.count(), 0, 'the conversation beside it has none');
  // Nothing written: the file is the message.
  await mine.panel.getByTestId('send-button').click();
  await seen(mine.panel.getByTestId('message-attachment').filter({ hasText: 'denah.txt' }));
  // Where nothing takes files the page stays.
  await mine.go('/settings');
  await seen(mine.page.getByRole('heading', { name: 'Profile' }));
  await dropFiles(mine.page.locator('body'), files);
  assert.match(mine.page.url(), /settings/);
});

scene('what is pasted: a picture is attached, a long text may become a file', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await direct(boss, ana);
  const mine = await chatOf(boss, `/chat/${id}`);
  await pasteFiles(mine.input, [picture('image.png')]);
  await files_done(mine, /^Pasted .*\.png/);
  const long = 'baris catatan rapat\n'.repeat(300);
  await mine.input.fill('Sebelum ');
  await mine.input.press('End');
  await mine.input.evaluate((field, text) => {
    const transfer = new DataTransfer();
    transfer.setData('text/plain', text);
    field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: transfer }));
    document.execCommand('insertText', false, text);
  }, long);
  await mine.main.getByRole('button', { name: 'Attach it as a file' }).click();
  await files_done(mine, 'pasted-text.txt');
  assert.equal(await mine.input.inputValue(), 'Sebelum ');
  await mine.input.press('Enter');
  await counted(filesIn(mine).shown('Sebelum'), 2);
  const [{ attachments }] = (await messagesOf(boss, id)).slice(-1);
  assert.equal(attachments.find((file) => file.kind === 'text').size, long.length);
});

const files_done = (chat, name) => seen(chat.main.locator('.upload[data-state=done]').filter({ hasText: name }));

scene('a message sent while its file is on its way waits, says how far, and goes when the file is there', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await direct(boss, ana);
  const hand = await handOnUploads(boss);
  const [mine, hers] = [await chatOf(boss, `/chat/${id}`), await chatOf(ana, `/chat/${id}`)];
  hand.close();
  const bytes = bytesOf(9 * MB);
  await filesIn(mine).field.setInputFiles([{ name: 'cadangan.bin', mimeType: 'application/octet-stream', buffer: bytes }]);
  await seen(filesIn(mine).item('cadangan.bin'));
  await mine.send('Ini cadangannya');
  await seen(mine.message('Ini cadangannya').getByText(/^Uploading \d+%$/));
  // It holds up nothing.
  await mine.send('Sudah tiba?');
  await seen(hers.message('Sudah tiba?'));
  assert.equal(await hers.message('Ini cadangannya').count(), 0);
  hand.open();
  const card = await seen(filesIn(hers).shown('Ini cadangannya'));
  const { bytes: got } = await downloaded(hers.page, () => card.getByRole('button', { name: 'Download cadangan.bin' }).click());
  assert.equal(hashOf(got), hashOf(bytes));
  await gone(mine.message('Ini cadangannya').getByText(/^Uploading/));
  await counted(mine.message('Ini cadangannya'), 1);
});

scene('a line that breaks costs a piece at most', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await direct(boss, ana);
  const hand = await handOnUploads(boss);
  boss.allowCuts();
  const mine = await chatOf(boss, `/chat/${id}`);
  const bytes = bytesOf(17 * MB);
  hand.close();
  await filesIn(mine).field.setInputFiles([{ name: 'rekaman.bin', mimeType: 'application/octet-stream', buffer: bytes }]);
  await seen(filesIn(mine).item('rekaman.bin'));
  hand.cut(2);
  hand.open();
  await filesIn(mine).done('rekaman.bin');
  assert.deepEqual(hand.seen, [0, 8 * MB, 16 * MB], 'each piece was taken once');
  await mine.send('Lengkap');
  const { bytes: got } = await downloaded(mine.page, () => filesIn(mine).shown('Lengkap').getByRole('button', { name: /^Download/ }).click());
  assert.equal(hashOf(got), hashOf(bytes));
});

scene('files wait with the draft: over a reload, held and gone on, taken away', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await direct(boss, ana);
  const hand = await handOnUploads(boss);
  const mine = await chatOf(boss, `/chat/${id}`);
  await filesIn(mine).field.setInputFiles([fileOf('catatan.txt', 'satu')]);
  await filesIn(mine).done('catatan.txt');
  hand.close();
  await filesIn(mine).field.setInputFiles([{ name: 'video.bin', mimeType: 'application/octet-stream', buffer: bytesOf(6 * MB) }]);
  await mine.main.getByRole('button', { name: 'Pause video.bin' }).click();
  await seen(filesIn(mine).item('video.bin').getByText(/^Paused/));
  boss.allowCuts();
  await mine.page.reload();
  hand.open();
  await seen(filesIn(mine).item('catatan.txt'));
  await seen(filesIn(mine).item('video.bin').getByText(/^Paused/));
  await mine.main.getByRole('button', { name: 'Go on with video.bin' }).click();
  await filesIn(mine).done('video.bin');
  // Elsewhere the list says that something waits here.
  await mine.go('/chat/threads');
  await seen(mine.item('Ana Wijaya').getByRole('img', { name: 'Draft' }));
  await mine.go(`/chat/${id}`);
  await mine.main.getByRole('button', { name: 'Remove video.bin' }).click();
  await gone(filesIn(mine).item('video.bin'));
  await mine.main.getByTestId('send-button').click();
  await seen(filesIn(mine).shown('catatan.txt'));
  assert.deepEqual((await messagesOf(boss, id)).at(-1).attachments.map((file) => file.fileName), ['catatan.txt']);
});

scene('an upload goes on after the page was closed in the middle of it', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await direct(boss, ana);
  const hand = await handOnUploads(boss);
  boss.allowCuts();
  const mine = await chatOf(boss, `/chat/${id}`);
  hand.close();
  const bytes = bytesOf(3 * MB);
  await filesIn(mine).field.setInputFiles([{ name: 'peta.bin', mimeType: 'application/octet-stream', buffer: bytes }]);
  await seen(filesIn(mine).item('peta.bin'));
  await mine.send('Petanya');
  await seen(mine.message('Petanya').getByText(/^Uploading/));
  await mine.page.close();
  hand.open();
  const again = await chatOf(boss, `/chat/${id}`);
  const card = await seen(filesIn(again).shown('Petanya').getByRole('button', { name: 'Download peta.bin' }));
  const { bytes: got } = await downloaded(again.page, () => card.click());
  assert.equal(hashOf(got), hashOf(bytes));
  assert.equal((await messagesOf(ana, id)).filter((message) => message.content === 'Petanya').length, 1);
});

scene('an upload goes on after the server lost its power in the middle of it', async ({ admin, person, server }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await direct(boss, ana);
  const hand = await handOnUploads(boss);
  for (const each of [boss, ana]) each.allowCuts();
  const mine = await chatOf(boss, `/chat/${id}`);
  const bytes = bytesOf(17 * MB);
  // The first piece is there, the second on its way.
  hand.closeAfter(1);
  await filesIn(mine).field.setInputFiles([{ name: 'arsip.bin', mimeType: 'application/octet-stream', buffer: bytes }]);
  await until(() => hand.seen.length === 1 && hand.waits() === 1);
  await server.kill();
  hand.open();
  await seen(filesIn(mine).item('arsip.bin').getByText('Waiting for the connection'));
  await server.again();
  await filesIn(mine).done('arsip.bin');
  await mine.send('Selamat');
  const { bytes: got } = await downloaded(mine.page, () => filesIn(mine).shown('Selamat').getByRole('button', { name: /^Download/ }).click());
  assert.equal(hashOf(got), hashOf(bytes));
});

scene('every tab sees what is on its way, and one takes over when the other goes', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await direct(boss, ana);
  const hand = await handOnUploads(boss);
  boss.allowCuts();
  const first = await chatOf(boss, `/chat/${id}`);
  const second = await chatOf(boss, `/chat/${id}`);
  hand.close();
  await filesIn(first).field.setInputFiles([{ name: 'peta.bin', mimeType: 'application/octet-stream', buffer: bytesOf(2 * MB) }]);
  await until(() => hand.waits() === 1);
  await seen(filesIn(second).item('peta.bin'));
  await first.page.close({ runBeforeUnload: false });
  hand.open();
  await filesIn(second).done('peta.bin');
  await second.main.getByTestId('send-button').click();
  await seen(filesIn(second).shown('peta.bin').getByRole('button', { name: 'Download peta.bin' }));
  assert.equal((await messagesOf(ana, id)).length, 1);
});

scene('what cannot be sent is said before anything goes', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await direct(boss, ana);
  const hand = await handOnUploads(boss);
  boss.allow(/^415 POST .*\/files\/tus/, /^507 POST .*\/files\/tus/);
  const mine = await chatOf(boss, `/chat/${id}`);
  const files = filesIn(mine);
  await files.field.setInputFiles([fileOf('kosong.txt', ''), { name: 'besar.bin', mimeType: 'application/octet-stream', buffer: bytesOf(2 * MB) }, fileOf('baik.txt', 'baik')]);
  await seen(files.item('kosong.txt').getByText('The file is empty.'));
  await seen(files.item('besar.bin').getByText('Too large: 1 MB is the most.'));
  await files.done('baik.txt');
  assert.equal(hand.seen.length, 1);
  assert.deepEqual(await violations(mine.page), []);
  // Until it is taken away the message stays where it is.
  await mine.send('Tiga berkas');
  await seen(mine.page.getByText('One of the files cannot be sent. Try it again or remove it.'));
  assert.equal(await mine.input.inputValue(), 'Tiga berkas');
  await mine.main.getByRole('button', { name: 'Cancel kosong.txt' }).click();
  await mine.main.getByRole('button', { name: 'Cancel besar.bin' }).click();
  await mine.input.press('Enter');
  await counted(files.shown('Tiga berkas'), 1);
}, { env: { EPOP_FILES_MAX_UPLOAD: '1MiB' } });

scene('the large view: zoom, facts, text, sound, and keys for all of it', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await direct(boss, ana);
  const mine = await chatOf(ana, `/chat/${id}`);
  const { page } = mine;
  const ids = [
    await putFile(boss, 'foto.png', png(900, 600), 'image/png'), await putFile(boss, 'main.rs', 'fn main() { println!("halo"); }\n', 'text/plain'),
    await putFile(boss, 'rapat.md', '# Rapat\n\n- **Kopi** dulu\n', 'text/markdown'),
    await putFile(boss, 'angka.csv', 'nama,jumlah\nkopi,3\nteh,5\n', 'text/csv'), await putFile(boss, 'suara.wav', silence(), 'audio/wav'), await putFile(boss, 'data.bin', bytesOf(100), 'application/octet-stream'),
  ];
  const message = await sayWith(boss, id, ids, 'Enam berkas');
  await counted(filesIn(mine).shown('Enam berkas'), 6);
  // V on the message opens the first.
  await mine.go(`/chat/${id}?m=${message}`);
  await page.waitForFunction(() => document.activeElement?.matches('.chat-msg'));
  await page.keyboard.press('v');
  const { large } = filesIn(mine);
  await seen(large.getByRole('heading', { name: 'foto.png' }));
  const picture = large.locator('.lightbox-picture');
  await until(() => picture.locator('img').evaluate((element) => element.naturalWidth > 0));
  const scale = () => picture.evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).a);
  await page.keyboard.press('+');
  await until(async () => await scale() > 1.4);
  await page.keyboard.press('0');
  await until(async () => await scale() === 1);
  await page.keyboard.press('i');
  await seen(large.getByText('900 × 600'));
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press('i');
  await page.keyboard.press('ArrowRight');
  await seen(large.getByText('println!'));
  await page.keyboard.press('ArrowRight');
  await seen(large.getByRole('heading', { name: 'Rapat' }).last());
  await seen(large.locator('strong').getByText('Kopi'));
  await page.keyboard.press('ArrowRight');
  await seen(large.getByRole('cell', { name: 'teh' }));
  await page.keyboard.press('ArrowRight');
  const player = large.locator('audio');
  await until(() => player.evaluate((element) => element.readyState > 0));
  await page.keyboard.press('ArrowRight');
  await seen(large.getByRole('button', { name: /^Download \(100 B\)$/ }));
  await page.keyboard.press('ArrowRight');
  await seen(large.getByRole('heading', { name: 'foto.png' }));
  await page.keyboard.press(' ');
  await gone(large);
  // Sound plays in its place as well.
  await mine.message('Enam berkas').getByRole('button', { name: 'Play suara.wav' }).click();
  await until(() => mine.message('Enam berkas').locator('audio').evaluate((element) => element.readyState > 0));
});

scene('the files of a chat are in its panel, and lead to their messages', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const id = await group(boss, 'Gudang', [ana]);
  const mine = await chatOf(ana, `/chat/${id}`);
  await mine.main.getByRole('button', { name: 'Files', exact: true }).click();
  await seen(mine.panel.getByText('No files here yet'));
  const message = await sayWith(boss, id, [await putFile(boss, 'denah.txt', 'utara')], 'Ini denahnya');
  const item = mine.panel.getByTestId('file-item').filter({ hasText: 'denah.txt' });
  await seen(item);
  await item.getByRole('button', { name: 'Go to the message' }).click();
  await arrived(mine.page, `/chat/${id}?panel=files&m=${message}`);
  await item.getByRole('button', { name: 'Open denah.txt' }).click();
  await seen(filesIn(mine).large.getByText('utara'));
  await mine.page.keyboard.press('Escape');
  await boss.delete(`/chats/${id}/messages/${message}`);
  await gone(item);
});

scene('what was forwarded keeps its files, a draft elsewhere has none of them, and lists name them', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const [id, other] = [await direct(boss, ana), await group(boss, 'Gudang', [ana])];
  await sayWith(boss, id, [await putFile(boss, 'denah.txt', 'utara')]);
  const mine = await chatOf(ana, `/chat/${id}`);
  await mine.choose('denah.txt', 'Forward');
  const dialog = mine.page.getByRole('dialog', { name: 'Forward message' });
  await dialog.getByLabel('Gudang').check();
  await dialog.getByRole('button', { name: 'Forward', exact: true }).click();
  await gone(dialog);
  await mine.go(`/chat/${other}`);
  const shown = await seen(filesIn(mine).shown('Boss').or(mine.main.locator('.chat-forwarded').getByTestId('message-attachment')).first());
  await seen(shown.getByText('denah.txt'));
  await mine.go('/dashboard');
  await seen(mine.page.getByText('📎 denah.txt').first());
});
