// Everything one does with a message beyond writing it.

import assert from 'node:assert/strict';
import { chatOf, channel, direct, group, messagesOf, say } from './support/chat.mjs';
import { ensemble, scene } from './support/stage.mjs';
import { arrived, counted, eventually, gone, seen } from './support/waiting.mjs';

/** The same two, with their pages open, each scene in a new group of theirs. */
const between = ensemble(async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  return { ana, budi, hers: await chatOf(ana), his: await chatOf(budi) };
});
let groups = 0;
async function talk({ ana, budi, hers, his }) {
  groups += 1;
  const title = `Ruang ${groups}`;
  const id = await group(ana, title, [budi]);
  for (const chat of [hers, his]) {
    await chat.go(`/chat/${id}`);
    await seen(chat.main.getByRole('heading', { name: title, level: 1 }));
  }
  return { ana, budi, hers, his, id, title };
}

between('code has its language, its colours, a way to copy it and to wrap it; long code is folded', async (cast) => {
  const { hers, ana, id } = await talk(cast);
  const code = 'fn main() { println!("halo dunia"); }\n';
  await say(ana, id, `\`\`\`rs\n${code}\`\`\``);
  const block = hers.message('halo dunia');
  await seen(block.getByText('Rust', { exact: true }));
  await seen(block.locator('.hl-keyword', { hasText: 'fn' }));
  assert.equal(await block.locator('code').innerText(), code);
  await hers.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await block.getByRole('button', { name: 'Copy code' }).click();
  await seen(block.getByRole('button', { name: 'Copied' }));
  assert.equal(await hers.page.evaluate(() => navigator.clipboard.readText()), code);
  const wrap = block.getByRole('button', { name: 'Wrap long lines' });
  await wrap.click();
  assert.equal(await wrap.getAttribute('aria-pressed'), 'true');
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
  assert.match(await his.page.evaluate(() => navigator.clipboard.readText()), new RegExp(`/chat/${id}\\?thread=${first}&m=${early}$`));

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
