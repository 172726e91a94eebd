// What one does with messages without a connection, and on a phone.

import assert from 'node:assert/strict';
import { chatOf, group, messagesOf, say } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { eventually, gone, seen } from './support/waiting.mjs';

scene('a vote made offline counts when the connection is back', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await group(ana, 'Ruang', [budi]);
  await ana.post(`/chats/${id}/messages`, { content: 'Kapan?', poll: { options: ['Senin', 'Rabu'], multiple: true } });
  const chat = await chatOf(budi, `/chat/${id}`);
  await seen(chat.main.getByRole('checkbox', { name: 'Rabu' }));
  await budi.offline();
  await chat.main.getByRole('checkbox', { name: 'Rabu' }).check();
  await seen(chat.main.getByText('1 person voted'));
  await budi.offline(false);
  await eventually(async () => assert.deepEqual((await messagesOf(ana, id))[0].poll.options.map((option) => option.count), [0, 1]));
});

scene('a poll and a forwarded message written offline go out once when the connection is back, in order', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await group(ana, 'Ruang', [budi]);
  await say(budi, id, 'kabar baik');
  const chat = await chatOf(ana, `/chat/${id}`);
  await seen(chat.message('kabar baik'));
  // What these parts are made of is fetched when they are first opened.
  await chat.main.getByRole('button', { name: 'Poll', exact: true }).click();
  const form = chat.page.getByRole('dialog', { name: 'New poll' });
  await seen(form);
  await chat.page.keyboard.press('Escape');
  await chat.message('kabar baik').focus();
  await chat.page.keyboard.press('f');
  await chat.page.getByRole('checkbox', { name: 'Ruang' }).check();
  await ana.offline();
  await chat.page.getByRole('button', { name: 'Forward', exact: true }).click();
  await seen(chat.pending('Forwarded from Budi'));
  await chat.main.getByRole('button', { name: 'Poll', exact: true }).click();
  await form.getByLabel('Question').fill('Kapan?');
  for (const [i, text] of ['Senin', 'Rabu'].entries()) await form.getByLabel(`Choice ${i + 1}`, { exact: true }).fill(text);
  await form.getByRole('button', { name: 'Send poll' }).click();
  await seen(chat.pending('Kapan?'));
  await ana.offline(false);
  await gone(chat.pending('Kapan?'));
  const messages = await messagesOf(ana, id);
  assert.deepEqual(messages.map(({ content, forwarded, poll }) => [content, forwarded?.senderId ?? null, poll?.options.length ?? 0]), [['kabar baik', null, 0], ['kabar baik', budi.id, 0], ['Kapan?', null, 2]]);
});

scene('on a phone the panel of pinned messages makes way for the message', async ({ person }) => {
  const [ana, budi] = [await person('Ana', { device: 'phone' }), await person('Budi')];
  const id = await group(budi, 'Ruang', [ana]);
  const said = await say(budi, id, 'kata sandi tamu: melati');
  await budi.post(`/chats/${id}/pins`, { messageId: said });
  for (let i = 0; i < 40; i += 1) await say(budi, id, `lanjut ${i}`);
  await ana.post(`/chats/${id}/reads`, { messageId: (await messagesOf(budi, id)).at(-1).id });
  const chat = await chatOf(ana, `/chat/${id}`);
  await chat.main.getByRole('button', { name: 'Pinned messages' }).tap();
  await chat.page.getByRole('listitem').filter({ hasText: 'melati' }).getByRole('button', { name: /melati/ }).tap();
  await seen(chat.message('melati').and(chat.page.locator('.is-lit')));
  await eventually(async () => assert.equal(await chat.page.evaluate(() => document.activeElement?.dataset.id), said));
});

scene('an edit that is refused leaves what was typed at hand', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await group(ana, 'Ruang', [budi]);
  await say(budi, id, 'rapat jam tiga');
  const chat = await chatOf(budi, `/chat/${id}`);
  await seen(chat.message('rapat jam tiga'));
  await budi.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await chat.input.press('ArrowUp');
  const edit = chat.main.getByRole('textbox', { name: 'Edit message' });
  await seen(edit);
  await budi.offline();
  await edit.fill('rapat jam tiga lewat seperempat');
  await edit.press('Enter');
  await ana.patch(`/chats/${id}`, { archived: true });
  budi.allow(/^4\d\d POST .*\/edit/);
  await budi.offline(false);
  await chat.page.getByRole('region', { name: 'Notices', exact: true }).getByRole('button', { name: 'Copy text' }).click();
  await seen(chat.message('rapat jam tiga'));
  await gone(chat.message('seperempat'));
  await eventually(async () => assert.equal(await chat.page.evaluate(() => navigator.clipboard.readText()), 'rapat jam tiga lewat seperempat'));
});
