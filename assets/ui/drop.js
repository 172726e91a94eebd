// Files dragged onto the window: where they would go is said over it, and they go there when they are let go. What nobody takes
// is refused, lest the browser leaves the page for it.

import { html, render } from 'htm/preact';
import { Icon } from './controls.js';

const finders = [];
/** A folder is taken with everything in it, up to this many files. */
const MOST_FILES = 500;

let shown = null;

const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
const targetOf = (event) => finders.reduceRight((found, find) => found ?? find(event), null);

function show(target) {
  if (!target) return hide();
  shown ??= document.body.appendChild(Object.assign(document.createElement('div'), { className: 'drop' }));
  const box = (target.over ?? document.documentElement).getBoundingClientRect();
  Object.assign(shown.style, { insetInlineStart: `${box.left}px`, insetBlockStart: `${box.top}px`, inlineSize: `${box.width}px`, blockSize: `${box.height}px` });
  render(html`<div class="drop-face"><${Icon} name="upload" size=${28} /><p>${target.label}</p></div>`, shown);
  return undefined;
}

function hide() {
  shown?.remove();
  shown = null;
}

// -- What was let go: files, and those in folders

const entryOf = (item) => item.webkitGetAsEntry?.();
const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

async function childrenOf(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return all;
    all.push(...some);
  }
}

async function collect(entries, into) {
  for (const entry of entries) {
    if (into.length >= MOST_FILES) return into;
    if (entry.isDirectory) await collect(await childrenOf(entry), into);
    else into.push(await fileOf(entry));
  }
  return into;
}

/** The files of a drop or of what was copied. Ask in the event itself: afterwards it is empty. */
export function filesIn(transfer) {
  const entries = [...transfer.items].filter((item) => item.kind === 'file').map(entryOf);
  if (entries.some((entry) => entry?.isDirectory)) return collect(entries.filter(Boolean), []);
  return Promise.resolve([...transfer.files]);
}

// -- Listening

function over(event) {
  if (!hasFiles(event)) return;
  const target = targetOf(event);
  event.preventDefault();
  event.dataTransfer.dropEffect = target ? 'copy' : 'none';
  show(target);
}

// Between elements there is no leaving: the window was left when nothing is entered.
const left = (event) => event.relatedTarget === null && hide();

async function dropped(event) {
  if (!hasFiles(event)) return;
  event.preventDefault();
  const target = targetOf(event);
  hide();
  if (target) target.take(await filesIn(event.dataTransfer));
}

const LISTENERS = { dragenter: over, dragover: over, dragleave: left, drop: dropped };

/**
 * Take files that are dropped. `find(event)` answers `{label, over?, take(files)}`, or null where they do not belong; `over` is
 * the element they would go to. The latest to ask comes first. Answers a disposer.
 */
export function watchDrops(find) {
  if (!finders.length) for (const [name, listener] of Object.entries(LISTENERS)) document.addEventListener(name, listener);
  finders.push(find);
  return () => {
    finders.splice(finders.indexOf(find), 1);
    if (!finders.length) for (const [name, listener] of Object.entries(LISTENERS)) document.removeEventListener(name, listener);
    hide();
  };
}
