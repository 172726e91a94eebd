// Colours of code: highlight.js still gives its token tree away, every language we name is there, and nothing else is coloured.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { load, pathOf } from './loader.mjs';

const { colourOf, highlight, highlighted, languageName, languageOf, MOST_CHARS } = await load('lib/highlight.js');
const textOf = (pieces) => pieces.map((piece) => (typeof piece === 'string' ? piece : textOf(piece.children))).join('');
const coloured = (pieces) => pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [[colourOf(piece.scope), textOf(piece.children)], ...coloured(piece.children)]));

test('every vendored language colours, and says exactly what the code says', async () => {
  const code = '# a <b> & "c" 12\nfn main() { let x = "a"; }\nselect * from t where a = 1;\n';
  const names = readdirSync(pathOf('vendor/highlight.js-11.12.0/languages')).map((file) => file.replace('.min.js', ''));
  assert.ok(names.length >= 25);
  for (const name of names) assert.equal(textOf(await highlight(code, name)), code, name);
});

test('pieces have our few colours', async () => {
  const found = coloured(await highlight('fn main() { let x = "a<b>"; } // hi 5', 'rs'));
  for (const each of [['keyword', 'fn'], ['title', 'main'], ['string', '"a<b>"'], ['comment', '// hi 5']]) {
    assert.ok(found.some(([colour, text]) => colour === each[0] && text === each[1]), `${each} in ${JSON.stringify(found)}`);
  }
  assert.deepEqual(coloured(await highlight('+a\n-b\n', 'diff')).map(([colour]) => colour), ['added', 'removed']);
});

test('a language inside another is coloured too', async () => {
  const found = coloured(await highlight('<script>const a = 1;</script>', 'html'));
  assert.ok(found.some(([colour, text]) => colour === 'keyword' && text === 'const'));
});

test('what was coloured is there at once the next time', async () => {
  assert.equal(highlighted('let zzz = 1', 'js'), null);
  const pieces = await highlight('let zzz = 1', 'js');
  assert.equal(highlighted('let zzz = 1', 'javascript'), pieces);
});

test('unknown languages and long code stay plain', async () => {
  assert.equal(languageOf('constructor'), null);
  assert.equal(languageOf('RS'), 'rust');
  assert.equal(await highlight('x', 'klingon'), null);
  assert.equal(await highlight('x'.repeat(MOST_CHARS + 1), 'rust'), null);
});

test('languages have names people know', () => {
  assert.equal(languageName('rs'), 'Rust');
  assert.equal(languageName('toml'), 'TOML');
  assert.equal(languageName('klingon'), 'klingon');
});
