// What is written and not sent: drafts that follow one to other devices, and messages that wait for their time.

import assert from 'node:assert/strict';
import { chatOf, direct, group, messagesOf, say } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen, valued } from './support/waiting.mjs';

const toast = (chat) => chat.page.getByRole('region', { name: 'Notices', exact: true });
const kept = (person, text) => eventually(async () => assert.deepEqual((await person.get('/chats/drafts')).map((draft) => draft.text), text));

async function pair({ person, deviceOf }) {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const room = await direct(ana, budi);
  return { ana, budi, room, second: await deviceOf(ana) };
}

scene('a draft goes on at another device, and is gone everywhere once it is sent', async (stage) => {
  const { ana, room, second } = await pair(stage);
  const first = await chatOf(ana, `/chat/${room}`);
  const other = await chatOf(second, `/chat/${room}`);
  await first.input.fill('Setengah kalimat');
  await valued(other.input, 'Setengah kalimat');
  await other.input.fill('Setengah kalimat, sisanya');
  await valued(first.input, 'Setengah kalimat, sisanya');
  await first.input.press('Enter');
  await seen(first.message('Setengah kalimat, sisanya'));
  await valued(other.input, '');
  await kept(ana, []);
});

scene('two devices that wrote apart lose nothing: one chooses, or keeps both', async (stage) => {
  const { ana, room, second } = await pair(stage);
  const first = await chatOf(ana, `/chat/${room}`);
  const other = await chatOf(second, `/chat/${room}`);
  second.allow(/409 PUT/);
  await second.offline();
  await other.input.fill('dari telepon');
  await first.input.fill('dari meja');
  await kept(ana, ['dari meja']);
  await second.offline(false);
  const bar = other.main.getByRole('status').filter({ hasText: 'Another device has a different draft' });
  await seen(bar.getByText('dari meja'));
  await valued(other.input, 'dari telepon');
  await bar.getByRole('button', { name: 'Keep both' }).click();
  await gone(bar);
  await valued(other.input, 'dari telepon\n\ndari meja');
  await valued(first.input, 'dari telepon\n\ndari meja');

  await second.offline();
  await other.input.fill('lain');
  await first.input.fill('yang benar');
  await kept(ana, ['yang benar']);
  await second.offline(false);
  await bar.getByRole('button', { name: 'Use it' }).click();
  await valued(other.input, 'yang benar');
  await kept(ana, ['yang benar']);
});

scene('drafts of all chats are listed; one is deleted and brought back, one is opened', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const [room, talk] = [await group(ana, 'Rapat', [budi]), await direct(ana, budi)];
  const root = await say(budi, room, 'Agenda?');
  const hers = await chatOf(ana, `/chat/${talk}`);
  await hers.input.fill('untuk Budi');
  await hers.go(`/chat/${room}?thread=${root}`);
  await hers.reply.fill('balasan **tebal**');
  await seen(hers.list.getByText('2 drafts and scheduled messages'));
  await hers.go('/chat/later');
  const card = (text) => hers.main.getByRole('article').filter({ hasText: text });
  await seen(card('balasan tebal').getByText('Thread'));
  await card('untuk Budi').getByRole('button', { name: 'Delete draft for Budi' }).click();
  await gone(card('untuk Budi'));
  await toast(hers).getByRole('button', { name: 'Undo' }).click();
  await seen(card('untuk Budi'));
  await card('balasan tebal').getByRole('link', { name: 'Open draft for Rapat' }).click();
  await arrived(hers.page, `/chat/${room}?thread=${root}`);
  await valued(hers.reply, 'balasan **tebal**');
});

scene('a message is scheduled, changed, cancelled and brought back, and sent at last', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const room = await direct(ana, budi);
  const hers = await chatOf(ana, `/chat/${room}`);
  await hers.input.fill('Selamat pagi');
  await hers.main.getByRole('button', { name: 'Send later' }).click();
  await hers.page.getByRole('menuitem', { name: /Tomorrow morning/ }).click();
  await valued(hers.input, '');
  await toast(hers).getByRole('button', { name: 'Show' }).click();
  await arrived(hers.page, '/chat/later');
  const card = hers.main.getByRole('article');
  await seen(card.getByText(/09:00/));

  await card.getByRole('button', { name: 'Edit message to Budi' }).click();
  const dialog = hers.page.getByRole('dialog', { name: 'Edit scheduled message' });
  await dialog.getByLabel('Message').fill('Selamat siang');
  await dialog.getByLabel('Your own time').fill('2020-01-01T12:00');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await seen(dialog.getByText('Choose a time at least a minute ahead.'));
  const noon = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10);
  await dialog.getByLabel('Your own time').fill(`${noon}T12:30`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await gone(dialog);
  await seen(card.getByText('Selamat siang'));
  await seen(card.getByText(/12:30/));

  await card.getByRole('button', { name: 'Cancel message to Budi' }).click();
  await gone(card);
  assert.deepEqual(await ana.get('/chats/scheduled'), []);
  await toast(hers).getByRole('button', { name: 'Undo' }).click();
  await seen(card.getByText('Selamat siang'));
  await card.getByRole('button', { name: 'Send to Budi now' }).click();
  await gone(card);
  await eventually(async () => assert.deepEqual((await messagesOf(budi, room)).map((message) => message.content), ['Selamat siang']));
  await counted(hers.main.getByText('Nothing unsent'), 1);
});

scene('a part that did not arrive at the start is fetched again', async ({ person, deviceOf }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const room = await direct(ana, budi);
  ana.allowCuts();
  let cuts = 0;
  await ana.context.route('**/features/chat/drafts.js', (route) => {
    cuts += 1;
    return cuts === 1 ? route.abort() : route.continue();
  });
  const first = await chatOf(ana, `/chat/${room}`);
  await first.input.fill('Sampai juga');
  const other = await chatOf(await deviceOf(ana), `/chat/${room}`);
  await valued(other.input, 'Sampai juga');
  assert.equal(cuts, 2);
});
