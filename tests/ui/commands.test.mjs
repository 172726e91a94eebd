// Commands: their keys, sequences of two, keys of one's own, and what may not be bound.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { load } from './loader.mjs';

const stored = new Map();
globalThis.localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value), removeItem: (key) => void stored.delete(key) };
globalThis.addEventListener = () => undefined;
let handler = null;
globalThis.document = { addEventListener: (name, fn) => void (handler = fn), removeEventListener: () => void (handler = null), querySelector: () => null };

const keyboard = await load('lib/keyboard.js');
const { bind, applyBindings, resetAllBindings, resetBinding } = await load('state/bindings.js');
const { canonical, commandOf, commands, keyLabel, keysFor, keysOfEvent, listenForKeys, problemOf, runnable, sequence, SEQUENCE_MS, setSingleKeys } = keyboard;

const ran = [];
let stops = [];
const named = (id, keys, more = {}) => ({ id, keys, label: () => id, group: () => 'g', run: () => void ran.push(id), ...more });
const body = { closest: () => null };
const field = { closest: () => field };

function press(key, held = {}) {
  let prevented = false;
  handler({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, target: body, preventDefault: () => void (prevented = true), ...held });
  return prevented;
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  ran.length = 0;
  stops = [listenForKeys(), applyBindings()];
});
afterEach(() => {
  resetAllBindings();
  setSingleKeys(true);
  mock.timers.tick(SEQUENCE_MS);
  stops.forEach((stop) => stop());
  mock.timers.reset();
});
const have = (...list) => stops.push(commands(list));

test('two strokes lead somewhere, within their time only', () => {
  have(named('chat', 'g c'), named('home', 'g h'), named('create', 'c'));
  assert.equal(press('g'), true);
  assert.equal(sequence.value.first, 'g');
  assert.deepEqual(sequence.value.choices.map(({ key }) => key), ['c', 'h']);
  press('c');
  assert.deepEqual(ran, ['chat']);
  assert.equal(sequence.value, null);
  press('g');
  mock.timers.tick(SEQUENCE_MS);
  assert.equal(sequence.value, null);
  press('c');
  assert.deepEqual(ran, ['chat', 'create']);
});

test('a second stroke that leads nowhere means what it means alone; Escape only ends the sequence', () => {
  have(named('chat', 'g c'), named('next', 'n'));
  press('g');
  press('n');
  assert.deepEqual(ran, ['next']);
  press('g');
  press('Shift', { shiftKey: true });
  assert.ok(sequence.value);
  assert.equal(press('Escape'), true);
  assert.equal(sequence.value, null);
});

test('single keys and sequences rest while writing and when switched off; keys with Ctrl act', () => {
  have(named('chat', 'g c'), named('next', 'n'), named('palette', 'mod+k'));
  press('n', { target: field });
  press('g', { target: field });
  press('k', { ctrlKey: true, target: field });
  assert.deepEqual(ran, ['palette']);
  setSingleKeys(false);
  press('n');
  press('g');
  assert.equal(sequence.value, null);
  assert.deepEqual(ran, ['palette']);
});

test('a command may have several keys, and the latest registered goes first', () => {
  have(named('next', ['alt+ArrowDown', 'n']), named('pass', 'n', { run: () => false }), named('not now', 'n', { when: () => false }));
  press('n');
  press('ArrowDown', { altKey: true });
  assert.deepEqual(ran, ['next', 'next']);
});

test('keys of one\'s own replace those it came with, are kept, and can be taken back', () => {
  have(named('next', ['alt+ArrowDown', 'n']), named('search', '/'));
  assert.equal(bind('next', 'shift+mod+Y'), null);
  assert.equal(keysFor('next'), 'mod+shift+y');
  assert.deepEqual(JSON.parse(stored.get('epop.bindings')), { next: 'mod+shift+y' });
  press('n');
  assert.deepEqual(ran, []);
  press('Y', { ctrlKey: true, shiftKey: true });
  assert.deepEqual(ran, ['next']);
  assert.equal(bind('search', ''), null);
  assert.equal(keysFor('search'), undefined);
  assert.equal(resetBinding(commandOf('next')), null);
  assert.equal(keysFor('next'), 'alt+ArrowDown');
  resetAllBindings();
  assert.equal(keysFor('search'), '/');
  assert.equal(stored.get('epop.bindings'), undefined);
});

test('conflicts are refused and named: equal keys, and keys that begin a sequence', () => {
  have(named('chat', 'g c'), named('next', 'n'));
  assert.equal(bind('next', 'g').taken.id, 'chat');
  assert.equal(bind('chat', 'n x').taken.id, 'next');
  assert.equal(bind('chat', 'g h'), null);
  assert.equal(bind('next', 'g c'), null);
  assert.equal(resetBinding(commandOf('chat')).taken.id, 'next');
});

test('keys of the browser, of writing and of moving about are refused', () => {
  have(named('next', 'n'));
  for (const keys of ['mod+w', 'mod+t', 'mod+shift+n', 'mod+5', 'Tab', 'Escape', 'Enter', 'alt+d', 'F5', 'mod+f', ' ', 'g Enter']) {
    assert.ok(problemOf('next', keys)?.reserved, keys);
  }
  assert.equal(problemOf('next', 'mod+shift+y'), null);
  assert.equal(problemOf('next', 'n'), null);
});

test('pressed keys are written one way', () => {
  const event = (key, held = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });
  assert.equal(keysOfEvent(event('K', { ctrlKey: true, shiftKey: true }), false), 'mod+shift+k');
  assert.equal(keysOfEvent(event('k', { metaKey: true }), true), 'mod+k');
  assert.equal(keysOfEvent(event('?', { shiftKey: true }), false), '?');
  assert.equal(keysOfEvent(event('Shift', { shiftKey: true }), false), null);
  assert.equal(canonical('shift+Mod+K'), 'mod+shift+k');
  assert.equal(keyLabel('g c', false), 'G C');
  assert.ok(keyboard.hits({ ...event('¡', { altKey: true }), code: 'Digit1' }, 'alt+1', true));
});

test('what can be run by name: no hints, nothing whose time is not now, each id once', () => {
  have(named('a', 'a'), named('b', null, { when: () => false }), named('c', null, { hint: true }), named('d', null, { quiet: true }), named('a', 'a', { label: () => 'again' }));
  assert.deepEqual(runnable().map((entry) => entry.label()), ['again']);
});

test('what names no command has no keys, though some entries have no name', () => {
  stops.push(commands([{ keys: 'Delete', hint: true, label: () => 'hint', group: () => 'g' }]));
  assert.equal(keysFor(undefined), undefined);
});
