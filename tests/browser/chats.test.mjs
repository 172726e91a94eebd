// Making chats, finding them, who is in them, and what happens to those who no longer are.

import assert from 'node:assert/strict';
import { chatOf, channel, direct, group, messagesOf, say } from './support/chat.mjs';
import { ensemble, scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen, valued } from './support/waiting.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });

async function pick(dialog, ...names) {
  const field = dialog.getByRole('combobox');
  for (const name of names) {
    await field.fill(name);
    await seen(dialog.getByRole('option', { name: new RegExp(name) }));
    await field.press('Enter');
  }
}

async function begin(page, entry) {
  await button(page, 'New').click();
  await page.getByRole('menuitem', { name: entry }).click();
  return page.getByRole('dialog', { name: entry });
}

/** Scenes of the same three; Ana's and Budi's pages are open. */
const among = ensemble(async ({ person }) => {
  const [ana, budi, citra] = [await person('Ana'), await person('Budi'), await person('Citra')];
  return { ana, budi, citra, hers: await chatOf(ana), his: await chatOf(budi) };
});

among('a new message opens the one chat two people have', async ({ hers, his }) => {
  const dialog = await begin(hers.page, 'New message');
  await pick(dialog, 'Budi');
  await button(dialog, 'Open chat').click();
  await gone(dialog);
  await seen(hers.main.getByRole('heading', { name: 'Budi', level: 1 }));
  const { pathname } = new URL(hers.page.url());

  await hers.send('halo');
  await seen(his.item('Ana'));
  const back = await begin(his.page, 'New message');
  await pick(back, 'Ana');
  await button(back, 'Open chat').click();
  await arrived(his.page, pathname);
  await seen(his.message('halo'));
});

among('several people make a private group', async ({ citra, hers, his }) => {
  const dialog = await begin(hers.page, 'New message');
  await pick(dialog, 'Budi', 'Citra');
  await dialog.getByLabel('Group name (optional)').fill('Panitia');
  await button(dialog, 'Create group').click();
  await seen(hers.main.getByRole('heading', { name: 'Panitia', level: 1 }));
  await seen(his.item('Panitia'));
  assert.ok((await citra.get('/chats')).some((chat) => chat.title === 'Panitia'));
});

among('a channel is found and joined by others, and read before joining', async ({ hers, his }) => {
  const dialog = await begin(hers.page, 'New channel');
  await dialog.getByLabel('Name', { exact: true }).fill('Rencana Kerja');
  await dialog.getByLabel('Topic (optional)').fill('Apa yang akan kita buat');
  await button(dialog, 'Create').click();
  await seen(hers.main.getByRole('heading', { name: 'rencana-kerja', level: 1 }));
  await hers.send('Selamat datang');

  const browse = await begin(his.page, 'Browse channels');
  await browse.getByRole('searchbox', { name: 'Search channels' }).fill('renc');
  await browse.getByRole('button', { name: /#rencana-kerja/ }).click();
  await seen(his.message('Selamat datang'));
  await seen(his.main.getByText('You are looking at #rencana-kerja. Join to write.'));
  await counted(his.main.getByTestId('message-input'), 0);
  await button(his.main, 'Join').click();
  await his.send('Terima kasih');
  await seen(hers.message('Terima kasih'));
  await seen(button(hers.main, '2 members'));
});

among('a taken channel name is explained beside the field', async ({ ana, hers }) => {
  ana.allow(/^4\d\d POST \S+\/chats$/);
  await channel(ana, 'umum');
  const dialog = await begin(hers.page, 'New channel');
  await dialog.getByLabel('Name', { exact: true }).fill('umum');
  await button(dialog, 'Create').click();
  await eventually(async () => assert.ok(await dialog.locator('[role=alert], .field-error').filter({ hasText: /\w/ }).count()));
});

among('members are added and removed in the dialog; the removed one loses the chat at once', async ({ ana, budi, citra, hers, his }) => {
  const id = await group(ana, 'Rahasia', [citra]);
  await say(ana, id, 'hanya untuk kita');
  await hers.go(`/chat/${id}`);
  await button(hers.main, '2 members').click();
  const members = hers.page.getByRole('dialog', { name: 'Members of Rahasia' });
  await counted(members.getByRole('listitem'), 2);
  await button(members, 'Add people').click();
  const add = hers.page.getByRole('dialog', { name: 'Add people to Rahasia' });
  await pick(add, 'Budi');
  await button(add, 'Add people').click();
  await counted(members.getByRole('listitem'), 3);
  await his.item('Rahasia').click();
  await seen(his.message('hanya untuk kita'));

  await button(members, 'Actions for Budi').click();
  await hers.page.getByRole('menuitem', { name: 'Remove from chat' }).click();
  await counted(members.getByRole('listitem'), 2);
  budi.allow(/^40[34] (GET|POST) \S+\/chats\//);
  await gone(his.item('Rahasia'));
  await gone(his.message('hanya untuk kita'));
  await counted(his.page.getByText('hanya untuk kita'), 0);
  await hers.page.keyboard.press('Escape');
  await hers.send('sesudahnya');
  await eventually(async () => assert.equal((await messagesOf(citra, id)).length, 2));
  assert.equal(await his.page.getByText('sesudahnya').count(), 0);
});

among('one makes another an admin, who may then rename', async ({ ana, budi, hers, his }) => {
  const id = await group(ana, 'Lama', [budi]);
  await his.go(`/chat/${id}`);
  await button(his.main, 'Chat actions').click();
  await seen(his.page.getByRole('menuitem', { name: 'Change topic' }));
  await his.page.keyboard.press('Escape');
  await hers.go(`/chat/${id}`);
  await button(hers.main, '2 members').click();
  await button(hers.page.getByRole('dialog'), 'Actions for Budi').click();
  await hers.page.getByRole('menuitemradio', { name: 'Admin' }).click();
  await seen(hers.page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'Budi' }).getByText('Admin'));

  await eventually(async () => {
    await button(his.main, 'Chat actions').click();
    await his.page.getByRole('menuitem', { name: 'Name and topic' }).click({ timeout: 1000 }).catch(async (failure) => {
      await his.page.keyboard.press('Escape');
      throw failure;
    });
  });
  const details = his.page.getByRole('dialog', { name: 'Lama' });
  await details.getByLabel('Name').fill('Baru');
  await button(details, 'Save').click();
  await seen(hers.page.getByRole('heading', { name: 'Baru', level: 1, includeHidden: true }));
});

among('an archived chat is read, not written, until it is brought back', async ({ ana, budi, hers, his }) => {
  const id = await group(ana, 'Selesai', [budi]);
  await say(ana, id, 'sampai jumpa');
  await hers.go(`/chat/${id}`);
  await his.go(`/chat/${id}`);
  await seen(his.input);
  await hers.chooseForChat('Archive');
  await button(hers.page.getByRole('alertdialog'), 'Archive').click();
  await seen(his.main.getByText('This chat is archived.'));
  await counted(his.main.getByTestId('message-input'), 0);
  await seen(his.message('sampai jumpa'));
  await hers.chooseForChat('Bring back from archive');
  await seen(his.input);
  await his.send('halo lagi');
  await seen(hers.message('halo lagi'));
});

among('leaving a group asks first and takes it off the list', async ({ ana, budi, his }) => {
  const id = await group(ana, 'Sementara', [budi]);
  await his.go(`/chat/${id}`);
  await his.chooseForChat('Leave chat');
  await button(his.page.getByRole('alertdialog', { name: 'Leave Sementara?' }), 'Leave chat').click();
  await gone(his.item('Sementara'));
  await eventually(async () => assert.equal((await ana.get(`/chats/${id}`)).memberCount, 1));
});

scene('a link to a chat opens it, one to a message lights it up, one to nothing says so', async ({ person }) => {
  const [ana, budi, citra] = [await person('Ana'), await person('Budi'), await person('Citra')];
  const id = await group(ana, 'Tautan', [budi]);
  const ids = [];
  for (let n = 1; n <= 80; n += 1) ids.push(await say(ana, id, `nomor ${n}.`));
  const his = await chatOf(budi, `/chat/${id}?m=${ids[9]}`);
  await seen(his.message('nomor 10.'));
  await eventually(async () => {
    const box = await his.message('nomor 10.').boundingBox();
    assert.ok(box && box.y > 40 && box.y < 800, JSON.stringify(box));
  });
  citra.allow(/^404 GET/);
  const hers = await chatOf(citra, `/chat/${id}`);
  await seen(hers.main.getByRole('heading', { name: 'You cannot see this chat' }));
  assert.equal(await hers.page.getByText('nomor').count(), 0);
});

scene('pinned comes first, muted does not count', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const first = await group(ana, 'Pertama', [budi]);
  await group(ana, 'Kedua', [budi]);
  const his = await chatOf(budi, `/chat/${first}`);
  await button(his.main, 'Pin').click();
  await seen(his.list.getByRole('button', { name: 'Pinned' }));
  await button(his.main, 'Mute').click();
  await seen(his.item('Pertama').getByRole('img', { name: 'Muted' }));
  await his.item('Kedua').click();
  await say(ana, first, 'tidak mengganggu');
  await eventually(async () => assert.equal((await budi.get(`/chats/${first}`)).unreadCount, 1));
  assert.doesNotMatch(await his.page.title(), /^\(/);
  await his.page.reload();
  await seen(his.list.getByRole('button', { name: 'Pinned' }));
});

scene('the filter narrows the list, Enter opens the first', async ({ person }) => {
  const [ana, budi, citra] = [await person('Ana'), await person('Budi'), await person('Citra')];
  for (const each of [budi, citra]) await direct(ana, each);
  const id = await channel(ana, 'gudang');
  const hers = await chatOf(ana);
  const filter = hers.page.getByRole('searchbox', { name: 'Filter chats' });
  await filter.fill('gud');
  await counted(hers.page.getByTestId('chat-item'), 1);
  await filter.press('Enter');
  await arrived(hers.page, `/chat/${id}`);
  await counted(hers.page.getByTestId('chat-item'), 3);
  await filter.fill('tidak ada');
  await seen(hers.page.getByText('No chat has that name.'));
});

scene('what is half written waits, in each chat its own, over a reload', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const one = await direct(ana, budi);
  const two = await group(ana, 'Lain', [budi]);
  const hers = await chatOf(ana, `/chat/${one}`);
  await hers.input.fill('belum selesai');
  await hers.item('Lain').click();
  await arrived(hers.page, `/chat/${two}`);
  await valued(hers.input, '');
  await seen(hers.item('Budi').getByRole('img', { name: 'Unsent draft' }));
  await hers.input.fill('ini juga');
  await hers.page.reload();
  await valued(hers.input, 'ini juga');
  await hers.item('Budi').click();
  await valued(hers.input, 'belum selesai');
});
