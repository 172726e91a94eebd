// The list of modules the chat view fetches at once is what its imports come to, beyond the start: nothing missing, nothing too much.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, relative, resolve } from 'node:path';
import { load } from './loader.mjs';

const FOLDER = fileURLToPath(new URL('../../assets/features/chat/', import.meta.url));
const IMPORT = /^(?:import|export)\s[^;]*?from\s+'(\.[^']+)'|^import\s+'(\.[^']+)'/gms;

/** Every module reached from `start` by static imports. */
function closure(start, seen = new Set()) {
  if (seen.has(start)) return seen;
  seen.add(start);
  for (const [, from, bare] of readFileSync(start, 'utf8').matchAll(IMPORT)) closure(resolve(dirname(start), from ?? bare), seen);
  return seen;
}

test('the view\'s modules are listed', async () => {
  const { VIEW_MODULES } = await load('features/chat/index.js');
  const eager = closure(resolve(FOLDER, '../../app/main.js'));
  const needed = [...closure(resolve(FOLDER, 'view.js'))].filter((file) => !eager.has(file)).map((file) => relative(FOLDER, file));
  assert.deepEqual(VIEW_MODULES.map((name) => name.replace(/^\.\//, '')).sort(), needed.sort());
});
