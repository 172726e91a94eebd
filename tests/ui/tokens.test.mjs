// Colours: every pair that carries meaning has the contrast WCAG 2.2 AA asks for, in both themes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { text } from './loader.mjs';

const css = text('styles/page.css');
const tokens = {};
for (const [, name, light, dark] of css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)) tokens[name] = [light, dark];
for (const [, name, both] of css.matchAll(/--([\w-]+): (#\w{6});/g)) tokens[name] = [both, both];

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = 4.5;
const SHAPE = 3;
const pairs = [
  [['text'], ['bg', 'surface', 'sunken', 'raised', 'hover', 'active', 'selected'], 7],
  [['text-2'], ['bg', 'surface', 'sunken', 'raised', 'hover', 'selected'], TEXT],
  [['text-3'], ['bg', 'surface', 'sunken', 'raised', 'hover'], TEXT],
  [['border-strong', 'focus'], ['bg', 'surface', 'raised'], SHAPE],
  [['focus'], ['hover', 'selected', 'sunken'], SHAPE],
  [['on-accent'], ['accent', 'accent-hover', 'danger', 'danger-hover'], TEXT],
  [['accent-text'], ['bg', 'surface', 'raised', 'accent-soft'], TEXT],
  [['link'], ['bg', 'surface', 'raised'], TEXT],
  [['danger-text'], ['bg', 'surface', 'raised', 'hover', 'danger-soft'], TEXT],
  [['warn'], ['bg', 'raised', 'warn-soft'], TEXT],
  [['success'], ['bg', 'raised', 'success-soft'], TEXT],
  [['info'], ['bg', 'raised', 'info-soft'], TEXT],
  [['mention', 'text', 'text-2', 'link', 'accent-text'], ['mention-soft'], TEXT],
  [['code'], ['code-soft', 'bg'], TEXT],
  [['hl-keyword', 'hl-string', 'hl-number', 'hl-title', 'hl-type', 'hl-attr', 'hl-comment'], ['bg', 'surface'], TEXT],
  [['rail-text'], ['rail', 'rail-hover'], TEXT],
  [['on-rail'], ['rail-current', 'rail-hover'], TEXT],
  [['online', 'away', 'busy', 'offline'], ['bg', 'surface', 'raised'], SHAPE],
  [['on-accent'], Array.from({ length: 12 }, (_, i) => `av-${i}`), TEXT],
];

for (const [side, theme] of ['light', 'dark'].entries()) {
  test(`contrast in the ${theme} theme`, () => {
    for (const [inks, grounds, least] of pairs) {
      for (const ink of inks) {
        for (const ground of grounds) {
          const found = contrast(tokens[ink][side], tokens[ground][side]);
          assert.ok(found >= least, `${ink} on ${ground}: ${found.toFixed(2)} < ${least}`);
        }
      }
    }
  });
}

test('styles name no colour outside the tokens that has a token', () => {
  const names = new Set([...css.matchAll(/--([\w-]+):/g)].map(([, name]) => name));
  for (const sheet of ['styles/page.css', 'ui/ui.css', 'app/shell.css']) {
    const own = text(sheet);
    const defined = new Set([...own.matchAll(/--([\w-]+):/g)].map(([, name]) => name));
    for (const [, name] of own.matchAll(/var\(--([\w-]+)/g)) assert.ok(names.has(name) || defined.has(name) || name === 'avatar-ring', `${sheet}: --${name}`);
  }
});
