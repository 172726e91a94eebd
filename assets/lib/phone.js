// How much room the page has. (The same widths as in app/shell.css.)
import { signal } from '@preact/signals';

function follow(width) {
  const query = globalThis.matchMedia?.(`(max-width: ${width}px)`);
  const fits = signal(Boolean(query?.matches));
  query?.addEventListener('change', (event) => {
    fits.value = event.matches;
  });
  return fits;
}

/** One pane at a time: phones and narrow windows. */
export const phone = follow(767.98);
/** The right panel covers main: phones and tablets. */
export const narrow = follow(1023.98);
