// What others wrote is exactly what VENDOR.toml says, and nothing else lies beside it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { bytes, pathOf, text } from './loader.mjs';

const files = [...text('vendor/VENDOR.toml').matchAll(/path = "(.+)"\nsource = ".+"\nsha256 = "(\w{64})"/g)].map(([, path, hash]) => ({ path, hash }));

test('every file has the recorded hash', () => {
  assert.ok(files.length > 10);
  for (const { path, hash } of files) assert.equal(createHash('sha256').update(bytes(path)).digest('hex'), hash, path);
});

test('nothing unrecorded lies in vendor, fonts and icons', () => {
  const own = new Set(['vendor/VENDOR.toml', 'vendor/importmap.json', 'icons/logo.svg', 'icons/maskable.svg', 'icons/icon-192.png', 'icons/icon-512.png', 'icons/maskable-512.png']);
  for (const folder of ['vendor', 'fonts', 'icons']) {
    for (const name of readdirSync(pathOf(folder), { recursive: true })) {
      const path = `${folder}/${name}`;
      if (statSync(pathOf(path)).isDirectory() || own.has(path)) continue;
      assert.ok(files.some((file) => file.path === path), path);
    }
  }
});

test('the import map names files that exist and import only what it names', () => {
  const map = JSON.parse(text('vendor/importmap.json'));
  for (const path of Object.values(map)) {
    for (const [, name] of text(path).matchAll(/\bfrom\s*["']([^"']+)["']/g)) assert.ok(map[name], `${path} imports ${name}`);
  }
});
