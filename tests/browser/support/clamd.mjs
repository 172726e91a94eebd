// A real virus scanner: clamd as Debian has it, with one signature of our own, the test string that every scanner knows.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The test string, in two halves: else a scanner of the machine would take this file away. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** A folder where clamd may run, and its settings of the server. */
export class Clamd {
  static async prepare() {
    const clamd = new Clamd();
    clamd.folder = await mkdtemp(join(tmpdir(), 'epop-clamd-'));
    clamd.env = { CLAMAV_ENABLED: 'true', CLAMAV_SOCKET: join(clamd.folder, 'clamd.sock') };
    const signatures = join(clamd.folder, 'signatures');
    await mkdir(signatures);
    await writeFile(join(signatures, 'own.ndb'), `Eicar-Test-Signature:0:*:${Buffer.from(EICAR).toString('hex')}\n`);
    clamd.config = join(clamd.folder, 'clamd.conf');
    await writeFile(clamd.config, `LocalSocket ${clamd.env.CLAMAV_SOCKET}\nDatabaseDirectory ${signatures}\nForeground yes\nStreamMaxLength 1M\nMaxThreads 2\n`);
    return clamd;
  }

  /** Starts it; answers when it takes files. */
  async start() {
    this.child = spawn('/usr/sbin/clamd', ['--config-file', this.config], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: this.child.stdout })) if (line.startsWith('Self checking')) break;
    this.child.stdout.resume();
  }

  /** Ends it as if it had crashed. */
  async kill() {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  remove() {
    return rm(this.folder, { recursive: true, force: true });
  }
}
