// Templates: what a template makes is made anew each time.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { load, pathOf, text } from './loader.mjs';

const { html } = await load('lib/html.js');

test('no part of a template is kept, not even one without holes', () => {
  const make = (n) => html`<div><span class="still"><i /></span>${n}</div>`;
  const [first, second] = [make(1), make(2)];
  assert.notEqual(first.props.children[0], second.props.children[0]);
  assert.equal(first.props.children[0].props.children.type, 'i');
});

test('no module keeps a node: it would keep the page it was first part of', () => {
  for (const path of readdirSync(pathOf('.'), { recursive: true }).filter((name) => /\.js$/.test(name) && !name.startsWith('vendor/'))) {
    assert.doesNotMatch(text(path), /^(?:export )?const \w+ = html`|^ {2}\w+: html`/m, path);
  }
});

test('ids come from one place: preact begins them anew in every dialog', () => {
  for (const path of readdirSync(pathOf('.'), { recursive: true }).filter((name) => /\.js$/.test(name) && !name.startsWith('vendor/'))) {
    assert.doesNotMatch(text(path), /import \{[^}]*\buseId\b[^}]*\} from 'preact\/hooks'/, path);
  }
});
