// The page of files: places at the left, what is in one of them in the middle, one file at the right.

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { formatSize } from '../../lib/files.js';
import { t } from '../../lib/i18n.js';
import { commands } from '../../lib/keyboard.js';
import { on, state as connection } from '../../net/socket.js';
import { navigate, route as here, setQuery } from '../../state/route.js';
import { BackButton, Button, Icon, IconButton, phone, SideTitle } from '../../ui/controls.js';
import { watchDrops } from '../../ui/drop.js';
import { SearchField } from '../../ui/field.js';
import { MenuButton } from '../../ui/layers.js';
import { EmptyState, ErrorState, later, Skeleton } from '../../ui/states.js';
import { chooseFiles, destroy, download, restore, trash, upload } from './actions.js';
import { activeFilters, SORTS, wishOf } from './model.js';
import { FilterChips, openFilters } from './parts/filters.js';
import { Files } from './parts/list.js';
import { mayChange } from './parts/menu.js';
import { closeList, events, fileOf, layout, list, openList, refresh, selected, usage } from './store.js';

const Details = later(() => import('./parts/details.js'), 'Details', 320);

// i18n: files.all files.mine files.shared
const PLACES = [['all', 'folder'], ['mine', 'user'], ['shared', 'users']];
// i18n: files.kind.image files.kind.document files.kind.spreadsheet files.kind.presentation files.kind.pdf files.kind.video files.kind.audio files.kind.archive
const DAILY = ['image', 'document', 'spreadsheet', 'presentation', 'pdf', 'video', 'audio', 'archive'];
const ICONS = { image: 'image', document: 'file-text', spreadsheet: 'file-spreadsheet', presentation: 'presentation', pdf: 'file-text', video: 'film', audio: 'music', archive: 'file-archive' };

const nameOf = (wish) => (wish.trashed ? t('files.trash') : t(`files.${wish.scope}`));

/** What is in front on a phone. */
export const pane = (route) => (route.query.file ? 'panel' : route.name === 'files' && !Object.keys(route.query).length && phone.value ? 'list' : 'main');

/** Title of the window. */
export const title = (route) => nameOf(wishOf(route));

// -- The places

const Row = ({ href, icon, current, label }) => html`
  <a class="side-row" href=${href} aria-current=${current && !phone.value ? 'page' : undefined}>
    <span class="side-row-lead"><${Icon} name=${icon} /></span><span class="side-row-text">${label}</span>
  </a>`;

const ALMOST = 90;

/** How much room is taken, in words and as a bar. */
function Usage() {
  const { used, quota, percentage } = usage.data.value ?? {};
  if (used === undefined) return null;
  const text = quota ? t('files.used.of', { used: formatSize(used), quota: formatSize(quota) }) : t('files.used', { used: formatSize(used) });
  const level = percentage >= 100 ? 'is-full' : percentage >= ALMOST ? 'is-almost' : '';
  return html`
    <div class="files-usage ${level}">
      <p id="files-usage">${percentage >= 100 && html`<${Icon} name="triangle-alert" size=${14} />`}${text}</p>
      ${quota > 0 && html`<meter class="visually-hidden" aria-labelledby="files-usage" min="0" max="100" value=${Math.min(100, percentage)} /><span class="files-meter"><i style=${{ inlineSize: `${Math.min(100, percentage)}%` }} /></span>`}
    </div>`;
}

export function Sidebar({ route }) {
  const wish = wishOf(route);
  useEffect(() => void usage.load(), []);
  const href = (scope) => `/files?scope=${scope}`;
  return html`
    <header class="pane-bar"><${SideTitle}>${t('app.nav.files')}<//></header>
    <div class="side-scroll">
      ${PLACES.map(([scope, icon]) => html`<${Row} key=${scope} href=${href(scope)} icon=${icon} label=${t(`files.${scope}`)} current=${!wish.trashed && wish.scope === scope && !wish.kind} />`)}
      <${Row} href="/files/trash" icon="trash-2" label=${t('files.trash')} current=${wish.trashed} />
      <p class="files-side-title">${t('files.kinds')}</p>
      ${DAILY.map((kind) => html`<${Row} key=${kind} href="/files?scope=all&kind=${kind}" icon=${ICONS[kind]} label=${t(`files.kind.${kind}`)} current=${!wish.trashed && wish.kind === kind} />`)}
    </div>
    <${Usage} />`;
}

// -- The bar

// i18n: files.sort.newest files.sort.oldest files.sort.name files.sort.size
const sortItems = (wish) => SORTS.map((sort) => ({ label: t(`files.sort.${sort}`), checked: wish.sort === sort, run: () => setQuery({ sort: sort === 'newest' ? null : sort }, { replace: true }) }));

const SEARCH_MS = 250;
let searching = 0;

function search(text) {
  clearTimeout(searching);
  searching = setTimeout(() => setQuery({ q: text || null }, { replace: true }), SEARCH_MS);
}

function Bar({ wish }) {
  const filters = activeFilters(wish).filter((name) => name !== 'q').length;
  return html`
    <header class="pane-bar files-bar">
      <${BackButton} href="/files" />
      <h1 class="pane-title">${nameOf(wish)}</h1>
      <div class="files-search"><${SearchField} key=${`${wish.trashed}${wish.scope}`} label=${t('files.search')} value=${wish.q ?? ''} onInput=${search} /></div>
      <div class="pane-actions">
        <${IconButton} icon="filter" label=${filters ? t('files.filter.active', { n: filters }) : t('files.filter')} lit=${filters > 0} aria-haspopup="dialog" aria-expanded="false" onClick=${(event) => openFilters(event.currentTarget, wish)} />
        <${MenuButton} icon="list-ordered" label=${t('files.sort')} items=${() => sortItems(wish)} />
        <${IconButton} icon=${layout.value === 'grid' ? 'list' : 'layout-grid'} label=${layout.value === 'grid' ? t('files.layout.list') : t('files.layout.grid')} onClick=${() => { layout.value = layout.peek() === 'grid' ? 'list' : 'grid'; }} />
        ${!wish.trashed && html`<${Button} kind="primary" icon="upload" data-testid="upload-button" data-command="files.upload" onClick=${chooseFiles}><span class="wide-only">${t('files.upload')}</span><span class="visually-hidden phone-only">${t('files.upload')}</span><//>`}
      </div>
    </header>`;
}

/** What is done with the selection: on a phone only its icon is seen. */
const Act = ({ text, ...rest }) => html`<${Button} ...${rest} data-tip=${phone.value ? text : undefined}><span class="wide-only">${text}</span><span class="visually-hidden phone-only">${text}</span><//>`;

/** In place of the bar while something is selected. */
function SelectionBar({ wish }) {
  const files = (list.value.items ?? []).filter((file) => selected.value.has(file.id));
  const ids = files.map((file) => file.id);
  // What others share is theirs to throw away.
  const own = files.filter(mayChange).map((file) => file.id);
  const clear = () => { selected.value = new Set(); };
  const act = (run) => () => {
    run();
    clear();
  };
  return html`
    <div class="pane-bar files-bar is-selection" role="toolbar" aria-label=${t('files.selection')}>
      <${IconButton} icon="x" label=${t('files.selection.clear')} keys="Escape" onClick=${clear} />
      <span class="pane-title" role="status">${t('files.selected', { n: files.length })}</span>
      <div class="pane-actions">
        ${wish.trashed ? html`
          <${Act} icon="archive-restore" text=${t('files.restore')} onClick=${act(() => restore(ids))} />
          <${Act} kind="danger" icon="trash-2" text=${t('files.destroy')} onClick=${() => destroy(files)} />`
        : html`
          <${Act} icon="download" text=${files.length > 1 ? t('files.zip') : t('files.download')} disabled=${!files.some((file) => file.status === 'ready')} onClick=${() => download(files.filter((file) => file.status === 'ready'))} />
          <${Act} icon="trash-2" text=${t('files.toTrash')} disabled=${!own.length} onClick=${act(() => trash(own))} />`}
      </div>
    </div>`;
}

// -- What the list comes to

function Empty({ wish }) {
  if (activeFilters(wish).length) {
    const clear = () => navigate(wish.trashed ? '/files/trash' : `/files?scope=${wish.scope}`, { keepFocus: true });
    return html`<${EmptyState} icon="search" title=${t('files.none.found')} body=${t('files.none.foundBody')} action=${html`<${Button} onClick=${clear}>${t('files.filter.clear')}<//>`} />`;
  }
  if (wish.trashed) return html`<${EmptyState} icon="trash-2" title=${t('files.none.trash')} body=${t('files.trash.days')} />`;
  if (wish.scope === 'shared') return html`<${EmptyState} icon="users" title=${t('files.none.shared')} body=${t('files.none.sharedBody')} />`;
  return html`<${EmptyState} icon="folder" title=${t('files.none')} body=${t('files.none.body')} action=${html`<${Button} kind="primary" icon="upload" onClick=${chooseFiles}>${t('files.upload')}<//>`} />`;
}

function Body({ wish }) {
  const { items, error, busy } = list.value;
  const offline = connection.value !== 'open';
  if (!items && error) return html`<${ErrorState} error=${error} onRetry=${refresh} />`;
  if (!items) return html`<${Skeleton} lines=${8} height=${28} />`;
  return html`
    ${busy && html`<div class="progress-line" />`}
    ${offline && error && html`<p class="files-notice" role="status"><${Icon} name="cloud-off" size=${14} />${t('files.offline')}</p>`}
    ${usage.data.value?.percentage >= 100 && html`<p class="files-notice is-full" role="status"><${Icon} name="triangle-alert" size=${14} />${t('files.full')}</p>`}
    ${wish.trashed && items.length > 0 && html`<p class="files-notice"><${Icon} name="info" size=${14} />${t('files.trash.days')}</p>`}
    ${items.length ? html`<${Files} files=${items} wish=${wish} />` : html`<${Empty} wish=${wish} />`}`;
}

function useDrop() {
  useEffect(() => watchDrops(() => (here.peek()?.feature === 'files' && here.peek().name === 'files'
    ? { label: t('files.drop'), over: document.querySelector('.shell-main'), take: upload } : null)), []);
}

export function Main({ route }) {
  const wish = wishOf(route);
  const key = JSON.stringify(wish);
  useEffect(() => void openList(wish), [key]);
  useEffect(() => {
    const stops = Object.entries(events).map(([name, handler]) => on(name, handler));
    return () => {
      stops.forEach((stop) => stop());
      closeList();
    };
  }, []);
  const connected = connection.value === 'open';
  useEffect(() => {
    if (connected && list.peek().error?.offline) refresh();
  }, [connected]);
  useEffect(() => commands([{ id: 'files.upload', keys: 'u', icon: 'upload', label: () => t('files.upload'), group: () => t('app.nav.files'), run: chooseFiles }]), []);
  useDrop();
  return html`
    <div class="pane files-pane">
      ${selected.value.size > 0 ? html`<h1 class="visually-hidden">${nameOf(wish)}</h1><${SelectionBar} wish=${wish} />` : html`<${Bar} wish=${wish} />`}
      <${FilterChips} wish=${wish} />
      <${Body} wish=${wish} />
    </div>`;
}

export const Panel = ({ route }) => (route.query.file ? html`<${Details} key=${route.query.file} id=${route.query.file} known=${fileOf(route.query.file)} />` : null);

