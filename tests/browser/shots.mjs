// Draws every screen, light and dark, wide and narrow, in every language, into target/screens, to be looked at. Not a test of
// the suite: `node tests/browser/shots.mjs`. SHOTS=channel,thread draws only those, SHOTS_IN=en,id,xx chooses the languages,
// SHOTS_ON=desk,phone the windows. With SHOTS_TWICE=1 all is drawn again by a fresh server, into target/screens-again: every picture must be the same, byte for byte.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { doorsOf, screensOf, team, visit } from './support/screens.mjs';
import { scene } from './support/stage.mjs';
import { holdStill } from './support/still.mjs';
import { speakPseudo, wordsOf } from './support/words.mjs';

const OUT = ['screens', 'screens-again'].map((name) => fileURLToPath(new URL(`../../target/${name}/`, import.meta.url)));
const LOCALES = { en: 'en-GB', id: 'id-ID', xx: 'en-GB' };
const list = (name, all) => process.env[name]?.split(',') ?? all;
const WANTED = list('SHOTS', null);
const LANGUAGES = list('SHOTS_IN', ['en', 'id']);
const DEVICES = list('SHOTS_ON', ['desk', 'phone']);

/** Draws one screen in both looks; answers `[[name, hash]]`. */
async function draw(page, out, folder, name) {
  const hashes = [];
  // A page is painted as a whole when its colours change: what was painted in parts may be off by a shade at an edge.
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    const path = join(folder, `${name}-${colorScheme}.png`);
    const bytes = await page.screenshot({ path: join(out, path), animations: 'disabled', caret: 'hide' });
    hashes.push([path, createHash('sha256').update(bytes).digest('hex')]);
  }
  return hashes;
}

async function drawAll(page, out, folder, screens) {
  const hashes = [];
  for (const screen of screens.filter(([name]) => !WANTED || WANTED.includes(name))) {
    try {
      await visit(page, screen);
      await page.mouse.move(0, 0);
      hashes.push(...await draw(page, out, folder, screen[0]));
    } catch (failure) {
      failure.message = `${folder} ${screen[0]}: ${failure.message}`;
      throw failure;
    }
  }
  return hashes;
}

/** Everything, on a stage of its own, into a folder: a Map of file → hash. */
async function run(stage, out) {
  const began = Date.now();
  const { boss, ids } = await team(stage);
  const hashes = [];
  const setup = new URL(await stage.server.setupLink());
  const { token } = await boss.post('/admin/invitations', {});
  for (const code of LANGUAGES) {
    for (const device of DEVICES) {
      const folder = `${code}-${device}`;
      await mkdir(join(out, folder), { recursive: true });
      const begin = async (person, path) => {
        await holdStill(person, began);
        if (code === 'xx') await speakPseudo(person);
        return person.open(path);
      };
      const me = await stage.deviceOf(boss, { device, locale: LOCALES[code] });
      me.allow(/^404 GET /);
      hashes.push(...await drawAll(await begin(me, '/dashboard'), out, folder, screensOf(ids, wordsOf(code))));
      await me.context.close();
      const visitor = await stage.stranger({ device, locale: LOCALES[code] });
      visitor.allow(/^4\d\d (GET|POST) /);
      hashes.push(...await drawAll(await begin(visitor, '/login'), out, folder, doorsOf(setup.pathname + setup.hash, `/invite#token=${token}`)));
      await visitor.context.close();
    }
  }
  return new Map(hashes);
}

const drawn = [];
for (let i = 0; i < (process.env.SHOTS_TWICE ? 2 : 1); i += 1) {
  scene(`draws every screen (${i + 1})`, async (stage) => {
    drawn.push(await run(stage, OUT[i]));
    const [first, second = first] = drawn;
    const differ = [...second].filter(([path, hash]) => first.get(path) !== hash).map(([path]) => path);
    assert.deepEqual(differ, [], 'not the same the second time');
  }, { ms: 3_600_000 });
}
