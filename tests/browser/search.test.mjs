// Searching: the palette, the page of all results, and one conversation.

import assert from 'node:assert/strict';
import { sideways, violations } from './support/audit.mjs';
import { channel, chatOf, direct, group, say } from './support/chat.mjs';
import { scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen } from './support/waiting.mjs';

/** Waits until this person finds exactly `n` messages: the index follows what is said by a moment. */
const indexed = (person, q, n) => eventually(async () => {
  const { totals } = await person.get(`/search?${new URLSearchParams({ q })}`);
  assert.equal(totals.messages, n, `${q}: ${JSON.stringify(totals)}`);
});

/** The words that are painted over the page's texts. */
const painted = (page) => page.evaluate(() => [...CSS.highlights.get('found') ?? []].map((range) => {
  const { startContainer, startOffset, endOffset } = range;
  return startContainer.isConnected ? startContainer.data.slice(startOffset, endOffset).toLowerCase() : '';
}));
const isPainted = (page, word) => eventually(async () => assert.ok((await painted(page)).includes(word), `${word} among ${await painted(page)}`));

const results = (page) => page.getByTestId('search-result');
const field = (page) => page.locator('#main').getByTestId('search-input');
const tab = (page, name) => page.getByRole('group', { name: 'Kind of result' }).getByRole('button', { name });
const chips = (page) => page.getByRole('list', { name: 'Filters' }).getByRole('listitem');

/** A channel with a few things said in it; answers its id and those of the messages. */
async function story({ person }) {
  const [ana, budi] = [await person('Ana Wijaya'), await person('Budi Santoso')];
  const gudang = await channel(ana, 'gudang', [budi]);
  const said = [
    await say(ana, gudang, 'Pompa air di gudang rusak lagi'),
    await say(budi, gudang, 'Saya panggil tukang untuk pompa itu'),
    await say(ana, gudang, 'Terima kasih'),
  ];
  const reply = await say(budi, gudang, 'Tukang pompa datang besok', { rootMessageId: said[0] });
  return { ana, budi, gudang, said, reply };
}

scene('the palette finds what was said, leaves the lit row where it is, and leads to all results', async ({ person }) => {
  const { ana, gudang, said } = await story({ person });
  await indexed(ana, 'pompa', 3);
  const page = await ana.open('/dashboard');
  let answer = null;
  await page.route('**/api/v1/search?*', async (route) => {
    await new Promise((resolve) => { answer = resolve; });
    await route.continue();
  });
  await page.getByTestId('search-button').click();
  const palette = await seen(page.getByRole('dialog', { name: 'Search or jump to' }));
  const lit = palette.locator('[role=option][aria-selected=true]');
  await palette.getByTestId('search-input').fill('gudang rusak');
  await seen(palette.getByRole('option', { name: 'Search everything for “gudang rusak”' }));
  const before = await lit.boundingBox();
  await eventually(() => assert.ok(answer));
  answer();
  const hit = await seen(palette.getByRole('option', { name: /Ana Wijaya · #gudang.*Pompa air/ }));
  assert.equal(await lit.innerText(), await palette.getByRole('option', { name: /Search everything/ }).innerText(), 'what was lit alone stays lit, and stays first');
  assert.deepEqual(await lit.boundingBox(), before);
  assert.deepEqual(await hit.locator('mark').allInnerTexts(), ['gudang', 'rusak']);
  assert.deepEqual(await violations(page), []);
  await page.unroute('**/api/v1/search?*');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === `/chat/${gudang}` && url.searchParams.get('m') === said[0]);
  await isPainted(page, 'rusak');

  await page.keyboard.press('Control+k');
  await palette.getByTestId('search-input').fill('pompa');
  await seen(palette.getByRole('option', { name: /Search everything for “pompa”/ }));
  await page.keyboard.press('Control+Enter');
  await page.waitForURL((url) => url.pathname === '/search' && url.searchParams.get('q') === 'pompa');
  await seen(results(page).first());
});

scene('what is written and its chips are one query; Enter opens what was found in its place', async ({ person }) => {
  const { ana, gudang, said } = await story({ person });
  await indexed(ana, 'pompa', 3);
  const page = await ana.open('/search');
  await field(page).pressSequentially('pompa fr');
  await seen(page.getByRole('option', { name: /^from:/ }));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type('bud');
  await seen(page.getByRole('option', { name: 'Budi Santoso' }));
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press('Tab');
  assert.equal(await field(page).inputValue(), 'pompa from:"Budi Santoso" ');
  await seen(chips(page).filter({ hasText: 'From Budi Santoso' }));
  await page.waitForURL((url) => url.searchParams.get('q') === 'pompa from:"Budi Santoso"');
  await counted(results(page), 2);
  await seen(tab(page, /^Messages 2$/));

  await page.getByRole('button', { name: 'Take out: From Budi Santoso' }).click();
  assert.equal(await field(page).inputValue(), 'pompa');
  await counted(results(page), 3);
  const first = results(page).filter({ hasText: 'rusak lagi' });
  assert.deepEqual(await first.locator('mark').allInnerTexts(), ['Pompa']);
  // The preview shows what was said around it.
  await first.click();
  const beside = page.getByRole('complementary', { name: 'Side panel' });
  await seen(beside.getByText('Terima kasih'));
  await isPainted(page, 'pompa');
  assert.deepEqual(await violations(page), []);

  await field(page).focus();
  await page.keyboard.press('ArrowDown');
  await eventually(async () => assert.ok(await page.evaluate(() => document.activeElement.dataset.hit)));
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  const chosen = await page.evaluate(() => document.activeElement.dataset.hit.split(':')[1]);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.get('m') === chosen && url.pathname === `/chat/${gudang}`);
  assert.ok(chosen === said[0] || chosen === said[1] || page.url().includes(`thread=${said[0]}`));
  await isPainted(page, 'pompa');
  await page.goBack();
  await seen(results(page).first());
  assert.equal(await field(page).inputValue(), 'pompa');
});

scene('people, places, days and order narrow it; the address keeps it; pages follow', async ({ person }) => {
  const { ana, budi } = await story({ person });
  // Days are those of who asks.
  await ana.patch('/users/me', { timeZone: 'Asia/Jakarta' });
  const ramai = await channel(budi, 'ramai', [ana]);
  for (let i = 0; i < 45; i += 1) await say(budi, ramai, `Laporan nomor ${i}`);
  await say(ana, ramai, 'Laporan saya https://example.org/a');
  await indexed(ana, 'laporan', 46);
  const page = await ana.open('/search?q=laporan');
  const facets = page.getByRole('complementary', { name: 'Filters' });
  await seen(facets.getByRole('button', { name: /Budi Santoso/ }));
  await facets.getByRole('button', { name: /Ana Wijaya/ }).click();
  await seen(chips(page).filter({ hasText: 'From Ana Wijaya' }));
  await counted(results(page), 1);
  await facets.getByRole('button', { name: 'A link' }).click();
  await page.waitForURL((url) => url.searchParams.get('q') === 'laporan from:"Ana Wijaya" has:link');
  await counted(results(page), 1);
  await facets.getByRole('button', { name: 'Yesterday' }).click();
  await seen(page.getByText('Nothing found'));
  await page.getByRole('button', { name: /^Without on:/ }).click();
  await counted(results(page), 1);
  await page.getByRole('button', { name: 'Clear all filters' }).first().click();
  assert.equal(await field(page).inputValue(), 'laporan');

  await tab(page, /^Messages/).click();
  await page.getByRole('combobox', { name: 'Order' }).selectOption('date');
  await page.waitForURL((url) => url.searchParams.get('tab') === 'messages' && url.searchParams.get('sort') === 'date');
  await eventually(async () => assert.match(await results(page).nth(1).innerText(), /nomor 44/));
  await counted(results(page), 30);
  await results(page).last().scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: 'Show more' }).click();
  await counted(results(page), 46);
  await page.reload();
  await eventually(async () => assert.match(await results(page).nth(1).innerText(), /nomor 44/));
  assert.equal(await tab(page, /^Messages/).getAttribute('aria-pressed'), 'true');
});

scene('nobody finds what is not theirs, and markup stays text', async ({ person }) => {
  const [ana, budi, citra] = [await person('Ana'), await person('Budi'), await person('Citra')];
  const secret = await group(ana, 'Rahasia', [budi]);
  await say(ana, secret, 'Kejutan <img src=x onerror="document.title=1"> untuk Citra');
  await indexed(budi, 'kejutan', 1);
  const his = await budi.open('/search?q=kejutan');
  await seen(results(his).filter({ hasText: '<img src=x onerror="document.title=1">' }));
  assert.equal(await his.locator('#main img[src="x"]').count(), 0);
  const hers = await citra.open('/search?q=kejutan');
  await seen(hers.getByText('Nothing found'));
  await seen(tab(hers, /^All 0$/));
});

scene('what is wrong is explained and the rest is answered; what was searched is remembered until it is forgotten', async ({ person }) => {
  const { ana } = await story({ person });
  await indexed(ana, 'pompa', 3);
  const page = await ana.open('/search?q=pompa%20on%3Anever');
  await seen(page.getByText('“never” is no day.'));
  await page.getByRole('button', { name: 'Take it out' }).click();
  await counted(results(page), 3);
  await field(page).fill('pompa from:siapa');
  await seen(page.getByText('There is nobody called “siapa”.'));
  await seen(page.getByText('Nothing found'));
  await page.getByRole('button', { name: 'Without from:siapa' }).click();
  await counted(results(page), 3);
  await field(page).focus();
  await page.keyboard.press('Enter');
  await field(page).fill('');
  await page.getByRole('button', { name: 'pompa', exact: true }).click();
  await counted(results(page), 3);
  await field(page).fill('');
  await page.getByRole('button', { name: 'Forget recent searches' }).click();
  await gone(page.getByRole('button', { name: 'pompa', exact: true }));
  await page.getByRole('button', { name: 'has:', exact: true }).click();
  await seen(page.getByRole('option', { name: 'A file' }));
  assert.equal(await field(page).inputValue(), 'has:');
});

scene('the slash searches one conversation: rows lead to their messages, the words stand out, N goes on', async ({ person }) => {
  const { ana, budi, gudang, said, reply } = await story({ person });
  await say(ana, await group(ana, 'Lain', [budi]), 'Pompa di tempat lain');
  await indexed(ana, 'pompa', 4);
  const { page, main, panel } = await chatOf(ana, `/chat/${gudang}`);
  await seen(main.getByTestId('message').first());
  await main.getByTestId('message').first().focus();
  await page.keyboard.press('/');
  const input = panel.getByRole('combobox', { name: 'Search in #gudang' });
  await eventually(async () => assert.equal(await input.evaluate((element) => element === document.activeElement), true));
  await page.keyboard.type('pompa');
  await counted(results(page), 3);
  await isPainted(page, 'pompa');
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.get('m') === said[1]);
  await seen(main.locator(`.chat-msg.is-lit[data-id="${said[1]}"]`));
  await page.keyboard.press('n');
  await page.waitForURL((url) => url.searchParams.get('m') === said[0]);
  await page.keyboard.press('Shift+N');
  await page.waitForURL((url) => url.searchParams.get('m') === said[1]);
  // A reply is shown in its thread, and the search is still there after it.
  await page.keyboard.press('Shift+N');
  await page.waitForURL((url) => url.searchParams.get('thread') === said[0] && url.searchParams.get('m') === reply);
  await seen(panel.getByTestId('message').filter({ hasText: 'datang besok' }));
  await seen(main.getByRole('region', { name: 'Search in this conversation' }).getByText('1 of 3'));
  await isPainted(page, 'pompa');
  await panel.getByRole('button', { name: 'Close thread' }).click();
  await counted(results(page), 3);
  await panel.getByRole('button', { name: 'By me' }).click();
  await counted(results(page), 1);
  await panel.getByRole('button', { name: 'Close the search' }).click();
  await arrived(page, `/chat/${gudang}`);
  await eventually(async () => assert.deepEqual(await painted(page), []));
});

scene('without a connection what the device knows is shown as such, and the server is asked when it is back', async ({ person }) => {
  const { ana, budi } = await story({ person });
  await direct(ana, budi);
  await indexed(ana, 'pompa', 3);
  const page = await ana.open('/search?q=pompa');
  await counted(results(page), 3);
  ana.allowCuts();
  await ana.context.setOffline(true);
  await field(page).fill('budi');
  await seen(page.getByText('No connection: only what is on this device.'));
  await seen(results(page).filter({ hasText: 'Budi Santoso' }).first());
  await ana.context.setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await gone(page.getByText('No connection: only what is on this device.'));
  await seen(tab(page, /^People 1$/));
});

scene('on a phone the results fill the page, filters open over it, and a bar goes through a conversation', async ({ person, deviceOf }) => {
  const { ana, gudang } = await story({ person });
  await indexed(ana, 'pompa', 3);
  const phone = await deviceOf(ana, { device: 'phone' });
  const page = await phone.open('/chat');
  await page.getByTestId('search-button').tap();
  await page.getByRole('dialog', { name: 'Search or jump to' }).getByRole('combobox').fill('pompa');
  await page.getByRole('option', { name: /Search everything/ }).tap();
  await counted(results(page), 3);
  assert.deepEqual(await violations(page), []);
  assert.equal(await sideways(page), 0);
  await page.getByRole('button', { name: 'Filters', exact: true }).tap();
  const dialog = await seen(page.getByRole('dialog', { name: 'Filters' }));
  await dialog.getByRole('button', { name: /Ana Wijaya/ }).tap();
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole('button', { name: 'Show results' }).tap();
  await counted(results(page), 1);
  await page.getByRole('button', { name: 'Take out: From Ana Wijaya' }).tap();
  await counted(results(page), 3);
  await results(page).filter({ hasText: 'panggil tukang' }).tap();
  await page.waitForURL((url) => url.pathname === `/chat/${gudang}`);
  const bar = await seen(page.getByRole('region', { name: 'Search in this conversation' }));
  await seen(bar.getByText('2 of 3'));
  assert.deepEqual(await violations(page), []);
  await bar.getByRole('button', { name: 'Next result' }).tap();
  await seen(bar.getByText('3 of 3'));
  await bar.getByRole('button', { name: 'Close the search' }).tap();
  await gone(bar);
});
