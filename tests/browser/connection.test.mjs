// The connection fails in every way it can, and nothing that was written is lost, doubled or out of order.

import assert from 'node:assert/strict';
import { chatOf, direct, group, messagesOf, say } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { Wire } from './support/wire.mjs';
import { counted, eventually, gone, seen, valued } from './support/waiting.mjs';

const POSTS = '**/api/v1/chats/*/messages';
const isPost = (request) => request.method() === 'POST';
const contents = async (person, id) => (await messagesOf(person, id)).map((message) => message.content);

/** Ana with a wire in our hands, Budi on an honest one. */
async function pair({ person }) {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  const wire = await Wire.on(ana);
  const hers = await chatOf(ana, `/chat/${id}`);
  await eventually(() => assert.ok(wire.lines.size));
  return { ana, budi, id, wire, hers, his: await chatOf(budi, `/chat/${id}`) };
}

/** The page shows exactly what the server has, in its order. */
const agrees = (chat, person, id) => eventually(async () => assert.deepEqual(await chat.texts(), await contents(person, id)), 20_000);

scene('what is written without a connection waits on the page and arrives once', async (stage) => {
  const { ana, id, wire, hers, his } = await pair(stage);
  await ana.offline();
  wire.cut();
  await hers.send('di dalam lift');
  await hers.send('masih di lift');
  await seen(hers.pending('di dalam lift'));
  await seen(hers.page.getByText('Connection lost. Trying again…').or(hers.page.getByText(/^Offline –/)));
  assert.equal(await his.message('lift').count(), 0);
  assert.equal(await hers.input.isEnabled(), true);

  await ana.offline(false);
  await seen(his.message('masih di lift'));
  await counted(hers.main.locator('.chat-sending'), 0);
  await gone(hers.page.getByText('Connection lost. Trying again…'));
  assert.deepEqual(await contents(ana, id), ['di dalam lift', 'masih di lift']);
  await agrees(hers, ana, id);
  await agrees(his, ana, id);
});

scene('what others wrote meanwhile is there after the connection is', async (stage) => {
  const { ana, id, wire, hers, his } = await pair(stage);
  await his.send('sebelum');
  await seen(hers.message('sebelum'));
  await ana.offline();
  wire.cut();
  for (const n of [1, 2, 3, 4, 5, 6]) await his.send(`selama ${n}`);
  await seen(his.message('selama 6'));
  assert.equal(await hers.message('selama').count(), 0);
  await ana.offline(false);
  await agrees(hers, ana, id);
});

scene('a message whose answer got lost is sent again and is there once', async (stage) => {
  const { ana, id, hers, his } = await pair(stage);
  ana.allowCuts();
  let lost = 0;
  await hers.page.route(POSTS, async (route) => {
    if (!isPost(route.request()) || lost >= 2) return route.fallback();
    lost += 1;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await hers.send('sekali saja');
  await seen(his.message('sekali saja'));
  await eventually(() => assert.equal(lost, 2));
  await counted(hers.main.locator('.chat-sending'), 0);
  assert.deepEqual(await contents(ana, id), ['sekali saja']);
  await counted(hers.message('sekali saja'), 1);
  await counted(his.message('sekali saja'), 1);
});

scene('unsent messages survive a reload', async (stage) => {
  const { ana, id, hers, his } = await pair(stage);
  ana.allowCuts();
  await ana.context.route(POSTS, (route) => (isPost(route.request()) ? route.abort('connectionrefused') : route.fallback()));
  await hers.send('pertama');
  await hers.send('kedua');
  await seen(hers.pending('kedua'));
  await hers.page.reload();
  await seen(hers.pending('kedua'));
  await ana.context.unroute(POSTS);
  await seen(his.message('kedua'));
  assert.deepEqual(await contents(ana, id), ['pertama', 'kedua']);
  await agrees(hers, ana, id);
});

scene('a message the server refuses says why and can be edited or discarded', async (stage) => {
  const { ana, budi, hers } = await pair(stage);
  const id = await group(ana, 'Dikeluarkan', [budi]);
  const his = await chatOf(budi, `/chat/${id}`);
  ana.allow(/^40[34] /);
  budi.allow(/^40[34] /);
  await seen(hers.item('Dikeluarkan'));
  await budi.context.route(POSTS, async (route) => {
    if (!isPost(route.request())) return route.fallback();
    await ana.patch(`/chats/${id}`, { archived: true }).catch(() => undefined);
    return route.continue();
  });
  await his.send('terlambat');
  await seen(his.message('terlambat').getByRole('alert').getByText(/archived/));
  await his.message('terlambat').getByRole('button', { name: 'Discard' }).click();
  await gone(his.message('terlambat'));
  assert.deepEqual(await contents(ana, id), []);
});

scene('killing the server in the middle of sending loses and doubles nothing', async (stage) => {
  const { ana, budi, id, hers, his } = await pair(stage);
  const { server } = stage;
  ana.allowCuts();
  budi.allowCuts();
  for (let n = 1; n <= 12; n += 1) {
    await hers.send(`baris ${n}.`);
    if (n === 5) await server.kill();
  }
  await server.again();
  const expected = Array.from({ length: 12 }, (_, i) => `baris ${i + 1}.`);
  await eventually(async () => assert.deepEqual(await contents(ana, id), expected), 30_000);
  await agrees(hers, ana, id);
  await agrees(his, ana, id);
  await counted(hers.main.locator('.chat-sending'), 0);
});

scene('frames that come twice change nothing', async (stage) => {
  const { ana, id, wire, hers, his } = await pair(stage);
  wire.pass = (frame, deliver) => {
    deliver(frame);
    deliver(frame);
  };
  for (const n of [1, 2, 3]) await his.send(`pesan ${n}`);
  await seen(hers.message('pesan 3'));
  await (await his.tools('pesan 3')).getByRole('button', { name: 'React with 👍' }).click();
  await seen(hers.message('pesan 3').getByRole('button', { name: '👍 1 reaction: Budi' }));
  await agrees(hers, ana, id);
});

scene('frames that come in another order end in the same page', async (stage) => {
  const { ana, id, wire, hers, his } = await pair(stage);
  let held = null;
  wire.pass = (frame, deliver) => {
    if (!/"chat\.message\./.test(frame)) return deliver(frame);
    if (held === null) {
      held = frame;
      return undefined;
    }
    deliver(frame);
    deliver(held);
    held = null;
    return undefined;
  };
  for (const n of [1, 2, 3, 4]) await his.send(`urutan ${n}`);
  await seen(his.message('urutan 4'));
  // The page does not take what overtook something; it asks again, and coming back to the window asks at once.
  wire.mend();
  await hers.page.evaluate(() => dispatchEvent(new Event('focus')));
  await agrees(hers, ana, id);
});

scene('frames lost before the line broke come again', async (stage) => {
  const { ana, id, wire, hers, his } = await pair(stage);
  await his.send('sampai');
  await seen(hers.message('sampai'));
  let lost = 0;
  wire.pass = (frame) => {
    if (/"chat\.message\.created"/.test(frame)) lost += 1;
  };
  for (const n of [1, 2, 3]) await his.send(`hilang ${n}`);
  await eventually(() => assert.equal(lost, 3));
  wire.pass = (frame, deliver) => deliver(frame);
  wire.cut();
  await agrees(hers, ana, id);
});

scene('what is written while a conversation is being opened is in it', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  const root = await say(budi, id, 'awal');
  const wire = await Wire.on(ana);
  let told = 0;
  wire.pass = (frame, deliver) => {
    told += /"chat\.message\.created"/.test(frame) ? 1 : 0;
    deliver(frame);
  };
  await ana.context.route(/messages\?/, async (route) => {
    const answer = await route.fetch();
    await eventually(() => assert.ok(wire.lines.size));
    if (!told) {
      await say(budi, id, 'di tengah jalan');
      await say(budi, id, 'jawaban', { rootMessageId: root });
    }
    await eventually(() => assert.equal(told, 2));
    await route.fulfill({ response: answer });
  });
  const hers = await chatOf(ana, `/chat/${id}`);
  await seen(hers.message('di tengah jalan'));
  await seen(hers.message('awal').getByRole('button', { name: /1 reply/ }));
});

scene('two tabs show the same, and each message is sent once', async (stage) => {
  const { ana, id, hers, his } = await pair(stage);
  let posts = 0;
  ana.context.on('request', (request) => {
    if (isPost(request) && request.url().endsWith('/messages')) posts += 1;
  });
  const second = await chatOf(ana, `/chat/${id}`);
  await hers.send('dari tab satu');
  await seen(second.message('dari tab satu'));
  await second.send('dari tab dua');
  await seen(hers.message('dari tab dua'));
  await Promise.all([hers.send('bersamaan a'), second.send('bersamaan b')]);
  await seen(his.message('bersamaan a'));
  await seen(his.message('bersamaan b'));
  await agrees(hers, ana, id);
  await agrees(second, ana, id);
  assert.equal((await contents(ana, id)).length, 4);
  assert.ok(posts >= 4);
});

scene('a tab closed with something unsent leaves it to the other tab', async (stage) => {
  const { ana, id, hers, his } = await pair(stage);
  ana.allowCuts();
  const second = await chatOf(ana, `/chat/${id}`);
  await ana.context.route(POSTS, (route) => (isPost(route.request()) ? route.abort('connectionrefused') : route.fallback()));
  await second.send('warisan');
  await seen(hers.pending('warisan'));
  await second.page.close();
  await ana.context.unroute(POSTS);
  await seen(his.message('warisan'));
  await agrees(hers, ana, id);
});

scene('an access token that ran out is renewed without a word', async (stage) => {
  const { ana, id, hers, his } = await pair(stage);
  ana.allow(/^401 /);
  await ana.context.clearCookies({ name: 'accessToken' });
  const renewed = hers.page.waitForResponse((response) => response.url().endsWith('/auth/refresh') && response.ok());
  await hers.send('masih di sini');
  await renewed;
  await seen(his.message('masih di sini'));
  assert.deepEqual(await contents(ana, id), ['masih di sini']);
  await counted(hers.page.getByRole('dialog'), 0);
});

scene('a session that ended keeps what was being written', async (stage) => {
  const { ana, hers, his } = await pair(stage);
  ana.allow(/^401 /, /WebSocket connection/);
  await hers.input.fill('hampir selesai');
  const elsewhere = await stage.deviceOf(ana);
  await elsewhere.post('/auth/sessions/revoke-all');
  const again = hers.page.getByRole('dialog', { name: 'Please sign in again' });
  await again.getByLabel(/^Password for/).fill(ana.password);
  await again.getByRole('button', { name: 'Sign in', exact: true }).click();
  await gone(again);
  await valued(hers.input, 'hampir selesai');
  await hers.input.press('Enter');
  await seen(his.message('hampir selesai'));
  await his.send('sampai lagi');
  await seen(hers.message('sampai lagi'));
});

scene('away longer than the events are kept, the page starts afresh by itself', async (stage) => {
  const { ana, budi, id, wire, hers } = await pair(stage);
  await say(budi, id, 'sebelum');
  await seen(hers.message('sebelum'));
  let told = false;
  wire.pass = (frame, deliver) => {
    if (told || !/"connection\.resumed"/.test(frame)) return deliver(told || !/"seq"/.test(frame) || /connection\./.test(frame) ? frame : null);
    told = true;
    const { data } = JSON.parse(frame);
    return deliver(JSON.stringify({ event: 'connection.reset', data: { seq: data.to } }));
  };
  const deliverable = wire.pass;
  wire.pass = (frame, deliver) => deliverable(frame, (text) => text !== null && deliver(text));
  await ana.offline();
  wire.cut();
  await say(budi, id, 'selama pergi');
  await ana.offline(false);
  await seen(hers.message('selama pergi'));
  assert.equal(told, true);
  await agrees(hers, ana, id);
});
