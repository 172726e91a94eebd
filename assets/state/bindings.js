// Keys people chose for commands, kept on this device.
import { effect } from '@preact/signals';
import { canonical, overrides, problemOf } from '../lib/keyboard.js';
import { local } from './device.js';

const bindings = local('bindings', {});

/** Give a command other keys, '' for none. Answers null, or why not: see `problemOf`. */
export function bind(id, keys) {
  const problem = keys ? problemOf(id, keys) : null;
  if (!problem) bindings.value = { ...bindings.peek(), [id]: keys && canonical(keys) };
  return problem;
}

/** Give a command back the keys it came with. Answers null, or which command has them meanwhile. */
export function resetBinding(entry) {
  const problem = [entry.keys ?? []].flat().map((keys) => problemOf(entry.id, keys)).find((found) => found?.taken && bindings.peek()[found.taken.id] !== undefined);
  if (problem) return problem;
  const { [entry.id]: gone, ...rest } = bindings.peek();
  bindings.value = rest;
  return null;
}

/** Give all commands back the keys they came with. */
export function resetAllBindings() {
  bindings.value = {};
}

/** Let the choices act; answers a disposer. An effect, because the key handler lies outside what components render. */
export const applyBindings = () => effect(() => void (overrides.value = bindings.value));
