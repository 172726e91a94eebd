// What lies over the page: popovers, menus, dialogs, toasts, and words for screen readers only.

import { signal } from '@preact/signals';
import { html, render, useId } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { keysFor } from '../lib/keyboard.js';
import { fold } from '../lib/text.js';
import { Button, Icon, IconButton, Kbd } from './controls.js';
import { layerHost, place } from './tooltips.js';

// -- Popovers, in the browser's top layer: light dismiss and Escape come with it

const REOPEN_MS = 250;
let lastClosed = { anchor: null, at: 0 };

/**
 * Open a popover beside `anchor` (element or rect). `content(close)` answers vnodes. Focus moves in and comes back unless
 * `focus` is false. Answers `close`. A press on the anchor that has just closed it does not open it again.
 */
export function openPopover(anchor, content, { placement, label, role = 'dialog', onClose, focus = true, class: extra = '' } = {}) {
  if (anchor === lastClosed.anchor && performance.now() - lastClosed.at < REOPEN_MS) return () => {};
  const before = document.activeElement;
  const box = document.createElement('div');
  box.className = `popover ${extra}`;
  box.popover = 'auto';
  box.tabIndex = -1;
  box.setAttribute('role', role);
  if (label) box.setAttribute('aria-label', label);
  // Pressing outside closes it, and that press may be on the anchor.
  let pressed = true;
  const close = () => {
    pressed = false;
    if (box.isConnected) box.hidePopover();
  };
  const adjust = () => place(box, anchor, placement);
  const resized = new ResizeObserver(adjust);
  const expands = anchor instanceof Element ? anchor : null;

  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') pressed = false;
  });
  // Noted before it closes: the press on the anchor that closes it arrives as a click right after.
  box.addEventListener('beforetoggle', (event) => {
    if (event.newState === 'closed' && pressed) lastClosed = { anchor, at: performance.now() };
  });
  box.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return;
    const inside = box.contains(document.activeElement) || document.activeElement === document.body;
    resized.disconnect();
    removeEventListener('resize', close);
    removeEventListener('popstate', close);
    render(null, box);
    box.remove();
    expands?.setAttribute('aria-expanded', 'false');
    if (focus && inside) before?.focus?.({ preventScroll: true });
    onClose?.();
  });

  layerHost(anchor).append(box);
  render(content(close), box);
  box.showPopover();
  expands?.setAttribute('aria-expanded', 'true');
  adjust();
  resized.observe(box);
  addEventListener('resize', close);
  addEventListener('popstate', close);
  if (focus) (box.querySelector('[data-autofocus]') ?? box).focus({ preventScroll: true });
  return close;
}

// -- Menus: a list of actions beside a button, by mouse, arrows and first letters

const entries = (menu) => [...menu.querySelectorAll('[role^=menuitem]:not([aria-disabled=true])')];

function moved(event) {
  const list = entries(event.currentTarget);
  const at = list.indexOf(document.activeElement);
  const by = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
  if (by !== undefined) {
    event.preventDefault();
    list.at(by % list.length)?.focus();
  } else if (event.key === 'Tab') {
    event.preventDefault();
    event.currentTarget.closest('[popover]').hidePopover();
  } else if (event.key.length === 1 && event.key !== ' ') {
    const after = [...list.slice(at + 1), ...list.slice(0, at + 1)];
    after.find((item) => fold(item.textContent).startsWith(fold(event.key)))?.focus();
  }
}

/** Keys in the form of `aria-keyshortcuts`: told as keys, not as a part of the name. */
const spokenKeys = (keys) => keys?.replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase());

function Entry({ item, close }) {
  if (item === '-') return html`<div class="menu-line" role="separator" />`;
  if (item.heading) return html`<div class="menu-heading" role="presentation">${item.heading}</div>`;
  const ticks = item.checked !== undefined;
  const run = () => {
    if (item.disabled) return;
    close();
    item.run();
  };
  return html`
    <button type="button" class="menu-item ${item.danger ? 'is-danger' : ''}" role=${ticks ? 'menuitemradio' : 'menuitem'} tabindex="-1"
      aria-keyshortcuts=${spokenKeys(item.keys)} aria-checked=${ticks ? String(item.checked) : undefined} aria-disabled=${item.disabled ? 'true' : undefined}
      onClick=${run} onPointerMove=${(event) => event.currentTarget.focus({ preventScroll: true })}>
      <span class="menu-lead">${item.lead ?? (item.icon && html`<${Icon} name=${item.icon} />`)}</span>
      <span class="menu-text">${item.label}${item.hint && html`<span class="menu-hint">${item.hint}</span>`}</span>
      ${item.keys && html`<span aria-hidden="true"><${Kbd} keys=${item.keys} /></span>`}
      ${item.checked && html`<${Icon} name="check" />`}
    </button>`;
}

/** Open a menu. Items: `{label, icon?, lead?, keys?, danger?, checked?, disabled?, hint?, run}`, `{heading}` or '-'. Answers `close`. */
export function openMenu(anchor, items, { label, placement = 'bottom-start', header } = {}) {
  const close = openPopover(
    anchor,
    (shut) => html`
      ${header}
      <div class="menu" role="menu" aria-label=${label} onKeyDown=${moved}>
        ${items.map((item, i) => html`<${Entry} key=${i} item=${item} close=${shut} />`)}
      </div>`,
    { placement, label, class: 'popover-menu' },
  );
  const menu = [...document.querySelectorAll('.popover-menu .menu')].at(-1);
  if (menu) entries(menu)[0]?.focus({ preventScroll: true });
  return close;
}

/** An icon button that opens a menu; `items()` is asked when it opens. */
export const MenuButton = ({ icon, label, items, placement = 'bottom-end', ...rest }) => html`
  <${IconButton} ...${rest} icon=${icon} label=${label} aria-haspopup="menu" aria-expanded="false"
    onClick=${(event) => openMenu(event.currentTarget, items(), { label, placement })} />`;

// -- Dialogs on the native element: focus is trapped and comes back by itself. On phones they become sheets.

/**
 * Open a modal. `content(close)` answers vnodes, usually a `Dialog`. `close(value)` closes; `onClose(value)` hears of it.
 * With `locked` neither Escape nor a press outside closes it.
 */
export function openDialog(content, { onClose, locked = false, role, label, class: extra = '' } = {}) {
  const box = document.createElement('dialog');
  box.className = `dialog ${extra}`;
  if (label) box.setAttribute('aria-label', label);
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

// -- Toasts: 5 s, 10 s with an action; they wait while hovered or focused; at most three

const MOST = 3;
const toasts = signal([]);
let nextId = 0;

const ICONS = { info: 'info', success: 'circle-check', error: 'circle-alert' };

const dismiss = (id) => void (toasts.value = toasts.peek().filter((item) => item.id !== id));

/**
 * Show `text`. `kind`: 'info' | 'success' | 'error'; `action`: {label, run, command?} (`command` names the one that does the
 * same by key). Answers a function that takes it away.
 */
export function toast(text, { kind = 'info', action, ms = action ? 10_000 : 5_000 } = {}) {
  nextId += 1;
  const id = nextId;
  toasts.value = [...toasts.peek(), { id, text, kind, action, ms }].slice(-MOST);
  return () => dismiss(id);
}

// -- Undo: what a toast offers to take back, and what was done without a word; the latest first

const UNDO_MS = 8_000;
const KEPT = 20;
const quiet = signal([]);
const lastUndoable = () => toasts.peek().findLast((item) => item.action?.undoes);

/** Tell what was done and offer to undo it for 8 s, by the toast's button or by the key of undo. */
export const undoToast = (text, undo) => toast(text, { action: { label: t('app.undo'), command: 'app.undo', undoes: true, run: undo }, ms: UNDO_MS });

/** Something was done that only the key of undo takes back; `what` says it in words. */
export function undoable(what, undo) {
  nextId += 1;
  quiet.value = [...quiet.peek(), { id: nextId, what, undo }].slice(-KEPT);
}

/** Is there something to take back? */
export const canUndo = () => Boolean(lastUndoable() ?? quiet.peek().length);

/** Take back the latest thing that can be; false when there is none. */
export function undoLast() {
  const [told, act] = [lastUndoable(), quiet.peek().at(-1)];
  if (act && !(told?.id > act.id)) {
    quiet.value = quiet.peek().slice(0, -1);
    act.undo();
    toast(t('app.undone_what', { what: act.what }));
  } else if (told) {
    dismiss(told.id);
    told.action.run();
    announce(t('app.undone'));
  }
  return Boolean(told ?? act);
}

function Toast({ item }) {
  const timer = useRef(0);
  const gone = () => dismiss(item.id);
  const hold = () => clearTimeout(timer.current);
  const run = () => {
    hold();
    timer.current = setTimeout(gone, item.ms);
  };
  useEffect(() => void run() ?? hold, []);
  const act = () => {
    gone();
    item.action.run();
  };
  const keys = matchMedia('(pointer: fine)').matches && keysFor(item.action?.command);
  return html`
    <div class="toast toast-${item.kind}" onPointerEnter=${hold} onPointerLeave=${run} onFocusIn=${hold} onFocusOut=${run}>
      <${Icon} name=${ICONS[item.kind]} />
      <p class="toast-text">${item.text}</p>
      ${item.action && html`<button type="button" class="toast-action" onClick=${act}>${item.action.label}${keys && html` <${Kbd} keys=${keys} />`}</button>`}
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

// -- Words for screen readers only

const regions = {};

function region(kind) {
  if (!regions[kind]) {
    const box = document.createElement('div');
    box.className = 'visually-hidden';
    box.setAttribute('role', kind === 'assertive' ? 'alert' : 'status');
    box.setAttribute('aria-live', kind);
    document.body.append(box);
    regions[kind] = box;
  }
  return regions[kind];
}

/** Have `text` read aloud: when it suits, or at once with `assertive` (failures of the person's own action). */
export function announce(text, { assertive = false } = {}) {
  const box = region(assertive ? 'assertive' : 'polite');
  // The same words twice are read twice only if the region was empty in between.
  box.textContent = '';
  requestAnimationFrame(() => {
    box.textContent = text;
  });
}
