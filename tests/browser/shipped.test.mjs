// The page in the binary does what its source does: every script exports the same, every sheet says the same, and it runs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';
import { chatOf, direct, say } from './support/chat.mjs';
import { ASSETS, SHIPPED } from './support/server.mjs';
import { scene } from './support/stage.mjs';
import { seen } from './support/waiting.mjs';

const source = (path) => readFileSync(join(ASSETS, path), 'utf8');
const sheetsOf = (html) => [...html.matchAll(/<link rel="stylesheet" href="\/a\/[^/]+\/([^"]+)">/g)].map(([, path]) => path);

/** What a module of the source exports, by a parser of our own. */
function exportsOf(path) {
  const names = [];
  const bound = (pattern) => pattern.name ?? pattern.properties?.map(({ value }) => bound(value)) ?? pattern.elements?.map(bound) ?? bound(pattern.left);
  for (const node of parse(source(path), { ecmaVersion: 'latest', sourceType: 'module' }).body) {
    if (node.type === 'ExportDefaultDeclaration') names.push('default');
    if (node.type !== 'ExportNamedDeclaration') continue;
    names.push(node.specifiers.map(({ exported }) => exported.name));
    if (node.declaration) names.push(node.declaration.id?.name ?? node.declaration.declarations.map(({ id }) => bound(id)));
  }
  return names.flat(Infinity).sort();
}

async function opened({ admin, server }) {
  const ana = await admin();
  const { page } = await chatOf(ana, '/chat');
  const tree = /\/a\/([0-9a-f]{12})\//.exec(await (await fetch(`${server.url}/login`)).text())[1];
  const worker = await (await fetch(`${server.url}/sw.js`)).text();
  return { page, tree, url: server.url, files: /const FILES=`([^`]+)`/.exec(worker)[1].split(' ') };
}

scene('every script of the binary can be loaded and exports what its source does', async (stage) => {
  const { page, tree, files } = await opened(stage);
  const scripts = files.filter((path) => /\.m?js$/.test(path) && !/^vendor\/highlight|^app\/(?:early|main)\.js$/.test(path));
  assert.ok(scripts.length > 100 && scripts.includes('ui/layers.js'), `${scripts.length} scripts`);
  const found = await page.evaluate(([paths, set]) => Promise.all(paths.map(async (path) => {
    const names = Object.keys(await import(`/a/${set}/${path}`));
    return names.filter((name) => !/\$\d+$/.test(name)).sort();
  })), [scripts, tree]);
  scripts.forEach((path, at) => assert.deepEqual(found[at], exportsOf(path), path));
}, { env: SHIPPED });

scene('every sheet of the binary says what its source says, and there is one for the frame', async (stage) => {
  const { page, tree, url, files } = await opened(stage);
  const frame = sheetsOf(source('index.html'));
  assert.deepEqual(sheetsOf(await (await fetch(`${url}/login`)).text()), frame.slice(0, 1));
  const sheets = files.filter((path) => path.endsWith('.css'));
  assert.ok(sheets.length > 5 && !sheets.includes(frame[1]), sheets.join(' '));
  await page.goto('about:blank');
  const rules = (text) => page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    // Values with variables are told as they were written, spaces and all.
    return [...sheet.cssRules].map(({ cssText }) => cssText.replace(/\s+/g, ' ').replace(/([,(]) /g, '$1'));
  }, text);
  for (const path of sheets) {
    const whole = (path === frame[0] ? frame : [path]).map(source).join('');
    assert.deepEqual(await rules(await (await fetch(`${url}/a/${tree}/${path}`)).text()), await rules(whole), path);
  }
}, { env: SHIPPED });

scene('a message goes from one to the other, and what comes later is there', async ({ person }) => {
  const [ana, budi] = [await person('Ana'), await person('Budi')];
  const id = await direct(ana, budi);
  await say(budi, id, 'Halo **Ana**, `kode` dan https://contoh.example');
  const { page, input } = await chatOf(ana, `/chat/${id}`);
  await input.fill('Halo juga');
  await input.press('Enter');
  await seen((await chatOf(budi, `/chat/${id}`)).page.locator('#main').getByText('Halo juga'));
  for (const key of ['Control+k', 'Escape', 'Shift+?']) await page.keyboard.press(key);
  await page.goto('/settings');
  await seen(page.getByRole('heading', { level: 1 }));
}, { env: SHIPPED });
