// Two people on one board in their own browsers: what one does the other sees without a reload; nobody overwrites anybody.

import assert from 'node:assert/strict';
import { inDays, orderOf, project, Projects, projectsOf, task } from './support/projects.mjs';
import { scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen, settled } from './support/waiting.mjs';
import { Wire } from './support/wire.mjs';

/** Ana owns a project with some cards, Budi is a member; both look at it. */
async function pair({ person }, { role = 'member', titles = ['satu', 'dua', 'tiga'], looking = true } = {}) {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const plan = await project(ana, 'Peluncuran', { people: [[budi, role]] });
  for (const title of titles) await task(ana, plan, title);
  const names = plan.buckets.map((bucket) => bucket.name);
  if (!looking) return { ana, budi, plan, names };
  const path = `/projects/${plan.id}`;
  const [hers, his] = [await projectsOf(ana, path), await projectsOf(budi, path)];
  for (const view of [hers, his]) await seen(view.card(titles[0]));
  return { ana, budi, plan, names, hers, his };
}

const order = (view, lane, expected) => eventually(async () => assert.deepEqual(await view.titles(lane), expected));

scene('a project is made, cards are added one after the other, and a colleague sees them come', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const hers = await projectsOf(ana);
  await hers.page.getByRole('button', { name: 'New project' }).first().click();
  const dialog = hers.page.getByRole('dialog', { name: 'New project' });
  await dialog.getByLabel('Name').fill('Rilis pertama');
  await dialog.getByRole('button', { name: 'Create project' }).click();
  await seen(hers.page.getByRole('heading', { name: 'Rilis pertama', level: 1 }));
  const [plan] = await ana.get('/projects/mine');
  await ana.post(`/projects/${plan.id}/members`, { userId: budi.id, role: 'member' });
  const his = await projectsOf(budi, `/projects/${plan.id}`);
  const lane = await hers.page.getByTestId('bucket').first().getByRole('heading').innerText();
  await hers.add(lane, 'Tulis rencana');
  await hers.add(lane, 'Kirim rencana');
  await seen(his.card('Kirim rencana', lane));
  await order(his, lane, ['Tulis rencana', 'Kirim rencana']);
  await hers.page.reload();
  await order(new Projects(hers.page), lane, ['Tulis rencana', 'Kirim rencana']);
});

scene('a card is dragged to another lane and within one; Escape leaves it where it was', async (stage) => {
  const { ana, plan, names, hers, his } = await pair(stage);
  await hers.drag(hers.card('tiga'), hers.card('satu'), { y: 0.1 });
  await order(hers, names[0], ['tiga', 'satu', 'dua']);
  await order(his, names[0], ['tiga', 'satu', 'dua']);
  await hers.drag(hers.card('satu'), hers.lane(names[1]));
  await seen(his.card('satu', names[1]));
  await eventually(async () => assert.deepEqual(await orderOf(ana, plan, 1), ['satu']));
  await hers.drag(hers.card('dua'), hers.lane(names[2]), { drop: false });
  await hers.page.keyboard.press('Escape');
  await hers.page.mouse.up();
  await order(hers, names[0], ['tiga', 'dua']);
  await gone(hers.page.locator('.drag-ghost'));
  assert.equal(await hers.sheet.count(), 0, 'the press that ended a drag opened nothing');
  assert.deepEqual(await orderOf(ana, plan, 0), ['tiga', 'dua']);
});

scene('the same by keyboard: walking, moving, undoing, choosing, and the menu to move', async (stage) => {
  const { ana, plan, names, hers } = await pair(stage);
  const { keyboard } = hers.page;
  await hers.card('satu').focus();
  await keyboard.press('Alt+ArrowDown');
  await order(hers, names[0], ['dua', 'satu', 'tiga']);
  await eventually(() => hers.page.evaluate(() => { if (!document.activeElement.textContent.includes('satu')) throw new Error('the focus is elsewhere'); }));
  await keyboard.press('Alt+ArrowRight');
  await seen(hers.card('satu', names[1]));
  await eventually(async () => assert.deepEqual(await orderOf(ana, plan, 1), ['satu']));
  await keyboard.press('z');
  await seen(hers.card('satu', names[0]));
  await eventually(async () => assert.deepEqual(await orderOf(ana, plan, 0), ['dua', 'satu', 'tiga']));
  await hers.card('dua').focus();
  await keyboard.press('m');
  await hers.page.getByRole('menuitemradio', { name: names[2] }).click();
  await seen(hers.card('dua', names[2]));
  await hers.card('satu').focus();
  await keyboard.press('x');
  await keyboard.press('ArrowDown');
  await keyboard.press('x');
  await seen(hers.page.getByRole('toolbar', { name: 'Chosen tasks' }).getByText('2 chosen'));
  await keyboard.press('p');
  await hers.page.getByRole('menuitemradio', { name: 'Critical' }).click();
  await eventually(async () => {
    const { items } = await ana.get(`/projects/${plan.id}/cards?priority=critical`);
    assert.deepEqual(items.map((each) => each.title).sort(), ['satu', 'tiga']);
  });
});

scene('two people move cards against each other, one of them on a line that is cut: all end with the same board', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const plan = await project(ana, 'Peluncuran', { people: [[budi]] });
  for (const n of [1, 2, 3, 4, 5, 6]) await task(ana, plan, `kartu ${n}`);
  const names = plan.buckets.map((bucket) => bucket.name);
  const wire = await Wire.on(budi);
  const [hers, his] = [await projectsOf(ana, `/projects/${plan.id}`), await projectsOf(budi, `/projects/${plan.id}`)];
  for (const view of [hers, his]) await seen(view.card('kartu 6'));
  await budi.offline();
  wire.cut();
  // He goes on without a line: what he does is on his screen.
  for (const [title, key] of [['kartu 1', 'Alt+ArrowRight'], ['kartu 5', 'Alt+ArrowUp'], ['kartu 3', 'Alt+ArrowRight']]) {
    await his.card(title).focus();
    await his.page.keyboard.press(key);
  }
  await seen(his.card('kartu 3', names[1]));
  await his.add(names[0], 'kartu tanpa jaringan');
  await seen(his.card('kartu tanpa jaringan'));
  // Meanwhile she moves the same ones.
  for (const [title, key] of [['kartu 1', 'Alt+ArrowDown'], ['kartu 3', 'Alt+ArrowRight'], ['kartu 2', 'Alt+ArrowRight'], ['kartu 6', 'Alt+ArrowUp']]) {
    await hers.card(title).focus();
    await hers.page.keyboard.press(key);
  }
  await eventually(async () => assert.equal((await orderOf(ana, plan, 1)).length, 2));
  await budi.offline(false);
  await seen(hers.card('kartu tanpa jaringan'));
  await eventually(async () => assert.equal(await his.page.locator('.projects-card.is-waiting').count(), 0));
  for (const bucket of [0, 1]) {
    const truth = await orderOf(ana, plan, bucket);
    await order(hers, names[bucket], truth);
    await order(his, names[bucket], truth);
  }
  assert.deepEqual([...await orderOf(ana, plan, 0), ...await orderOf(ana, plan, 1)].sort(), ['kartu 1', 'kartu 2', 'kartu 3', 'kartu 4', 'kartu 5', 'kartu 6', 'kartu tanpa jaringan']);
});

scene('a card moved by key keeps the focus, unless one has gone on to another meanwhile', async (stage) => {
  const { ana, plan, hers } = await pair(stage, { titles: ['satu', 'dua', 'tiga'] });
  const focused = () => hers.page.evaluate(() => document.activeElement.dataset.task ?? document.activeElement.localName);
  const idOf = (title) => hers.card(title).getAttribute('data-task');
  const [one, three] = [await idOf('satu'), await idOf('tiga')];
  await hers.card('satu').focus();
  await hers.page.keyboard.press('Alt+ArrowRight');
  await eventually(async () => assert.equal(await focused(), one));
  await hers.page.evaluate(([moved, next]) => {
    const card = (id) => document.querySelector(`.projects-card[data-task="${id}"]`);
    card(moved).focus();
    card(moved).dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', altKey: true, bubbles: true, cancelable: true }));
    card(next).focus();
  }, [one, three]);
  await eventually(async () => assert.equal((await orderOf(ana, plan, 0)).length, 3));
  await seen(hers.card('satu', plan.buckets[0].name));
  await hers.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.equal(await focused(), three);
});

scene('what was done without a connection outlives the page and arrives', async (stage) => {
  const { ana, plan, names, hers, his } = await pair(stage);
  await ana.offline();
  await hers.card('satu').focus();
  await hers.page.keyboard.press('Alt+ArrowRight');
  await hers.add(names[1], 'di jalan');
  await seen(hers.card('di jalan', names[1]));
  await hers.page.close();
  await ana.offline(false);
  await projectsOf(ana, `/projects/${plan.id}`);
  await seen(his.card('di jalan', names[1]));
  await seen(his.card('satu', names[1]));
  await eventually(async () => assert.deepEqual((await orderOf(ana, plan, 1)).sort(), ['di jalan', 'satu']));
});

scene('two people edit one task: different parts both hold, the same part is shown to who came later', async (stage) => {
  const { ana, budi, plan, hers, his } = await pair(stage);
  ana.allow(/^409 PATCH /);
  await hers.open('satu');
  await his.open('satu');
  const title = hers.sheet.getByRole('textbox', { name: 'Title' });
  await title.click();
  await title.fill('satu milik Ana');
  // He is first, with the title and something else.
  await his.sheet.getByRole('textbox', { name: 'Title' }).fill('satu milik Budi');
  await his.sheet.getByRole('textbox', { name: 'Title' }).press('Enter');
  await his.sheet.locator('[data-property=priority]').click();
  await his.page.getByRole('menuitemradio', { name: 'High' }).click();
  await seen(hers.card('satu milik Budi'));
  assert.equal(await title.inputValue(), 'satu milik Ana', 'what is being typed stays');
  await title.press('Enter');
  const conflict = hers.sheet.getByRole('region', { name: 'Changed by two people' });
  await seen(conflict.getByText('satu milik Budi'));
  await seen(conflict.getByText('satu milik Ana'));
  await conflict.getByRole('button', { name: 'Keep mine' }).click();
  await seen(his.card('satu milik Ana'));
  await gone(conflict);
  const now = (await budi.get(`/projects/${plan.id}/cards?q=milik`)).items[0];
  assert.deepEqual([now.title, now.priority], ['satu milik Ana', 'high']);
});

scene('who only may look sees everything live and can change nothing', async (stage) => {
  const { hers, his, names } = await pair(stage, { role: 'viewer' });
  await seen(his.main.getByText('Read only'));
  await counted(his.main.getByRole('button', { name: 'Add task' }), 0);
  await counted(his.main.getByRole('button', { name: 'New task' }), 0);
  await his.drag(his.card('satu'), his.lane(names[1]));
  await his.card('satu').focus();
  await his.page.keyboard.press('Alt+ArrowRight');
  await his.page.keyboard.press('p');
  await counted(his.page.getByRole('menu'), 0);
  await hers.card('satu').focus();
  await hers.page.keyboard.press('Alt+ArrowRight');
  await seen(his.card('satu', names[1]));
  await his.card('satu').click();
  await seen(his.sheet.getByRole('heading', { name: 'satu' }));
  await counted(his.sheet.getByRole('textbox'), 0);
});

scene('taken out of a project, one is told and sees nothing more of it', async (stage) => {
  const { ana, budi, plan, his } = await pair(stage);
  budi.allow(/^404 GET /);
  await ana.delete(`/projects/${plan.id}/members/${budi.id}`);
  await seen(his.main.getByRole('heading', { name: 'This project is not here for you' }));
  await gone(his.page.getByRole('navigation', { name: 'Projects' }).getByRole('link', { name: 'Peluncuran' }));
});

scene('a project without an owner is taken over by who runs the workspace, and its members see it', async ({ admin, person }) => {
  const [boss, ana, budi] = [await admin(), await person('Ana'), await person('Budi')];
  const plan = await project(ana, 'Peluncuran', { people: [[budi]] });
  await boss.patch(`/admin/users/${ana.id}`, { disabled: true });
  const view = await projectsOf(boss);
  await view.page.getByRole('button', { name: 'Take over Peluncuran' }).click();
  await view.page.getByRole('alertdialog').getByRole('button', { name: 'Take over' }).click();
  await gone(view.main.getByRole('region', { name: 'Without an owner' }));
  await view.main.getByRole('link', { name: /Peluncuran/ }).click();
  await seen(view.page.getByRole('heading', { name: 'Peluncuran', level: 1 }));
  assert.equal((await budi.get(`/projects/${plan.id}`)).ownerId, ana.id);
  assert.equal((await boss.get(`/projects/${plan.id}`)).myRole, 'owner');
});

scene('a full bucket refuses with a reason; an admin may move anyway', async (stage) => {
  const { ana, budi, plan, names, hers, his } = await pair(stage);
  budi.allow(/^422 POST /);
  ana.allow(/^422 POST /);
  await task(ana, plan, 'penuh', { bucket: 1 });
  await ana.patch(`/projects/${plan.id}/buckets/${plan.buckets[1].id}`, { wipLimit: 1, wipPolicy: 'refuse' });
  await seen(his.lane(names[1]).getByText('full', { exact: true }));
  await his.drag(his.card('satu'), his.lane(names[1]), { drop: false });
  await seen(his.lane(names[1]).getByText('No room: the bucket is full'));
  await his.page.mouse.up();
  await order(his, names[0], ['satu', 'dua', 'tiga']);
  await hers.drag(hers.card('dua'), hers.lane(names[1]));
  await seen(his.card('dua', names[1]));
  await seen(hers.lane(names[1]).getByText('2/1'));
});

scene('a filter is in the address: it can be shared, and what no longer fits leaves', async (stage) => {
  const { ana, plan, hers, his } = await pair(stage, { titles: ['satu'] });
  const urgent = await task(ana, plan, 'gawat', { priority: 'critical', dueAt: inDays(-2) });
  await seen(hers.card('gawat'));
  await hers.page.getByRole('button', { name: 'Filter' }).click();
  await hers.page.getByRole('dialog', { name: 'Filter' }).getByRole('checkbox', { name: 'Critical' }).check();
  await gone(hers.card('satu'));
  await arrived(hers.page, `/projects/${plan.id}?priority=critical`);
  await his.go(`/projects/${plan.id}?priority=critical&q=gawat`);
  await gone(his.card('satu'));
  await seen(his.card('gawat'));
  await ana.patch(`/projects/${plan.id}/tasks/${urgent.id}`, { priority: 'low' });
  await seen(his.main.getByText('No task fits this filter.'));
  await his.page.getByRole('button', { name: 'Clear filter' }).click();
  await seen(his.card('satu'));
});

scene('lanes can stand for people, priorities and labels; a move there changes the task', async (stage) => {
  const { ana, budi, plan, hers } = await pair(stage, { titles: ['satu'] });
  await hers.go(`/projects/${plan.id}?group=assignee`);
  await seen(hers.card('satu', 'Nobody'));
  await hers.drag(hers.card('satu'), hers.lane('Budi'));
  await seen(hers.card('satu', 'Budi'));
  await eventually(async () => assert.deepEqual((await ana.get(`/projects/${plan.id}/cards`)).items[0].assigneeIds, [budi.id]));
  await hers.go(`/projects/${plan.id}?group=priority`);
  await hers.card('satu', 'Medium').focus();
  await hers.page.keyboard.press('Alt+ArrowLeft');
  await seen(hers.card('satu', 'High'));
});

scene('a finger that rests drags a card, one that moves at once scrolls, one that only rests opens the menu', async ({ person }) => {
  const ana = await person('Ana', { device: 'phone' });
  const plan = await project(ana, 'Peluncuran');
  for (let n = 1; n <= 14; n += 1) await task(ana, plan, `kartu ${n}`);
  const view = await projectsOf(ana, `/projects/${plan.id}`);
  await seen(view.card('kartu 1').first());
  const line = await ana.context.newCDPSession(view.page);
  const touch = (type, point) => line.send('Input.dispatchTouchEvent', { type, touchPoints: point ? [point] : [] });
  const at = async (title, part = 0.5) => {
    const box = await view.card(title).first().boundingBox();
    return { x: box.x + box.width / 2, y: box.y + box.height * part };
  };
  const held = () => seen(view.page.locator('.projects-card.is-held'));
  const from = await at('kartu 1');
  await touch('touchStart', from);
  await held();
  const to = await at('kartu 3', 0.9);
  for (const step of [0.2, 0.4, 0.6, 0.8, 1]) await touch('touchMove', { x: from.x + (to.x - from.x) * step, y: from.y + (to.y - from.y) * step });
  await touch('touchEnd');
  await eventually(async () => assert.deepEqual((await orderOf(ana, plan, 0)).slice(0, 3), ['kartu 2', 'kartu 3', 'kartu 1']));
  const list = view.page.locator('.projects-cards').first();
  const swipe = await at('kartu 3');
  await touch('touchStart', swipe);
  for (const step of [20, 60, 120, 180]) await touch('touchMove', { x: swipe.x, y: swipe.y - step });
  await touch('touchEnd');
  await eventually(async () => assert.ok(await list.evaluate((element) => element.scrollTop) > 60));
  await eventually(async () => assert.deepEqual((await orderOf(ana, plan, 0)).slice(0, 3), ['kartu 2', 'kartu 3', 'kartu 1']));
  await settled(list);
  // A card that is wholly in view, wherever the list came to rest.
  const rest = await list.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    const boxes = [...element.querySelectorAll('[data-testid=task-card]')].map((card) => card.getBoundingClientRect());
    const whole = boxes.filter((box) => box.top >= top && box.bottom <= bottom).sort((one, other) => one.top - other.top);
    return { x: whole[1].left + 60, y: whole[1].top + 20 };
  });
  await touch('touchStart', rest);
  await held();
  await touch('touchEnd');
  await seen(view.page.getByRole('menuitem', { name: 'Move…' }));
  await view.page.keyboard.press('Escape');
  // A finger that lands on what rolls stops it, and that is all.
  await list.evaluate((element) => element.scrollTo({ top: 0 }));
  await settled(list);
  await touch('touchStart', rest);
  await list.evaluate((element) => element.scrollBy({ top: 1 }));
  await settled(list);
  assert.equal(await view.page.locator('.projects-card.is-held').count(), 0);
  await touch('touchEnd');
  assert.equal(await view.page.getByRole('menu').count(), 0);
});
