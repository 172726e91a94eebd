// A project of ten thousand tasks: its board opens as one of ten does, and only what is seen is there.

import assert from 'node:assert/strict';
import { project, Projects, projectsOf, task } from './support/projects.mjs';
import { scene } from './support/stage.mjs';
import { eventually, seen } from './support/waiting.mjs';

const COUNT = 10_000;
/** A board is interactive within a second on a calm machine; these share theirs with others. */
const MOST_MS = 3000;
const MOST_CARDS = 200;

/** So many tasks in two buckets, brought by a table. */
async function large(owner, plan) {
  const rows = Array.from({ length: COUNT }, (_, n) => `Tugas nomor ${n},${n % 3 ? plan.buckets[0].name : plan.buckets[1].name},${n}`);
  await owner.post('/projects/import', { source: 'csv', projectId: plan.id, data: `Judul,Kolom,id\r\n${rows.join('\r\n')}\r\n`, mapping: { Judul: 'title', Kolom: 'bucket', id: 'id' } });
}

scene('a board of ten thousand tasks is there at once, scrolls, and follows what others do', async ({ person }) => {
  const ana = await person('Ana');
  const plan = await project(ana, 'Gudang besar');
  await large(ana, plan);
  const view = await projectsOf(ana, '/projects');
  const { page } = view;
  await seen(page.getByRole('heading', { name: 'Projects', level: 1 }));
  const took = await page.evaluate(async (path) => {
    const began = performance.now();
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
    while (!document.querySelector('[data-testid=task-card]')) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - began;
  }, `/projects/${plan.id}`);
  console.log(`# a board of ${COUNT} tasks after ${Math.round(took)} ms`);
  assert.ok(took < MOST_MS, `${took} ms`);
  const cards = () => page.locator('[data-testid=task-card]').count();
  assert.ok(await cards() < MOST_CARDS, `${await cards()} cards`);
  await seen(view.lane(plan.buckets[0].name).getByText('6666', { exact: true }));
  // As far down as one likes, more comes.
  const list = view.lane(plan.buckets[0].name).locator('.projects-cards');
  for (let n = 0; n < 6; n += 1) {
    const before = await list.evaluate((element) => element.scrollHeight);
    await list.evaluate((element) => { element.scrollTop = element.scrollHeight; });
    await eventually(async () => assert.ok(await list.evaluate((element) => element.scrollHeight) > before));
  }
  assert.ok(await cards() < MOST_CARDS, `${await cards()} cards after scrolling`);
  const late = await task(ana, plan, 'Yang terakhir', { bucket: 2 });
  await seen(view.card('Yang terakhir', plan.buckets[2].name));
  await ana.post(`/projects/${plan.id}/tasks/${late.id}/move`, { bucketId: plan.buckets[1].id, position: 0 });
  await seen(view.card('Yang terakhir', plan.buckets[1].name));
  // The table is the same: what is not in sight is not there.
  await view.go(`/projects/${plan.id}/list`);
  const table = new Projects(page);
  await seen(table.page.getByTestId('task-row').first());
  await seen(table.main.getByText('10,001 tasks'));
  assert.ok(await page.getByTestId('task-row').count() < MOST_CARDS);
});
