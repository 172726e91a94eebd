// What the server leaves out of a script: whole lines of comment, and nothing else.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { scene } from './support/stage.mjs';

const ASSETS = fileURLToPath(new URL('../../assets', import.meta.url));
const scripts = readdirSync(ASSETS, { recursive: true }).filter((path) => path.endsWith('.js') && !path.startsWith('vendor/'));

/** The script with every comment blanked that begins a line and ends one, by a real parser. */
function expected(source) {
  const comments = [];
  parse(source, { ecmaVersion: 'latest', sourceType: 'module', onComment: (block, text, start, end) => comments.push([start, end]) });
  let rest = source;
  for (const [start, end] of comments.reverse()) {
    const from = source.lastIndexOf('\n', start - 1) + 1;
    const to = source.indexOf('\n', end);
    if (source.slice(from, start).trim() || source.slice(end, to).trim()) continue;
    rest = rest.slice(0, from) + source.slice(from, to).replace(/[^\n]/g, '') + rest.slice(to);
  }
  return rest;
}

scene('scripts are served without their comments, and otherwise as they are', async ({ admin, server }) => {
  await admin();
  assert.ok(scripts.length > 100, 'they were found');
  for (const path of scripts) {
    const response = await fetch(`${server.url}/a/dev/${path}`);
    assert.equal(await response.text(), expected(readFileSync(join(ASSETS, path), 'utf8')), path);
  }
});
