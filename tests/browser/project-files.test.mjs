// Files of tasks, as two people see them: brought in every way, seen live, opened large, taken off again.

import assert from 'node:assert/strict';
import { direct } from './support/chat.mjs';
import { dragOver, dropFiles, fileOf, handOnUploads, pasteFiles, png, putFile, sayWith } from './support/files.mjs';
import { project, projectsOf, task } from './support/projects.mjs';
import { scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen, until } from './support/waiting.mjs';

async function pair({ person }, role = 'member') {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const plan = await project(ana, 'Peluncuran', { people: [[budi, role]] });
  const one = await task(ana, plan, 'Denah lantai');
  const path = `/projects/${plan.id}?task=${one.id}`;
  const [hers, his] = [await projectsOf(ana, path), await projectsOf(budi, path)];
  for (const view of [hers, his]) await seen(view.sheet.getByTestId('comments-section'));
  return { ana, budi, plan, one, hers, his };
}

const attached = (view, name) => view.sheet.getByTestId('task-attachment').filter({ hasText: name });

scene('files are chosen, dropped and pasted, and a colleague sees them come and go', async (stage) => {
  const { ana, plan, one, hers, his } = await pair(stage);
  await hers.sheet.getByTestId('task-files-input').setInputFiles([{ name: 'lantai.png', mimeType: 'image/png', buffer: png(640, 480) }]);
  await seen(attached(his, 'lantai.png'));
  await until(() => attached(his, 'lantai.png').locator('img').evaluate((image) => image.complete && image.naturalWidth > 0));
  await eventually(async () => {
    await dragOver(hers.sheet, [fileOf('ukuran.txt', '3 × 4 m')]);
    await hers.page.locator('.drop').getByText('Attach to this task').waitFor({ timeout: 500 });
  });
  await dropFiles(hers.sheet, [fileOf('ukuran.txt', '3 × 4 m')]);
  await seen(attached(his, 'ukuran.txt'));
  await pasteFiles(hers.sheet.getByTestId('comment-input'), [{ name: 'foto.png', mimeType: 'image/png', buffer: png(64, 64) }]);
  await seen(attached(his, 'foto.png'));
  await counted(hers.sheet.locator('.upload'), 0);
  await seen(his.card('Denah lantai').getByRole('img', { name: 'Attachments' }));
  await attached(his, 'lantai.png').getByRole('button').first().click();
  const large = his.page.getByRole('dialog', { name: 'Preview' });
  await seen(large.getByRole('heading', { name: 'lantai.png' }));
  await his.page.keyboard.press('Escape');
  await gone(large);
  await his.sheet.getByRole('button', { name: 'Remove ukuran.txt' }).click();
  await his.page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await gone(attached(hers, 'ukuran.txt'));
  await seen(hers.sheet.getByText(/Budi took a file off/));
  const now = await ana.get(`/projects/${plan.id}/tasks/${one.id}`);
  assert.deepEqual(now.attachments.map((file) => file.fileName), ['lantai.png', 'foto.png']);
});

scene('a file goes on while the page shows something else, and what is gone for good is gone everywhere', async (stage) => {
  const { ana, plan, one, hers, his } = await pair(stage);
  const hand = await handOnUploads(ana);
  hand.close();
  await hers.sheet.getByTestId('task-files-input').setInputFiles([fileOf('panjang.txt', 'x'.repeat(5000))]);
  await seen(attached(his, 'panjang.txt'));
  await hers.go('/projects');
  hand.open();
  await seen(attached(his, 'panjang.txt').getByText(/^Text · /));
  const { attachments: [{ id }] } = await ana.get(`/projects/${plan.id}/tasks/${one.id}`);
  await ana.delete(`/files/${id}`);
  await seen(attached(his, 'panjang.txt').getByText('Deleted'));
  await ana.delete(`/files/${id}/permanently`);
  await gone(attached(his, 'panjang.txt'));
  await gone(his.card('Denah lantai').getByRole('img', { name: 'Attachments' }));
});

scene('who only looks on sees the files and brings none', async (stage) => {
  const { ana, one, his, hers } = await pair(stage, 'viewer');
  await hers.sheet.getByTestId('task-files-input').setInputFiles([fileOf('catatan.txt', 'penting')]);
  await seen(attached(his, 'catatan.txt'));
  await counted(his.sheet.getByRole('button', { name: 'Add files' }), 0);
  await counted(his.sheet.getByRole('button', { name: /^Remove / }), 0);
  assert.ok(ana && one);
});

scene('the page of files says which task has a file, and names the project; what others share cannot be thrown away', async ({ admin, person }) => {
  const [boss, ana] = [await admin(), await person('Ana Wijaya')];
  const [plan, chat] = [await project(boss, 'Pindah gudang'), await direct(boss, ana)];
  const one = await task(boss, plan, 'Ukur rak');
  const id = await putFile(boss, 'rak.txt', '200 x 80');
  await boss.post('/files/attach', { fileId: id, refTable: 'tasks', refId: one.id });
  const shared = [await putFile(boss, 'denah.txt', 'dari bos'), await putFile(ana, 'usulan.txt', 'usul')];
  await sayWith(boss, chat, shared.slice(0, 1));
  await sayWith(ana, chat, shared.slice(1));
  const page = await boss.open(`/files?scope=all&project=${plan.id}&file=${id}`);
  await counted(page.locator('#main').getByTestId('file-item'), 1);
  await seen(page.locator('#main').getByRole('button', { name: /^Project: Pindah gudang/ }));
  await page.getByRole('complementary', { name: 'Side panel' }).getByRole('link', { name: /^Ukur rak/ }).click();
  await arrived(page, `/projects/${plan.id}?task=${one.id}`);
  const hers = (await ana.open('/files?scope=all')).locator('#main');
  const box = (name) => hers.getByTestId('file-item').filter({ hasText: name }).getByRole('checkbox');
  await box('denah.txt').check();
  const bin = hers.getByRole('button', { name: 'Move to trash' });
  assert.ok(await bin.isDisabled(), 'it is not hers');
  await box('usulan.txt').check();
  await bin.click();
  await gone(box('usulan.txt'));
  await seen(box('denah.txt'));
});
