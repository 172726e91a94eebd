// Everything one does with a message beyond writing it.

import assert from 'node:assert/strict';
import { Chat, chatOf, channel, group, messagesOf, say } from './support/chat.mjs';
import { ensemble } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen, valued } from './support/waiting.mjs';

/** The same two, with their pages open, each scene in a new group of theirs. */
const between = ensemble(async ({ person }) => {
  const [ana, budi, citra] = [await person('Ana'), await person('Budi'), await person('Citra')];
  return { ana, budi, citra, hers: await chatOf(ana), his: await chatOf(budi) };
});
let groups = 0;
async function talk({ ana, budi, citra, hers, his }) {
  groups += 1;
  const title = `Ruang ${groups}`;
  const id = await group(ana, title, [budi]);
  for (const chat of [hers, his]) {
    await chat.go(`/chat/${id}`);
    await seen(chat.main.getByRole('heading', { name: title, level: 1 }));
  }
  return { ana, budi, citra, hers, his, id, title };
}

between('code has its language, its colours, a way to copy it and to wrap it; long code is folded', async (cast) => {
  const { hers, ana, id } = await talk(cast);
  const code = 'fn main() { println!("halo dunia"); }\n';
  await say(ana, id, `\`\`\`rs\n${code}\`\`\``);
  const block = hers.message('halo dunia');
  await seen(block.getByText('Rust', { exact: true }));
  await seen(block.locator('.hl-keyword', { hasText: 'fn' }));
  await eventually(async () => assert.equal(await block.locator('code').innerText(), code));
  await hers.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await block.getByRole('button', { name: 'Copy code' }).click();
  await seen(block.getByRole('button', { name: 'Copied' }));
  await eventually(async () => assert.equal(await hers.page.evaluate(() => navigator.clipboard.readText()), code));
  const wrap = block.getByRole('button', { name: 'Wrap long lines' });
  await wrap.click();
  await eventually(async () => assert.equal(await wrap.getAttribute('aria-pressed'), 'true'));
  await say(ana, id, `\`\`\`\n${Array.from({ length: 30 }, (_, i) => `baris ${i}`).join('\n')}\n\`\`\``);
  const long = hers.message('baris 29');
  const tall = async () => (await long.locator('pre').boundingBox()).height;
  await seen(long);
  const folded = await tall();
  await long.getByRole('button', { name: 'Show 22 more lines' }).click();
  await eventually(async () => assert.ok(await tall() > folded * 2));
});

between('a link to a message leads there: far back, in a thread, and says so when it is gone', async (cast) => {
  const { hers, his, ana, budi, id } = await talk(cast);
  const first = await say(ana, id, 'pesan pertama');
  const early = await say(budi, id, 'jawaban awal', { rootMessageId: first });
  for (let i = 0; i < 130; i += 1) await say(ana, id, `lama ${i}`, i % 2 ? { rootMessageId: first } : {});
  await his.go(`/chat/${id}?m=${first}`);
  await seen(his.message('pesan pertama').and(his.page.locator('.is-lit')));
  await eventually(async () => assert.equal(await his.page.evaluate(() => document.activeElement?.dataset.id), first));

  await his.go(`/chat/${id}?thread=${first}&m=${early}`);
  await seen(his.message('jawaban awal', his.panel).and(his.page.locator('.is-lit')));
  await his.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await his.choose('jawaban awal', 'Copy link', his.panel);
  await seen(his.page.getByText('Link copied.'));
  await eventually(async () => assert.match(await his.page.evaluate(() => navigator.clipboard.readText()), new RegExp(`/chat/${id}\\?thread=${first}&m=${early}$`)));

  // A link without the thread finds it too.
  await hers.go(`/chat/${id}?m=${early}`);
  await arrived(hers.page, `/chat/${id}?m=${early}&thread=${first}`);
  await seen(hers.message('jawaban awal', hers.panel).and(hers.page.locator('.is-lit')));

  const doomed = await say(ana, id, 'segera hilang');
  await hers.go(`/chat/${id}`);
  await seen(hers.message('segera hilang'));
  await ana.delete(`/chats/${id}/messages/${doomed}`);
  await gone(hers.message('segera hilang'));
  ana.allow(/404 GET .*messages/);
  await hers.go(`/chat/${id}?m=${doomed}`);
  await seen(hers.page.getByText('The message this link leads to is gone, or you cannot see it.'));
  await seen(hers.message('lama 128'));
}, { ms: 240_000 });

/** Gives a message the focus and presses a key on it. */
async function press(chat, text, key, within) {
  await chat.message(text, within).focus();
  await chat.page.keyboard.press(key);
}

between('a day divider leads to another day', async (cast) => {
  const { hers, ana, id } = await talk(cast);
  for (let i = 0; i < 70; i += 1) await say(ana, id, `hari ini ${i}`);
  await seen(hers.message('hari ini 69'));
  await hers.page.keyboard.press('Escape');
  await hers.page.keyboard.press('Home');
  await hers.main.getByRole('button', { name: /^Today\. Jump to another day/ }).click();
  const form = hers.page.getByRole('dialog', { name: 'Jump to a day' });
  await form.getByLabel('Day').fill('2001-01-01');
  await form.getByRole('button', { name: 'Jump', exact: true }).click();
  await seen(hers.page.locator('.is-lit'));
  await eventually(async () => assert.match(await hers.page.locator('.is-lit').innerText(), /hari ini 0/));
  await hers.main.getByRole('button', { name: /^Today\. Jump to another day/ }).click();
  await form.getByLabel('Day').fill('');
  await form.getByRole('button', { name: 'Jump', exact: true }).click();
  await seen(form.getByRole('alert').filter({ hasText: 'Choose a day.' }));
});

between('a quotation names who said it and leads there', async (cast) => {
  const { hers, his, budi, id } = await talk(cast);
  const said = await say(budi, id, 'anggaran **naik** lima persen');
  await seen(hers.message('lima persen'));
  await press(hers, 'lima persen', 'q');
  await hers.page.keyboard.type('setuju');
  await hers.page.keyboard.press('Enter');
  const answer = his.message('setuju');
  await seen(answer.locator('blockquote strong', { hasText: 'naik' }));
  await answer.getByRole('link', { name: /^Budi · / }).click();
  await arrived(his.page, `/chat/${id}?m=${said}`);
  await seen(his.message('anggaran').and(his.page.locator('.is-lit')));
});

between('a message is forwarded to a chat and a person, own words first, and says whose it is', async (cast) => {
  const { hers, his, ana, budi } = await talk(cast);
  const news = await channel(ana, `berita-${groups}`, [budi]);
  const source = await say(budi, news, 'kantor tutup hari Jumat');
  await hers.go(`/chat/${news}`);
  await seen(hers.message('kantor tutup'));
  await press(hers, 'kantor tutup', 'f');
  const dialog = hers.page.getByRole('dialog', { name: 'Forward message' });
  await dialog.getByLabel('Search chats and people').fill('ruang');
  await dialog.getByRole('checkbox', { name: `Ruang ${groups}`, exact: true }).check();
  await dialog.getByLabel('Search chats and people').fill('Sari');
  await dialog.getByRole('checkbox', { name: /Sari Admin/ }).check();
  await dialog.getByLabel('Your own words before it (optional)').fill('jangan lupa');
  await dialog.getByRole('button', { name: 'Forward to 2' }).click();
  await seen(hers.page.getByText('Forwarded to 2 chats.'));
  const there = his.message('kantor tutup hari Jumat');
  await seen(there);
  await eventually(async () => {
    const [words, sent] = await his.texts();
    assert.equal(words, 'jangan lupa');
    assert.match(sent, /^Forwarded from Budi · [^]*kantor tutup hari Jumat$/);
  });
  await there.getByRole('link', { name: /^Forwarded from Budi · / }).click();
  await arrived(his.page, `/chat/${news}?m=${source}`);
});

between('a pinned message is marked for both, found in the panel, and can be unpinned', async (cast) => {
  const { hers, his, ana, id } = await talk(cast);
  await say(ana, id, 'kata sandi tamu: melati');
  await say(ana, id, 'terima kasih');
  await seen(hers.message('melati'));
  await press(hers, 'melati', 'p');
  await seen(his.message('melati').getByText('Pinned by Ana'));
  await his.main.getByRole('button', { name: 'Pinned messages' }).click();
  const entry = his.panel.getByRole('listitem').filter({ hasText: 'melati' });
  await seen(entry.getByText(/^Pinned by Ana, /));
  await entry.getByRole('button', { name: /melati/ }).click();
  await seen(his.message('melati').and(his.page.locator('.is-lit')));
  await entry.getByRole('button', { name: 'Unpin from this chat' }).click();
  await seen(his.panel.getByText('Nothing is pinned here.'));
  await gone(hers.message('melati').getByText('Pinned by Ana'));
  await hers.main.getByRole('button', { name: 'Pinned messages' }).click();
  await seen(hers.panel.getByText('Nothing is pinned here.'));
  await press(hers, 'terima kasih', 'p');
  await seen(hers.panel.getByRole('listitem').filter({ hasText: 'terima kasih' }));
});

between('a poll is asked, voted in, changed, withdrawn and closed, and both see the same', async (cast) => {
  const { hers, his, ana, id } = await talk(cast);
  await hers.main.getByRole('button', { name: 'Poll', exact: true }).click();
  const form = hers.page.getByRole('dialog', { name: 'New poll' });
  await form.getByLabel('Question').fill('Makan di mana?');
  await form.getByLabel('Choice 1', { exact: true }).fill('Warung');
  await form.getByRole('button', { name: 'Send poll' }).click();
  await seen(form.getByText('Give at least two choices.'));
  await form.getByLabel('Choice 2', { exact: true }).fill('Padang');
  await form.getByRole('button', { name: 'Send poll' }).click();
  await gone(form);
  const count = (chat, option) => chat.main.getByRole('radio', { name: option, exact: true });
  const votes = async (chat, option) => (await count(chat, option).getAttribute('aria-describedby').then((ref) => chat.page.locator(`[id="${ref}"]`).locator('.visually-hidden').innerText())).trim();
  await count(his, 'Padang').click();
  await eventually(async () => assert.equal(await votes(hers, 'Padang'), '1 vote Budi'));
  await count(hers, 'Padang').click();
  await eventually(async () => assert.match(await votes(his, 'Padang'), /^2 votes /));
  await count(his, 'Padang').press('ArrowUp');
  await eventually(async () => assert.equal(await votes(hers, 'Warung'), '1 vote Budi'));
  assert.equal(await votes(hers, 'Padang'), '1 vote You');
  await his.main.getByRole('button', { name: 'Withdraw vote' }).click();
  await eventually(async () => assert.equal(await votes(hers, 'Warung'), '0 votes'));
  assert.equal(await his.main.getByRole('button', { name: 'Close poll' }).count(), 0);
  await hers.main.getByRole('button', { name: 'Close poll' }).click();
  await hers.page.getByRole('alertdialog').getByRole('button', { name: 'Close poll' }).click();
  await seen(his.main.getByText('Closed', { exact: true }));
  await eventually(async () => assert.equal(await count(his, 'Padang').isDisabled(), true));
  const [{ poll }] = await messagesOf(ana, id);
  assert.deepEqual(poll.options.map((option) => option.count), [0, 1]);
  assert.ok(poll.closedAt);
});

between('an urgent message is acknowledged, and its sender sees who has not yet', async (cast) => {
  const { hers, his, ana, budi, citra, id } = await talk(cast);
  await say(ana, id, 'server mati', { delivery: 'urgent' });
  await seen(hers.message('server mati').getByText('0 of 1 acknowledged'));
  assert.equal(await hers.message('server mati').getByRole('button', { name: 'Acknowledge', exact: true }).count(), 0);
  await hers.page.getByRole('button', { name: '0 of 1 acknowledged' }).click();
  const dialog = hers.page.getByRole('dialog', { name: 'Acknowledged by' });
  await seen(dialog.locator('section').filter({ hasText: '1 not yet' }).getByText('Budi'));
  await hers.page.keyboard.press('Escape');
  await his.message('server mati').getByRole('button', { name: 'Acknowledge', exact: true }).click();
  await seen(his.message('server mati').getByText('You acknowledged this'));
  await hers.page.getByRole('button', { name: '1 of 1 acknowledged' }).click();
  await seen(dialog.locator('section').filter({ hasText: '1 acknowledged' }).getByText('Budi'));
  await hers.page.keyboard.press('Escape');
  await his.page.reload();
  await seen(his.message('server mati').getByText('You acknowledged this'));
  // Another tab of the same person learns of it too.
  const tab = new Chat(await budi.context.newPage());
  await tab.page.goto(`/chat/${id}`);
  await ana.post(`/chats/${id}/members`, { userIds: [citra.id] });
  await say(ana, id, 'genset mati', { delivery: 'urgent' });
  await citra.post(`/chats/${id}/messages/${(await messagesOf(ana, id)).at(-1).id}/ack`);
  await seen(tab.message('genset mati').getByRole('button', { name: 'Acknowledge', exact: true }));
  await his.message('genset mati').getByRole('button', { name: 'Acknowledge', exact: true }).click();
  await seen(tab.message('genset mati').getByText('You acknowledged this'));
  await tab.page.close();
});

between('who reacted and who has read stand in one dialog', async (cast) => {
  const { hers, his, ana, budi, id } = await talk(cast);
  const said = await say(ana, id, 'makan bersama');
  await budi.post(`/chats/${id}/reactions`, { messageId: said, emoji: '🎉' });
  await budi.post(`/chats/${id}/reads`, { messageId: said });
  await seen(hers.message('makan bersama').getByRole('button', { name: /🎉 1 reaction/ }));
  await press(hers, 'makan bersama', 'V');
  const dialog = hers.page.getByRole('dialog', { name: 'Reactions and readers' });
  await seen(dialog.getByRole('listitem').filter({ hasText: 'Budi' }));
  await dialog.getByText('Reactions', { exact: true }).click();
  await seen(dialog.getByRole('heading', { name: '🎉 1' }));
  await seen(dialog.getByRole('listitem').filter({ hasText: 'Budi' }));
  await hers.page.keyboard.press('Escape');
  await gone(dialog);
  await eventually(async () => assert.equal(await hers.page.evaluate(() => document.activeElement?.dataset.id), said));
  // What a long press does with a finger.
  await his.message('makan bersama').getByRole('button', { name: /🎉 1 reaction/ }).click({ button: 'right' });
  await seen(his.page.getByRole('dialog', { name: 'Reactions and readers' }).getByRole('heading', { name: '🎉 1' }));
  await his.page.keyboard.press('Escape');
  await seen(his.message('makan bersama').getByRole('button', { name: /🎉 1 reaction/ }));
});

between('links to our own messages and chats unfold for who may see them; names of channels are links', async (cast) => {
  const { hers, his, ana, budi, citra, id } = await talk(cast);
  const at = new URL(hers.page.url()).origin;
  const plan = await channel(ana, `rencana-${groups}`, [budi]);
  const said = await say(ana, plan, 'anggaran **disetujui** kemarin');
  const secret = await group(ana, 'rahasia', [citra]);
  const hidden = await say(ana, secret, 'tidak untuk Budi');
  budi.allow(/404 GET .*/);
  await say(ana, id, `lihat ${at}/chat/${plan}?m=${said} dan ${at}/chat/${secret}?m=${hidden} di #rencana-${groups}`);
  await seen(his.message('lihat').locator('.chat-unfurl').filter({ hasText: 'anggaran disetujui kemarin' }));
  await counted(his.message('lihat').locator('.chat-unfurl'), 1);
  await counted(hers.message('lihat').locator('.chat-unfurl'), 2);
  await his.message('lihat').getByRole('link', { name: `#rencana-${groups}`, exact: true }).click();
  await arrived(his.page, `/chat/${plan}`);
  await hers.message('lihat').locator('.chat-unfurl').first().click();
  await arrived(hers.page, `/chat/${plan}?m=${said}`);
});

between('commands are offered, done, and taken for text where they are none', async (cast) => {
  const { hers, his, ana, citra, id } = await talk(cast);
  await hers.input.pressSequentially('/to');
  const offers = hers.main.getByRole('listbox', { name: 'Commands' });
  await seen(offers.getByRole('option', { name: /\/topic topic Changes what this chat is about/ }));
  await hers.input.press('Enter');
  await hers.input.pressSequentially('kopi dan teh');
  await hers.input.press('Enter');
  await seen(his.main.getByText('kopi dan teh'));
  await valued(hers.input, '');

  await hers.input.fill('/invite @Citra');
  await hers.input.press('Escape');
  await hers.input.focus();
  await hers.input.press('Enter');
  await seen(hers.page.getByText(/^Citra added to/));
  assert.equal((await citra.get(`/chats/${id}`)).isMember, true);

  // Enter twice, the second before the first is answered: it is done once.
  let answer;
  const held = new Promise((resolve) => { answer = resolve; });
  await hers.page.route('**/api/v1/chats/saved', async (route) => {
    await held;
    await route.continue();
  });
  await hers.input.fill('/remind besok jam 9 telepon Rina');
  const asked = hers.page.waitForRequest('**/api/v1/chats/saved');
  await hers.input.press('Enter');
  await asked;
  await hers.input.press('Enter');
  answer();
  await seen(hers.page.getByText(/^You will be reminded on .* at 09:00/));
  await hers.page.unroute('**/api/v1/chats/saved');
  const [saved, ...more] = (await ana.get('/chats/saved')).items;
  assert.deepEqual(more, []);
  assert.deepEqual([saved.note, saved.chatId], ['telepon Rina', id]);

  await hers.input.fill('/mute 2 jam');
  await hers.input.press('Enter');
  await seen(hers.page.getByText(/^Muted until /));
  // The page says it at once; the server hears it a little later.
  await eventually(async () => assert.ok(new Date((await ana.get(`/chats/${id}`)).mutedUntil) > Date.now()));

  await hers.input.fill('/nosuch halo');
  await hers.input.press('Enter');
  await seen(hers.main.getByRole('alert').filter({ hasText: 'There is no command /nosuch.' }));
  await valued(hers.input, '/nosuch halo');
  await hers.main.getByRole('button', { name: 'Send as text' }).click();
  await seen(his.message('/nosuch halo'));
  await hers.send('//shrug');
  await seen(his.message('/shrug'));
  await hers.send('/shrug entah');
  await seen(his.message('entah \u00af\\_(\u30c4)_/\u00af'));
  await hers.send('/etc/hosts rusak');
  await seen(his.message('/etc/hosts rusak'));
  await hers.input.fill('/poll');
  await hers.input.press('Enter');
  await seen(hers.page.getByRole('dialog', { name: 'New poll' }));
});

between('much that is pasted is pointed out and made code; too much says by how much', async (cast) => {
  const { hers, his } = await talk(cast);
  const paste = (text) => hers.input.evaluate((area, words) => {
    area.focus();
    const data = new DataTransfer();
    data.setData('text/plain', words);
    if (area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))) document.execCommand('insertText', false, words);
  }, text);
  await paste('pendek');
  await paste(Array.from({ length: 400 }, (_, i) => `baris ${i} log`).join('\n'));
  await seen(hers.main.getByRole('status').filter({ hasText: 'Long text: 5,489 characters.' }));
  await hers.main.getByRole('button', { name: 'Make it a code block' }).click();
  await gone(hers.main.getByText('Long text: 5,489 characters.'));
  await hers.input.press('Enter');
  await seen(his.message('baris 399 log').locator('pre'));
  await hers.input.fill('x'.repeat(20_007));
  await seen(hers.main.getByText('7 characters too many'));
  await eventually(async () => assert.equal(await hers.main.getByTestId('send-button').isDisabled(), true));
});

between('the emoji picker finds in English, remembers what was used and in what tone', async (cast) => {
  const { hers } = await talk(cast);
  const open = () => hers.main.getByRole('button', { name: 'Emoji', exact: true }).click();
  const picker = hers.page.getByRole('dialog', { name: 'Emoji' });
  await open();
  await picker.getByRole('button', { name: 'Skin tone: none' }).click();
  await seen(picker.getByRole('button', { name: 'Skin tone: light', exact: true }));
  await picker.getByRole('searchbox').fill('waving');
  await picker.getByRole('button', { name: 'waving hand', exact: true }).click();
  await valued(hers.input, '\u{1F44B}\u{1F3FB}');
  await open();
  await seen(picker.getByRole('group', { name: 'Recently used' }).getByRole('button').first());
  await hers.page.keyboard.press('Escape');
});

between('an edit shows what it took away and what it put in', async (cast) => {
  const { hers, ana, id } = await talk(cast);
  const said = await say(ana, id, 'rilis jam lima di atas');
  for (const content of ['rilis jam enam di atas', 'rilis jam enam di bawah']) await ana.post(`/chats/${id}/messages/${said}/edit`, { content });
  await seen(hers.message('di bawah'));
  await hers.choose('di bawah', 'Earlier versions');
  const changes = hers.page.getByRole('dialog', { name: 'Earlier versions' }).getByRole('listitem');
  await counted(changes, 2);
  assert.deepEqual(await changes.locator('del').allInnerTexts(), ['atas', 'lima']);
  assert.deepEqual(await changes.locator('ins').allInnerTexts(), ['bawah', 'enam']);
  await hers.page.keyboard.press('Escape');
});
