// Undo: the latest thing first, each once, and only as long as it is offered.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { load } from './loader.mjs';

const region = { setAttribute: () => undefined };
globalThis.document = { createElement: () => region, body: { append: () => undefined }, querySelectorAll: () => [] };
globalThis.requestAnimationFrame = (fn) => fn();
globalThis.Element = class {};

const { loadAreas } = await load('lib/i18n.js');
const { canUndo, toast, undoable, undoLast, undoToast } = await load('ui/layers.js');

beforeEach(() => loadAreas('app'));

test('nothing done, nothing to take back', () => {
  assert.equal(canUndo(), false);
  assert.equal(undoLast(), false);
});

test('the latest is taken back first, each once, and other notices do not count', () => {
  const undone = [];
  undoToast('one', () => undone.push('one'));
  undoToast('two', () => undone.push('two'));
  const hide = toast('by the way', { action: { label: 'Look', run: () => undone.push('never') } });
  assert.equal(undoLast(), true);
  assert.equal(undoLast(), true);
  assert.equal(undoLast(), false);
  assert.deepEqual(undone, ['two', 'one']);
  assert.equal(region.textContent, 'Taken back.');
  hide();
});

test('what is no longer offered cannot be taken back', () => {
  const hide = undoToast('gone', () => assert.fail('too late'));
  hide();
  assert.equal(undoLast(), false);
  for (const text of ['1', '2', '3', '4']) undoToast(text, () => undefined);
  let n = 0;
  while (undoLast()) n += 1;
  assert.equal(n, 3);
});

test('what was done without a word is taken back by key, in turn with what a toast offers', () => {
  const undone = [];
  undoable('one', () => undone.push('one'));
  undoToast('two', () => undone.push('two'));
  undoable('three', () => undone.push('three'));
  assert.equal(canUndo(), true);
  while (undoLast()) assert.ok(undone.length <= 3);
  assert.deepEqual(undone, ['three', 'two', 'one']);
  assert.equal(canUndo(), false);
});
