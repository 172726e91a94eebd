// Dragging with mouse, pen, or a finger held still: one mechanism for sidebars, boards, calendars and timelines. What is
// dragged, where it may go and what is drawn meanwhile is the caller's; here is when a press becomes a drag, how it ends, and
// that what lies under the pointer's edge scrolls. Whatever can be dragged must have a way by keyboard and one by menu as well.

/** How far the pointer goes before it is a drag, and how long a finger rests before it may drag. */
const START_PX = 5;
const HOLD_MS = 250;
/** How near an edge scrolls, and how fast at most in a frame. */
const EDGE_PX = 48;
const MOST_PX = 18;

/** How fast something scrolls with the pointer at `at` between `from` and `to`: pixels in a frame, negative backwards. */
export function edgeSpeed(at, from, to) {
  const edge = Math.min(EDGE_PX, (to - from) / 3);
  const into = at < from + edge ? at - from - edge : at > to - edge ? at - to + edge : 0;
  return Math.round(Math.max(-1, Math.min(1, into / edge)) * MOST_PX);
}

/** Scrolls what has the pointer near one of its edges; answers whether anything moved. */
function scrollEdges(elements, { x, y }) {
  let moved = false;
  for (const element of elements) {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    if (x < left - EDGE_PX || x > right + EDGE_PX || y < top - EDGE_PX || y > bottom + EDGE_PX) continue;
    const { scrollLeft, scrollTop } = element;
    const sideways = element.scrollWidth > element.clientWidth ? edgeSpeed(x, left, right) : 0;
    const down = element.scrollHeight > element.clientHeight && x >= left && x <= right ? edgeSpeed(y, top, bottom) : 0;
    if (sideways || down) element.scrollBy({ left: sideways, top: down, behavior: 'instant' });
    moved ||= element.scrollLeft !== scrollLeft || element.scrollTop !== scrollTop;
  }
  return moved;
}

/** The click that follows a drag or a rest is none; nor is the tap, which would close again what the rest opened. */
function swallowClick() {
  const stop = (event) => {
    if (event.cancelable) event.preventDefault();
    event.stopPropagation();
  };
  addEventListener('touchend', stop, { capture: true, once: true, passive: false });
  addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => {
    removeEventListener('touchend', stop, { capture: true });
    removeEventListener('click', stop, { capture: true });
  }, 300);
}

/** A picture of `element` that follows the pointer. Answers `{move({x, y}), end()}`; `count` is shown where several go along. */
export function ghostOf(element, from, count = 1) {
  const box = element.getBoundingClientRect();
  const ghost = element.cloneNode(true);
  for (const each of [ghost, ...ghost.querySelectorAll('[id], [data-testid], [data-task]')]) {
    for (const name of ['id', 'data-testid', 'data-task', 'data-row', 'tabindex']) each.removeAttribute(name);
  }
  ghost.classList.add('drag-ghost');
  ghost.setAttribute('aria-hidden', 'true');
  ghost.inert = true;
  Object.assign(ghost.style, { inlineSize: `${box.width}px`, blockSize: `${box.height}px`, top: `${box.top}px`, left: `${box.left}px` });
  if (count > 1) ghost.append(Object.assign(document.createElement('span'), { className: 'drag-count', textContent: String(count) }));
  document.body.append(ghost);
  return {
    move: ({ x, y }) => void (ghost.style.transform = `translate(${Math.round(x - from.x)}px, ${Math.round(y - from.y)}px) rotate(1.5deg)`),
    end: () => ghost.remove(),
  };
}

/**
 * Watches a press on `element`; `event` is its pointerdown. When it becomes a drag `begin(point)` answers what happens then:
 * `{move(point), drop(), end()}`, or null when it may not be dragged. `end` comes last, also after Escape, which never drops.
 * `rest()` hears of a finger that rested and did not move; `scrollers` are the elements whose edges scroll. `cursor` is the one
 * shown meanwhile.
 */
export function press(event, element, { begin, rest, scrollers = [], cursor = 'grabbing' }) {
  const touch = event.pointerType === 'touch';
  const from = { x: event.clientX, y: event.clientY };
  let point = from;
  let held = !touch;
  let drag = null;
  let frame = 0;
  const timer = touch && setTimeout(() => {
    held = true;
    element.classList.add('is-held');
    navigator.vibrate?.(10);
  }, HOLD_MS);

  const roll = () => {
    if (!drag) return;
    if (scrollEdges(scrollers, point)) drag.move(point);
    frame = requestAnimationFrame(roll);
  };
  function lift() {
    drag = begin(from);
    if (!drag) return false;
    document.body.style.cursor = cursor;
    document.body.classList.add('is-dragging');
    frame = requestAnimationFrame(roll);
    return true;
  }
  const move = (next) => {
    if (next.pointerId !== event.pointerId) return undefined;
    // It was let go where nobody could hear it, or while the code for it was on its way.
    if (!next.buttons) return end();
    point = { x: next.clientX, y: next.clientY };
    const far = Math.hypot(point.x - from.x, point.y - from.y) > START_PX;
    // A finger that moves before it rested scrolls.
    if (far && !held) return end();
    if (far && !drag && !lift()) return end();
    return drag?.move(point);
  };
  const up = (last) => {
    if (last.pointerId !== event.pointerId) return;
    const rested = touch && held && !drag;
    const dropped = drag;
    if (dropped || rested) swallowClick();
    dropped?.drop();
    end();
    if (rested) rest?.();
  };
  const key = (pressed) => {
    if (pressed.key !== 'Escape' || !drag) return;
    pressed.preventDefault();
    pressed.stopPropagation();
    swallowClick();
    end();
  };
  // What still rolls when the finger lands is stopped by it, or goes on under it: either way this is no press on what lies there.
  const rolled = (scroll) => !drag && !held && scroll.target.contains(element) && end();
  // While a finger drags nothing may scroll under it, and no menu of the browser opens.
  const still = (moved) => held && moved.cancelable && moved.preventDefault();
  function end() {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    drag?.end();
    drag = null;
    document.body.style.cursor = '';
    document.body.classList.remove('is-dragging');
    element.classList.remove('is-held');
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', up);
    removeEventListener('pointercancel', end);
    removeEventListener('keydown', key, true);
    removeEventListener('touchmove', still);
    removeEventListener('contextmenu', still);
    removeEventListener('scroll', rolled, true);
  }
  addEventListener('pointermove', move);
  addEventListener('pointerup', up);
  addEventListener('pointercancel', end);
  addEventListener('keydown', key, true);
  addEventListener('touchmove', still, { passive: false });
  if (!touch) return;
  addEventListener('contextmenu', still);
  addEventListener('scroll', rolled, true);
}
