// Waiting for what must become true, never for time to pass.

const PATIENCE_MS = 20_000;
const BETWEEN_MS = 40;

/**
 * Tries `check` until it no longer throws and answers its result; after `ms` the last failure is thrown.
 * For facts about one element use a locator's own `waitFor`.
 */
export async function eventually(check, ms = PATIENCE_MS) {
  const until = performance.now() + ms;
  for (;;) {
    try {
      return await check();
    } catch (failure) {
      if (performance.now() > until) throw failure;
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}

/** Waits until the element is visible and answers its locator. */
export async function seen(locator) {
  await locator.waitFor({ state: 'visible', timeout: PATIENCE_MS });
  return locator;
}

/** Waits until the element is not there or not visible. */
export const gone = (locator) => locator.waitFor({ state: 'hidden', timeout: PATIENCE_MS });

/** Waits until there are exactly `n` of them. */
export const counted = (locator, n) => eventually(async () => {
  const found = await locator.count();
  if (found !== n) throw new Error(`${found} instead of ${n} of ${locator}`);
});

/** Waits until the field holds `value`. */
export const valued = (field, value) => eventually(async () => {
  const held = await field.inputValue();
  if (held !== value) throw new Error(`${JSON.stringify(held)} instead of ${JSON.stringify(value)} in ${field}`);
});

/** Waits until the page is at `path` (path and query, without the site's address). */
export const arrived = (page, path) => page.waitForURL((url) => url.pathname + url.search === path, { timeout: PATIENCE_MS });

/** Waits until `check` answers something true. */
export const until = (check) => eventually(async () => {
  if (!(await check())) throw new Error(`not so yet: ${check}`);
});

/** Waits until the element has not scrolled for so many frames in a row: what was swiped rolls on for a while. */
export const settled = (locator, frames = 20) => locator.evaluate((element, wanted) => new Promise((resolve) => {
  let [last, same] = [element.scrollTop, 0];
  const look = () => {
    same = element.scrollTop === last ? same + 1 : 0;
    last = element.scrollTop;
    if (same < wanted) requestAnimationFrame(look);
    else resolve();
  };
  requestAnimationFrame(look);
}), frames);
