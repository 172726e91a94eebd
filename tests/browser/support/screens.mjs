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
  const acts = await actsOn({ boss, ana, budi, citra, general, root });
  return { boss, ana, ids: { acts, general, urgent, talk, secret, old, strange } };
}

/** A chat with one of everything that can be done with messages; answers its id and that of an edited message in it. */
async function actsOn({ boss, ana, budi, citra, general, root }) {
  const chat = await group(boss, 'Serba-serbi', [ana, budi, citra]);
  const forward = { forward: { chatId: general, messageId: root } };
  await ana.post(`/chats/${chat}/messages`, forward);
  const pinned = await say(budi, chat, `Kode pintu: 4711, lihat juga #umum dan \`deploy.md\``);
  await budi.post(`/chats/${chat}/pins`, { messageId: pinned });
  const { id: poll } = await ana.post(`/chats/${chat}/messages`, { content: 'Makan di mana?', poll: { options: ['Warung Bu Tini yang di seberang jalan besar', 'Padang'] } });
  await citra.call('PUT', `/chats/${chat}/messages/${poll}/vote`, { options: [1] });
  const { id: closed } = await boss.post(`/chats/${chat}/messages`, { content: 'Hari apa?', poll: { options: ['Senin', 'Rabu'], multiple: true, anonymous: true } });
  await citra.call('PUT', `/chats/${chat}/messages/${closed}/vote`, { options: [0, 1] });
  await boss.post(`/chats/${chat}/messages/${closed}/close-poll`);
  await say(ana, chat, 'Listrik padam jam dua', { delivery: 'urgent' });
  const mine = await say(boss, chat, 'Genset menyala', { delivery: 'urgent' });
  await budi.post(`/chats/${chat}/messages/${mine}/ack`);
  await say(citra, chat, `\`\`\`python\nimport os  # catatan\nprint("halo", ${'1234 + '.repeat(20)}5)\n\`\`\``);
  const edited = await say(boss, chat, 'Rapat jam tiga di atas');
  await boss.post(`/chats/${chat}/messages/${edited}/edit`, { content: 'Rapat jam empat di bawah' });
  await budi.post(`/chats/${chat}/reactions`, { messageId: edited, emoji: '👍' });
  return { chat, edited };
}

/** Gives the message that the address names the focus and presses a key on it. */
const pressOnLit = (key) => async (page) => {
  await page.waitForFunction(() => document.activeElement?.matches('.chat-msg'));
  await page.keyboard.press(key);
  await seen(page.getByRole('dialog').last());
};

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
  ['acts', `/chat/${ids.acts.chat}`, (page) => seen(page.locator('.hl-string').first())],
  ['pins', `/chat/${ids.acts.chat}?panel=pins`, (page) => seen(page.getByText(/^Pinned by Budi Santoso, /))],
  ['forward', `/chat/${ids.acts.chat}?m=${ids.acts.edited}`, pressOnLit('f')],
  ['who', `/chat/${ids.acts.chat}?m=${ids.acts.edited}`, pressOnLit('V')],
  ['history', `/chat/${ids.acts.chat}?m=${ids.acts.edited}`, async (page) => {
    await pressOnLit('.')(page);
    await page.getByRole('menuitem', { name: 'Earlier versions' }).click();
    await seen(page.locator('ins').first());
  }],
  ['poll-form', `/chat/${ids.acts.chat}`, (page) => openButton(page, 'Poll')],
  ['acknowledged', `/chat/${ids.acts.chat}`, async (page) => {
    await openButton(page, '1 of 3 acknowledged');
    await seen(page.getByRole('dialog').getByText('Budi Santoso'));
  }],
  ['jump', `/chat/${ids.acts.chat}`, (page) => page.getByRole('button', { name: /Jump to another day/ }).first().evaluate((button) => button.click())],
  ['commands', `/chat/${ids.acts.chat}`, async (page) => {
    await page.getByTestId('message-input').filter({ visible: true }).fill('/');
    await seen(page.getByRole('listbox', { name: 'Commands' }));
  }],
  ['settings', '/settings'],
  ['profile-settings', '/settings/profile', (page) => seen(page.getByLabel('Job title'))],
  ['security', '/settings/security', (page) => seen(page.getByRole('listitem').getByText('This device'))],
  ['appearance', '/settings/appearance', (page) => seen(page.getByRole('group', { name: 'Motion' }))],
  ['region', '/settings/region', (page) => seen(page.getByLabel('Time zone'))],
  ['notifications', '/settings/notifications', (page) => page.getByRole('switch', { name: 'Monday' }).check()],
  ['keyboard', '/settings/keyboard', (page) => seen(page.getByRole('button', { name: 'All shortcuts' }))],
  ['this-device', '/settings/device', (page) => seen(page.getByText(/^[\d.,]+ MB of /))],
  ['clear-device', '/settings/device', async (page) => {
    await openButton(page, 'Clear this device');
    await seen(page.getByRole('alertdialog', { name: 'Clear this device?' }));
  }],
  ['news', '/settings/news', (page) => seen(page.getByRole('heading', { name: 'Added' }).first())],
  ['about', '/settings/about', (page) => seen(page.getByRole('button', { name: 'Show the list' }))],
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

