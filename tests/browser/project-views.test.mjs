// The other views of a project, all on the same live data: table, calendar, timeline, charts; importing; and how all of it is for
// those who see or point differently.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { outOfReach, sideways, tooSmall, violations } from './support/audit.mjs';
import { inDays, project, projectsOf, task } from './support/projects.mjs';
import { settled } from './support/screens.mjs';
import { ensemble, scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen } from './support/waiting.mjs';

/** Ana and Budi in one project with some tasks, looking at `view`. */
async function pair({ person }, view, tasks = []) {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const plan = await project(ana, 'Peluncuran', { people: [[budi]], timeZone: 'Asia/Jakarta' });
  const made = [];
  for (const [title, more] of tasks) made.push(await task(ana, plan, title, more));
  const path = `/projects/${plan.id}${view}`;
  const [hers, his] = [await projectsOf(ana, path), await projectsOf(budi, path)];
  return { ana, budi, plan, made, hers, his, path };
}

const row = (view, title) => view.page.getByTestId('task-row').filter({ has: view.page.locator('.projects-cell-title', { hasText: new RegExp(`^${title}$`) }) });
const rows = (view) => view.page.getByTestId('task-row').evaluateAll((all) => all.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top).map((each) => each.querySelector('.projects-cell-title').textContent));
const day = (n) => new Date(Date.now() + n * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10);
/** The first and the last minute of a day where everybody is. */
const dawn = (n) => new Date(`${day(n)}T00:00:00+07:00`).toISOString();
const dusk = (n) => new Date(`${day(n)}T23:59:00+07:00`).toISOString();
const dayNumber = (n) => Math.floor(Date.parse(day(n)) / 86_400_000);

scene('the table sorts by several columns, is changed in place, and others see it', async (stage) => {
  const { ana, plan, hers, his } = await pair(stage, '/list', [['b', { priority: 'high' }], ['a', { priority: 'low' }], ['c', { priority: 'high' }]]);
  const { page } = hers;
  const order = (view, expected) => eventually(async () => assert.deepEqual(await rows(view), expected));
  await order(hers, ['c', 'a', 'b']);
  const sort = (name) => page.getByRole('columnheader').getByRole('button', { name });
  await sort('Title').click();
  await order(hers, ['a', 'b', 'c']);
  await sort('Priority').click();
  await sort('Priority').click();
  await sort('Title').click({ modifiers: ['Shift'] });
  await order(hers, ['b', 'c', 'a']);
  await arrived(page, `/projects/${plan.id}/list?sort=-priority%2Ctitle`);
  await row(hers, 'a').focus();
  await page.keyboard.press('F2');
  await page.getByRole('dialog', { name: 'Rename' }).getByRole('textbox').fill('aa');
  await page.keyboard.press('Enter');
  await seen(row(his, 'aa'));
  await row(hers, 'aa').getByRole('button', { name: 'Priority of aa:' }).click();
  await page.getByRole('menuitemradio', { name: 'Critical' }).click();
  await order(hers, ['aa', 'b', 'c']);
  await row(hers, 'aa').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  await page.getByRole('toolbar', { name: 'Chosen tasks' }).getByRole('button', { name: 'Status' }).click();
  await page.getByRole('menuitemradio', { name: 'Done' }).click();
  await eventually(async () => assert.deepEqual((await ana.get(`/projects/${plan.id}/cards?status=done`)).items.map((each) => each.title).sort(), ['aa', 'b']));
  await seen(row(his, 'aa').getByText('Done'));
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export CSV' }).click()]);
  const text = await readFile(await download.path(), 'utf8');
  assert.match(text, /Key,Title,Status/);
  assert.equal(text.trim().split('\r\n').length, 4);
});

scene('in the calendar a task is dragged to another day, moved by key, and taken off its date', async (stage) => {
  const { ana, plan, made: [one], hers, his } = await pair(stage, '/calendar?cal=week', [['Rapat', { dueAt: inDays(0) }], ['Kapan-kapan']]);
  const cell = (view, n) => view.page.locator(`[data-day="${dayNumber(n)}"]`);
  const due = async () => (await ana.get(`/projects/${plan.id}/tasks/${one.id}`)).dueAt;
  await seen(hers.card('Rapat'));
  const there = await cell(hers, 1).count() ? 1 : -1;
  await hers.drag(hers.card('Rapat'), cell(hers, there));
  await seen(cell(his, there).getByTestId('task-card').filter({ hasText: 'Rapat' }));
  await hers.card('Rapat').focus();
  await hers.page.keyboard.press(there > 0 ? 'Alt+ArrowLeft' : 'Alt+ArrowRight');
  await seen(cell(his, 0).getByTestId('task-card').filter({ hasText: 'Rapat' }));
  await hers.drag(hers.card('Rapat'), hers.page.getByRole('complementary', { name: 'No date' }), { y: 0.8 });
  await eventually(async () => assert.equal(await due(), null));
  await hers.drag(hers.card('Kapan-kapan'), cell(hers, 0));
  await seen(cell(his, 0).getByTestId('task-card').filter({ hasText: 'Kapan-kapan' }));
});

const bar = (view, title) => view.page.getByTestId('timeline-task').filter({ hasText: title });

scene('in the timeline bars are moved, stretched and linked, and those that wait go along', async (stage) => {
  const { ana, plan, made: [first, second], hers, his } = await pair(stage, '/timeline?zoom=day', [
    ['Fondasi', { startAt: dawn(0), dueAt: dusk(2) }], ['Dinding', { startAt: dawn(3), dueAt: dusk(5) }],
  ]);
  const at = async (id) => {
    const { startAt, dueAt } = await ana.get(`/projects/${plan.id}/tasks/${id}`);
    return [startAt, dueAt].map((each) => Math.floor((Date.parse(each) + 7 * 3_600_000) / 86_400_000) - dayNumber(0));
  };
  await seen(bar(hers, 'Fondasi'));
  // A line from the knob behind one bar to another.
  await bar(hers, 'Fondasi').hover();
  const knob = await bar(hers, 'Fondasi').locator('[data-edge=link]').boundingBox();
  const to = await bar(hers, 'Dinding').boundingBox();
  await hers.page.mouse.move(knob.x + 7, knob.y + 7);
  await hers.page.mouse.down();
  await hers.page.mouse.move(to.x + 20, to.y + 10, { steps: 6 });
  await hers.page.mouse.up();
  await eventually(async () => assert.deepEqual((await ana.get(`/projects/${plan.id}/dependencies`)).map((each) => [each.predecessorId, each.successorId]), [[first.id, second.id]]));
  await eventually(() => counted(his.page.locator('.projects-link'), 1));
  // Two days later by mouse: the wall waits along.
  const box = await bar(hers, 'Fondasi').boundingBox();
  await hers.page.mouse.move(box.x + box.width / 2, box.y + 10);
  await hers.page.mouse.down();
  await hers.page.mouse.move(box.x + box.width / 2 + 72, box.y + 10, { steps: 6 });
  await hers.page.mouse.up();
  await eventually(async () => assert.deepEqual([await at(first.id), await at(second.id)], [[2, 4], [5, 7]]));
  // By key: a day back, its end a day later.
  await bar(hers, 'Dinding').focus();
  await hers.page.keyboard.press('Shift+ArrowRight');
  await eventually(async () => assert.deepEqual(await at(second.id), [5, 8]));
  await bar(hers, 'Fondasi').focus();
  await hers.page.keyboard.press('ArrowLeft');
  await eventually(async () => assert.deepEqual(await at(first.id), [1, 3]));
  await eventually(async () => assert.match(await bar(his, 'Fondasi').getAttribute('aria-label'), /Fondasi, .* to /));
  // Zoom keeps what is in the middle; too early is told in words.
  await hers.page.keyboard.press('-');
  await arrived(hers.page, `/projects/${plan.id}/timeline?zoom=week`);
  await ana.post(`/projects/${plan.id}/tasks/${second.id}/reschedule`, { startAt: dawn(2), dueAt: dusk(3) });
  await eventually(async () => assert.match(await bar(hers, 'Dinding').getAttribute('aria-label'), /begins before what it waits for has ended/));
});

scene('on a phone a bar is moved by a finger that rests on it', async ({ person }) => {
  const ana = await person('Ana', { device: 'phone' });
  const plan = await project(ana, 'Peluncuran');
  const one = await task(ana, plan, 'Fondasi', { startAt: dawn(0), dueAt: dusk(6) });
  const view = await projectsOf(ana, `/projects/${plan.id}/timeline?zoom=week`);
  const box = await (await seen(bar(view, 'Fondasi'))).boundingBox();
  const line = await ana.context.newCDPSession(view.page);
  const touch = (type, point) => line.send('Input.dispatchTouchEvent', { type, touchPoints: point ? [point] : [] });
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await touch('touchStart', from);
  await seen(view.page.locator('.projects-bar-item.is-held'));
  for (const step of [10, 20, 30, 40]) await touch('touchMove', { x: from.x + step, y: from.y });
  await touch('touchEnd');
  await eventually(async () => assert.ok((await ana.get(`/projects/${plan.id}/tasks/${one.id}`)).startAt > one.startAt));
});

scene('charts are read by key, as a table, and handed out', async (stage) => {
  const { hers, ana, plan, made } = await pair(stage, '/charts', [['satu'], ['dua'], ['tiga']]);
  await ana.patch(`/projects/${plan.id}/tasks/${made[0].id}`, { status: 'done' });
  const { page } = hers;
  await hers.go(`/projects/${plan.id}/charts?span=14`);
  const chart = await seen(page.getByRole('slider', { name: 'Burndown' }));
  await chart.focus();
  await page.keyboard.press('End');
  await eventually(async () => assert.match(await chart.getAttribute('aria-valuetext'), /Left 2/));
  const burndown = page.getByRole('region', { name: 'Burndown' });
  await burndown.getByRole('button', { name: 'As table' }).click();
  await seen(burndown.getByRole('columnheader', { name: 'Ideal' }));
  await burndown.getByRole('button', { name: 'As table' }).click();
  const [picture] = await Promise.all([page.waitForEvent('download'), burndown.getByRole('button', { name: 'Save “Burndown” as picture' }).click()]);
  assert.deepEqual([...(await readFile(await picture.path())).subarray(1, 4)], [...Buffer.from('PNG')]);
  const [csv] = await Promise.all([page.waitForEvent('download'), burndown.getByRole('button', { name: 'Save “Burndown” as CSV' }).click()]);
  assert.match(await readFile(await csv.path(), 'utf8'), /Day,Left,Ideal/);
});

scene('a table is imported after a look at what would happen; again adds nothing', async ({ person }) => {
  const ana = await person('Ana');
  const view = await projectsOf(ana);
  const { page } = view;
  const buffer = Buffer.from('Judul,Kolom,id\r\nBeli cat,Persiapan,1\r\n"Cat, dinding",Persiapan,2\r\nBersihkan,Selesai,3\r\n');
  const choose = async () => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Import' }).click();
    await page.getByTestId('import-file').setInputFiles({ name: 'rumah.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Check first' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import' });
    for (const [column, meaning] of [['Judul', 'Title'], ['Kolom', 'Bucket'], ['id', 'Id in the source']]) await dialog.getByLabel(`“${column}” becomes`).selectOption({ label: meaning });
    return dialog;
  };
  const dialog = await choose();
  await seen(dialog.getByTestId('import-report').getByText('3 tasks'));
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await seen(page.getByRole('heading', { name: 'rumah', level: 1 }));
  await seen(view.card('Cat, dinding', 'Persiapan'));
});

/** Goes to an address and waits until everything on it is there. */
async function open(view, path) {
  await view.go(path);
  await settled(view.page);
  if (path.includes('task=')) await seen(view.page.getByTestId('task-title-edit'));
}

const screens = ensemble(async ({ person }) => {
  const ana = await person('Ana');
  const budi = await person('Budi');
  const plan = await project(ana, 'Peluncuran', { people: [[budi]] });
  const label = await ana.post(`/projects/${plan.id}/labels`, { name: 'Antarmuka', color: '#973a94' });
  await ana.post(`/projects/${plan.id}/fields`, { name: 'Pelanggan', kind: 'text' });
  const first = await task(ana, plan, 'Siapkan API', { priority: 'critical', dueAt: inDays(-2), startAt: inDays(-5), assigneeIds: [ana.id, budi.id], labelIds: [label.id], description: 'Lihat **panduan**', checklist: ['satu', 'dua'] });
  const second = await task(ana, plan, 'Uji di telepon', { bucket: 1, dueAt: inDays(3) });
  await ana.post(`/projects/${plan.id}/dependencies`, { predecessorId: first.id, successorId: second.id });
  await ana.post(`/projects/${plan.id}/tasks/${first.id}/comments`, { body: 'Sudah saya mulai' });
  return { ana, plan, first };
});

const PLACES = (plan, first) => ['/projects', '/projects?mine', `/projects/${plan.id}`, `/projects/${plan.id}?task=${first.id}`, ...['list', 'calendar', 'timeline', 'charts', 'settings'].map((name) => `/projects/${plan.id}/${name}`)];

screens('every view is well for those who see or point differently, light and dark', async ({ ana, plan, first }) => {
  const view = await projectsOf(ana, '/projects');
  const faults = [];
  for (const path of PLACES(plan, first)) {
    await open(view, path);
    for (const colorScheme of ['light', 'dark']) {
      await view.page.emulateMedia({ colorScheme });
      faults.push(...(await violations(view.page)).map((fault) => `${path} ${colorScheme}: ${fault}`));
    }
    faults.push(...(await tooSmall(view.page)).map((fault) => `${path}: small ${fault}`));
  }
  assert.deepEqual(faults, []);
});

scene('on a phone every view fits, and nothing is out of reach of a finger', async ({ person }) => {
  const ana = await person('Ana', { device: 'phone' });
  const plan = await project(ana, 'Peluncuran');
  const first = await task(ana, plan, 'Siapkan API dengan judul yang agak panjang supaya patah', { priority: 'critical', dueAt: inDays(-2), startAt: inDays(-5), assigneeIds: [ana.id], checklist: ['satu'] });
  const view = await projectsOf(ana, '/projects');
  const faults = [];
  for (const path of PLACES(plan, first)) {
    await open(view, path);
    const over = await sideways(view.page);
    if (over > 0) faults.push(`${path}: ${over} pixels too wide`);
    faults.push(...(await violations(view.page)).map((fault) => `${path}: ${fault}`), ...(await tooSmall(view.page)).map((fault) => `${path}: small ${fault}`));
  }
  await view.go(`/projects/${plan.id}`);
  await view.page.getByRole('button', { name: 'Filter' }).click();
  faults.push(...await outOfReach(view.page));
  assert.deepEqual(faults, []);
  await view.page.keyboard.press('Escape');
  await gone(view.page.getByRole('dialog', { name: 'Filter' }));
});
