// One task and everything about it: the sheet beside the board, what people say, what waits for what, and where it came from.

import assert from 'node:assert/strict';
import { channel, Chat, say } from './support/chat.mjs';
import { inDays, project, Projects, projectsOf, task } from './support/projects.mjs';
import { ensemble, scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen } from './support/waiting.mjs';

/** Ana and Budi in one project, each with a page open. */
const team = ensemble(async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const plan = await project(ana, 'Peluncuran', { people: [[budi]] });
  return { ana, budi, plan, hers: await projectsOf(ana, `/projects/${plan.id}`), his: await projectsOf(budi, `/projects/${plan.id}`) };
});

let made = 0;
/** A fresh task, open on both pages. */
async function opened({ ana, plan, hers, his }, more = {}) {
  made += 1;
  const title = `Tugas ${made}`;
  const one = await task(ana, plan, title, more);
  for (const view of [hers, his]) {
    await view.go(`/projects/${plan.id}?task=${one.id}`);
    await seen(view.page.getByRole('group', { name: new RegExp(`${title}$`) }));
  }
  return { ...one, title };
}

const now = (person, plan, id) => person.get(`/projects/${plan.id}/tasks/${id}`);

team('a task has an address of its own; Escape closes it and the focus is back on its card', async (cast) => {
  const { ana, plan, hers } = cast;
  const one = await task(ana, plan, 'Beralamat');
  await hers.go(`/projects/${plan.id}`);
  await hers.card('Beralamat').focus();
  await hers.page.keyboard.press('Enter');
  await arrived(hers.page, `/projects/${plan.id}?task=${one.id}`);
  await eventually(() => hers.page.evaluate(() => { if (!document.activeElement.matches('.projects-sheet')) throw new Error('the focus is elsewhere'); }));
  await hers.page.keyboard.press('Escape');
  await gone(hers.sheet);
  await eventually(() => hers.page.evaluate((id) => { if (document.activeElement.dataset.task !== id) throw new Error('the focus is elsewhere'); }, one.id));
});

team('every property is changed where it stands, and the other sees it', async (cast) => {
  const { ana, budi, plan, hers, his } = cast;
  const one = await opened(cast);
  await hers.sheet.locator('[data-property=status]').click();
  await hers.page.getByRole('menuitemradio', { name: 'In review' }).click();
  await hers.sheet.locator('[data-property=assignee]').click();
  await hers.page.getByRole('checkbox', { name: 'Budi' }).check();
  await hers.page.keyboard.press('Escape');
  await hers.sheet.locator('[data-property=dates]').click();
  await hers.page.getByRole('button', { name: 'Tomorrow' }).click();
  await hers.sheet.locator('[data-property=estimate]').click();
  await hers.page.getByRole('spinbutton', { name: 'Estimate in hours' }).fill('3.5');
  await hers.page.keyboard.press('Enter');
  await hers.sheet.getByRole('switch', { name: 'Milestone' }).click();
  await eventually(async () => {
    const { status, assigneeIds, estimate, isMilestone, dueAt } = await now(ana, plan, one.id);
    assert.deepEqual([status, assigneeIds, estimate, isMilestone, Boolean(dueAt)], ['review', [budi.id], 3.5, true, true]);
  });
  await seen(his.sheet.locator('[data-property=status]').getByText('In review'));
  await seen(his.sheet.locator('[data-property=assignee]').getByText('Budi'));
  await seen(his.sheet.locator('[data-property=estimate]').getByText('3.5 hours'));
});

team('single keys change the task that has the focus', async (cast) => {
  const { ana, plan, hers } = cast;
  const one = await opened(cast);
  await hers.sheet.focus();
  await hers.page.keyboard.press('p');
  await hers.page.getByRole('menuitemradio', { name: 'High' }).click();
  await eventually(async () => assert.equal((await now(ana, plan, one.id)).priority, 'high'));
});

team('the description is saved while it is written and never lost', async (cast) => {
  const { ana, plan, hers, his } = cast;
  const one = await opened(cast);
  await hers.sheet.getByRole('button', { name: 'Add a description' }).click();
  const field = hers.sheet.getByRole('textbox', { name: 'Description' });
  await field.pressSequentially('Langkah **pertama**');
  await seen(his.sheet.locator('strong', { hasText: 'pertama' }));
  await field.press('End');
  await field.pressSequentially(' dan kedua');
  await hers.sheet.getByRole('button', { name: 'Done' }).click();
  await eventually(async () => assert.equal((await now(ana, plan, one.id)).description, 'Langkah **pertama** dan kedua'));
  await seen(his.sheet.getByText('dan kedua'));
});

team('a checklist is written, ticked and cleared', async (cast) => {
  const { ana, plan, hers, his } = cast;
  const one = await opened(cast);
  const add = hers.sheet.getByRole('textbox', { name: 'Add an item' });
  for (const words of ['Rancang', 'Tulis', 'Uji']) {
    await add.fill(words);
    await add.press('Enter');
  }
  await eventually(async () => assert.deepEqual((await now(ana, plan, one.id)).checklist.map((item) => item.text), ['Rancang', 'Tulis', 'Uji']));
  await hers.sheet.getByRole('checkbox', { name: 'Tulis' }).check();
  await seen(his.sheet.getByText('1 of 3'));
  await hers.sheet.getByRole('button', { name: 'Remove “Uji”' }).click();
  await seen(his.sheet.getByText('1 of 2'));
});

team('people talk about a task: mentions, reactions, changes, and what became of it', async (cast) => {
  const { hers, his } = cast;
  await opened(cast);
  const words = hers.sheet.getByTestId('comment-input');
  await words.pressSequentially('Bisa hari ini, @Bu');
  await hers.page.getByRole('option', { name: 'Budi' }).click();
  await words.press('End');
  await words.pressSequentially('?');
  await hers.sheet.getByRole('button', { name: 'Comment', exact: true }).click();
  await seen(his.sheet.getByText('Bisa hari ini, @Budi ?'));
  await his.sheet.getByRole('button', { name: 'React' }).click();
  await his.page.getByRole('button', { name: '👍' }).click();
  await seen(hers.sheet.getByRole('button', { name: '👍 by Budi' }));
  await hers.sheet.getByRole('button', { name: 'Comment actions' }).click();
  await hers.page.getByRole('menuitem', { name: 'Edit' }).click();
  const edit = hers.sheet.getByRole('textbox', { name: 'Edit comment' });
  await edit.fill('Bisa besok?');
  await hers.sheet.getByRole('button', { name: 'Save' }).click();
  await seen(his.sheet.getByText('(edited)'));
  await hers.sheet.getByRole('button', { name: 'Comment actions' }).click();
  await hers.page.getByRole('menuitem', { name: 'Delete' }).click();
  await gone(his.sheet.getByText('Bisa besok?'));
  // What became of the task stands among what was said, unless one wants the words alone.
  await seen(his.sheet.getByText('Ana created this task'));
  await his.sheet.getByText('Comments', { exact: true }).click();
  await gone(his.sheet.getByText('Ana created this task'));
});

team('what waits for what is linked, and a circle is refused by name', async (cast) => {
  const { ana, plan, hers } = cast;
  ana.allow(/^422 POST /);
  const first = await task(ana, plan, 'Fondasi');
  const second = await task(ana, plan, 'Dinding');
  await hers.go(`/projects/${plan.id}?task=${second.id}`);
  await seen(hers.page.getByRole('group', { name: /Dinding$/ }));
  const link = async (words) => {
    await hers.sheet.getByRole('button', { name: 'Waits for…' }).click();
    await hers.page.getByRole('searchbox', { name: 'Find a task' }).fill(words);
    await hers.page.getByRole('dialog', { name: 'Waits for…' }).getByRole('button', { name: words }).click();
  };
  await link('Fondasi');
  await seen(hers.sheet.getByRole('button', { name: 'No longer wait for “Fondasi”' }));
  await seen(hers.card('Dinding').getByRole('img', { name: 'Waits for another task' }));
  await hers.go(`/projects/${plan.id}?task=${first.id}`);
  await seen(hers.page.getByRole('group', { name: /Fondasi$/ }));
  await link('Dinding');
  await seen(hers.page.getByText(/That would go round in a circle: .*Fondasi/));
});

team('a deleted task can be taken back; a copy and another project work as well', async (cast) => {
  const { ana, plan, hers } = cast;
  const other = await project(ana, 'Cabang');
  const label = await ana.post(`/projects/${plan.id}/labels`, { name: 'Hanya di sini', color: '#973a94' });
  await opened(cast);
  const menu = async (entry) => {
    await hers.sheet.getByRole('button', { name: 'Task actions' }).click();
    await hers.page.getByRole('menuitem', { name: entry }).click();
  };
  const title = await hers.sheet.getByRole('textbox', { name: 'Title' }).inputValue();
  await menu('Delete task');
  await gone(hers.card(title));
  await hers.page.getByRole('button', { name: 'Undo' }).click();
  await seen(hers.card(title));
  await hers.go(`/projects/${plan.id}?task=${(await ana.get(`/projects/${plan.id}/cards?q=${encodeURIComponent(title)}`)).items[0].id}`);
  await menu('Duplicate');
  await counted(hers.card(title), 2);
  await hers.sheet.locator('[data-property=labels]').click();
  await hers.page.getByRole('checkbox', { name: label.name }).check();
  await hers.page.keyboard.press('Escape');
  await seen(hers.sheet.locator('[data-property=labels]').getByText(label.name));
  await menu('To another project…');
  const dialog = hers.page.getByRole('dialog', { name: 'To another project…' });
  await dialog.getByLabel('Project').selectOption({ label: 'Cabang' });
  await dialog.getByRole('button', { name: 'Move it' }).click();
  await eventually(async () => assert.deepEqual((await ana.get(`/projects/${other.id}/cards`)).items.map((each) => each.title), [title]));
  await counted(hers.card(title), 1);
  await seen(hers.page.getByText('Not taken along: Hanya di sini.'));
});

scene('my tasks of all projects, on a page of their own and on the dashboard', async ({ person }) => {
  const ana = await person('Ana');
  const [one, two] = [await project(ana, 'Satu'), await project(ana, 'Dua')];
  await task(ana, one, 'Lambat', { assigneeIds: [ana.id], dueAt: inDays(-3) });
  await task(ana, two, 'Nanti', { assigneeIds: [ana.id], dueAt: inDays(30) });
  await task(ana, two, 'Bukan punyaku');
  const view = await projectsOf(ana, '/projects?mine');
  await seen(view.main.getByRole('region', { name: 'Overdue' }).getByRole('link', { name: /Lambat/ }));
  await seen(view.main.getByRole('region', { name: 'Later' }).getByRole('link', { name: /Nanti/ }));
  await counted(view.main.getByText('Bukan punyaku'), 0);
  await view.main.getByRole('checkbox', { name: '“Lambat” is done' }).click();
  await gone(view.main.getByRole('link', { name: /Lambat/ }));
  await view.go('/dashboard');
  await seen(view.main.getByRole('region', { name: 'My tasks' }).getByRole('link', { name: /Nanti/ }));
});

scene('a task is made of a message; its link unfolds for those who may see it, and leads back', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const plan = await project(ana, 'Peluncuran');
  const chatId = await channel(ana, 'umum', [budi]);
  const asked = await say(budi, chatId, 'Tolong perbaiki pintu gudang');
  const chat = new Chat(await ana.open(`/chat/${chatId}`));
  await chat.choose('Tolong perbaiki', 'Make a task of it');
  const dialog = chat.page.getByRole('dialog', { name: 'Task of this message' });
  await seen(dialog);
  assert.equal(await dialog.getByLabel('Title').inputValue(), 'Tolong perbaiki pintu gudang');
  await dialog.getByRole('button', { name: 'Create task' }).click();
  await gone(dialog);
  const [made] = (await ana.get(`/projects/${plan.id}/cards`)).items;
  assert.equal(made.title, 'Tolong perbaiki pintu gudang');
  await chat.go(`/chat/${chatId}?thread=${asked}`);
  const card = chat.panel.getByTestId('task-link');
  await seen(card.getByText('Tolong perbaiki pintu gudang'));
  await ana.patch(`/projects/${plan.id}/tasks/${made.id}`, { status: 'done' });
  await seen(card.getByText(/Done/));
  // Who is not in the project sees an address and nothing of the task.
  const his = new Chat(await budi.open(`/chat/${chatId}?thread=${asked}`));
  await seen(his.panel.getByRole('link', { name: new RegExp(`/projects/${plan.id}`) }));
  await counted(his.panel.getByTestId('task-link'), 0);
  await card.click();
  const view = new Projects(chat.page);
  await view.sheet.getByRole('link', { name: 'Made of a message' }).click();
  await arrived(chat.page, `/chat/${chatId}?m=${asked}`);
});
