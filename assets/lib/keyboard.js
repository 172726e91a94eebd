// The one list of keyboard shortcuts: it feeds the key handler, the shortcut sheet and tooltips.
// `keys` is "mod+shift+k": modifiers in any order, then event.key (letters lower case). "mod" is ⌘ on a Mac, Ctrl elsewhere.

const MAC = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');
const FIELDS = 'input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable=true]';
const MODIFIERS = ['mod', 'ctrl', 'alt', 'shift', 'meta'];

/** Everything registered now, in order of registration (a Set of entries). */
export const registered = new Set();
const layers = [];
let allowSingleKeys = true;

/** Tell the handler whether keys without a modifier may act (a user's setting). */
export function setSingleKeys(allowed) {
  allowSingleKeys = allowed;
}

/** True when typing into `element` writes text. */
export const isTextField = (element) => Boolean(element?.closest?.(FIELDS));

function parse(keys) {
  const parts = keys === '+' ? ['+'] : keys.split(/\+(?!$)/);
  return { key: parts.at(-1), held: new Set(parts.slice(0, -1).map((part) => part.toLowerCase())) };
}

/** Does the keyboard event mean `keys`? Shift is only compared for letters and named keys ("?" already contains it). */
export function hits(event, keys, mac = MAC) {
  const { key, held } = parse(keys);
  const ctrl = held.has('ctrl') || (held.has('mod') && !mac);
  const meta = held.has('meta') || (held.has('mod') && mac);
  if (event.ctrlKey !== ctrl || event.metaKey !== meta || event.altKey !== held.has('alt')) return false;
  const named = key.length > 1 || /[a-z]/i.test(key);
  if (named && event.shiftKey !== held.has('shift')) return false;
  return event.key === key || (event.key.length === 1 && event.key.toLowerCase() === key.toLowerCase());
}

/**
 * Register shortcuts: `{keys, label, group, run, when?, hint?}`; keys without a modifier never act while writing.
 * `run` answering false passes the key on; `hint` entries are only listed. Answers a disposer.
 */
export function shortcuts(list) {
  for (const entry of list) registered.add(entry);
  return () => list.forEach((entry) => registered.delete(entry));
}

/** Call `close` when Escape is pressed and no newer layer wants it; it may answer false to pass on. Answers a disposer. */
export function onEscape(close) {
  layers.push(close);
  return () => {
    const index = layers.lastIndexOf(close);
    if (index >= 0) layers.splice(index, 1);
  };
}

const layerOpen = () => Boolean(document.querySelector('dialog:modal, [popover]:popover-open:not([data-passive])'));

function pressed(event) {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === 'Escape' && !event.shiftKey) {
    if (layerOpen()) return;
    for (let i = layers.length - 1; i >= 0; i -= 1) {
      if (layers[i](event) !== false) return event.preventDefault();
    }
    return;
  }
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== 'Escape';
  if (layerOpen() || (plain && (isTextField(event.target) || !allowSingleKeys))) return;
  for (const entry of [...registered].reverse()) {
    if (entry.hint || !hits(event, entry.keys) || entry.when?.() === false) continue;
    if (entry.run(event) !== false) return event.preventDefault();
  }
}

/** Start listening on the document; answers a disposer. */
export function listenForKeys() {
  document.addEventListener('keydown', pressed);
  return () => document.removeEventListener('keydown', pressed);
}

const NAMES = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Enter: '↵', Escape: 'Esc', ' ': 'Space', Delete: 'Del' };
const MAC_NAMES = { mod: '⌘', alt: '⌥', shift: '⇧', ctrl: '⌃', meta: '⌘' };
const PC_NAMES = { mod: 'Ctrl', alt: 'Alt', shift: 'Shift', ctrl: 'Ctrl', meta: 'Win' };

/** Parts to print for `keys`, in reading order: ["Alt", "↑"]. */
export function keyParts(keys, mac = MAC) {
  const { key, held } = parse(keys);
  const names = mac ? MAC_NAMES : PC_NAMES;
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return [...MODIFIERS.filter((modifier) => held.has(modifier)).map((modifier) => names[modifier]), name];
}

/** "Alt+↑", on a Mac "⌥↑". */
export const keyLabel = (keys, mac = MAC) => keyParts(keys, mac).join(mac ? '' : '+');
