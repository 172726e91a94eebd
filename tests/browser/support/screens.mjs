// Every screen of the page, with people and messages in it, and how to get there.

import { channel, direct, group, moveTo, say } from './chat.mjs';
import { seen } from './waiting.mjs';

/** A small team with something of everything. Answers `{boss, ana, ids}`. */
export async function team({ admin, person }) {
  const boss = await admin();
  const [ana, budi, citra] = [await person('Ana Wijaya'), await person('Budi Santoso'), await person('Citra Lestari')];
  await boss.patch('/users/me', { title: 'Kepala proyek', phoneExt: '5512' });
  await ana.patch('/users/me', { title: 'Perancang antarmuka' });
  const general = await channel(boss, 'umum', [ana, budi, citra]);
  await boss.patch(`/chats/${general}`, { topic: 'Kabar untuk semua, yang perlu dibaca setiap orang di tim ini tanpa kecuali' });
  const root = await say(boss, general, '# Rencana minggu ini\n\n1. Rilis **jam lima**\n2. Cek `deploy.md` dan [daftar](https://example.org/daftar)\n\n> Jangan lupa cadangan\n\n```rust\nfn main() { println!("halo"); }\n```');
  await say(ana, general, 'Siap, @Sari Admin. Saya cek sekarang 🙏');
  await say(ana, general, 'Kalimat yang cukup panjang supaya terlihat bagaimana baris-barisnya patah ketika jendelanya sempit sekali, apalagi dengan https://example.org/alamat/yang/sangat/panjang/sekali/tanpa/spasi/di/dalamnya/sama/sekali');
  const urgent = await say(budi, general, 'Server uji mati', { delivery: 'urgent' });
  await say(citra, general, 'Sudah saya hidupkan lagi', { rootMessageId: urgent });
  await say(budi, general, 'Terima kasih', { rootMessageId: urgent });
  for (const each of [ana, citra]) await each.post(`/chats/${general}/reactions`, { messageId: root, emoji: '👍' });
  await boss.post(`/chats/${general}/reactions`, { messageId: urgent, emoji: '🎉' });
  const talk = await direct(boss, ana);
  await say(boss, talk, 'Ada waktu sebentar?');
  await say(ana, talk, 'Ada. Di ruang atas?');
  const secret = await group(boss, 'Panitia ulang tahun', [ana, budi]);
  const cake = await say(budi, secret, 'Kue sudah dipesan', { delivery: 'important' });
  await say(ana, secret, '@Sari Admin yang cokelat, kan?', { rootMessageId: cake });
  const old = await group(boss, 'Pindah kantor 2025', [citra]);
  await say(citra, old, 'Selesai semua');
  await boss.patch(`/chats/${old}`, { archived: true });
  const strange = await channel(ana, 'sepak-bola', [budi]);
  await say(ana, strange, 'Sabtu pagi?');
  await boss.post('/admin/invitations', { email: 'dewi@example.test' });
  const soon = new Date(Date.now() + 86_400_000).toISOString();
  await boss.post('/chats/saved', { messageId: urgent, note: 'Tanyakan ke Budi', remindAt: soon });
  await boss.post(`/chats/${talk}/scheduled`, { content: 'Selamat **pagi** semua', sendAt: soon });
  await boss.call('PUT', `/chats/${general}/draft`, { text: 'Belum selesai', version: 0 });
  await boss.call('PUT', '/chats/sidebar', { version: 0, sections: [{ id: 'proyek', name: 'Proyek besar', chatIds: [secret] }] });
  return { boss, ana, ids: { general, urgent, talk, secret, old, strange } };
}

const openButton = async (page, name) => page.getByRole('button', { name }).filter({ visible: true }).first().click();

/** `[name, path, then?]`: the signed-in screens; `then(page)` does what is needed after the address. */
export const screensOf = (ids) => [
  ['dashboard', '/dashboard'],
  ['forbidden', '/dashboard?forbidden=1'],
  ['chat', '/chat'],
  ['channel', `/chat/${ids.general}`],
  ['thread', `/chat/${ids.general}?thread=${ids.urgent}`],
  ['direct', `/chat/${ids.talk}`],
  ['threads', '/chat/threads'],
  ['threads-beside', `/chat/threads?thread=${ids.urgent}&in=${ids.general}`],
  ['activity', '/chat/activity'],
  ['saved', '/chat/saved'],
  ['later', '/chat/later'],
  ['archived', `/chat/${ids.old}`],
  ['not-joined', `/chat/${ids.strange}`],
  ['gone', '/chat/99999'],
  ['members', `/chat/${ids.general}`, (page) => openButton(page, '4 members')],
  ['chat-menu', `/chat/${ids.general}`, (page) => openButton(page, 'Chat actions')],
  ['new-message', '/chat', async (page) => {
    await openButton(page, 'New');
    await page.getByRole('menuitem', { name: 'New message' }).click();
    await page.getByRole('combobox').fill('b');
    await seen(page.getByRole('option').first());
  }],
  ['new-channel', '/chat', async (page) => {
    await openButton(page, 'New');
    await page.getByRole('menuitem', { name: 'New channel' }).click();
  }],
  ['browse', '/chat', async (page) => {
    await openButton(page, 'New');
    await page.getByRole('menuitem', { name: 'Browse channels' }).click();
    await seen(page.getByText('#sepak-bola'));
  }],
  ['emoji', `/chat/${ids.general}`, async (page) => {
    await openButton(page, 'Emoji');
    await seen(page.getByRole('dialog', { name: 'Emoji' }).getByRole('button', { name: 'grinning face', exact: true }));
  }],
  ['profile-settings', '/settings/profile'],
  ['security', '/settings/security', (page) => seen(page.getByText('This device'))],
  ['appearance', '/settings/appearance'],
  ['profile-menu', '/dashboard', (page) => openButton(page, /Your profile: /)],
  ['people', '/admin/users', (page) => seen(page.getByRole('row', { name: /Citra/ }))],
  ['invite', '/admin/users', (page) => openButton(page, 'Invite people')],
  ['not-found', '/no/such/page'],
];

/** The screens of who is not signed in. */
export const doorsOf = (setup, invitation) => [
  ['login', '/login'],
  ['forgot', '/forgot'],
  ['reset', '/reset#token=abc'],
  ['reset-broken', '/reset'],
  ['setup-done', setup],
  ['invite-open', invitation],
  ['invite-broken', '/invite#token=wrong'],
];

/** Goes to a screen, from within the app, and waits until nothing is loading on it any more. */
export async function visit(page, [, path, then]) {
  await moveTo(page, path);
  await seen(page.getByRole('main').or(page.getByRole('complementary')).first());
  await page.waitForFunction(() => !document.querySelector('.skeleton, .chat-loading, .progress-line'));
  await page.evaluate(() => document.fonts.ready);
  await then?.(page);
}

