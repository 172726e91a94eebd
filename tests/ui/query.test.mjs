// The language of searching: text and parts are two views of the same query; and what was found comes as pieces.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './loader.mjs';

const { filtersOf, filterText, findFilter, isAskable, parseQuery, partAt, replacePart, toggleFilter, withFilter, withoutFilters, withoutKey, withoutPart, wordsOf } = await load('lib/query.js');
const { piecesOf, wordsFound } = await load('lib/marks.js');

const short = (text) => parseQuery(text).map(({ kind, key, value, negated }) => `${negated ? '-' : ''}${key ?? kind}=${value}`);

test('words, phrases and filters are told apart, negated or not', () => {
  assert.deepEqual(short('deploy "exact words" from:rina -draft -has:file -"not this"'), ['word=deploy', 'phrase=exact words', 'from=rina', '-word=draft', '-has=file', '-phrase=not this']);
  assert.deepEqual(short('from:"Rina Hartono" in:#general FROM:@Budi'), ['from=Rina Hartono', 'in=general', 'from=Budi']);
  assert.deepEqual(short('from:“Rina Hartono” “exact words”'), ['from=Rina Hartono', 'phrase=exact words'], 'phones write curly quotes');
});

test('what has no known key is words: times, paths, addresses, a lonely sign', () => {
  assert.deepEqual(short('10:30 a/b_c.rs:12 https://x.test/a?b - --'), ['word=10:30', 'word=a/b_c.rs:12', 'word=https://x.test/a?b', 'word=-', 'word=--']);
  assert.deepEqual(short('a"b'), ['word=a', 'phrase=b']);
});

test('what is not finished is told and kept', () => {
  const [phrase] = parseQuery('"half a');
  assert.deepEqual([phrase.kind, phrase.value, phrase.open], ['phrase', 'half a', true]);
  assert.equal(parseQuery('from:"Rina Ha')[0].open, true);
  assert.deepEqual(short('from:'), ['from=']);
  assert.deepEqual(filtersOf('from: x'), []);
  assert.equal(parseQuery('"')[0].open, true);
});

test('the parts are the text, whatever is typed', () => {
  const signs = ['a', ' ', '"', '-', 'from:', 'in:', '@', '#', ':', 'é', '🙂', '\t', '“', '”'];
  let seed = 7;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
  for (let i = 0; i < 3000; i += 1) {
    const text = Array.from({ length: next() % 9 }, () => signs[next() % signs.length]).join('');
    let at = 0;
    for (const part of parseQuery(text)) {
      assert.equal(text.slice(part.from, part.to), part.text);
      assert.equal(text.slice(at, part.from).trim(), '', `between the parts of ${JSON.stringify(text)}`);
      assert.ok(part.to > part.from);
      at = part.to;
    }
    assert.equal(text.slice(at).trim(), '', JSON.stringify(text));
  }
});

test('a filter written by a chip is read as the same filter', () => {
  for (const [key, value] of [['from', 'Rina Hartono'], ['in', 'general'], ['in', '#Budi Santoso'], ['from', 'a"b'], ['before', '2026-11-23']]) {
    const [part] = parseQuery(filterText(key, value));
    assert.deepEqual([part.key, part.value], [key, value.replace(/["#]/g, '')]);
  }
  assert.equal(filterText('from', 'Rina Hartono', true), '-from:"Rina Hartono"');
});

test('filters go on and off, and what was written stays', () => {
  assert.equal(withFilter('deploy', 'from', 'Rina Hartono'), 'deploy from:"Rina Hartono"');
  assert.equal(withFilter('', 'has', 'file'), 'has:file');
  assert.equal(withFilter('has:file x', 'has', 'FILE'), 'has:file x');
  assert.equal(withFilter('before:2026-01-01 x', 'before', '2026-02-01'), 'x before:2026-02-01');
  assert.equal(toggleFilter('a from:rina b', 'from', 'Rina'), 'a b');
  assert.equal(toggleFilter('a', 'in', '#general'), 'a in:general');
  assert.equal(toggleFilter('a in:#general', 'in', '#general'), 'a');
  assert.equal(toggleFilter('a -has:file b', 'has', 'file'), 'a b has:file', 'what was forbidden is asked for');
  assert.equal(withoutKey('from:a x from:b', 'from'), 'x');
  assert.equal(withoutFilters('from:a x -in:b "y z"'), 'x "y z"');
  assert.equal(withoutPart('  a  b  ', parseQuery('  a  b  ')[0]), 'b  ');
  assert.equal(findFilter('from:@rina', 'from', 'RINA').value, 'rina');
});

test('the part at the caret is the one being written', () => {
  const text = 'deploy from:ri has:file';
  assert.equal(partAt(text, 14).value, 'ri');
  assert.equal(partAt(text, 15), undefined, 'before the first letter of a part another may be begun');
  assert.equal(partAt(text, 16).value, 'file');
  assert.equal(partAt('a ', 2), undefined);
  assert.deepEqual(replacePart(text, partAt(text, 14), 'from:"Rina Hartono"'), { text: 'deploy from:"Rina Hartono" has:file', caret: 27 });
  assert.deepEqual(replacePart('fr', partAt('fr', 2), 'from:', true), { text: 'from:', caret: 5 });
});

test('one letter is not asked for, a sign that is a word is', () => {
  assert.equal(isAskable('a'), false);
  assert.equal(isAskable('ab'), true);
  assert.equal(isAskable('猫'), true);
  assert.equal(isAskable('from:rina'), true);
  assert.equal(isAskable('-from:rina'), false);
  assert.equal(isAskable('-ab'), false);
  assert.deepEqual(wordsOf('a "b c" -d from:e'), ['a', 'b c']);
});

test('marks become pieces; nothing else becomes anything but text', () => {
  assert.deepEqual(piecesOf('a &lt;b&gt; <mark>c &amp; d</mark> e'), [{ text: 'a <b> ', lit: false }, { text: 'c & d', lit: true }, { text: ' e', lit: false }]);
  assert.deepEqual(piecesOf('<img src=x onerror=y><mark>z'), [{ text: '<img src=x onerror=y><mark>z', lit: false }]);
  assert.deepEqual(piecesOf('&amp;lt;mark&amp;gt; &#39;&#x27;&quot; &nope; &#0;'), [{ text: '&lt;mark&gt; \'\'" &nope; &#0;', lit: false }]);
  assert.deepEqual(piecesOf(''), []);
  assert.deepEqual(wordsFound('deploying', [{ highlights: { content: '<mark>Deploy</mark> x <mark>deploy</mark>' } }, { highlights: { title: '<mark>b</mark>' } }, {}]), ['deploying', 'deploy', 'b']);
});
