// What happens to machines: the server is killed in the middle of everything, a tab dies while it sends, a clock is wrong.
// Nothing that was written is lost or doubled, and the page ends with what the server has.

import assert from 'node:assert/strict';
import { chatOf, direct, group, messagesOf } from './support/chat.mjs';
import { dice, equalsServer, History } from './support/history.mjs';
import { scene } from './support/stage.mjs';
import { counted, eventually, seen, until } from './support/waiting.mjs';

const SEED = Number(process.env.SEED ?? 20261124);
const TALL = { width: 1440, height: 9000 };
const POSTS = '**/api/v1/chats/*/messages';
const isPost = (request) => request.method() === 'POST' && request.url().endsWith('/messages');

/** Ana at her page, Budi and another device of hers through the API; something has been said. */
async function begin(stage, seed, options = {}) {
  console.log(`# seed ${seed}`);
  const [ana, budi] = [await stage.person('Ana', { viewport: TALL, ...options }), await stage.person('Budi')];
  const [open, quiet] = [await group(ana, 'Ramai', [budi]), await group(budi, 'Sepi', [ana])];
  const history = new History(seed, [await stage.deviceOf(ana), budi], [open, quiet]);
  await history.play(15);
  return { ana, budi, open, history };
}

/** The pages of this person whose sockets were answered, from now on. */
function welcomes(person) {
  const pages = new Set();
  person.context.on('page', (page) => page.on('websocket', (socket) => socket.on('framereceived', () => pages.add(page))));
  return pages;
}

const contents = async (person, id) => (await messagesOf(person, id)).map((message) => message.content);

scene('the server is killed again and again while messages, edits and reactions are on their way', async (stage) => {
  const { server } = stage;
  const { ana, open, history } = await begin(stage, SEED);
  const random = dice(SEED);
  const hers = await chatOf(ana, `/chat/${open}`);
  await hers.send('awal.');
  await seen(hers.message('awal.'));
  await counted(hers.main.locator('.chat-sending'), 0);
  // What edits a message is fetched when it is first wanted.
  await hers.choose('awal.', 'Edit');
  await hers.main.locator('.chat-msg.is-editing textarea').press('Escape');
  ana.allowCuts();
  const written = ['awal.'];
  for (const round of [1, 2]) {
    const deaths = random.below(6);
    for (let n = 0; n < 6; n += 1) {
      written.push(`putaran ${round} baris ${n}.`);
      await hers.send(written.at(-1));
      if (n === 2) await (await hers.tools('awal.')).getByRole('button', { name: /React with/ }).nth(round - 1).click();
      if (n === deaths) await server.kill();
    }
    await hers.choose('awal.', 'Edit');
    const field = hers.main.locator('.chat-msg.is-editing textarea');
    await field.fill(`awal. putaran ${round}`);
    await field.press('Enter');
    await server.again();
    await hers.page.evaluate(() => dispatchEvent(new Event('online')));
    await history.play(8);
  }
  await counted(hers.main.locator('.chat-sending'), 0);
  await eventually(async () => {
    const kept = (await contents(ana, open)).filter((text) => /^(putaran|awal)/.test(text));
    assert.deepEqual(kept, ['awal. putaran 2', ...written.slice(1)]);
  });
  await equalsServer(hers.page, ana, open);
  const [first] = (await messagesOf(ana, open)).filter((message) => message.content.startsWith('awal.'));
  assert.equal(first.reactionsSummary.length, 2);
});

scene('the tab that sends dies with one message answered but unheard and one waiting: the other tab sends both once', async (stage) => {
  const [ana, budi] = [await stage.person('Ana'), await stage.person('Budi')];
  const id = await direct(ana, budi);
  const welcomed = welcomes(ana);
  const first = await chatOf(ana, `/chat/${id}`);
  const dying = await chatOf(ana, `/chat/${id}`);
  // A tab that comes (back) on line claims to be the one that sends.
  await until(() => welcomed.size === 2);
  ana.allowCuts();
  ana.allow(/Target (page|crashed)|Page crashed/);
  let taken = 0;
  let dead = false;
  await ana.context.route(POSTS, async (route) => {
    if (dead || !isPost(route.request())) return route.fallback();
    // It reaches the server; the answer never comes.
    if (taken === 0) await route.fetch();
    taken += 1;
    return undefined;
  });
  await dying.send('sudah di server');
  await dying.send('masih menunggu');
  await eventually(async () => assert.deepEqual(await contents(budi, id), ['sudah di server']));
  await seen(first.pending('masih menunggu'));
  const session = await ana.context.newCDPSession(dying.page);
  session.send('Page.crash').catch(() => undefined);
  await dying.page.waitForEvent('crash');
  dead = true;
  // She turns to the tab that is left.
  await first.page.bringToFront();
  await first.page.evaluate(() => dispatchEvent(new Event('focus')));
  await eventually(async () => assert.deepEqual(await contents(budi, id), ['sudah di server', 'masih menunggu']));
  await counted(first.main.locator('.chat-sending'), 0);
  await eventually(async () => assert.deepEqual(await first.texts(), ['sudah di server', 'masih menunggu']));
  const third = await chatOf(ana, `/chat/${id}`);
  await seen(third.message('masih menunggu'));
  assert.deepEqual(await contents(budi, id), ['sudah di server', 'masih menunggu']);
});

for (const minutes of [10, -10]) {
  scene(`a clock ${Math.abs(minutes)} minutes ${minutes > 0 ? 'fast' : 'slow'} changes nothing`, async (stage) => {
    const { ana, open, history } = await begin(stage, SEED + minutes);
    await ana.context.addInitScript((ms) => {
      const { now } = Date;
      Date.now = () => now.call(Date) + ms;
      globalThis.Date = new Proxy(Date, { construct: (Real, given) => (given.length ? new Real(...given) : new Real(Real.now())) });
    }, minutes * 60_000);
    const hers = await chatOf(ana, `/chat/${open}`);
    for (const n of [1, 2, 3]) {
      await hers.send(`jam salah ${n}.`);
      await history.play(8);
    }
    await counted(hers.main.locator('.chat-sending'), 0);
    await hers.choose('jam salah 2.', 'Edit');
    const field = hers.main.locator('.chat-msg.is-editing textarea');
    await field.fill('jam salah, disunting di halaman');
    await field.press('Enter');
    const { id } = (await messagesOf(ana, open)).find((message) => message.content === 'jam salah 3.');
    await ana.post(`/chats/${open}/messages/${id}/edit`, { content: 'disunting di tempat lain' });
    await equalsServer(hers.page, ana, open);
    await seen(hers.message('jam salah, disunting di halaman'));
    await hers.page.reload();
    await equalsServer(hers.page, ana, open);
  });
}
