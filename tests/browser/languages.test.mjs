// Every screen in Indonesian: no word is missing, none is left in English.

import assert from 'node:assert/strict';
import { screensOf, team, visit } from './support/screens.mjs';
import { scene } from './support/stage.mjs';
import { sideways } from './support/audit.mjs';
import { counted, eventually, seen } from './support/waiting.mjs';

/** Words of the English page that no Indonesian text contains. */
const ENGLISH = /\b(the|and|you|your|with|sign|send|settings|members|message|unread|reply|replies|today|yesterday|available|close|save|cancel|search)\b/i;

scene('in Indonesian no text is missing and nothing is left in English', async (stage) => {
  const { boss, ids } = await team(stage);
  const me = await stage.deviceOf(boss, { locale: 'id-ID' });
  // Some screens are of what is not there.
  me.allow(/^404 GET /);
  await me.open('/dashboard');
  await seen(me.page.getByRole('heading', { name: /^Selamat / }));
  const left = [];
  for (const [name, path] of screensOf(ids)) {
    await visit(me.page, [name, path]);
    const texts = await me.page.evaluate(() => {
      const people = '.chat-msg-body, .side-row-text, time, .home-chat, [lang=en], option';
      const shown = [...document.querySelectorAll('button, a, h1, h2, label, p, span, th, legend, [aria-label], [placeholder]')].filter((each) => !each.closest(people) && each.checkVisibility());
      return shown.flatMap((each) => [each.childElementCount ? '' : each.textContent, each.getAttribute('aria-label'), each.getAttribute('placeholder')]).filter(Boolean);
    });
    left.push(...texts.filter((text) => ENGLISH.test(text)).map((text) => `${name}: ${text}`));
    assert.equal(await sideways(me.page), 0, name);
    await eventually(async () => assert.equal(await me.page.locator('html').getAttribute('lang'), 'id'));
  }
  assert.deepEqual([...new Set(left)], []);
}, { ms: 180_000 });

scene('a browser that asks for Indonesian gets it before signing in', async ({ admin, stranger }) => {
  await admin();
  const visitor = await stranger({ locale: 'id-ID' });
  visitor.allow(/^401 (GET|POST) /);
  const page = await visitor.open('/login');
  await seen(page.getByRole('heading', { name: 'Masuk' }));
  // What is missing in a form is said by the page, in its language, not by the browser in its own.
  await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await counted(page.getByText('Mohon diisi.'), 2);
  await eventually(async () => assert.equal(await page.getByLabel('Surel').evaluate((field) => field === document.activeElement), true));
  await page.getByRole('button', { name: 'English' }).click();
  await seen(page.getByRole('heading', { name: 'Sign in' }));
  await page.reload();
  await seen(page.getByRole('heading', { name: 'Sign in' }));
});
