// What can be checked of any screen: axe, horizontal scroll, and that the focus can be seen.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Violations axe finds on the page as it is, one line per element; of `rules` only, where named. A script element would be
 * refused by Trusted Types.
 */
export async function violations(page, rules) {
  await page.evaluate(`if (!window.axe) { ${AXE} }`);
  const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: TAGS };
  const found = await page.evaluate((only) => window.axe.run(document, { runOnly: only, resultTypes: ['violations'] }), runOnly);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.impact} ${rule.id}: ${node.target.join(' ')} (${node.failureSummary.split('\n').slice(1, 2).join(' ').trim()})`));
}

/** How far the page can be scrolled sideways, in pixels. */
export const sideways = (page) => page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);

/** Runs in the page: what has the focus, and how one can tell. Null when nothing has. */
function focusNow() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const name = `${element.localName}${element.className && typeof element.className === 'string' ? `.${element.className.trim().split(/\s+/).join('.')}` : ''}`;
  const box = element.getBoundingClientRect();
  // Radio buttons and the like are drawn by a neighbour that shows the focus for them.
  const drawn = [element, element.nextElementSibling, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
  const ringed = drawn.some((each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  }) || (element.role === 'separator' && getComputedStyle(element, '::after').backgroundColor !== 'rgba(0, 0, 0, 0)');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(x, y);
  const covered = box.width > 2 && box.height > 2 && !(top && (element.contains(top) || top.contains(element) || top.closest('label')));
  const outside = box.right < 0 || box.bottom < 0 || box.left > innerWidth || box.top > innerHeight;
  return { name, ringed, covered, outside };
}

/** Presses Tab through the whole page, around its end once, and answers every stop where the focus cannot be seen. */
export async function hiddenFocus(page, most = 60) {
  const hidden = new Set();
  let stops = 0;
  let ends = 0;
  for (let i = 0; i < most && ends < 2; i += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(focusNow);
    if (!at) {
      ends += 1;
      continue;
    }
    stops += 1;
    const { name, ringed, covered, outside } = at;
    if (!ringed || covered || outside) hidden.add(`${name}${ringed ? '' : ' no ring'}${covered ? ' covered' : ''}${outside ? ' outside' : ''}`);
  }
  assert.ok(stops > 4, `Tab stopped only ${stops} times`);
  return [...hidden];
}

/** What can be pressed but lies under a finger with less than 24 pixels either way, one line each. */
export const tooSmall = (page) => page.evaluate(() => {
  const least = 24;
  const pressed = (element, x, y) => {
    const hit = document.elementFromPoint(x, y);
    return hit !== null && (element.contains(hit) || hit.contains(element) || [...(element.labels ?? [])].some((label) => label.contains(hit)));
  };
  const isSmall = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    if (width <= 1 || (width >= least && height >= least)) return false;
    const [cx, cy, reach] = [x + width / 2, y + height / 2, least / 2 - 0.5];
    const inside = cx > reach && cy > reach && cx < innerWidth - reach && cy < innerHeight - reach;
    return inside && [[cx - reach, cy], [cx + reach, cy], [cx, cy - reach], [cx, cy + reach]].some(([px, py]) => !pressed(element, px, py));
  };
  return [...document.querySelectorAll('button, a[href], input:not(.visually-hidden), select')]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.chat-msg-body, p') && isSmall(element))
    .map((element) => `${element.localName}.${element.className}`);
});
