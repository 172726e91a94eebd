// Lists across chats: threads one follows, why something is unread, activity, what is saved.

import assert from 'node:assert/strict';
import { chatOf, channel, direct, group, say } from './support/chat.mjs';
import { ensemble, scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen } from './support/waiting.mjs';

const place = (chat, name) => chat.list.getByRole('link', { name: new RegExp(`^${name}`) });
const toast = (chat) => chat.page.getByRole('region', { name: 'Notices', exact: true });

const among = ensemble(async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  return { ana, budi, hers: await chatOf(ana) };
});

among('threads one follows are listed with what is new; a reply is written beside', async ({ ana, budi, hers }) => {
  const room = await group(ana, 'Rilis', [budi]);
  const root = await say(ana, room, 'Kapan rilis?');
  await say(budi, room, 'Jam lima', { rootMessageId: root });
  await seen(place(hers, 'Threads').getByText('1 thread with new replies'));
  await place(hers, 'Threads').click();
  await arrived(hers.page, '/chat/threads');
  const card = hers.main.getByRole('article', { name: 'Thread in Rilis' });
  await seen(card.getByText('Kapan rilis?'));
  await seen(card.getByRole('separator', { name: 'New' }));

  await card.getByRole('button', { name: 'Reply' }).click();
  await seen(hers.panel.getByRole('separator', { name: 'New' }));
  await hers.reply.fill('Siap');
  await hers.reply.press('Enter');
  await seen(card.getByText('Siap'));
  await gone(place(hers, 'Threads').getByText('1 thread with new replies'));
  await hers.panel.getByRole('button', { name: 'Close thread' }).click();
  await arrived(hers.page, '/chat/threads');

  // It comes while one looks.
  await say(budi, room, 'Ditunda sejam', { rootMessageId: root });
  await seen(card.getByText('Ditunda sejam'));
  await card.getByRole('button', { name: 'Mark thread read' }).first().click();
  await gone(card.getByRole('separator', { name: 'New' }));
  await eventually(async () => assert.deepEqual(await ana.get('/chats/threads/unread'), { threads: 0, mentions: 0 }));
});

among('a thread is followed and no longer, from its bar and from a message\'s menu', async ({ ana, budi, hers }) => {
  const room = await group(ana, 'Kantin', [budi]);
  const root = await say(budi, room, 'Menu besok');
  await say(budi, room, 'Soto', { rootMessageId: root });
  await hers.go(`/chat/${room}?thread=${root}`);
  const follow = hers.panel.getByRole('button', { name: 'Follow thread', exact: true });
  await follow.click();
  await seen(hers.panel.getByRole('button', { name: 'Unfollow thread', exact: true }));
  await eventually(async () => assert.equal((await ana.get(`/chats/${room}/threads/${root}`)).isFollowing, true));
  await hers.choose('Menu besok', 'Unfollow thread');
  await seen(hers.panel.getByRole('button', { name: 'Follow thread', exact: true }));
  await eventually(async () => assert.equal((await ana.get(`/chats/${room}/threads/${root}`)).isFollowing, false));
});

among('a chat whose only unread is a mention in a thread leads there', async ({ ana, budi, hers }) => {
  const room = await group(ana, 'Gudang', [budi]);
  const root = await say(ana, room, 'Stok lama');
  for (let i = 0; i < 3; i += 1) await say(ana, room, `Baris ${i}`);
  await hers.go('/chat/saved');
  const reply = await say(budi, room, 'Tolong lihat @Ana', { rootMessageId: root });
  await seen(hers.item('Gudang').getByText('You are mentioned in a thread'));
  await hers.item('Gudang').click();
  await arrived(hers.page, `/chat/${room}?thread=${root}&m=${reply}`);
  await seen(hers.message('Tolong lihat', hers.panel));
  await gone(hers.item('Gudang').getByText('You are mentioned in a thread'));
});

among('a thread that opens by itself does not take the focus from who is writing', async ({ ana, budi, hers }) => {
  const room = await group(ana, 'Arsip', [budi]);
  const root = await say(ana, room, 'Map biru');
  await say(budi, room, 'Sudah ketemu', { rootMessageId: root });
  await hers.go(`/chat/${room}`);
  await seen(hers.message('Map biru'));
  await hers.input.fill('sedang menulis');
  await hers.go(`/chat/${room}?thread=${root}`);
  await seen(hers.message('Sudah ketemu', hers.panel));
  await seen(hers.reply);
  await eventually(async () => assert.equal(await hers.input.evaluate((field) => field === document.activeElement), true));
  await hers.input.fill('');
});

among('why a chat is unread is listed item by item, and each opens at its place', async ({ ana, budi, hers }) => {
  const room = await group(ana, 'Panen', [budi]);
  const root = await say(ana, room, 'Laporan');
  await hers.go('/chat/saved');
  await say(budi, room, 'Satu');
  const two = await say(budi, room, 'Dua @Ana');
  await say(budi, room, 'Tiga @Ana', { rootMessageId: root });
  await seen(hers.item('Panen').getByText('2 unread, you are mentioned'));
  await hers.item('Panen').click({ button: 'right' });
  await hers.page.getByRole('menuitem', { name: 'Why is this unread?' }).click();
  const dialog = hers.page.getByRole('dialog', { name: 'Unread in Panen' });
  await counted(dialog.getByRole('listitem'), 3);
  await counted(dialog.getByText('Mentions you'), 2);
  await seen(dialog.getByText('2 unread messages. 2 mentions of you.'));
  await dialog.getByRole('listitem').filter({ hasText: 'Dua' }).getByRole('link').click();
  await gone(dialog);
  await arrived(hers.page, `/chat/${room}?m=${two}`);
  await seen(hers.message('Dua'));
});

among('a chat is marked read and unread from its row', async ({ ana, budi, hers }) => {
  const room = await group(ana, 'Parkir', [budi]);
  const root = await say(ana, room, 'Tempat');
  await hers.go('/chat/saved');
  await say(budi, room, 'Penuh');
  await say(budi, room, 'Lihat @Ana', { rootMessageId: root });
  await seen(hers.item('Parkir').getByText('1 unread, you are mentioned'));
  await hers.item('Parkir').focus();
  await hers.page.keyboard.press('Shift+F10');
  await hers.page.getByRole('menuitem', { name: 'Mark as read' }).click();
  await eventually(async () => {
    const { unreadCount, mentionCount } = await ana.get(`/chats/${room}`);
    assert.deepEqual([unreadCount, mentionCount], [0, 0]);
  });
  await gone(hers.item('Parkir').getByText(/unread/));
  await hers.page.keyboard.press('z');
  await seen(hers.item('Parkir').getByText('1 unread'));
  await hers.item('Parkir').click({ button: 'right' });
  await hers.page.getByRole('menuitem', { name: 'Mark as read' }).click();
  await gone(hers.item('Parkir').getByText(/unread/));
  await hers.item('Parkir').click({ button: 'right' });
  await hers.page.getByRole('menuitem', { name: 'Mark as unread' }).click();
  await seen(hers.item('Parkir').getByText('1 unread'));
});

scene('everything is marked read by key, and unread again by undo', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const rooms = [await group(ana, 'Satu', [budi]), await channel(ana, 'dua', [budi])];
  for (const room of rooms) await say(budi, room, 'Halo @Ana');
  const hers = await chatOf(ana, '/chat/saved');
  await seen(hers.item('Satu').getByText('1 unread, you are mentioned'));
  await hers.page.keyboard.press('Shift+Escape');
  await counted(hers.list.getByText(/unread, you/), 0);
  await seen(toast(hers).getByText('2 chats marked read.'));
  await eventually(async () => assert.equal((await ana.get(`/chats/${rooms[0]}`)).unreadCount, 0));
  await toast(hers).getByRole('button', { name: 'Undo' }).click();
  await counted(hers.list.getByText('1 unread, you are mentioned'), 2);
  await eventually(async () => assert.equal((await ana.get(`/chats/${rooms[1]}`)).mentionCount, 1));
});

among('activity shows mentions, reactions and replies, and leads to the message', async ({ ana, budi, hers }) => {
  const room = await group(ana, 'Acara', [budi]);
  const mine = await say(ana, room, 'Siapa ikut?');
  await budi.post(`/chats/${room}/reactions`, { messageId: mine, emoji: '🎉' });
  await say(budi, room, 'Saya ikut', { rootMessageId: mine });
  const call = await say(budi, room, '@Ana jam berapa');
  await hers.go('/chat/activity');
  const entry = (text) => hers.main.getByRole('link').filter({ hasText: 'Acara' }).filter({ hasText: text });
  await seen(entry('Budi mentioned you'));
  await seen(entry('Budi reacted with 🎉'));
  await seen(entry('Budi replied'));
  await hers.main.getByText('Mentions', { exact: true }).click();
  await arrived(hers.page, '/chat/activity?kind=mention');
  await gone(entry('Budi replied'));
  await entry('Budi mentioned you').click();
  await arrived(hers.page, `/chat/${room}?m=${call}`);
  await seen(hers.message('jam berapa'));
});

among('a message is saved with a note and a reminder, done and back again', async ({ ana, budi, hers }) => {
  const room = await direct(ana, budi);
  await say(budi, room, 'Nomor rekening 0815');
  await hers.go(`/chat/${room}`);
  await hers.choose('Nomor rekening', 'Save for later');
  await toast(hers).getByRole('button', { name: 'Open' }).or(toast(hers).getByRole('button', { name: 'Show' })).click();
  await arrived(hers.page, '/chat/saved');
  const card = hers.main.getByRole('article').filter({ hasText: 'Nomor rekening' });
  await card.getByRole('button', { name: 'Edit note' }).click();
  await card.getByRole('textbox', { name: 'Note' }).fill('transfer Senin');
  await card.getByRole('button', { name: 'Save' }).click();
  await seen(card.getByText('transfer Senin'));
  await card.getByRole('button', { name: 'Remind me' }).click();
  const dialog = hers.page.getByRole('dialog', { name: 'Remind me' });
  await dialog.getByLabel('Your own time').fill('2020-01-01T10:00');
  await dialog.getByRole('button', { name: 'Remind me' }).click();
  await seen(dialog.getByText('Choose a time at least a minute ahead.'));
  await dialog.getByRole('button', { name: /Tomorrow morning/ }).click();
  await gone(dialog);
  await seen(card.getByText(/09:00/));
  const [item] = (await ana.get('/chats/saved')).items;
  assert.equal(item.note, 'transfer Senin');

  await card.getByRole('button', { name: 'Done' }).click();
  await gone(card);
  await eventually(async () => assert.equal((await ana.get('/chats/saved')).items.length, 0));
  await toast(hers).getByRole('button', { name: 'Undo' }).click();
  await seen(card.getByText('transfer Senin'));
  await seen(card.getByRole('button', { name: 'Done' }));
  const [again] = (await ana.get('/chats/saved')).items;
  assert.deepEqual([again.note, again.remindAt], [item.note, item.remindAt]);
});

among('what was done by key is taken back by key, the latest first', async ({ ana, budi, hers }) => {
  const room = await direct(ana, budi);
  const id = await say(budi, room, 'Rilis jam tiga');
  await hers.go(`/chat/${room}`);
  const row = hers.message('Rilis jam tiga');
  const onServer = async () => {
    const message = await ana.get(`/chats/${room}/messages/${id}`);
    return [message.reactionsSummary.map((each) => each.emoji).join(), Boolean(message.pinnedAt), (await ana.get('/chats/saved')).items.filter((item) => item.messageId === id).length];
  };
  const becomes = (...expected) => eventually(async () => assert.deepEqual(await onServer(), expected));
  await row.focus();
  for (const key of ['+', 'p', 's']) await hers.page.keyboard.press(key);
  await becomes('👍', true, 1);
  await hers.page.keyboard.press('z');
  await seen(toast(hers).getByText('Taken back: Save for later'));
  await becomes('👍', true, 0);
  await hers.page.keyboard.press('z');
  await seen(toast(hers).getByText('Taken back: Pin to this chat'));
  await hers.page.keyboard.press('z');
  await becomes('', false, 0);
});

scene('what is read, saved and pinned offline reaches the server later', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const [room, other] = [await direct(ana, budi), await group(ana, 'Gudang', [budi])];
  await say(budi, other, 'Stok habis');
  const hers = await chatOf(ana, `/chat/${room}`);
  await say(budi, room, 'Sudah sampai?');
  await seen(hers.message('Sudah sampai?'));
  await hers.item('Gudang').click();
  await seen(hers.message('Stok habis'));
  await ana.post(`/chats/${room}/unread`, { messageId: (await ana.get(`/chats/${room}/messages`)).at(-1).id });
  await seen(hers.item(budi.name).getByText('1 unread'));
  await ana.offline();
  await hers.item(budi.name).click();
  await gone(hers.item(budi.name).getByText('1 unread'));
  await hers.choose('Sudah sampai?', 'Save for later');
  await hers.main.getByRole('button', { name: 'Pin', exact: true }).click();
  await seen(hers.main.getByRole('button', { name: 'Unpin', exact: true }));
  await ana.offline(false);
  await eventually(async () => {
    const chat = await ana.get(`/chats/${room}`);
    assert.deepEqual([chat.unreadCount, chat.isPinned, (await ana.get('/chats/saved')).items.length], [0, true, 1]);
  });
});

among('a reminder that is due says so wherever one is', async ({ ana, budi, hers }) => {
  const room = await direct(ana, budi);
  const messageId = await say(budi, room, 'Telepon vendor');
  await hers.go('/dashboard');
  await ana.post('/chats/saved', { messageId, remindAt: new Date(Date.now() + 1500).toISOString() });
  await seen(toast(hers).getByText('Reminder: Telepon vendor'));
  await toast(hers).getByRole('button', { name: 'Open' }).click();
  await arrived(hers.page, `/chat/${room}?m=${messageId}`);
  await seen(place(hers, 'Saved').getByText('1 reminder due'));
});

scene('where one cannot write it says why, and what to do', async ({ admin, person }) => {
  const [boss, ana, budi] = [await admin(), await person('Ana'), await person('Budi')];
  const talk = await direct(ana, budi);
  const room = await group(ana, 'Gudang lama', [boss]);
  await say(ana, room, 'Selesai');
  await ana.patch(`/chats/${room}`, { archived: true });
  const hers = await chatOf(ana, `/chat/${talk}`);
  await seen(hers.input);
  await boss.patch(`/admin/users/${budi.id}`, { disabled: true });
  await seen(hers.main.getByText('Budi no longer has an account here.'));
  await gone(hers.input);

  const theirs = await chatOf(boss, `/chat/${room}`);
  await seen(theirs.main.getByText('An owner or admin of it can bring it back.'));
  await hers.go(`/chat/${room}`);
  await hers.main.getByRole('button', { name: 'Bring back from archive' }).click();
  await seen(hers.input);
  await seen(theirs.input);
});

among('a channel is left and joined while browsing', async ({ ana, budi, hers }) => {
  const room = await channel(budi, 'berkebun', [ana]);
  await hers.page.getByRole('button', { name: 'New', exact: true }).click();
  await hers.page.getByRole('menuitem', { name: 'Browse channels' }).click();
  const dialog = hers.page.getByRole('dialog', { name: 'Browse channels' });
  await dialog.getByRole('searchbox').fill('berk');
  const row = dialog.getByRole('listitem').filter({ hasText: '#berkebun' });
  await seen(row.getByText('Joined · 2 members'));
  await row.getByRole('button', { name: 'Leave #berkebun' }).click();
  await seen(row.getByText('1 member'));
  await row.getByRole('button', { name: 'Join' }).click();
  await arrived(hers.page, `/chat/${room}`);
  await seen(hers.input);
});

among('offline, the lists say so and come back by themselves', async ({ ana, hers }) => {
  await hers.go('/chat/activity');
  await seen(hers.main.getByRole('link').or(hers.main.getByText('Nothing here yet')).first());
  await ana.offline();
  await hers.go('/chat/threads');
  await seen(hers.main.getByRole('alert'));
  await ana.offline(false);
  await hers.main.getByRole('button', { name: 'Try again' }).click();
  await seen(hers.main.getByRole('article').or(hers.main.getByText('No threads yet')).first());
});

scene('on a phone a thread that is not there says so; Escape gives the focus back to its card', async (stage) => {
  const [ana, budi] = [await stage.person('Ana'), await stage.person('Budi')];
  const room = await group(ana, 'Rilis', [budi]);
  const root = await say(ana, room, 'Kapan?');
  await say(budi, room, 'Besok', { rootMessageId: root });
  const phone = await stage.deviceOf(ana, { device: 'phone' });
  phone.allow(/^404 GET/);
  const small = await chatOf(phone, '/chat/threads?thread=99999&in=99999');
  await seen(small.page.getByText('This thread is gone, or you cannot see it.'));
  await small.page.getByRole('link', { name: 'Back' }).filter({ visible: true }).click();
  await seen(small.page.getByRole('article', { name: 'Thread in Rilis' }));

  const hers = await chatOf(ana, '/chat/threads');
  const reply = hers.main.getByRole('button', { name: 'Reply' });
  await reply.click();
  await seen(hers.reply);
  await hers.reply.press('Escape');
  await arrived(hers.page, '/chat/threads');
  await eventually(async () => assert.equal(await reply.evaluate((element) => element === document.activeElement), true));
});
