// `node tests/bench/soak.mjs`: eight minutes of a busy day. Somebody else writes twice a second, the reader goes to another
// chat every three seconds; heap, nodes and listeners are counted after a collection every twenty seconds. They have to stay
// where they are after the first quarter. MINUTES changes how long.

import assert from 'node:assert/strict';
import { loadavg } from 'node:os';
import { group } from '../browser/support/chat.mjs';
import { Glass } from '../browser/support/measure.mjs';
import { BINARY, SHIPPED } from '../browser/support/server.mjs';
import { scene } from '../browser/support/stage.mjs';

const MINUTES = Number(process.env.MINUTES ?? 8);
const [EVERY_POST, EVERY_SWITCH, EVERY_SAMPLE] = [500, 3000, 20_000];
/** What may be added in eight hours. */
const MOST = { heap: 10, nodes: 1500, listeners: 150 };
const CHATS = 5;

/** How much is added per hour: the slope of the straight line through the samples. */
function perHour(samples, name) {
  const mean = (of) => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [x, y] = [mean((each) => each.at), mean((each) => each[name])];
  const slope = samples.reduce((sum, each) => sum + (each.at - x) * (each[name] - y), 0) / samples.reduce((sum, each) => sum + (each.at - x) ** 2, 0);
  return slope * 3_600_000;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

scene('a busy day leaves nothing behind', async (stage) => {
  const [ana, budi] = [await stage.person('Ana'), await stage.person('Budi')];
  const chats = [];
  for (let n = 1; n <= CHATS; n += 1) chats.push(await group(budi, `Ruang ${n}`, [ana]));
  for (const id of chats) await budi.post(`/chats/${id}/messages`, { content: 'awal' });
  const glass = await Glass.on(ana.context, { ready: ['#main [data-testid="message"]'] });
  await glass.load(`${stage.server.url}/chat/${chats[0]}`);
  const begun = Date.now();
  const until = begun + MINUTES * 60_000;
  let written = 0;
  const write = async () => {
    while (Date.now() < until) {
      written += 1;
      const due = begun + written * EVERY_POST;
      await budi.post(`/chats/${chats[written % CHATS]}/messages`, { content: `pesan **${written}** untuk ${written % 3 ? 'semua' : '@Ana'}, lihat \`kode\`` });
      await pause(Math.max(0, due - Date.now()));
    }
  };
  let moves = 0;
  const move = async () => {
    while (Date.now() < until) {
      moves += 1;
      await glass.page.locator(`[data-chat="${chats[moves % CHATS]}"]`).click();
      await pause(EVERY_SWITCH);
    }
  };
  const samples = [];
  const sample = async () => {
    while (Date.now() < until) {
      await pause(EVERY_SAMPLE);
      const held = await glass.holds();
      samples.push({ at: Date.now() - begun, ...held });
      console.log(`# ${Math.round((Date.now() - begun) / 1000)} s: ${held.heap.toFixed(2)} MB, ${held.nodes} nodes, ${held.listeners} listeners`);
    }
  };
  await Promise.all([write(), move(), sample()]);
  const later = samples.filter(({ at }) => at > MINUTES * 15_000);
  console.log(`# ${BINARY}; ${written} messages, ${moves} switches; load average ${loadavg().map((each) => each.toFixed(1)).join(' ')}`);
  for (const [name, most] of Object.entries(MOST)) {
    const slope = perHour(later, name);
    console.log(`# ${name}: ${slope.toFixed(2)} an hour, ${(slope * 8).toFixed(1)} in eight (at most ${most})`);
  }
  for (const [name, most] of Object.entries(MOST)) {
    // Half against half: a slope over minutes says little about hours where single samples differ by more.
    const half = Math.floor(later.length / 2);
    const mean = (list) => list.reduce((sum, each) => sum + each[name], 0) / list.length;
    const grown = mean(later.slice(half)) - mean(later.slice(0, half));
    assert.ok(grown <= most / 8, `${name} grew by ${grown.toFixed(2)}`);
  }
}, { env: SHIPPED, ms: (MINUTES + 3) * 60_000 });
