// What a screen reader comes upon, in order: the main screens as it hears them, kept in snapshots/ with data and clock that do
// not change. UPDATE_SNAPSHOTS=1 renews them; the difference is then to be read as a blind person would hear it.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { doorsOf, screensOf, team, visit } from './support/screens.mjs';
import { scene } from './support/stage.mjs';
import { holdStill } from './support/still.mjs';

const FOLDER = new URL('./snapshots/', import.meta.url);
const HEARD = ['dashboard', 'channel', 'thread', 'threads', 'activity', 'saved', 'later', 'acts', 'members', 'message-menu', 'palette', 'profile-menu', 'appearance', 'people'];

/** Compares what is heard with what was kept, or keeps it; answers what differs. */
async function compare(name, heard) {
  const file = new URL(`${name}.aria.yml`, FOLDER);
  if (process.env.UPDATE_SNAPSHOTS) {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(file, heard);
    return [];
  }
  const kept = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const now = heard.split('\n');
  const at = now.findIndex((line, i) => line !== kept[i]);
  return at < 0 && now.length === kept.length ? [] : [`${name}, line ${at + 1}: heard “${now[at]?.trim()}”, kept “${kept[at]?.trim()}”`];
}

// What was announced a moment ago is no part of the screen.
const heardOf = async (page) => `${(await page.locator('body').ariaSnapshot()).replace(/^- (status|alert)(:.*)?\n/gm, '')}\n`;

scene('a screen reader hears what is kept in the snapshots', async (stage) => {
  const began = Date.now();
  const { boss, ids } = await team(stage);
  await holdStill(boss, began);
  await boss.open('/dashboard');
  const wrong = [];
  for (const screen of screensOf(ids).filter(([name]) => HEARD.includes(name))) {
    await visit(boss.page, screen);
    wrong.push(...await compare(screen[0], await heardOf(boss.page)));
  }
  const visitor = await stage.stranger();
  visitor.allow(/^401 /);
  const page = await visitor.open('/login');
  await visit(page, doorsOf('', '')[0]);
  wrong.push(...await compare('login', await heardOf(page)));
  assert.deepEqual(wrong, []);
}, { ms: 240_000 });
