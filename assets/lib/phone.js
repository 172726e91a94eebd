// Is the page in its one-pane layout? (The same width as in app/shell.css.)
import { signal } from '@preact/signals';

const query = globalThis.matchMedia?.('(max-width: 767.98px)');

/** True on phones and narrow windows. */
export const phone = signal(Boolean(query?.matches));

query?.addEventListener('change', (event) => {
  phone.value = event.matches;
});
