// Markdown: the fixtures shared with the server's renderer, and that hostile text neither hangs nor breaks the parser.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { load } from './loader.mjs';
import { toHtml } from './md-html.mjs';

const { parseMarkdown, plainText } = await load('lib/md.js');
const cases = JSON.parse(readFileSync(new URL('./fixtures/markdown.json', import.meta.url), 'utf8'));

for (const { name, markdown, html } of cases) {
  test(`markdown: ${name}`, () => assert.equal(toHtml(parseMarkdown(markdown)), html));
}

test('no fixture holds a live script, handler or foreign scheme', () => {
  for (const { name, markdown } of cases) {
    const html = toHtml(parseMarkdown(markdown));
    const tags = html.match(/<[^>]*>/g) ?? [];
    for (const tag of tags) {
      assert.match(tag, /^<\/?(?:p|br|strong|em|del|code|pre|blockquote|ul|ol|li|h[3-6]|hr|a|table|thead|tbody|tr|th|td)(?: (?:href="(?:https?:\/\/|mailto:)[^"]*" rel="noopener noreferrer"|class="language-[\w+#.-]+"|start="\d+"))?>$/i, name);
    }
  }
});

test('plain text drops every mark', () => {
  assert.equal(plainText('# Rilis\n\n**Jam** `15`\n- a\n- [b](https://c.d)\n> e'), 'Rilis Jam 15 a b e');
});

test('text made to be slow or deep is parsed in reasonable time', () => {
  const evil = {
    quotes: '>'.repeat(20000), lists: '- '.repeat(10000), stars: '*a **b '.repeat(2800), brackets: '[a]('.repeat(5000),
    images: `${'![['.repeat(5000)}${']('.repeat(2500)}`, tags: '<a b="'.repeat(3300), comments: '<!--'.repeat(5000),
    processing: '<?'.repeat(10000), closers: `http://a${')'.repeat(19000)}`, heading: `# a${' '.repeat(19000)}b`,
    rule: `${'* '.repeat(9999)}a`, ticks: Array.from({ length: 190 }, (_, i) => '`'.repeat(i + 1)).join(' '),
    addresses: 'http://a'.repeat(2500), table: `|a`.repeat(4000) + `\n${'|-'.repeat(4000)}` + '\n|'.repeat(4000), rows: `|a|\n|-|${'\na'.repeat(9000)}`, ruled: `a|\n${':-|'.repeat(6000)}x`, tasks: '- [x] a\n'.repeat(2000), titles: '[a](b "'.repeat(2800), tildes: '~a~~b'.repeat(4000),
  };
  for (const [name, text] of Object.entries(evil)) {
    // The processor's time: what else the machine does must not decide.
    const before = process.cpuUsage();
    toHtml(parseMarkdown(text));
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 1_500_000, name);
  }
});
