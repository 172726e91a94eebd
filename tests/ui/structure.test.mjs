// The floors of the page, its budget at the start, and what may not be in it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pathOf, text } from './loader.mjs';

const FLOORS = ['lib', 'net', 'state', 'ui', 'features', 'app'];
const MOST_LINES = 400;
const BOOT = { modules: 24, bytes: 70 * 1024, css: 16 * 1024 };

/** The page of all results and the search in a conversation together. */
const SEARCH_BYTES = 25 * 1024;

const all = readdirSync(pathOf('.'), { recursive: true });
const sources = all.filter((path) => /\.js$/.test(path) && !path.startsWith('vendor/'));
const imports = (path) => [...text(path).matchAll(/^\s*(?:import|export)\s[^'"]*?from\s*'([^']+)'|^\s*import\s*'([^']+)'/gm)].map(([, a, b]) => a ?? b);
const target = (path, name) => posix.join(posix.dirname(path), name);
const map = JSON.parse(text('vendor/importmap.json'));

test('imports only go down, and features do not know each other', () => {
  for (const path of sources) {
    const [floor, feature] = path.split('/');
    for (const name of imports(path)) {
      if (!name.startsWith('.')) {
        assert.ok(map[name], `${path}: ${name} is not in the import map`);
        continue;
      }
      const to = target(path, name);
      assert.ok(existsSync(pathOf(to)), `${path}: ${name} does not exist`);
      const [toFloor, toFeature] = to.split('/');
      assert.ok(FLOORS.indexOf(toFloor) <= FLOORS.indexOf(floor), `${path} imports ${to}`);
      if (floor === 'features' && toFloor === 'features') assert.equal(toFeature, feature, `${path} imports ${to}`);
      if (floor === 'ui') assert.ok(['ui', 'lib'].includes(toFloor), `${path} imports ${to}: ui gets its data by props`);
    }
  }
});

test('no HTML strings, no evaluation, no inline handlers', () => {
  const banned = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|dangerouslySetInnerHTML/;
  for (const path of sources) assert.doesNotMatch(text(path), banned, path);
  const page = text('index.html').replace(/<!--.*?-->/gs, '');
  assert.doesNotMatch(page, /\son\w+=|\sstyle=|<style/);
  const inline = [...page.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)].filter(([, , body]) => body);
  assert.deepEqual(inline.map(([, attributes, body]) => [attributes.trim(), body]), [['type="importmap"', '{{IMPORT_MAP}}']]);
});

test('files say what they are and stay readable', () => {
  for (const path of sources) {
    const source = text(path);
    assert.match(source, /^(?:\/\/|\/\*)/, `${path} starts with what it is`);
    assert.ok(source.split('\n').length <= MOST_LINES, `${path} is longer than ${MOST_LINES} lines`);
  }
});

function graphOf(...entries) {
  const seen = new Set();
  const walk = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const names = path.startsWith('vendor/') ? [...text(path).matchAll(/\bfrom\s*["']([^"']+)["']/g)].map(([, name]) => name) : imports(path);
    for (const name of names) walk(map[name] ?? target(path, name));
  };
  entries.forEach(walk);
  return [...seen];
}

// Comments are not shipped. What is, is joined and shortened as well: tests/browser/budgets.test.mjs weighs that.
const bare = (path) => (path.endsWith('.js') && !path.startsWith('vendor/') ? text(path).replace(/^[ \t]*(?:\/\/.*|\/\*[^]*?\*\/[ \t]*)$/gm, '') : text(path));
const zipped = (paths) => paths.reduce((sum, path) => sum + gzipSync(bare(path), { level: 9 }).length, 0);

test('the start stays small', () => {
  const graph = graphOf('app/main.js');
  assert.ok(graph.length <= BOOT.modules, `${graph.length} modules: ${graph.join(' ')}`);
  assert.ok(zipped(graph) <= BOOT.bytes, `${zipped(graph)} bytes of JavaScript`);
});

test('searching brings little beside what is there already', () => {
  const there = new Set(graphOf('app/main.js', 'app/palette.js', 'features/chat/view.js'));
  const own = graphOf('features/search/view.js', 'features/chat/found.js', 'features/chat/parts/find.js').filter((path) => !there.has(path));
  assert.ok(zipped(own) <= SEARCH_BYTES, `${zipped(own)} bytes: ${own.join(' ')}`);
});

const firstSheets = () => [...text('index.html').matchAll(/rel="stylesheet" href="\/a\/\{\{TREE\}\}\/([^"]+)"/g)].map(([, path]) => path);

/** What is loaded later comes in parts of this size at most, beyond what the first chat has. */
const LATER = 25 * 1024;
const PARTS = {
  'files in chats': ['features/chat/attaching.js', 'features/chat/parts/attachments.js', 'features/chat/parts/attach-list.js', 'ui/lightbox.js'],
  'the page of files': ['features/files/view.js'],
};

test('what is loaded later stays small as well', () => {
  const first = graphOf('app/main.js', 'features/chat/view.js');
  for (const [name, entries] of Object.entries(PARTS)) {
    const bytes = zipped(graphOf(...entries).filter((path) => !first.includes(path)));
    assert.ok(bytes <= LATER, `${name}: ${bytes} bytes of JavaScript`);
  }
});

test('the sheets of the first page stay small and exist', () => {
  const sheets = firstSheets();
  assert.equal(sheets[0], 'styles/page.css');
  assert.ok(zipped(sheets) <= BOOT.css, `${zipped(sheets)} bytes of CSS`);
});

test('styles live in layers and do not shout', () => {
  for (const path of all.filter((name) => name.endsWith('.css'))) {
    assert.match(text(path), /@layer/, path);
    assert.doesNotMatch(text(path), /!important/, path);
  }
});

test('every icon that is named is in the sprite', () => {
  const ids = new Set([...text('icons/icons.svg').matchAll(/<symbol id="([\w-]+)"/g)].map(([, id]) => id));
  for (const path of sources) {
    for (const [, name] of text(path).matchAll(/(?:<\$\{Icon\} name=|\bicon=|\bicon: )["']([\w-]+)["']/g)) assert.ok(ids.has(name), `${path}: ${name}`);
  }
});
