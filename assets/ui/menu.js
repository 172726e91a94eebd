// Menus: a list of actions beside a button, by mouse, arrows and first letters.
import { html } from 'htm/preact';
import { fold } from '../lib/text.js';
import { Kbd } from './kbd.js';
import { Icon } from './icon.js';
import { IconButton } from './button.js';
import { openPopover } from './popover.js';

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
      aria-checked=${ticks ? String(item.checked) : undefined} aria-disabled=${item.disabled ? 'true' : undefined}
      onClick=${run} onPointerMove=${(event) => event.currentTarget.focus({ preventScroll: true })}>
      <span class="menu-lead">${item.lead ?? (item.icon && html`<${Icon} name=${item.icon} />`)}</span>
      <span class="menu-text">${item.label}${item.hint && html`<span class="menu-hint">${item.hint}</span>`}</span>
      ${item.keys && html`<${Kbd} keys=${item.keys} />`}
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
