// A stage for one test: a server, a browser, and people in contexts of their own. Whatever goes wrong in one of their pages
// without being expected (console, exceptions, content policy, refused requests, dialogs) fails the test.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';
import { Server } from './server.mjs';

const EVIDENCE = fileURLToPath(new URL('../../../target/test-logs/browser/', import.meta.url));
const SCENE_MS = 120_000;
// How many scenes of a file may be played again after they failed; each is told, and tests/run counts them.
let chances = Number(process.env.SECOND_CHANCES ?? 0);
// The address bar nobody sees would start two processes for every window. The others are what Playwright turns off, which a
// list of one's own replaces.
const WITHOUT = [
  'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'AimEnabled', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'OptimizationHints',
  'NetworkTimeServiceQuerying', 'PreconnectToSearch', 'CDPScreenshotNewSurface', 'Translate',
];
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-partial-raster', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  // An address of the local network without TLS, as a small team has it.
  '--host-resolver-rules=MAP team.test 127.0.0.1', `--disable-features=${WITHOUT}`];

/** Windows and hands people use. */
export const DEVICES = {
  desk: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
};

let browser = null;
const launch = () => {
  browser ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
  return browser;
};
after(async () => (await browser)?.close());

class Stage {
  people = [];

  constructor(server) {
    this.server = server;
  }

  /** A context without a sign-in: a stranger at the door. `options` are those of a Playwright context, `device` one of DEVICES. */
  stranger = async ({ device = 'desk', name = 'stranger', ...options } = {}) => {
    const context = await (await launch()).newContext({
      baseURL: this.server.url, locale: 'en-GB', timezoneId: 'Asia/Jakarta', reducedMotion: 'reduce',
      // What a worker answers no test could intercept: those about it let it in.
      serviceWorkers: 'block', ...DEVICES[device], ...options,
    });
    const person = await Person.watch(context, name);
    this.people.push(person);
    return person;
  };

  /**
   * The first account, made with the printed link. Same options as `stranger`. Unless `general` is asked for, the channel
   * everyone is in is put away, so that a test has only the chats it made.
   */
  admin = async ({ general = false, ...options } = {}) => {
    if (this.boss) throw new Error('the admin is on stage already');
    const admin = await this.stranger({ name: 'Sari Admin', ...options });
    const token = new URL(await this.server.setupLink()).hash.replace('#token=', '');
    this.boss = admin;
    await admin.enroll('/setup', { token, workspaceName: 'Nusantara' });
    if (!general) {
      const { generalChatId } = await admin.get('/boot');
      await admin.patch(`/chats/${generalChatId}`, { archived: true });
      await admin.post(`/chats/${generalChatId}/leave`);
    }
    return admin;
  };

  /** A colleague, invited and signed in. Their page is not open yet. */
  person = async (name, options = {}) => {
    const boss = this.boss ?? await this.admin();
    const { token } = await boss.post('/admin/invitations', {});
    const person = await this.stranger({ name, ...options });
    await person.enroll('/auth/invitations/accept', { token });
    return person;
  };

  /** Another device of somebody, signed in. */
  deviceOf = async (person, options = {}) => {
    const device = await this.stranger({ name: person.name, ...options });
    Object.assign(device, { email: person.email, password: person.password, id: person.id });
    await device.post('/auth/login', { email: person.email, password: person.password });
    return device;
  };

  async evidence(title) {
    await mkdir(EVIDENCE, { recursive: true });
    const slug = title.replace(/\W+/g, '-').slice(0, 60);
    for (const [i, page] of this.people.flatMap((person) => person.context.pages()).entries()) {
      await page.screenshot({ path: join(EVIDENCE, `${slug}-${i}.png`), timeout: 5000 }).catch(() => undefined);
    }
  }

  /** Everything that went wrong unexpectedly, one line each. */
  faults() {
    return [...this.people.flatMap((person) => person.faults.map((fault) => `${person.name}: ${fault}`)), ...this.server.errors()];
  }

  async clear() {
    await Promise.all(this.people.map((person) => person.context.close().catch(() => undefined)));
    await this.server.stop();
  }
}

/** Runs a play and judges what happened on the pages meanwhile. */
async function judged(title, stage, play) {
  for (const person of stage.people) person.faults.length = 0;
  try {
    await play();
    const faults = stage.faults();
    if (faults.length) throw new Error('the pages were not well');
  } catch (failure) {
    await stage.evidence(title);
    failure.message += `\n-- faults:\n${stage.faults().join('\n')}\n-- the server:\n${stage.server.tail(12)}`;
    throw failure;
  }
}

/** Plays, and once more if that failed and a chance is left: where machines are busy with others, a browser may stall. */
async function played(title, play) {
  try {
    await play();
  } catch (failure) {
    if (chances < 1) throw failure;
    chances -= 1;
    console.log(`# second chance: ${title}\n${failure.stack.replace(/^/gm, '#   ')}`);
    await play();
  }
}

/**
 * One test. `play(stage)` gets `{server, admin(), person(name), stranger(), deviceOf(person)}`. `options.env` are the server's
 * settings.
 */
export function scene(title, play, { env, ms = SCENE_MS } = {}) {
  test(title, { timeout: ms }, () => played(title, async () => {
    const stage = new Stage(await Server.start(env));
    try {
      await judged(title, stage, () => play(stage));
    } finally {
      await stage.clear();
    }
  }));
}

/**
 * Tests that share one stage, because to set it takes longer than to play: answers a function like `scene`, whose plays get
 * what `prepare(stage)` answered. `env` are the server's settings.
 */
export function ensemble(prepare, { env } = {}) {
  let ready = null;
  const begin = async () => {
    const stage = new Stage(await Server.start(env));
    return { stage, cast: await prepare(stage) };
  };
  after(async () => (await ready)?.stage.clear());
  return (title, play, { ms = SCENE_MS } = {}) => test(title, { timeout: ms }, async () => {
    ready ??= begin();
    const { stage, cast } = await ready;
    await played(title, () => judged(title, stage, () => play(cast)));
  });
}
