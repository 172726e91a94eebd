// The files of a list, as rows or as tiles; only what is near the window exists. Moved about in by keys, selected by X, by the
// boxes, and by ranges with Shift.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatSize } from '../../../lib/files.js';
import { formatDateTime, formatShort, t } from '../../../lib/i18n.js';
import { afterRenewal, thumbnail } from '../../../net/files.js';
import { singleKeys } from '../../../state/device.js';
import { route, setQuery } from '../../../state/route.js';
import { myId, person } from '../../../state/session.js';
import { IconButton, narrow, phone } from '../../../ui/controls.js';
import { DangerTile, FileTile, isBlocked, Picture } from '../../../ui/files.js';
import { VList } from '../../../ui/vlist.js';
import { destroy, download, openPreview, trash } from '../actions.js';
import { linesOf, rangeOf, stepFrom } from '../model.js';
import { active, fileOf, layout, list, more, selected } from '../store.js';
import { copyLink, mayChange, openFileMenu, openRename, showDetails } from './menu.js';

const TILE = { width: 168, height: 188 };
const GAP = 12;
const ROW = { fine: 44, coarse: 56 };

// i18n: files.state.pending files.state.scanning files.state.infected files.state.failed
const stateOf = (file) => (file.status === 'ready' ? formatSize(file.size) : t(`files.state.${file.status}`));
const ownerOf = (file) => (file.ownerId === myId() ? t('app.you') : (file.owner?.displayName ?? person(file.ownerId).displayName));
const dateOf = (file) => file.trashedAt ?? file.updatedAt;

const Thumb = ({ file, size }) => (isBlocked(file) ? html`<${DangerTile} size=${size === 'large' ? 24 : 18} />` : file.hasThumbnail ? html`<${Picture} kind=${file.kind} src=${thumbnail(file, size)} renew=${afterRenewal} />` : html`<${FileTile} kind=${file.kind} size=${size === 'large' ? 24 : 18} />`);

const all = () => list.peek().items;

// -- Selecting

let from = null;

function select(file, { extend = false, on } = {}) {
  const next = new Set(selected.peek());
  if (extend && from) rangeOf(all(), from, file.id).forEach((id) => next.add(id));
  else if (on ?? !next.has(file.id)) next.add(file.id);
  else next.delete(file.id);
  if (!extend) from = file.id;
  selected.value = next;
}

function Check({ file }) {
  const pressed = (event) => {
    event.stopPropagation();
    select(file, { extend: event.shiftKey, on: event.currentTarget.checked });
  };
  return html`<input type="checkbox" class="checkbox" tabindex="-1" aria-label=${t('files.select', { name: file.fileName })} checked=${selected.value.has(file.id)} onClick=${pressed} />`;
}

// -- One file

/** What a row and a tile have in common: what they are to the keyboard, and what a press does. */
function propsOf(file) {
  const isOpen = route.value.query.file === file.id;
  const press = (event) => {
    active.value = file.id;
    if (event.target.closest('button, input')) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) select(file, { extend: event.shiftKey });
    else if (narrow.peek()) openPreview(all(), file);
    else setQuery({ file: isOpen ? null : file.id });
  };
  return {
    'data-testid': 'file-item', 'data-file': file.id, tabIndex: active.value === file.id ? 0 : -1, 'aria-selected': String(selected.value.has(file.id)),
    'data-open': isOpen ? '' : undefined, onClick: press, onDblClick: (event) => !event.target.closest('button, input') && openPreview(all(), file),
    onContextMenu: (event) => {
      event.preventDefault();
      openFileMenu(event.currentTarget, file, all());
    },
  };
}

const More = ({ file }) => html`
  <${IconButton} small icon="ellipsis" tabindex="-1" label=${t('files.actions', { name: file.fileName })} aria-haspopup="menu" aria-expanded="false" onClick=${(event) => openFileMenu(event.currentTarget, file, all())} />`;

function FileRow({ file, at }) {
  return html`
    <div class="files-row" role="row" aria-rowindex=${at + 1} ...${propsOf(file)}>
      <span class="files-check" role="gridcell"><${Check} file=${file} /></span>
      <span class="files-name" role="gridcell">
        <span class="files-lead"><${Thumb} file=${file} size="small" /></span>
        <button type="button" class="files-open truncate" tabindex="-1" dir="auto" data-tip=${file.fileName} onClick=${() => openPreview(all(), file)}>${file.fileName}</button>
        ${file.labels.map((label) => html`<span key=${label} class="files-label">${label}</span>`)}
      </span>
      <span class="files-owner truncate" role="gridcell">${ownerOf(file)}</span>
      <span class="files-date" role="gridcell"><time datetime=${dateOf(file)} data-tip=${formatDateTime(dateOf(file))}>${formatShort(dateOf(file))}</time></span>
      <span class="files-size ${isBlocked(file) ? 'is-danger' : ''}" role="gridcell">${stateOf(file)}</span>
      <span class="files-more" role="gridcell"><${More} file=${file} /></span>
    </div>`;
}

function Tile({ file }) {
  return html`
    <div class="files-tile" role="gridcell" ...${propsOf(file)}>
      <span class="files-face"><${Thumb} file=${file} size="large" /></span>
      <span class="files-check"><${Check} file=${file} /></span>
      <span class="files-tile-text"><span class="files-tile-name truncate" dir="auto">${file.fileName}</span><span class="files-tile-sub truncate">${stateOf(file)} · ${formatShort(dateOf(file))}</span></span>
      <span class="files-more"><${More} file=${file} /></span>
    </div>`;
}

// -- Keys

const KEYS = {
  Enter: (file) => openPreview(all(), file),
  ' ': (file) => openPreview(all(), file),
  x: (file) => select(file),
  i: (file) => setQuery({ file: route.peek().query.file === file.id ? null : file.id }),
  d: (file) => file.status === 'ready' && download([file]),
  y: (file) => copyLink(file),
  F2: (file) => openRename(file),
  '.': (file, { row }) => openFileMenu(row, file, all()),
  Delete: (file, { wish }) => {
    const chosen = selected.peek().size ? all().filter((each) => selected.peek().has(each.id)) : [file];
    if (wish.trashed) destroy(chosen);
    else trash(chosen.filter(mayChange).map((each) => each.id));
  },
};

function keyed(event, { columns, wish, focus }) {
  const files = all();
  const row = event.target.closest('[data-file]');
  if (!row || event.target !== row) return;
  const { key } = event;
  const at = files.findIndex((file) => file.id === row.dataset.file);
  const command = event.ctrlKey || event.metaKey;
  if (key.length === 1 && key !== ' ' && !command && !singleKeys.peek()) return;
  if (command && key.toLowerCase() === 'a') selected.value = new Set(files.map((file) => file.id));
  else if (event.altKey || command) return;
  else if (key === 'Escape') {
    if (selected.peek().size) selected.value = new Set();
    else if (route.peek().query.file) setQuery({ file: null });
    else return;
  } else if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) openFileMenu(row, files[at], files);
  else if (KEYS[key]) KEYS[key](files[at], { wish, row });
  else {
    const next = stepFrom(key, at, files.length, columns);
    if (next === undefined) return;
    if (event.shiftKey) {
      if (!selected.peek().has(files[at].id)) select(files[at], { on: true });
      select(files[next], { extend: true });
    }
    focus(files[next].id);
  }
  event.preventDefault();
  event.stopPropagation();
}

// -- The list

/** How many tiles stand side by side in an element. */
function useColumns(box, grid) {
  const [columns, setColumns] = useState(1);
  useEffect(() => {
    if (!grid) return void setColumns(1);
    const watch = new ResizeObserver(([{ contentRect }]) => setColumns(Math.max(1, Math.floor((contentRect.width - 2 * GAP + GAP) / (TILE.width + GAP)))));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [grid]);
  return columns;
}

export function Files({ files, wish }) {
  const box = useRef(null);
  const vlist = useRef(null);
  const kept = useRef(new Map());
  const grid = layout.value === 'grid';
  const columns = useColumns(box, grid);
  const lines = useMemo(() => {
    const made = linesOf(files, grid ? columns : 1, kept.current);
    kept.current = new Map(made.map((line) => [line.key, line]));
    return made;
  }, [files, grid, columns]);
  useEffect(() => {
    if (!fileOf(active.peek())) active.value = files[0].id;
  }, [files]);
  const focus = (id) => {
    const indexOf = (each) => files.findIndex((file) => file.id === each);
    const line = lines.findLast((each) => each.at <= indexOf(id));
    const below = indexOf(id) > indexOf(active.peek());
    active.value = id;
    if (!vlist.current.isShown(line.key)) vlist.current.scrollTo(line.key, below ? 'end' : 'start');
    vlist.current.forceUpdate(() => box.current.querySelector(`[data-file="${id}"]`)?.focus({ preventScroll: true }));
  };
  const render = useMemo(() => (line) => (grid
    ? html`<div class="files-line" role="row" style=${{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>${line.files.map((file) => html`<${Tile} key=${file.id} file=${file} />`)}</div>`
    : html`<${FileRow} file=${line.files[0]} at=${line.at} />`), [grid, columns]);
  const height = grid ? TILE.height + GAP : phone.value ? ROW.coarse : ROW.fine;
  const props = {
    class: `files-list ${grid ? 'is-grid' : ''}`, role: 'grid', 'aria-label': t('app.nav.files'), 'aria-multiselectable': 'true', 'aria-rowcount': lines.length,
    items: lines, render, estimate: () => height, initial: { key: lines[0].key, align: 0 }, open: true,
    onView: ({ nearEnd }) => nearEnd && more(), api: (api) => { vlist.current = api; },
    onKeyDown: (event) => keyed(event, { columns: grid ? columns : 1, wish, focus }),
  };
  return html`
    <div class="files-box" ref=${box}>
      ${!grid && html`<div class="files-row files-head" aria-hidden="true"><span /><span>${t('files.name')}</span><span class="files-owner">${t('files.owner')}</span><span class="files-date">${wish.trashed ? t('files.deleted') : t('files.changed')}</span><span class="files-size">${t('files.size')}</span><span /></div>`}
      <${VList} key=${`${grid} ${JSON.stringify(wish)}`} ...${props} />
    </div>`;
}
