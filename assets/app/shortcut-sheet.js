// The sheet of all shortcuts, opened by "?".
import { html } from 'htm/preact';
import { t } from '../lib/i18n.js';
import { registered } from '../lib/keyboard.js';
import { Kbd } from '../ui/controls.js';
import { Dialog, openDialog } from '../ui/layers.js';

function groups() {
  const found = new Map();
  for (const entry of registered) {
    const name = entry.group();
    if (!found.has(name)) found.set(name, new Map());
    found.get(name).set(entry.keys, entry.label());
  }
  return [...found];
}

let close = null;

/** Open the sheet, or close it when it is open. */
export function openShortcutSheet() {
  if (close) return close();
  close = openDialog(
    (shut) => html`
      <${Dialog} title=${t('app.shortcuts')} wide onClose=${shut}>
        <div class="sheet-groups">
          ${groups().map(([name, entries]) => html`
            <section key=${name} class="sheet-group">
              <h3 class="sheet-title">${name}</h3>
              <dl class="sheet-list">
                ${[...entries].map(([keys, label]) => html`<div key=${keys} class="sheet-row"><dt>${label}</dt><dd><${Kbd} keys=${keys} /></dd></div>`)}
              </dl>
            </section>`)}
        </div>
      <//>`,
    { onClose: () => (close = null) },
  );
  return close;
}
