// What can be found, kind by kind. The features say how theirs look (`found: () => import('./found.js')` in app/features.js):
// `kinds`, a list of `{id, order, few?, row(hit, query), local?(query), Preview?}`, and `places`, which are the values of `in:`:
// `{like(needle), of(value)}`, answering a list of `{value, label, icon? | person?}` and one of them.
//
// `id` is what the server calls the kind; `few` means that three in a list of everything are enough. `row` answers what
// ui/hit.js draws. `local` are hits on this device, for when there is no connection. `Preview`, drawn beside the list with
// `{hit, query}`, tells more than the row.

import { signal } from '@preact/signals';

/** The kinds in the order in which they are shown. */
export const kinds = signal([]);

let placeSources = [];

/** Take what the features bring. */
export function setKinds(modules) {
  placeSources = modules.flatMap((module) => module.places ?? []);
  kinds.value = modules.flatMap((module) => module.kinds).sort((a, b) => a.order - b.order);
}

/** The kind the server calls `id`. */
export const kindOf = (id) => kinds.value.find((kind) => kind.id === id);

/** Values of `in:` that fit: `[{value, label, icon? | person?}]`. */
export const placesLike = (needle) => placeSources.flatMap((source) => source.like(needle));

/** The place a value of `in:` means, as `{value, label}`, or undefined. */
export const placeOf = (value) => placeSources.map((source) => source.of(value)).find(Boolean);
