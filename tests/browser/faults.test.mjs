// The line between page and server does what lines must not: it drops, delays, doubles and reorders frames. Two people post,
// edit, delete, react, read and reply meanwhile; in the end the page shows what the server has, each thing once.

import assert from 'node:assert/strict';
import { chatOf, group, say } from './support/chat.mjs';
import { dice, equalsServer, History } from './support/history.mjs';
import { ensemble } from './support/stage.mjs';
import { Wire } from './support/wire.mjs';
import { counted, eventually, seen } from './support/waiting.mjs';

const SEED = Number(process.env.SEED ?? 20261124);
const STEPS = 50;
/** High enough that every message of a history is drawn. */
const TALL = { width: 1440, height: 9000 };

const scene = ensemble(async (stage) => {
  const [ana, budi] = [await stage.person('Ana', { viewport: TALL }), await stage.person('Budi')];
  return { stage, ana, budi, wire: await Wire.on(ana) };
});

let played = 0;

/**
 * A test: Ana has a chat with a thread open, Budi and another device of hers are busy there and in a second chat while
 * `fault({wire, random, page})` tampers with her line. It may answer what is to be done before the line is mended.
 */
function fault(title, tamper) {
  scene(title, async ({ stage, ana, budi, wire }) => {
    played += 1;
    const seed = SEED + played;
    console.log(`# seed ${seed}`);
    const elsewhere = await stage.deviceOf(ana);
    const [open, quiet] = [await group(ana, `Ramai ${played}`, [budi]), await group(budi, `Sepi ${played}`, [ana])];
    const rootId = await say(budi, open, 'utas.');
    const history = new History(seed, [elsewhere, budi], [open, quiet]);
    await history.play(10);
    const hers = await chatOf(ana, `/chat/${open}?thread=${rootId}`);
    await seen(hers.message('utas.', hers.panel));
    await eventually(() => assert.ok(wire.lines.size));
    history.messages.push({ id: rootId, who: budi, chatId: open, reactions: new Set() });
    const before = await tamper({ wire, random: dice(seed), page: hers.page, ana, history });
    try {
      await history.play(STEPS / 2);
      for (const n of [1, 2, 3]) await hers.send(`dari halaman ${n}`);
      await history.play(STEPS / 2);
      await before?.();
      wire.mend();
      // She comes back to the window: the page asks whether all is well.
      await hers.page.evaluate(() => dispatchEvent(new Event('focus')));
      await counted(hers.main.locator('.chat-sending'), 0);
      await equalsServer(hers.page, ana, open, history.messages.some(({ id }) => id === rootId) ? rootId : null);
    } finally {
      wire.mend();
      await hers.page.close();
      wire.lines.clear();
      await elsewhere.context.close();
    }
  });
}

const isEvent = (frame) => /^\{"event":"[^"]+","seq"/.test(frame) || /"seq":\d+/.test(frame) && !/"connection\./.test(frame);

fault('nothing is done to the line', () => undefined);

fault('every fifth event is dropped', ({ wire, random }) => {
  let dropped = 0;
  wire.pass = (frame, deliver) => (isEvent(frame) && random.chance(0.2) ? void (dropped += 1) : deliver(frame));
  return () => assert.ok(dropped > 5, `${dropped} dropped`);
});

fault('every frame comes late, by up to a third of a second', ({ wire, random }) => {
  let line = Promise.resolve();
  wire.pass = (frame, deliver) => {
    const wait = random.below(330) / 5;
    line = line.then(() => new Promise((resolve) => setTimeout(resolve, wait))).then(() => deliver(frame));
  };
  return () => line;
});

fault('every third event comes twice, some much later', ({ wire, random }) => {
  const old = [];
  wire.pass = (frame, deliver) => {
    deliver(frame);
    if (!isEvent(frame)) return;
    if (random.chance(0.33)) deliver(frame);
    old.push(frame);
    if (random.chance(0.2)) deliver(random.pick(old));
  };
});

fault('events overtake each other', ({ wire, random }) => {
  const held = [];
  wire.pass = (frame, deliver) => {
    if (isEvent(frame) && held.length < 3 && random.chance(0.4)) return void held.push(frame);
    deliver(frame);
    while (held.length && random.chance(0.5)) deliver(held.pop());
    return undefined;
  };
});

fault('what the page says never arrives, until it takes the line for dead', ({ wire, page }) => {
  let said = 0;
  wire.say = () => void (said += 1);
  const first = [...wire.lines];
  return async () => {
    await page.evaluate(() => dispatchEvent(new Event('offline')));
    await eventually(() => assert.ok(said > 0));
    await eventually(() => assert.ok(wire.lines.size && first.every((line) => !wire.lines.has(line))));
  };
});

fault('the line breaks in the middle of catching up, again and again', ({ wire, random, history }) => {
  wire.cut();
  let left = 6;
  let room = random.below(8);
  wire.pass = (frame, deliver) => {
    if (left === 0) return deliver(frame);
    if (isEvent(frame) && room === 0) {
      left -= 1;
      room = random.below(8);
      return left % 2 ? wire.cut() : [...wire.lines].forEach((line) => line.server.close());
    }
    room -= isEvent(frame) ? 1 : 0;
    return deliver(frame);
  };
  return async () => {
    for (let tries = 0; left > 0 && tries < 60; tries += 1) {
      await history.play(6);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    assert.equal(left, 0, 'the line was broken less often than meant');
  };
});
