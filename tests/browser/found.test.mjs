// Files, projects, tasks and comments among what was found: how they look, and where they lead.

import assert from 'node:assert/strict';
import { sideways, violations } from './support/audit.mjs';
import { moveTo } from './support/chat.mjs';
import { pdf, putFile } from './support/files.mjs';
import { project, task } from './support/projects.mjs';
import { scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen, until } from './support/waiting.mjs';

const results = (page) => page.getByTestId('search-result');
const field = (page) => page.locator('#main').getByTestId('search-input');
const tab = (page, name) => page.getByRole('group', { name: 'Kind of result' }).getByRole('button', { name });

/** Waits until this person finds as many as `totals` says. */
const indexed = (person, q, totals) => eventually(async () => {
  const answer = await person.get(`/search?${new URLSearchParams({ q })}`);
  for (const [kind, n] of Object.entries(totals)) assert.equal(answer.totals[kind], n, `${q}: ${JSON.stringify(answer.totals)}`);
});

/** A project with a task about a heron, many comments, and a file with a heron inside. */
async function marsh({ person }) {
  const [ana, budi] = [await person('Ana Wijaya'), await person('Budi Santoso')];
  const plan = await project(ana, 'Rawa utara', { people: [[budi]] });
  const one = await task(ana, plan, 'Hitung bangau', { description: 'Satu **bangau** tiap pagi' });
  const comments = `/projects/${plan.id}/tasks/${one.id}/comments`;
  const found = await budi.post(comments, { body: 'Tadi ada bangau & itik' });
  for (let n = 0; n < 45; n += 1) await ana.post(comments, { body: `Catatan ${n}` });
  await putFile(ana, 'laporan.pdf', pdf('Kuntul dan bangau di rawa'), 'application/pdf');
  await indexed(ana, 'bangau', { tasks: 1, comments: 1, files: 1 });
  return { ana, budi, plan, one, found };
}

scene('tasks, comments and files are found by what they say, and lead to where they are', async ({ person }) => {
  const { ana, budi, plan, one, found } = await marsh({ person });
  const page = await ana.open('/search');
  await field(page).fill('bangau');
  const hit = (kind) => page.locator(`[data-hit^="${kind}:"]`);
  await seen(hit('tasks'));
  assert.deepEqual(await hit('tasks').locator('mark').allInnerTexts(), ['bangau', 'bangau']);
  assert.match(await hit('tasks').innerText(), /-1 · Rawa utara · To do/);
  assert.match(await hit('files').innerText(), /Kuntul dan bangau di rawa/);
  assert.match(await hit('comments').innerText(), /Hitung bangau/);
  assert.deepEqual(await violations(page), []);

  await tab(page, /Comments/).click();
  await counted(results(page), 1);
  await results(page).focus();
  await page.keyboard.press('Enter');
  await arrived(page, `/projects/${plan.id}?task=${one.id}&comment=${found.id}`);
  const comment = await seen(page.locator('.projects-comment.is-found'));
  assert.match(await comment.innerText(), /Tadi ada bangau & itik/);
  await eventually(async () => assert.ok(await comment.evaluate((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  }), 'it is in sight, though it was the first of many'));
  // The keyboard is in what was opened, and Escape closes it.
  await until(() => page.evaluate(() => Boolean(document.activeElement.closest('.shell-panel'))));
  await page.keyboard.press('Escape');
  await arrived(page, `/projects/${plan.id}`);

  await moveTo(page, '/search?q=bangau&tab=files');
  await counted(results(page), 1);
  await results(page).focus();
  await page.keyboard.press('Enter');
  await seen(page.getByRole('complementary', { name: 'Side panel' }).getByRole('button', { name: 'Download' }));
  await until(() => page.evaluate(() => Boolean(document.activeElement.closest('.shell-panel'))));
  await page.keyboard.press('Escape');
  await arrived(page, '/files');

  // Who leaves the project finds nothing of it any more.
  await budi.post(`/projects/${plan.id}/leave`, {});
  const his = await budi.open('/search?q=bangau');
  await seen(his.getByText('Nothing found'));
});

scene('a project is a place to search in, and people and labels of tasks are filters', async ({ person }) => {
  const { ana, budi, plan, one } = await marsh({ person });
  await ana.patch(`/projects/${plan.id}/tasks/${one.id}`, { assigneeIds: [budi.id] });
  const elsewhere = await project(ana, 'Kebun');
  await task(ana, elsewhere, 'Gambar bangau');
  await indexed(ana, 'bangau', { tasks: 2 });
  const page = await ana.open('/search');
  await field(page).pressSequentially('bangau in:raw');
  await page.getByRole('option', { name: /Rawa utara/ }).click();
  await eventually(async () => assert.equal((await field(page).inputValue()).trim(), 'bangau in:"Rawa utara"'));
  await seen(page.locator('[data-hit^="tasks:"]').filter({ hasText: 'Hitung bangau' }));
  await gone(results(page).filter({ hasText: 'Gambar bangau' }));
  await field(page).fill('bangau assignee:bud');
  await page.getByRole('option', { name: /Budi/ }).click();
  await seen(page.getByRole('list', { name: 'Filters' }).getByText('Task of Budi Santoso'));
  await counted(results(page), 1);
});

scene('the palette finds projects, tasks and files of the server', async ({ person }) => {
  const { ana, plan, one } = await marsh({ person });
  const page = await ana.open('/dashboard');
  await page.keyboard.press('Control+k');
  const palette = await seen(page.getByRole('dialog', { name: 'Search or jump to' }));
  await palette.getByTestId('search-input').fill('bangau');
  await seen(palette.getByRole('option', { name: /laporan\.pdf.*Kuntul dan bangau/ }));
  await palette.getByTestId('search-input').fill('!bangau');
  const option = await seen(palette.getByRole('option', { name: /Hitung bangau.*-1 · Rawa utara/ }));
  await option.click();
  await arrived(page, `/projects/${plan.id}?task=${one.id}`);
});

scene('on a phone all kinds fit, and a comment opens in its sheet', async ({ person, deviceOf }) => {
  const { ana } = await marsh({ person });
  const phone = await deviceOf(ana, { device: 'phone' });
  const page = await phone.open('/search?q=bangau');
  await seen(results(page).filter({ hasText: 'laporan.pdf' }));
  assert.equal(await sideways(page), 0);
  await results(page).filter({ hasText: 'Budi Santoso' }).click();
  await seen(page.locator('.projects-comment.is-found'));
});
