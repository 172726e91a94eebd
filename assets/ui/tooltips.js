// Tooltips, and where things in the browser's top layer go. Apart from the other layers, because the start needs only these.

import { html, render } from 'htm/preact';
import { keysFor } from '../lib/keyboard.js';
import { Kbd } from './controls.js';

// -- Where

const GAP = 4;
const EDGE = 8;

const rectOf = (anchor) => (anchor instanceof Element ? anchor.getBoundingClientRect() : anchor);

/** Put a fixed element beside `rect`; flips and slides to stay in the window. `placement`: 'bottom-start', 'top-end', 'right-start', … */
export function place(element, anchor, placement = 'bottom-start') {
  const rect = rectOf(anchor);
  const [side, align] = placement.split('-');
  const { offsetWidth: width, offsetHeight: height } = element;
  let left = align === 'end' ? rect.right - width : align === 'center' ? rect.left + (rect.width - width) / 2 : rect.left;
  let top = rect.top;
  if (side === 'right') left = rect.right + GAP;
  else if (side === 'left') left = rect.left - width - GAP;
  else {
    const below = rect.bottom + GAP;
    const above = rect.top - height - GAP;
    const fits = side === 'bottom' ? below + height <= innerHeight - EDGE : above >= EDGE;
    top = (side === 'bottom') === fits ? below : above;
    if (!fits && (side === 'bottom' ? above < EDGE : below + height > innerHeight - EDGE)) top = side === 'bottom' ? below : above;
  }
  if (side === 'right' && left + width > innerWidth - EDGE) left = rect.left - width - GAP;
  element.style.left = `${Math.round(Math.max(EDGE, Math.min(left, innerWidth - width - EDGE)))}px`;
  element.style.top = `${Math.round(Math.max(EDGE, Math.min(top, innerHeight - height - EDGE)))}px`;
}

/** Where top-layer things must live to stay usable: inside the modal dialog that is open, else the body. */
export const layerHost = (anchor) => (anchor instanceof Element && anchor.closest('dialog')) || [...document.querySelectorAll('dialog:modal')].at(-1) || document.body;

// -- Tooltips for every element with `data-tip` (and `data-keys`, or the id of a command as `data-command`): after 600 ms of rest, at once on keyboard focus

const REST_MS = 600;
const GRACE_MS = 120;
let box = null;
let current = null;
let timer = 0;

function hide() {
  clearTimeout(timer);
  current = null;
  if (box?.matches(':popover-open')) box.hidePopover();
}

function show(target) {
  if (!target.isConnected) return;
  box ??= Object.assign(document.createElement('div'), { className: 'tooltip', popover: 'manual' });
  box.setAttribute('role', 'tooltip');
  box.dataset.passive = '';
  const host = layerHost(target);
  if (box.parentNode !== host) host.append(box);
  current = target;
  const { tip, keys = keysFor(target.dataset.command) } = target.dataset;
  render(html`<span>${tip}</span>${keys && html`<${Kbd} keys=${keys} />`}`, box);
  if (!box.matches(':popover-open')) box.showPopover();
  place(box, target, target.dataset.tipSide ?? 'bottom-center');
}

function over(event) {
  if (event.pointerType === 'touch') return;
  if (box?.contains(event.target)) return clearTimeout(timer);
  const target = event.target.closest?.('[data-tip]');
  if (target === current && target) return clearTimeout(timer);
  clearTimeout(timer);
  if (target) timer = setTimeout(show, current ? GRACE_MS : REST_MS, target);
  else if (current) timer = setTimeout(hide, GRACE_MS);
}

function focused(event) {
  const target = event.target.closest?.('[data-tip]');
  hide();
  // Not at once: a popover that is just opening may be what moved the focus.
  if (target && event.target.matches(':focus-visible')) timer = setTimeout(show, GRACE_MS, target);
}

/** Start watching; once per page. */
export function startTooltips() {
  document.addEventListener('pointerover', over);
  document.addEventListener('focusin', focused);
  document.addEventListener('pointerdown', hide);
  addEventListener('blur', hide);
  document.addEventListener('scroll', hide, { capture: true, passive: true });
  // In the capturing phase, so that Escape closes the tooltip even where the key is used otherwise.
  document.addEventListener('keydown', (event) => event.key !== 'Tab' && hide(), { capture: true });
}
