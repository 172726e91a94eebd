// How fast the page is, against the budgets of the design. Medians of five; a gate lies at one and a half times its budget and
// is tried three times, because machines that test do other things as well; where even an empty page misses frames, times are
// printed and not judged. So are they for a debug build, whose server is slow:
// `EPOP_BINARY=target/release/epop node --test tests/browser/budgets.test.mjs` judges them. Requests and bytes, nodes, shifts
// and the heap are always judged. The page is the one in the binary.

import assert from 'node:assert/strict';
import { group, say } from './support/chat.mjs';
import { kept } from './support/kept.mjs';
import { fill, Glass, isStrained, median, percentile } from './support/measure.mjs';
import { BINARY, SHIPPED } from './support/server.mjs';
import { ensemble } from './support/stage.mjs';
import { eventually } from './support/waiting.mjs';

const RELEASE = /\/release\//.test(BINARY);
const SLACK = 1.5;
const RUNS = 5;
const TRIES = 3;
const MISSED = 500;
const DEEP = Number(process.env.DEEP ?? 1500);
const READY = ['#main [data-testid="message"]', '#main [data-testid="message-input"]'];
const LIST = '#main .vlist';

/** The budgets as the design has them. */
const BUDGETS = {
  requests: 35, bytes: 150 * 1024, js: 70 * 1024, modules: 24, css: 16 * 1024, cold: 500, fcp: 500, warm: 200, key: 40, switch: 80, palette: 64, slow: 200, heap: 40, shift: 0.005, nodes: 500, catchUp: 300,
};

const round = (value) => Math.round(value * 1000) / 1000;
const told = (name, values, unit = 'ms') => console.log(`# ${name}: ${values.map((each) => Math.round(each * 100) / 100).join(' ')} ${unit}`);

/** Takes a figure up to three times until it keeps to `most`; a time (with a `context`) counts only for what is shipped, where the machine has time for it. */
async function within(name, most, take, context = null) {
  let figure = Infinity;
  for (let tried = 1; tried <= TRIES && figure > most; tried += 1) {
    figure = await take();
    console.log(`# ${name}: ${round(figure)} (at most ${round(most)}${tried > 1 ? `, try ${tried}` : ''})`);
    if (figure > most && context && !RELEASE) return console.log(`# ${name}: not judged, this is a debug build`);
    if (figure > most && context && await isStrained(context)) return console.log(`# ${name}: not judged, the machine is busy`);
  }
  return assert.ok(figure <= most, `${name}: ${round(figure)}, at most ${round(most)}`);
}

const scene = ensemble(async (stage) => {
  console.log(`# ${BINARY} (${RELEASE ? 'release' : 'debug'})`);
  const [ana, budi] = [await stage.person('Ana'), await stage.person('Budi')];
  const deep = await group(budi, 'Dalam', [ana]);
  const others = [];
  for (const name of ['Satu', 'Dua', 'Tiga']) others.push(await group(budi, name, [ana]));
  for (const id of others) {
    for (const n of [1, 2, 3]) await say(budi, id, `Isi ${id}, baris ${n}: **tebal**, \`kode\` dan https://contoh.example`);
  }
  await fill(budi, stage.server.url, deep, DEEP);
  return { stage, ana, budi, deep, others, url: stage.server.url };
}, { env: SHIPPED });

/** Ana on a device that has never been here, or at least has nothing cached. */
async function fresh({ stage, ana }) {
  const device = await stage.deviceOf(ana);
  return device.context;
}

scene('the first chat on screen takes few requests and bytes', async (cast) => {
  // Where the machine is slow, some of what is fetched in idle time is counted as well: then the fewest of the tries count.
  const best = {};
  const take = async () => {
    const context = await fresh(cast);
    const glass = await Glass.on(context, { ready: READY });
    const figures = await glass.load(`${cast.url}/chat/${cast.others[0]}`);
    await context.close();
    console.log(figures.urls.map((url) => `#   ${new URL(url).pathname}`).join('\n'));
    const names = ['requests', 'bytes', 'js', 'modules', 'css'];
    for (const name of names) {
      best[name] = Math.min(best[name] ?? Infinity, figures[name]);
      console.log(`# ${name}: ${best[name]} (budget ${BUDGETS[name]}, gate ${BUDGETS[name] * SLACK})`);
    }
    return Math.max(...names.map((name) => best[name] / BUDGETS[name]));
  };
  await within('the first load, in budgets', SLACK, take);
});

/** Loads in contexts of their own, or again and again in one that knows the files and what was last on screen. */
async function loads(cast, isWarm, rate = 1) {
  const [ready, fcp] = [[], []];
  const one = isWarm ? await fresh(cast) : null;
  for (let run = isWarm ? -1 : 0; run < RUNS; run += 1) {
    const context = one ?? await fresh(cast);
    const glass = await Glass.on(context, { ready: READY, rate });
    const times = await glass.load(`${cast.url}/chat/${cast.others[0]}`);
    if (run >= 0) {
      ready.push(times.ready);
      fcp.push(times.fcp);
    }
    if (run < 0) await eventually(async () => assert.ok((await kept(glass.page))?.parts.chat.streams.length, 'not kept yet'));
    await glass.close();
    if (!one) await context.close();
  }
  await one?.close();
  told(`${isWarm ? 'warm' : 'cold'} load, until it can be used`, ready);
  told('first paint', fcp);
  return { ready: median(ready), fcp: median(fcp) };
}

scene('it can be used soon after it was asked for, and sooner the second time', async (cast) => {
  if (!RELEASE) {
    await loads(cast, false);
    await loads(cast, true);
    return;
  }
  const { context } = cast.ana;
  await within('cold load', BUDGETS.cold * SLACK, async () => (await loads(cast, false)).ready, context);
  await within('first paint', BUDGETS.fcp * SLACK, async () => (await loads(cast, false)).fcp, context);
  await within('warm load', BUDGETS.warm * SLACK, async () => (await loads(cast, true)).ready, context);
});

const TEXT = 'Rapat rencana pindah ke jam sepuluh, tolong kabari yang lain.';

/** What a person feels: keys, going from chat to chat, the palette; in a page that has seen it all once. */
async function hands(cast, rate, check) {
  const context = await fresh(cast);
  const glass = await Glass.on(context, { ready: READY, rate });
  await glass.load(`${cast.url}/chat/${cast.others[0]}`);
  const { page } = glass;
  for (const id of [...cast.others.slice(1), cast.others[0]]) {
    await page.locator(`[data-chat="${id}"]`).click();
    await page.locator('#main').getByText(`Isi ${id}, baris 3`).waitFor();
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox').waitFor({ state: 'hidden' });
  await check(glass);
  await context.close();
}

async function keys(glass) {
  const field = glass.page.locator('#main [data-testid="message-input"]');
  await field.click();
  const times = await glass.keys(TEXT);
  await field.fill('');
  told(`${times.length} keys`, times);
  return percentile(times, 0.98);
}

async function switches(glass, { others }) {
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    for (const id of [others[1], others[2], others[0]].slice(run % 2)) times.push(await glass.time(['click', `[data-chat="${id}"]`], '#main .chat-msg-body', `Isi ${id}, baris 3`));
  }
  told('channel switch', times);
  return median(times);
}

async function paletteOpen(glass) {
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    times.push(await glass.time(['key', { key: 'k', code: 'KeyK', ctrlKey: true }], '[role="listbox"] [role="option"]'));
    await glass.page.keyboard.press('Escape');
    await glass.page.getByRole('combobox').waitFor({ state: 'hidden' });
  }
  told('palette open', times);
  return median(times);
}

async function paletteType(glass) {
  await glass.page.keyboard.press('Control+k');
  await glass.page.getByRole('combobox').waitFor();
  const times = await glass.keys('tiga dua', 60);
  await glass.page.keyboard.press('Escape');
  await glass.page.getByRole('combobox').waitFor({ state: 'hidden' });
  told('palette type', times);
  return median(times);
}

for (const rate of [1, 4]) {
  scene(`keys, switches and the palette answer at once${rate > 1 ? ', also where the processor is four times slower' : ''}`, async (cast) => {
    await hands(cast, rate, async (glass) => {
      const { context } = cast.ana;
      const most = (budget) => (rate > 1 ? BUDGETS.slow : budget) * SLACK;
      await within('keystroke to paint, p98', most(BUDGETS.key), () => keys(glass), context);
      await within('channel switch', most(BUDGETS.switch), () => switches(glass, cast), context);
      // Before the palette opens: its list is as long as what it found.
      if (rate === 1) await within('layout shift, load and switches', BUDGETS.shift, () => glass.shifted());
      await within('palette open', most(BUDGETS.palette), () => paletteOpen(glass), context);
      await within('palette type', most(BUDGETS.palette), () => paletteType(glass), context);
      if (rate > 1) return;
      await within('heap with everything open, MB', BUDGETS.heap, async () => (await glass.holds()).heap);
    });
  });
}

scene('a long conversation scrolls smoothly and keeps few nodes', async (cast) => {
  const context = await fresh(cast);
  const glass = await Glass.on(context, { ready: READY });
  await glass.load(`${cast.url}/chat/${cast.deep}`);
  let nodes = 0;
  await within('frames over 25 ms of 540', 540 * 0.02, async () => {
    const scrolled = await glass.scroll(LIST, 540, -100);
    nodes = Math.max(nodes, scrolled.nodes);
    told('frames: p50, p95, p99, longest', [0.5, 0.95, 0.99, 1].map((share) => percentile(scrolled.deltas, share)));
    return scrolled.deltas.filter((delta) => delta > 25).length;
  }, cast.ana.context);
  console.log(`# nodes in the list: ${nodes}`);
  assert.ok(nodes <= BUDGETS.nodes * SLACK, `${nodes} nodes`);
  await context.close();
});

scene('going from chat to chat leaves nothing behind', async (cast) => {
  const context = await fresh(cast);
  const glass = await Glass.on(context, { ready: READY });
  await glass.load(`${cast.url}/chat/${cast.others[0]}`);
  const rounds = async (count) => {
    for (let n = 0; n < count * 3; n += 1) {
      const id = cast.others[n % 3];
      await glass.page.locator(`[data-chat="${id}"]`).click();
      await glass.page.locator('#main').getByText(`Isi ${id}, baris 3`).waitFor();
    }
    return glass.holds();
  };
  // Parts that come in idle time add theirs once: a leak adds the same every time.
  let before = await rounds(3);
  for (const name of ['nodes', 'listeners']) {
    await within(`${name} left by 12 more switches`, 0.05 * before[name], async () => {
      const [last, now] = [before, await rounds(4)];
      before = now;
      console.log(`# ${JSON.stringify(now)}`);
      return now[name] - last[name];
    });
  }
  await context.close();
});

scene(`${MISSED} missed events are there soon after the line is`, async (cast) => {
  const context = await fresh(cast);
  cast.stage.people.at(-1).allowCuts();
  await context.addInitScript(() => {
    const Real = WebSocket;
    window.lines = [];
    window.WebSocket = class extends Real {
      constructor(...given) {
        super(...given);
        window.lines.push(this);
        this.addEventListener('open', () => (window.openedAt = performance.now()));
      }
    };
  });
  const glass = await Glass.on(context, { ready: READY });
  await glass.load(`${cast.url}/chat/${cast.others[0]}`);
  let rounds = 0;
  await within('reconnected to caught up', BUDGETS.catchUp * SLACK, async () => {
    rounds += 1;
    await eventually(async () => assert.ok(await glass.page.evaluate(() => window.lines.at(-1)?.readyState === 1)));
    await context.setOffline(true);
    await glass.page.evaluate(() => window.lines.at(-1).close());
    await fill(cast.budi, cast.url, cast.others[0], MISSED - 1, (n) => `putaran ${rounds} terlewat ${n}`);
    await say(cast.budi, cast.others[0], `terakhir ${rounds}`);
    const caught = glass.page.evaluate((last) => new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        const bodies = document.querySelectorAll('#main .chat-msg-body');
        if (bodies[bodies.length - 1]?.textContent.trim() !== last) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - window.openedAt)));
      });
      observer.observe(document.querySelector('#main'), { childList: true, subtree: true, characterData: true });
    }), `terakhir ${rounds}`);
    await context.setOffline(false);
    return caught;
  }, cast.ana.context);
  await context.close();
}, { ms: 240_000 });
