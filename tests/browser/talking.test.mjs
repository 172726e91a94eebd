// Two people talk in their own browsers: everything one does, the other sees without a reload.

import assert from 'node:assert/strict';
import { chatOf, channel, direct, group, messagesOf, say } from './support/chat.mjs';
import { ensemble, scene } from './support/stage.mjs';
import { counted, eventually, gone, seen, valued } from './support/waiting.mjs';

/** The mark on the rail that counts what is unread. */
const unread = (chat, n = '') => chat.page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: new RegExp(`Chat.*${n} unread`) });

/** Is it within what the window shows now? */
async function onScreen(locator) {
  if (!await locator.count()) return false;
  const { y, height } = await locator.boundingBox();
  return y + height > 0 && y < locator.page().viewportSize().height;
}

/** Ana and Budi, looking at their direct chat. */
async function pair({ person }) {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  return { ana, budi, id, hers: await chatOf(ana, `/chat/${id}`), his: await chatOf(budi, `/chat/${id}`) };
}

/** Scenes of the same two, with their pages open, each in a new group of theirs. */
const between = ensemble(async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  return { ana, budi, hers: await chatOf(ana), his: await chatOf(budi) };
});
let groups = 0;
async function talk({ ana, budi, hers, his }) {
  groups += 1;
  const id = await group(ana, `Obrolan ${groups}`, [budi]);
  await hers.go(`/chat/${id}`);
  await his.go(`/chat/${id}`);
  for (const chat of [hers, his]) await seen(chat.main.getByRole('heading', { name: `Obrolan ${groups}`, level: 1 }));
  return { ana, budi, hers, his, id };
}

between('what one writes the other reads at once, both ways, in order', async (cast) => {
  const { ana, id, hers, his } = await talk(cast);
  await hers.send('Rapat jam tiga?');
  await seen(his.message('Rapat jam tiga?'));
  await his.send('Siap, di ruang atas');
  await seen(hers.message('Siap, di ruang atas'));
  for (const n of [1, 2, 3, 4, 5]) await hers.send(`catatan ${n}`);
  await seen(his.message('catatan 5'));
  const expected = (await messagesOf(ana, id)).map((message) => message.content);
  assert.deepEqual(expected.slice(2), [1, 2, 3, 4, 5].map((n) => `catatan ${n}`));
  await eventually(async () => assert.deepEqual(await hers.texts(), expected));
  await eventually(async () => assert.deepEqual(await his.texts(), expected));
  await valued(hers.input, '');
});

between('Shift+Enter makes a line, Enter sends, blanks are not sent', async (cast) => {
  const { hers, his, ana, id } = await talk(cast);
  await hers.input.fill('   ');
  await eventually(async () => assert.equal(await hers.main.getByTestId('send-button').isDisabled(), true));
  await hers.input.press('Enter');
  await hers.input.fill('satu');
  await hers.input.press('Shift+Enter');
  await hers.input.pressSequentially('dua');
  await hers.main.getByTestId('send-button').click();
  await seen(his.message('satu'));
  assert.deepEqual((await messagesOf(ana, id)).map((message) => message.content), ['satu\ndua']);
});

between('an edit appears in place, and its earlier version can be read', async (cast) => {
  const { hers, his } = await talk(cast);
  await hers.send('Rilis jam lima');
  await seen(his.message('Rilis jam lima'));
  await hers.choose('Rilis jam lima', 'Edit message');
  const field = hers.main.getByRole('textbox', { name: 'Edit message' });
  await field.fill('Rilis jam enam');
  await field.press('Enter');
  await seen(his.message('Rilis jam enam').getByText('(edited)'));
  await gone(his.message('Rilis jam lima'));
  await his.choose('Rilis jam enam', 'Earlier versions');
  await seen(his.page.getByRole('dialog', { name: 'Earlier versions' }).locator('del', { hasText: 'lima' }));
});

between('an edit given up with Escape changes nothing', async (cast) => {
  const { hers, ana, id } = await talk(cast);
  await hers.send('tetap begini');
  await eventually(async () => assert.equal((await messagesOf(ana, id)).length, 1));
  await hers.input.press('ArrowUp');
  const field = hers.main.getByRole('textbox', { name: 'Edit message' });
  await field.fill('jadi lain');
  await field.press('Escape');
  await gone(field);
  await seen(hers.message('tetap begini'));
  assert.equal((await messagesOf(ana, id))[0].content, 'tetap begini');
});

scene('a deletion can be undone, and when it is not, it is gone for both', async (stage) => {
  const { ana, id, hers, his } = await pair(stage);
  await hers.send('salah kirim');
  await hers.send('tetap di sini');
  await seen(his.message('tetap di sini'));
  await hers.choose('salah kirim', 'Delete message');
  await gone(hers.message('salah kirim'));
  await hers.page.getByRole('button', { name: 'Undo' }).click();
  await seen(hers.message('salah kirim'));
  await seen(his.message('salah kirim'));

  await hers.page.clock.install();
  await hers.choose('salah kirim', 'Delete message');
  await hers.page.clock.fastForward(9000);
  await gone(his.message('salah kirim'));
  await gone(hers.message('salah kirim'));
  assert.deepEqual((await messagesOf(ana, id)).map((message) => message.content), ['tetap di sini']);
});

scene('a message deleted just before leaving the page is deleted', async (stage) => {
  const { ana, id, hers, his } = await pair(stage);
  await hers.send('salah kirim');
  await seen(his.message('salah kirim'));
  await hers.choose('salah kirim', 'Delete message');
  await gone(hers.message('salah kirim'));
  await hers.page.reload();
  await gone(his.message('salah kirim'));
  await eventually(async () => assert.deepEqual(await messagesOf(ana, id), []));
});

between('reactions are counted for both and can be taken back', async (cast) => {
  const { hers, his } = await talk(cast);
  await hers.send('kopi?');
  await seen(his.message('kopi?'));
  await (await his.tools('kopi?')).getByRole('button', { name: 'React with 👍' }).click();
  await seen(hers.message('kopi?').getByRole('button', { name: '👍 1 reaction: Budi' }));
  await hers.message('kopi?').getByRole('button', { name: /^👍 1 reaction/ }).click();
  const both = his.message('kopi?').getByRole('button', { name: /^👍 2 reactions/ });
  await seen(both);
  await eventually(async () => assert.equal(await both.getAttribute('aria-pressed'), 'true'));
  await both.click();
  await seen(hers.message('kopi?').getByRole('button', { name: '👍 1 reaction: You' }));
});

between('the emoji picker finds by name, in English', async (cast) => {
  const { hers, his } = await talk(cast);
  await hers.send('selesai');
  await seen(his.message('selesai'));
  await (await his.tools('selesai')).getByRole('button', { name: 'Add reaction' }).click();
  const picker = his.page.getByRole('dialog', { name: 'Add reaction' });
  await picker.getByRole('searchbox', { name: 'Search emoji' }).fill('rocket');
  await picker.getByRole('button', { name: 'rocket', exact: true }).click();
  await gone(picker);
  await seen(hers.message('selesai').getByRole('button', { name: /^🚀 1 reaction/ }));
});

between('a thread grows beside the chat for both', async (cast) => {
  const { hers, his } = await talk(cast);
  await hers.send('Siapa bawa proyektor?');
  await seen(his.message('Siapa bawa proyektor?'));
  await (await his.tools('Siapa bawa proyektor?')).getByRole('button', { name: 'Reply in thread' }).click();
  await seen(his.panel.getByRole('heading', { name: 'Thread', exact: true }));
  await seen(his.message('Siapa bawa proyektor?', his.panel));
  await his.reply.fill('Saya saja');
  await his.reply.press('Enter');
  await seen(his.message('Saya saja', his.panel));

  const line = hers.message('Siapa bawa proyektor?').getByRole('button', { name: /1 reply/ });
  await seen(line);
  assert.equal(await hers.message('Saya saja').count(), 0);
  await line.click();
  await seen(hers.message('Saya saja', hers.panel));
  await hers.reply.fill('Terima kasih');
  await hers.reply.press('Enter');
  await seen(his.message('Terima kasih', his.panel));
  await seen(his.message('Siapa bawa proyektor?').getByRole('button', { name: /2 replies/ }));
  await his.page.keyboard.press('Escape');
  await gone(his.panel);
  await his.page.goBack();
  await seen(his.panel);
});

between('a message with replies leaves a mark when it is deleted', async (cast) => {
  const { ana, budi, id, hers, his } = await talk(cast);
  const root = await say(ana, id, 'nanti dihapus');
  await say(budi, id, 'tapi ini tetap', { rootMessageId: root });
  await seen(his.message('nanti dihapus').getByRole('button', { name: /1 reply/ }));
  await ana.delete(`/chats/${id}/messages/${root}`);
  await seen(his.message('This message was deleted.'));
  await seen(hers.message('This message was deleted.'));
});

between('typing is shown while it lasts', async (cast) => {
  const { hers, his } = await talk(cast);
  await hers.input.pressSequentially('Se');
  await seen(his.typing.getByText('Ana is typing…'));
  await hers.input.fill('');
  await gone(his.typing.getByText('Ana is typing…'));
  await hers.input.pressSequentially('Sebentar');
  await seen(his.typing.getByText('Ana is typing…'));
  await hers.input.press('Enter');
  await gone(his.typing.getByText('Ana is typing…'));
  await seen(his.message('Sebentar'));
  assert.equal(await hers.typing.getByText('is typing').count(), 0);
});

scene('typing ends by itself when the typist vanishes', async (stage) => {
  const { ana, hers, his } = await pair(stage);
  await hers.input.pressSequentially('Lalu');
  await seen(his.typing.getByText('Ana is typing…'));
  await ana.page.close({ runBeforeUnload: false });
  await gone(his.typing.getByText('Ana is typing…'));
});

scene('unread is counted until it was seen, then the writer learns it was read', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(ana, id, 'satu');
  const hers = await chatOf(ana, `/chat/${id}`);
  const his = await chatOf(budi, '/dashboard');
  await seen(unread(his, 1));
  await eventually(async () => assert.match(await his.page.title(), /^\(1\) /));
  await hers.send('dua');
  await seen(unread(his, 2));
  assert.equal(await hers.main.getByText('Read', { exact: true }).count(), 0);

  await his.page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: /^Chat/ }).click();
  await seen(his.item('Ana').getByText('2', { exact: true }));
  await his.item('Ana').click();
  await seen(his.message('dua'));
  await seen(his.main.getByRole('separator', { name: 'New' }));
  await gone(unread(his));
  await seen(hers.main.getByText('Read', { exact: true }));
  const [{ unreadCount }] = await budi.get('/chats/unread').then((list) => list.filter((each) => each.chat_id === id).concat({ unreadCount: 0 }));
  assert.equal(unreadCount, 0);
});

scene('what is read on one device is read on the other', async ({ person, deviceOf }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  const phone = await deviceOf(budi);
  const pocket = await chatOf(phone, '/dashboard');
  await say(ana, id, 'di mana?');
  await seen(unread(pocket, 1));
  await chatOf(budi, `/chat/${id}`);
  await gone(unread(pocket));
});

scene('a mention counts apart and is marked in the text', async ({ person }) => {
  const [ana, budi, citra] = [await person('Ana'), await person('Budi'), await person('Citra')];
  const id = await channel(ana, 'umum', [budi, citra]);
  const his = await chatOf(budi, '/chat');
  const others = await chatOf(citra, '/chat');
  const hers = await chatOf(ana, `/chat/${id}`);
  await hers.input.pressSequentially('halo @bu');
  await seen(hers.main.getByRole('listbox', { name: 'People to mention' }).getByRole('option', { name: /Budi/ }));
  await hers.input.press('Enter');
  await valued(hers.input, 'halo @Budi ');
  await hers.input.press('Enter');
  await seen(his.item('umum').getByText('you are mentioned'));
  await seen(others.item('umum').getByText('1 unread'));
  assert.equal(await others.item('umum').getByText('you are mentioned').count(), 0);
  await his.item('umum').click();
  await seen(his.message('halo @Budi').locator('.chat-msg-body, .md').getByText('@Budi').first());
});

scene('mark unread from here stays until the chat is left and opened again', async (stage) => {
  const { budi, id, hers, his } = await pair(stage);
  for (const text of ['satu', 'dua', 'tiga']) await hers.send(text);
  await seen(his.message('tiga'));
  await seen(hers.main.getByText('Read', { exact: true }));
  await his.choose('dua', 'Mark unread from here');
  await seen(his.item('Ana').getByText('2 unread'));
  await eventually(async () => {
    const found = (await budi.get('/chats/unread')).find((each) => each.chat_id === id);
    assert.equal(found?.unreadCount, 2);
  });
});

scene('who comes back to a long conversation begins at the first unread message', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await group(ana, 'Arsip', [budi]);
  const ids = [];
  for (let n = 1; n <= 90; n += 1) ids.push(await say(ana, id, `baris ${n}.`));
  await budi.post(`/chats/${id}/reads`, { messageId: ids[39] });
  const his = await chatOf(budi, `/chat/${id}`);
  await seen(his.main.getByRole('separator', { name: 'New' }));
  await seen(his.message('baris 41.'));
  assert.equal(await onScreen(his.message('baris 90.')), false);
  await his.main.getByRole('button', { name: /Jump to latest|new message/ }).click();
  await eventually(async () => assert.equal(await onScreen(his.message('baris 90.')), true));
  await his.message('baris 90.').hover();
  for (let i = 0; i < 40 && await his.message('baris 1.').count() === 0; i += 1) await his.page.mouse.wheel(0, -3000);
  await seen(his.message('baris 1.'));
  await counted(his.main.getByRole('heading', { name: 'Arsip', level: 2, exact: true }), 1);
});

scene('history that is paged in is not counted as new, what arrives meanwhile is', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await group(ana, 'Riwayat', [budi]);
  const ids = [];
  for (let n = 1; n <= 110; n += 1) ids.push(await say(ana, id, `baris ${n}.${'\n…'.repeat(5)}`));
  await budi.post(`/chats/${id}/reads`, { messageId: ids.at(-1) });
  const his = await chatOf(budi, `/chat/${id}?m=${ids[44]}`);
  const pill = his.main.getByRole('button', { name: /Jump to latest|new message/ });
  const said = new Set();
  const wheelTo = (text, by) => eventually(async () => {
    await his.page.mouse.wheel(0, by);
    for (const words of await pill.allInnerTexts()) said.add(words);
    if (await his.message(text).count() === 0) throw new Error(`${text} is not in sight`);
  });
  await his.message('baris 45.').hover();
  await wheelTo('baris 105.', 1200);
  await wheelTo('baris 5.', -1200);
  assert.deepEqual([...said], ['Jump to latest']);
  await say(ana, id, 'baru.');
  await seen(his.main.getByRole('button', { name: '1 new message from Ana' }));
});

between('an urgent message says so', async (cast) => {
  const { hers, his } = await talk(cast);
  await hers.main.getByRole('button', { name: 'Priority' }).click();
  await hers.page.getByRole('menuitemradio', { name: 'Urgent' }).click();
  await hers.send('server mati');
  await seen(his.message('server mati').getByText('Urgent'));
  await hers.send('sudah hidup');
  await seen(his.message('sudah hidup'));
  assert.equal(await his.message('sudah hidup').getByText('Urgent').count(), 0);
});
