// How the page looks to who needs it otherwise: with forced colours, without motion; and that fingers and pointers meet things.

import assert from 'node:assert/strict';
import { tooSmall } from './support/audit.mjs';
import { chatOf } from './support/chat.mjs';
import { screensOf, team, visit } from './support/screens.mjs';
import { ensemble } from './support/stage.mjs';
import { eventually, gone, seen } from './support/waiting.mjs';

const scene = ensemble(async (stage) => {
  const { boss, ids } = await team(stage);
  boss.allow(/^404 GET /);
  await boss.open('/dashboard');
  return { stage, boss, ids, page: boss.page };
});

/** Runs in the page: how an element stands out, as colours a reader of forced colours sees. */
const drawn = (locator) => locator.evaluate((element) => {
  const { outlineStyle, outlineWidth, borderStyle, borderWidth, backgroundColor, color } = getComputedStyle(element);
  return {
    outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1,
    bordered: borderStyle !== 'none' && parseFloat(borderWidth) >= 1,
    filled: backgroundColor !== 'rgba(0, 0, 0, 0)' && backgroundColor !== getComputedStyle(document.body).backgroundColor,
    backgroundColor, color,
  };
});

scene('with forced colours what is chosen, pressed, unread or has the focus still shows', async ({ page, ids }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await visit(page, screensOf(ids).find(([name]) => name === 'channel'));
  const check = async (name, locator, how) => assert.ok(how(await drawn(await seen(locator))), `${name}: ${JSON.stringify(await drawn(locator))}`);
  await check('the area one is in', page.getByRole('navigation', { name: 'Areas' }).locator('[aria-current=page]'), (look) => look.outlined);
  await check('the chat one is in', page.getByTestId('chat-item').filter({ hasText: 'umum' }), (look) => look.outlined);
  await check('an unread count', page.getByTestId('chat-item').filter({ hasText: 'Lantai dua' }).locator('.count'), (look) => look.bordered || look.outlined || look.filled);
  await check('one’s own reaction', page.locator('.chat-reaction[aria-pressed=true]').first(), (look) => look.outlined || look.filled);
  await check('a button', page.getByRole('button', { name: 'Acknowledge' }).first(), (look) => look.bordered);
  await check('the button that sends', page.getByTestId('send-button').first(), (look) => look.bordered || look.filled);
  await check('the divider of what is new', page.locator('.chat-new').first(), () => true);
  const input = page.getByTestId('message-input').first();
  await input.focus();
  await check('the field one writes in', page.locator('.chat-composer').first(), (look) => look.outlined || look.bordered);
  await page.getByRole('button', { name: 'Chat actions' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await check('an entry of a menu', page.locator('[role=menuitem]:focus'), (look) => look.outlined);
  await page.keyboard.press('Escape');
  await visit(page, screensOf(ids).find(([name]) => name === 'appearance'));
  await check('a choice', page.locator('input:checked + .segment-face').first(), (look) => look.outlined);
  await visit(page, screensOf(ids).find(([name]) => name === 'keyboard'));
  await check('a switch that is on', page.getByRole('switch', { checked: true }).first(), (look) => look.outlined);
  await visit(page, screensOf(ids).find(([name]) => name === 'palette'));
  await check('a result', page.getByRole('option', { selected: true }), (look) => look.outlined || look.filled);
  await page.keyboard.press('Escape');
  await visit(page, screensOf(ids).find(([name]) => name === 'mention'));
  await check('a suggestion', page.getByRole('option', { selected: true }), (look) => look.outlined || look.filled);
  await page.emulateMedia({ forcedColors: 'none' });
});

scene('who wants no motion gets none, whatever opens', async ({ page, ids }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(() => {
    window.moved = new Set();
    const look = () => {
      for (const animation of document.getAnimations()) {
        const { duration, iterations } = animation.effect.getComputedTiming();
        if (animation.playState === 'running' && duration > 0 && iterations > 0) window.moved.add(`${animation.animationName ?? animation.transitionProperty} ${animation.effect.target?.className}`);
      }
      requestAnimationFrame(look);
    };
    look();
  });
  const names = ['channel', 'thread', 'members', 'chat-menu', 'emoji', 'new-message', 'palette', 'shortcuts', 'profile-menu', 'pins', 'forward', 'person', 'appearance', 'people'];
  for (const screen of screensOf(ids).filter(([name]) => names.includes(name))) await visit(page, screen);
  assert.deepEqual(await page.evaluate(() => [...window.moved]), []);
});

scene('every target of a pointer is 24 pixels wide and high', async ({ page, ids }) => {
  const small = [];
  for (const screen of screensOf(ids)) {
    await visit(page, screen);
    small.push(...(await tooSmall(page)).map((line) => `${screen[0]}: ${line}`));
  }
  assert.deepEqual([...new Set(small)], []);
}, { ms: 300_000 });

scene('a toast with a way back waits while it is looked at, and its button can be reached', async ({ boss, ids }) => {
  const { page, main } = await chatOf(boss, `/chat/${ids.acts.chat}`);
  await main.getByTestId('message').filter({ hasText: 'Rapat jam empat di bawah' }).focus();
  await page.keyboard.press('Delete');
  const undo = page.getByRole('region', { name: 'Notices', exact: true }).getByRole('button', { name: /^Undo/ });
  await seen(undo);
  await undo.focus();
  assert.equal(await undo.evaluate((element) => element === document.elementFromPoint(...(({ x, y, width, height }) => [x + width / 2, y + height / 2])(element.getBoundingClientRect()))?.closest('button')), true);
  await page.keyboard.press('Enter');
  await gone(undo);
  await eventually(async () => assert.equal(await main.getByText('Rapat jam empat di bawah').count() > 0, true));
});
