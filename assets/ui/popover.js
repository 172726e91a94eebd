// Things that float beside an anchor, in the browser's top layer: light dismiss and Escape come with it.
import { render } from 'htm/preact';

const GAP = 4;
const EDGE = 8;
const REOPEN_MS = 250;
let lastClosed = { anchor: null, at: 0 };

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
  if (focus) (box.querySelector('[data-autofocus]') ?? box).focus({ preventScroll: true });
  return close;
}
