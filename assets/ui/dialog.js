// Modal dialogs on the native element: focus is trapped and comes back by itself. On phones they become sheets.
import { html, render } from 'htm/preact';
import { useId } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { Button, IconButton } from './button.js';

/**
 * Open a modal. `content(close)` answers vnodes, usually a `Dialog`. `close(value)` closes; `onClose(value)` hears of it.
 * With `locked` neither Escape nor a press outside closes it.
 */
export function openDialog(content, { onClose, locked = false, role } = {}) {
  const box = document.createElement('dialog');
  box.className = 'dialog';
  if (role) box.setAttribute('role', role);
  let answer;
  const close = (value) => {
    answer = value;
    box.close();
  };
  // Escape is caught here as well: browsers let a second Escape close even a dialog that refused the first.
  box.addEventListener('keydown', (event) => event.key === 'Escape' && locked && event.preventDefault());
  box.addEventListener('cancel', (event) => locked && event.preventDefault());
  box.addEventListener('pointerdown', (event) => event.target === box && !locked && close());
  // Back in history leads to another page: what lay over the old one goes with it.
  const left = () => !locked && close();
  addEventListener('popstate', left);
  box.addEventListener('close', () => {
    removeEventListener('popstate', left);
    render(null, box);
    box.remove();
    onClose?.(answer);
  });
  document.body.append(box);
  render(html`<div class="dialog-box">${content(close)}</div>`, box);
  box.showModal();
  box.querySelector('[data-autofocus]')?.focus();
  return close;
}

// The dialog is named after the title it shows now: its content may be exchanged while it is open.
const nameAfter = (title) => title?.closest('dialog')?.setAttribute('aria-labelledby', title.id);

/** The inside of a dialog: title, body, and a foot with the buttons. `wide` gives it more room. */
export function Dialog({ title, footer, onClose, wide, children }) {
  const id = useId();
  return html`
    <div class="dialog-frame ${wide ? 'dialog-wide' : ''}">
      <header class="dialog-head">
        <h2 class="dialog-title" id=${id} ref=${nameAfter}>${title}</h2>
        ${onClose && html`<${IconButton} icon="x" label=${t('app.close')} onClick=${() => onClose()} />`}
      </header>
      <div class="dialog-body">${children}</div>
      ${footer && html`<footer class="dialog-foot">${footer}</footer>`}
    </div>`;
}

/** Ask before something that cannot be undone. Resolves true only when the action's button was pressed. */
export function confirmDialog({ title, body, confirm, danger = false }) {
  return new Promise((resolve) => {
    openDialog(
      (close) => html`
        <${Dialog} title=${title} footer=${html`
          <${Button} onClick=${() => close()}>${t('app.cancel')}<//>
          <${Button} kind=${danger ? 'danger' : 'primary'} data-autofocus onClick=${() => close(true)}>${confirm}<//>`}>
          <p class="dialog-text">${body}</p>
        <//>`,
      { onClose: (value) => resolve(value === true), role: 'alertdialog' },
    );
  });
}
