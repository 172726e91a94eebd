// A small team with something of everything: what the screens are looked at with. All of it is written through the API, in one
// order, so that ids are the same every time.

import { channel, direct, group, say } from './chat.mjs';
import { pdf, png, putFile, sayWith, silence } from './files.mjs';
import { inDays, project, task } from './projects.mjs';

/** A small team with something of everything. Answers `{boss, ana, budi, ids}`. */
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
  const past = await leaverOn({ boss, ana, person });
  const noisy = await noiseOn({ boss, ana, budi });
  const kept = await filesOn({ boss, ana });
  const plan = await planOf({ boss, ana, budi });
  return { boss, ana, budi, ids: { plan, kept, acts, general, urgent, talk, secret, old, strange, past, noisy } };
}

/** A project with something of everything; answers its id and that of a task with all there can be. */
async function planOf({ boss, ana, budi }) {
  const plan = await project(boss, 'Peluncuran aplikasi', { people: [[ana], [budi]], color: '#3d55d6', description: 'Semua yang perlu selesai sebelum rilis pertama kepada pelanggan', timeZone: 'Asia/Jakarta' });
  const label = await boss.post(`/projects/${plan.id}/labels`, { name: 'Antarmuka', color: '#973a94' });
  await boss.post(`/projects/${plan.id}/fields`, { name: 'Pelanggan', kind: 'text' });
  await boss.patch(`/projects/${plan.id}/buckets/${plan.buckets[1].id}`, { wipLimit: 1 });
  const rich = await task(boss, plan, 'Tulis panduan pemasangan untuk tim yang baru bergabung minggu depan', {
    priority: 'critical', startAt: inDays(-4), dueAt: inDays(-1), assigneeIds: [ana.id, budi.id], labelIds: [label.id], estimate: 3, description: 'Lihat **panduan lama** dan `deploy.md`', checklist: ['Rancang', 'Tulis', 'Uji'],
  });
  const next = await task(boss, plan, 'Uji di telepon', { bucket: 1, priority: 'high', startAt: inDays(1), dueAt: inDays(4) });
  await task(ana, plan, 'Gambar ikon', { bucket: 1, dueAt: inDays(9), isMilestone: true });
  await task(ana, plan, 'Pilih warna', { bucket: 2, labelIds: [label.id] });
  await boss.post(`/projects/${plan.id}/dependencies`, { predecessorId: rich.id, successorId: next.id });
  const { id: said } = await ana.post(`/projects/${plan.id}/tasks/${rich.id}/comments`, { body: 'Sudah saya mulai, @Sari Admin' });
  await boss.post(`/projects/${plan.id}/tasks/${rich.id}/comments/${said}/reactions`, { emoji: '👍' });
  return { id: plan.id, task: rich.id };
}

/** Somebody who said things, was mentioned, reacted and voted, and has no account any more; answers their chats. */
async function leaverOn({ boss, ana, person }) {
  const eko = await person('Eko Prasetyo');
  const shared = await group(boss, 'Gudang', [ana, eko]);
  const asked = await say(boss, shared, 'Siapa yang pegang kunci? @Eko Prasetyo');
  await eko.post(`/chats/${shared}/reactions`, { messageId: asked, emoji: '👀' });
  await ana.post(`/chats/${shared}/reactions`, { messageId: asked, emoji: '👀' });
  await say(eko, shared, 'Saya, ada di laci');
  const alone = await direct(boss, eko);
  await say(eko, alone, 'Besok hari terakhir saya');
  await boss.patch(`/admin/users/${eko.id}`, { disabled: true });
  return { shared, alone, asked };
}

/** A chat nobody has opened, with a mention and a reply in it; answers its id. */
async function noiseOn({ boss, ana, budi }) {
  const id = await group(boss, 'Lantai dua', [ana, budi]);
  const lamp = await say(ana, id, 'Lampu lorong mati lagi');
  await say(budi, id, '@Sari Admin bisa panggil tukang?');
  await say(budi, id, 'Yang dekat tangga', { rootMessageId: lamp });
  return id;
}

/** A chat with one of everything that can be done with messages; answers its id and those of an edited and an urgent message in it. */
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
  return { chat, edited, urgent: mine };
}

/** A chat in which files were sent, and a file in the trash; answers the chat, the message with pictures, and a picture. */
async function filesOn({ boss, ana }) {
  const chat = await group(boss, 'Denah dan foto', [ana]);
  const picture = await putFile(ana, 'lantai-dua.png', png(800, 600), 'image/png');
  const pictures = await sayWith(ana, chat, [picture, await putFile(ana, 'tangga.png', png(300, 500), 'image/png')], 'Foto kemarin');
  await sayWith(boss, chat, [
    await putFile(boss, 'laporan-keuangan-kuartal-pertama-yang-namanya-panjang-sekali.pdf', pdf('Laporan'), 'application/pdf'), await putFile(boss, 'suara.wav', silence(), 'audio/wav'),
    await putFile(boss, 'angka.csv', 'nama,jumlah\nkopi,3\nteh,5\n', 'text/csv'),
  ]);
  const old = await putFile(boss, 'lama.txt', 'tidak dipakai lagi');
  await boss.delete(`/files/${old}`);
  return { chat, picture, pictures };
}
