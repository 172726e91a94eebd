// Whatever people write is shown, never run.

import assert from 'node:assert/strict';
import { chatOf, channel, direct, messagesOf } from './support/chat.mjs';
import { dangerIn, VECTORS } from './support/hostile.mjs';
import { scene } from './support/stage.mjs';
import { eventually, seen } from './support/waiting.mjs';

/** Walks the whole conversation from its end to its start, so that every message is drawn once. */
async function readAll(chat, first) {
  await seen(chat.message('the very last'));
  const dangers = [];
  await chat.main.getByTestId('message-list').hover();
  for (let i = 0; i < 200; i += 1) {
    dangers.push(...await chat.page.evaluate(dangerIn, '[data-testid=message-list] .chat-msg-body'));
    if (await chat.message(first).count()) break;
    await chat.page.mouse.wheel(0, -700);
    await chat.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
  assert.equal(await chat.message(first).count(), 1);
  return dangers;
}

const unharmed = (page) => page.evaluate(() => window.pwned === undefined && document.querySelectorAll('#app').length === 1);

for (const [form, wrap] of [['Markdown', (text) => text], ['HTML', (html) => ({ type: 'html', html })]]) {
  scene(`hostile ${form} in messages is shown and not run`, async ({ person }) => {
    const [ana, budi] = [await person('Ana'), await person('Budi')];
    const id = await direct(ana, budi);
    await ana.post(`/chats/${id}/messages`, { content: 'the very first' });
    for (const vector of VECTORS) {
      // What nothing is left of is refused, which is as good.
      await ana.post(`/chats/${id}/messages`, { content: wrap(vector) }).catch((failure) => assert.match(failure.message, /answered (400|422)/));
    }
    await ana.post(`/chats/${id}/messages`, { content: 'the very last' });
    await budi.post(`/chats/${id}/reads`, { messageId: (await messagesOf(budi, id)).at(-1).id });
    const his = await chatOf(budi, `/chat/${id}`);
    assert.deepEqual(await readAll(his, 'the very first'), []);
    assert.equal(await unharmed(his.page), true);
  });
}

scene('hostile text written on the page itself is shown and not run', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  const hers = await chatOf(ana, `/chat/${id}`);
  const tries = VECTORS.slice(0, 14);
  for (const vector of tries) await hers.send(vector);
  await eventually(async () => assert.equal((await messagesOf(ana, id)).length, tries.length));
  await seen(hers.message(tries.at(-1)));
  assert.deepEqual(await hers.page.evaluate(dangerIn, '[data-testid=message-list] .chat-msg-body'), []);
  assert.equal(await unharmed(hers.page), true);
});

scene('hostile names, titles and topics are shown as they are', async ({ admin, person }) => {
  const boss = await admin();
  const name = '<img src=x onerror=alert(1)>';
  const budi = await person('Budi');
  await budi.patch('/users/me', { displayName: name, title: '"><svg onload=alert(1)>' });
  await boss.patch('/users/me', { title: '<script>alert(1)</script>' });
  const id = await channel(boss, 'x', [budi]);
  await boss.patch(`/chats/${id}`, { topic: '<iframe srcdoc="<script>parent.pwned=1</script>">' });
  await budi.post(`/chats/${id}/messages`, { content: 'halo' });
  const hers = await chatOf(boss, `/chat/${id}`);
  await seen(hers.message('halo').getByText(name));
  await hers.main.getByRole('button', { name: '2 members' }).click();
  await seen(hers.page.getByRole('dialog').getByText(name));
  assert.deepEqual(await hers.page.evaluate(dangerIn, '[data-testid=message-list], dialog'), []);
  for (const path of ['/admin/users', '/dashboard']) {
    await hers.page.goto(path);
    await seen(hers.page.getByText(name).first());
  }
  assert.equal(await unharmed(hers.page), true);
});
