// Tooltips for every element with `data-tip` (and `data-keys`): after 600 ms of rest, at once on keyboard focus.
import { html, render } from 'htm/preact';
import { Kbd } from './kbd.js';
import { layerHost, place } from './popover.js';

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
  const { tip, keys } = target.dataset;
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
