// The real binary on a free port of the loopback, with a data folder of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The program that is tested. */
export const BINARY = process.env.EPOP_BINARY ?? fileURLToPath(new URL('../../../target/debug/epop', import.meta.url));
const START_MS = 30_000;
const STOP_MS = 12_000;
const LOG_LINES = 400;

/** Where the page's source is. It is what is tested, so that a fault names one of its lines, unless `PAGE=shipped`. */
export const ASSETS = fileURLToPath(new URL('../../../assets', import.meta.url));
const PAGE = process.env.PAGE === 'shipped' ? {} : { EPOP_SERVER_PAGE_DIR: ASSETS };
/** Settings with which the page in the binary is tested: the source, made short and packed. */
export const SHIPPED = { EPOP_SERVER_PAGE_DIR: '' };

/** Limits that tests must not run into (those about limits set their own), and a log that says only what is wrong. */
const SETTINGS = { EPOP_LIMITS_SIGN_IN: '1000', EPOP_LIMITS_ANONYMOUS: '100000', EPOP_LIMITS_USER: '100000', EPOP_LOG_LEVEL: 'warn', EPOP_LOG_FORMAT: 'json' };

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Only what the program needs, so that settings of the machine do not change what is tested. */
const environment = (extra) => ({ PATH: process.env.PATH, HOME: process.env.HOME ?? '/', ...SETTINGS, ...PAGE, ...extra });

export class Server {
  /** Starts a server in a fresh folder. `env` are settings, such as `{EPOP_LIMITS_SIGN_IN: '3'}`. */
  static async start(env = {}) {
    await access(BINARY).catch(() => {
      throw new Error(`${BINARY} is missing: run cargo build first`);
    });
    const server = new Server();
    server.env = env;
    server.folder = await mkdtemp(join(tmpdir(), 'epop-browser-'));
    server.log = [];
    await server.run('127.0.0.1:0');
    return server;
  }

  async run(listen) {
    const child = spawn(BINARY, ['serve', '--listen', listen, '--data', this.folder], { env: environment(this.env), stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    this.child = child;
    this.ended = once(child, 'exit').then(([code, signal]) => {
      running.delete(child);
      return { code, signal };
    });
    const address = this.waitFor(/^EPOP is listening on (http:\/\/\S+)/);
    const early = this.ended.then(({ code, signal }) => {
      throw new Error(`the server ended while starting (${code ?? signal}):\n${this.tail()}`);
    });
    early.catch(() => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.hear(line));
    }
    [, this.url] = await Promise.race([address, early]);
  }

  hear(line) {
    this.log.push(line);
    if (this.log.length > LOG_LINES) this.log.shift();
    for (const wait of [...(this.waits ?? [])]) wait(line);
  }

  /** The match of the first line, printed already or later, that fits `pattern`. */
  waitFor(pattern) {
    for (const line of this.log) if (pattern.test(line)) return Promise.resolve(pattern.exec(line));
    return new Promise((resolve, reject) => {
      this.waits ??= new Set();
      const timer = setTimeout(() => reject(new Error(`the server never printed ${pattern}:\n${this.tail()}`)), START_MS);
      const wait = (line) => {
        const match = pattern.exec(line);
        if (!match) return;
        clearTimeout(timer);
        this.waits.delete(wait);
        resolve(match);
      };
      this.waits.add(wait);
    });
  }

  /** The one-time link of the first start, at the address of this server. */
  async setupLink() {
    const [, token] = await this.waitFor(/\/setup#token=([\w.~-]+)/);
    return `${this.url}/setup#token=${token}`;
  }

  /** Ends it as a power cut would. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Starts it again: same folder, same address. */
  async again() {
    this.log = [];
    await this.run(new URL(this.url).host);
  }

  /** Ends it politely and removes its folder. */
  async stop() {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    await this.ended;
    clearTimeout(timer);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What it logged as an error. */
  errors() {
    return this.log.filter((line) => line.includes('"level":"error"'));
  }

  /** The latest lines it printed. */
  tail(lines = 25) {
    return this.log.slice(-lines).join('\n');
  }
}
