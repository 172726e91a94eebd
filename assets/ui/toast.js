// Short messages in the corner: 5 s, 10 s with an action; they wait while hovered or focused; at most three.
import { html } from 'htm/preact';
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { IconButton } from './button.js';
import { Icon } from './icon.js';

const MOST = 3;
const toasts = signal([]);
let nextId = 0;

const ICONS = { info: 'info', success: 'circle-check', error: 'circle-alert' };

function dismiss(id) {
  toasts.value = toasts.peek().filter((toast) => toast.id !== id);
}

/** Show `text`. `kind`: 'info' | 'success' | 'error'; `action`: {label, run}. Answers a function that takes it away. */
export function toast(text, { kind = 'info', action, ms = action ? 10_000 : 5_000 } = {}) {
  nextId += 1;
  const id = nextId;
  toasts.value = [...toasts.peek(), { id, text, kind, action, ms }].slice(-MOST);
  return () => dismiss(id);
}

/** Tell what was done and offer to undo it for 8 s. */
export const undoToast = (text, undo) => toast(text, { action: { label: t('app.undo'), run: undo }, ms: 8_000 });

function Toast({ item }) {
  const timer = useRef(0);
  const gone = () => dismiss(item.id);
  const hold = () => clearTimeout(timer.current);
  const run = () => {
    hold();
    timer.current = setTimeout(gone, item.ms);
  };
  useEffect(() => {
    run();
    return hold;
  }, []);
  const act = () => {
    gone();
    item.action.run();
  };
  return html`
    <div class="toast toast-${item.kind}" onPointerEnter=${hold} onPointerLeave=${run} onFocusIn=${hold} onFocusOut=${run}>
      <${Icon} name=${ICONS[item.kind]} />
      <p class="toast-text">${item.text}</p>
      ${item.action && html`<button type="button" class="toast-action" onClick=${act}>${item.action.label}</button>`}
      <${IconButton} icon="x" small label=${t('app.close')} onClick=${gone} />
    </div>`;
}

/** Where toasts appear; mounted once. It is raised into the top layer so that dialogs do not hide it. */
export function ToastHost() {
  const box = useRef(null);
  const count = toasts.value.length;
  useEffect(() => {
    if (box.current.matches(':popover-open')) box.current.hidePopover();
    if (count) box.current.showPopover();
  }, [count, toasts.value.at(-1)?.id]);
  return html`
    <div class="toasts" popover="manual" data-passive ref=${box} role="region" aria-label=${t('app.messages')}>
      <div role="status" aria-live="polite">${toasts.value.map((item) => html`<${Toast} key=${item.id} item=${item} />`)}</div>
    </div>`;
}
