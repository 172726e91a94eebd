// The one list of commands: it feeds the key handler, the palette, the sheet of shortcuts, menus and tooltips.
// Keys are "mod+shift+k": modifiers in any order, then event.key (letters lower case). "mod" is ⌘ on a Mac, Ctrl elsewhere.
// "g c" is two strokes, one after the other.

import { signal } from '@preact/signals';

const MAC = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');
const FIELDS = 'input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable=true]';
const MODIFIERS = ['mod', 'ctrl', 'alt', 'shift', 'meta'];
const BARE = new Set(['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Dead', 'Process', 'Unidentified']);
/** How long the second stroke of a sequence is waited for. */
export const SEQUENCE_MS = 1200;

/** Everything registered now, in order of registration (a Set of entries). */
export const registered = new Set();
/** The person's own keys: command id → keys, '' for none. Written by state/bindings.js. */
export const overrides = signal({});
/** While the second stroke is awaited: `{first, choices: [{entry, key}]}`, else null. */
export const sequence = signal(null);
const layers = [];
let allowSingleKeys = true;
let sequenceTimer = 0;

/** Tell the handler whether keys without a modifier may act (a user's setting). */
export function setSingleKeys(allowed) {
  allowSingleKeys = allowed;
}

/** True when typing into `element` writes text. */
export const isTextField = (element) => Boolean(element?.closest?.(FIELDS));

// -- Keys as text

function parse(keys) {
  const parts = keys === '+' ? ['+'] : keys.split(/\+(?!$)/);
  return { key: parts.at(-1), held: new Set(parts.slice(0, -1).map((part) => part.toLowerCase())) };
}

const isNamed = (key) => key.length > 1 || /[a-z]/i.test(key);

/** Does the keyboard event mean `keys`? Shift is only compared for letters and named keys ("?" already contains it). */
export function hits(event, keys, mac = MAC) {
  const { key, held } = parse(keys);
  const ctrl = held.has('ctrl') || (held.has('mod') && !mac);
  const meta = held.has('meta') || (held.has('mod') && mac);
  if (event.ctrlKey !== ctrl || event.metaKey !== meta || event.altKey !== held.has('alt')) return false;
  if (isNamed(key) && event.shiftKey !== held.has('shift')) return false;
  // Alt makes other characters of digits on some keyboards.
  if (held.has('alt') && /^\d$/.test(key)) return event.code === `Digit${key}`;
  return event.key === key || (event.key.length === 1 && event.key.toLowerCase() === key.toLowerCase());
}

/** What the event would be written as, or null for a modifier alone. */
export function keysOfEvent(event, mac = MAC) {
  if (BARE.has(event.key)) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const held = { mod: mac ? event.metaKey : event.ctrlKey, ctrl: mac && event.ctrlKey, alt: event.altKey, shift: event.shiftKey && isNamed(key), meta: !mac && event.metaKey };
  return [...MODIFIERS.filter((name) => held[name]), key].join('+');
}

/** The same keys always as the same text. */
export function canonical(keys) {
  return keys.split(' ').map((step) => {
    const { key, held } = parse(step);
    return [...MODIFIERS.filter((name) => held.has(name)), key.length === 1 ? key.toLowerCase() : key].join('+');
  }).join(' ');
}

// -- The registry

/** Keys of an entry as they are now: the person's own, else those it came with (a text or a list of them). */
export function keysOf(entry) {
  const own = overrides.value[entry.id];
  if (own !== undefined) return own ? [own] : [];
  return [entry.keys ?? []].flat();
}

/** The registered command with this id. */
export const commandOf = (id) => (id ? [...registered].findLast((entry) => entry.id === id) : undefined);

/** Keys to print for a command, or undefined. */
export function keysFor(id) {
  const entry = commandOf(id);
  return entry && keysOf(entry)[0];
}

/**
 * Register commands: `{id, label, group, run, keys?, when?, icon?, hint?, quiet?}`. Keys without a modifier never act while
 * writing. `run` answering false passes the key on. `hint` entries are only listed (something else handles the key);
 * `quiet` ones are not offered in the palette. Answers a disposer.
 */
export function commands(list) {
  for (const entry of list) registered.add(entry);
  return () => list.forEach((entry) => registered.delete(entry));
}

/** Commands that can be run by name now, the latest registered first where two share an id. */
export function runnable() {
  const byId = new Map([...registered].filter((entry) => entry.id && !entry.hint && !entry.quiet).map((entry) => [entry.id, entry]));
  return [...byId.values()].filter((entry) => entry.when?.() !== false);
}

// Keys that belong to the browser, to writing, or to moving about: binding them would break more than it gives.
const RESERVED = new Set([
  ...['n', 't', 'w', 'f', 'c', 'v', 'x', 'a', 'r', 'l', 'p', 'q', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'Tab', 'Enter'].map((key) => `mod+${key}`),
  ...['n', 't', 'w', 'c', 'i', 'j', 'k', 'r', 'Tab'].map((key) => `mod+shift+${key}`),
  ...['Tab', 'shift+Tab', 'Enter', 'shift+Enter', 'Escape', ' ', 'Backspace', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['F1', 'F5', 'F11', 'F12', 'alt+d', 'alt+F4', 'alt+Tab', 'alt+ArrowLeft', 'alt+ArrowRight'],
]);

const clash = (a, b) => a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `);

/** Why the command may not have `keys`: `{reserved: true}` or `{taken: entry}`; null when it may. */
export function problemOf(id, keys) {
  const wanted = canonical(keys);
  if (wanted.split(' ').some((step) => RESERVED.has(step) || step === '')) return { reserved: true };
  const taken = [...registered].find((entry) => entry.id !== id && keysOf(entry).some((each) => clash(canonical(each), wanted)));
  return taken ? { taken } : null;
}

// -- Listening

/** Call `close` when Escape is pressed and no newer layer wants it; it may answer false to pass on. Answers a disposer. */
export function onEscape(close) {
  layers.push(close);
  return () => {
    const index = layers.lastIndexOf(close);
    if (index >= 0) layers.splice(index, 1);
  };
}

const layerOpen = () => Boolean(document.querySelector('dialog:modal, [popover]:popover-open:not([data-passive])'));

function escape(event) {
  if (layerOpen()) return;
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    if (layers[i](event) !== false) return event.preventDefault();
  }
}

const active = () => [...registered].reverse().filter((entry) => !entry.hint && entry.when?.() !== false);

function runFirst(event, matches) {
  for (const entry of active()) {
    if (keysOf(entry).some(matches) && entry.run(event) !== false) {
      event.preventDefault();
      return true;
    }
  }
  return false;
}

function endSequence() {
  clearTimeout(sequenceTimer);
  const { first } = sequence.peek() ?? {};
  sequence.value = null;
  return first;
}

function startSequence(event) {
  const choices = active().flatMap((entry) => keysOf(entry).map((keys) => ({ entry, steps: keys.split(' ') })))
    .filter(({ steps }) => steps.length === 2 && hits(event, steps[0]))
    .map(({ entry, steps }) => ({ entry, first: steps[0], key: steps[1] }));
  if (!choices.length) return;
  sequence.value = { first: choices[0].first, choices: choices.reverse() };
  sequenceTimer = setTimeout(endSequence, SEQUENCE_MS);
  event.preventDefault();
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || BARE.has(event.key)) return;
  const first = endSequence();
  if (event.key === 'Escape' && !event.shiftKey) return first ? event.preventDefault() : escape(event);
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== 'Escape';
  if (layerOpen() || (plain && (isTextField(event.target) || !allowSingleKeys))) return;
  if (first && runFirst(event, (keys) => keys.startsWith(`${first} `) && hits(event, keys.split(' ')[1]))) return;
  if (!runFirst(event, (keys) => !keys.includes(' ') && hits(event, keys))) startSequence(event);
}

/** Start listening on the document; answers a disposer. */
export function listenForKeys() {
  document.addEventListener('keydown', pressed);
  return () => document.removeEventListener('keydown', pressed);
}

// -- Keys as people know them

const NAMES = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Enter: '↵', Escape: 'Esc', ' ': 'Space', Delete: 'Del' };
const MAC_NAMES = { mod: '⌘', alt: '⌥', shift: '⇧', ctrl: '⌃', meta: '⌘' };
const PC_NAMES = { mod: 'Ctrl', alt: 'Alt', shift: 'Shift', ctrl: 'Ctrl', meta: 'Win' };

/** Parts to print for one stroke, in reading order: ["Alt", "↑"]. */
export function keyParts(keys, mac = MAC) {
  const { key, held } = parse(keys);
  const names = mac ? MAC_NAMES : PC_NAMES;
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return [...MODIFIERS.filter((modifier) => held.has(modifier)).map((modifier) => names[modifier]), name];
}

/** "Alt+↑", on a Mac "⌥↑"; strokes one after the other stand apart: "G C". */
export const keyLabel = (keys, mac = MAC) => keys.split(' ').map((step) => keyParts(step, mac).join(mac ? '' : '+')).join(' ');
