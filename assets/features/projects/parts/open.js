// Opening a task beside the view one is in, and what else a task on screen offers under a pointer or a key.

import { signal } from '@preact/signals';
import { setQuery } from '../../../state/route.js';

/** Set when the task that opens should have the focus: Enter goes in, Space and the pointer only look. */
export const entering = signal(false);
/** Ids of the tasks that are chosen, in the view that is on screen. */
export const chosen = signal(new Set());

/** Opens a task in the side sheet. With `enter` the focus goes there. */
export function openTask(id, { enter = false } = {}) {
  if (String(id).startsWith('new:')) return;
  entering.value = enter;
  setQuery({ task: id, comment: null });
}

export const closeTask = () => setQuery({ task: null, comment: null });

/** Chooses a task, or no longer. */
export function choose(id, on = !chosen.peek().has(id)) {
  const next = new Set(chosen.peek());
  if (on) next.add(id);
  else next.delete(id);
  chosen.value = next;
}

export const chooseNone = () => void (chosen.value.size && (chosen.value = new Set()));
