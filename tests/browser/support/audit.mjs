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
  const covered = await page.locator('[popover]:popover-open').count() > 0;
  // What lies half under a popover is pressed after it is gone.
  const real = (rule, node) => !(covered && rule.id === 'target-size' && /obscured/.test(node.failureSummary));
  return found.violations.flatMap((rule) => rule.nodes.filter((node) => real(rule, node)).map((node) => `${rule.impact} ${rule.id}: ${node.target.join(' ')} (${node.failureSummary.split('\n').slice(1, 2).join(' ').trim()})`));
}

/** How far the page can be scrolled sideways, in pixels. */
export const sideways = (page) => page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);

/** Buttons of a layer that lie outside the window and cannot be scrolled to, one line each. */
export const outOfReach = (page) => page.evaluate(() => {
  const scrolls = (element) => {
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowY) && at.scrollHeight > at.clientHeight) return true;
    }
    return false;
  };
  return [...document.querySelectorAll('dialog[open] button, [popover]:popover-open button')].filter((element) => {
    const box = element.getBoundingClientRect();
    const outside = box.bottom > innerHeight + 1 || box.top < -1 || box.right > innerWidth + 1 || box.left < -1;
    return box.width > 1 && outside && !scrolls(element);
  }).map((element) => `${element.className} ${element.textContent || element.ariaLabel} is out of reach`);
});

/** Runs in the page: what has the focus, and how one can tell. Null when nothing has. */
function focusNow() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const name = `${element.localName}${element.className && typeof element.className === 'string' ? `.${element.className.trim().split(/\s+/).join('.')}` : ''}`;
  const box = element.getBoundingClientRect();
  // Radio buttons and the like are drawn by a neighbour that shows the focus for them.
  const drawn = [element, element.nextElementSibling, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
  const after = getComputedStyle(element, '::after');
  // The button inside a field of a date: the browser draws it.
  const inside = !element.matches(':focus');
  const ringed = inside || drawn.some((each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  }) || (after.content !== 'none' && after.outlineStyle !== 'none' && parseFloat(after.outlineWidth) > 0) || (element.role === 'separator' && getComputedStyle(element, '::after').backgroundColor !== 'rgba(0, 0, 0, 0)');
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

/** What can be pressed but has less than `least` pixels either way for a pointer to meet, one line each. */
export const tooSmall = (page, least = 24) => page.evaluate((least) => {
  const pressed = (element, x, y) => {
    const hit = document.elementFromPoint(x, y);
    return hit !== null && (element.contains(hit) || hit.contains(element) || [...(element.labels ?? [])].some((label) => label.contains(hit)));
  };
  const isSmall = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const roomy = (box) => box.width >= least && box.height >= least;
    // A label is pressed as well as what it names.
    if (width <= 1 || roomy({ width, height }) || [...(element.labels ?? [])].some((label) => roomy(label.getBoundingClientRect()))) return false;
    const [cx, cy, reach] = [x + width / 2, y + height / 2, least / 2 - 0.5];
    const inside = cx > reach && cy > reach && cx < innerWidth - reach && cy < innerHeight - reach;
    return inside && [[cx - reach, cy], [cx + reach, cy], [cx, cy - reach], [cx, cy + reach]].some(([px, py]) => !pressed(element, px, py));
  };
  // What lies under a layer is pressed when that is gone; names stand in a line of text, as links in a sentence do.
  const layer = [...document.querySelectorAll('dialog:modal, [popover]:popover-open:not([data-passive])')].at(-1) ?? document;
  return [...layer.querySelectorAll('button, a[href], input:not(.visually-hidden, :disabled), select')]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.chat-msg-body, .chat-msg-head, p') && isSmall(element))
    .map((element) => `${element.localName}.${element.className} ${Math.round(element.getBoundingClientRect().width)}×${Math.round(element.getBoundingClientRect().height)}`);
}, least);
