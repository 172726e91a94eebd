// `html`, the way from templates to nodes. As htm's own binding to preact, but no part of a template is made once and used
// for ever: such a node keeps its first parent, through it the page as it was then, and so every page since.

import htm from 'htm';
import { h } from 'preact';
import { useState } from 'preact/hooks';

export { render } from 'preact';

const FRESH = 3;

/** A node of a template; what htm passes as `this` says whether it may be kept. */
function make(type, props, ...children) {
  this[0] = FRESH;
  return h(type, props, ...children);
}

export const html = htm.bind(make);

let ids = 0;

/** An id unlike any other on the page. Preact's own begins anew in whatever is rendered apart: in dialogs and popovers. */
export function useId() {
  return useState(() => {
    ids += 1;
    return `i${ids}`;
  })[0];
}
