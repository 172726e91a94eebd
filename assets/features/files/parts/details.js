// One file beside the list: a picture of it, what is known of it, its labels, versions, how long it is kept, where it is used.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatSize, percentOf } from '../../../lib/files.js';
import { formatDate, formatDateTime, formatNumber, formatShort, t } from '../../../lib/i18n.js';
import { onEscape } from '../../../lib/keyboard.js';
import { afterRenewal, thumbnail } from '../../../net/files.js';
import { on } from '../../../net/socket.js';
import { resource } from '../../../state/resource.js';
import { route, setQuery } from '../../../state/route.js';
import { myId, person } from '../../../state/session.js';
import { uploads } from '../../../state/uploads.js';
import { AltText } from '../../../ui/alt-text.js';
import { BackButton, Button, CloseButton, Icon, IconButton, narrow, PanelTitle } from '../../../ui/controls.js';
import { Select } from '../../../ui/field.js';
import { DangerTile, FileTile, isBlocked, kindName, Picture, Progress } from '../../../ui/files.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { addVersion, chatName, complain, describe, download, loadDetails, loadLabels, openPreview, restore, restoreVersion, setLabels, setRetention, taskTitle, trash } from '../actions.js';
import { RETENTIONS } from '../model.js';
import { list } from '../store.js';
import { mayChange, openRename } from './menu.js';

const MOST_LABELS = 20;

/** The heading of a section, one below the panel's own. */
const Sub = ({ id, children }) => html`<div class="files-sub" role="heading" aria-level=${narrow.value ? 2 : 3} id=${id}>${children}</div>`;

function Face({ file }) {
  const isReady = file.status === 'ready';
  const inside = isBlocked(file) ? html`<${DangerTile} size=${40} />` : file.hasThumbnail ? html`<${Picture} kind=${file.kind} src=${thumbnail(file, 'large')} renew=${afterRenewal} eager />` : html`<${FileTile} kind=${file.kind} size=${40} />`;
  if (!isReady || file.trashedAt) return html`<div class="files-preview">${inside}</div>`;
  const all = list.peek().items?.some((each) => each.id === file.id) ? list.peek().items : [file];
  return html`<button type="button" class="files-preview" aria-label=${t('files.openNamed', { name: file.fileName })} onClick=${() => openPreview(all, file)}>${inside}</button>`;
}

// i18n: file.status.pending file.status.scanning file.status.infected file.status.failed
function Facts({ file }) {
  const rows = [
    file.status !== 'ready' && [t('files.status'), t(`file.status.${file.status}`)],
    [t('file.fact.kind'), html`${kindName(file.kind)} <span class="faint">${file.mimeType}</span>`], [t('file.fact.size'), formatSize(file.size)],
    file.width > 0 && [t('file.fact.pixels'), `${formatNumber(file.width)} × ${formatNumber(file.height)}`],
    [t('file.fact.owner'), html`<button type="button" class="files-person" data-person=${file.ownerId} aria-haspopup="dialog" aria-expanded="false">${file.owner?.displayName ?? person(file.ownerId).displayName}</button>`],
    [t('file.fact.added'), formatDateTime(file.createdAt)],
    file.altText && file.ownerId !== myId() && [t('file.alt'), file.altText],
    file.trashedAt && [t('files.deleted'), formatDateTime(file.trashedAt)],
  ].filter(Boolean);
  return html`<dl class="files-facts">${rows.map(([name, text]) => html`<div key=${name}><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`;
}

function Labels({ file, onChange }) {
  const [text, setText] = useState('');
  const may = !file.trashedAt;
  const known = useMemo(() => resource(loadLabels), []);
  useEffect(() => void known.load(), []);
  const put = (labels) => setLabels(file, labels).then((done) => done && onChange());
  const add = (event) => {
    event.preventDefault();
    const label = text.trim();
    setText('');
    if (label && !file.labels.includes(label)) put([...file.labels, label]);
  };
  return html`
    <section class="files-section" aria-labelledby="files-labels">
      <div><${Sub} id="files-labels">${t('files.labels')}<//><p class="field-hint">${t('files.labels.own')}</p></div>
      ${file.labels.length > 0 && html`
        <ul class="files-labels">
          ${file.labels.map((label) => html`
            <li key=${label} class="files-label"><a href="/files?scope=all&label=${encodeURIComponent(label)}">${label}</a>
              ${may && html`<button type="button" aria-label=${t('files.label.remove', { label })} data-tip=${t('files.label.remove', { label })} onClick=${() => put(file.labels.filter((each) => each !== label))}><${Icon} name="x" size=${12} /></button>`}
            </li>`)}
        </ul>`}
      ${may && file.labels.length < MOST_LABELS && html`
        <form class="files-add" onSubmit=${add}>
          <input class="input" aria-label=${t('files.label.add')} placeholder=${t('files.label.add')} value=${text} maxlength="60" dir="auto" list="files-known-labels" onInput=${(event) => setText(event.target.value)} />
          <datalist id="files-known-labels">${known.data.value?.map(({ name }) => html`<option key=${name} value=${name} />`)}</datalist>
          <${Button} type="submit" disabled=${!text.trim()}>${t('files.label.put')}<//>
        </form>`}
    </section>`;
}

// i18n: files.retention.30d files.retention.90d files.retention.1y files.retention.7y files.retention.permanent
function Retention({ file, onChange }) {
  const until = file.retentionExpiresAt && t('files.retention.until', { day: formatDate(file.retentionExpiresAt) });
  const options = RETENTIONS.map((policy) => ({ value: policy, label: t(`files.retention.${policy}`) }));
  const set = (policy) => setRetention(file, policy).then((done) => done && onChange());
  return html`
    <section class="files-section">
      <${Select} label=${t('files.retention')} hint=${until || undefined} value=${file.retentionPolicy} options=${options} disabled=${!mayChange(file)} onChange=${set} />
    </section>`;
}

/** How a place is called, its address, its icon, and what it is called when it cannot be had. */
function placeOf({ chatId, projectId, refTable, refId }) {
  if (chatId) return { ask: (signal) => chatName(chatId, signal), href: `/chat/${chatId}?m=${refId}`, icon: 'message-circle', gone: t('files.place.gone') };
  if (refTable === 'tasks') return { ask: (signal) => taskTitle(projectId, refId, signal), href: `/projects/${projectId}?task=${refId}`, icon: 'folder-kanban', gone: t('files.place.goneProject') };
  return null;
}

function Place({ link }) {
  const [name, setName] = useState('…');
  const place = placeOf(link);
  useEffect(() => {
    const controller = new AbortController();
    place?.ask(controller.signal).then(setName, () => setName(place.gone));
    return () => controller.abort();
  }, [place?.href]);
  if (!place) return html`<li>${t('files.place.other')}</li>`;
  return html`<li><a class="files-place" href=${place.href}><${Icon} name=${place.icon} size=${14} /><span class="truncate" dir="auto">${name}</span><time class="faint" datetime=${link.linkedAt}>${formatShort(link.linkedAt)}</time></a></li>`;
}

const Places = ({ file }) => html`
  <section class="files-section" aria-labelledby="files-places">
    <${Sub} id="files-places">${t('files.places')}<//>
    ${file.links.length ? html`<ul class="files-places">${file.links.map((link) => html`<${Place} key=${`${link.refTable} ${link.refId}`} link=${link} />`)}</ul>` : html`<p class="muted">${t('files.places.none')}</p>`}
  </section>`;

// -- Versions

function NewVersion({ file }) {
  const field = useRef(null);
  const chosen = () => {
    const [bytes] = field.current.files;
    field.current.value = '';
    if (bytes) addVersion(file, bytes);
  };
  const coming = uploads.items.value.find((item) => item.into === file.id && ['waiting', 'sending', 'paused'].includes(item.state));
  return html`
    <div class="files-new-version">
      <${Button} small icon="upload" loading=${Boolean(coming)} onClick=${() => field.current.click()}>${t('files.version.add')}<//>
      <input ref=${field} type="file" hidden data-testid="version-upload" onChange=${chosen} />
      ${coming && html`<${Progress} value=${percentOf(coming)} held=${coming.state === 'paused'} label=${t('files.version.progress')} />`}
    </div>`;
}

function Versions({ file, versions, onChange }) {
  const [busy, setBusy] = useState(null);
  const may = mayChange(file) && !file.trashedAt;
  const back = async (id) => {
    setBusy(id);
    await restoreVersion(file.id, id).then(onChange, complain);
    setBusy(null);
  };
  return html`
    <section class="files-section" aria-labelledby="files-versions">
      <div class="files-section-head"><${Sub} id="files-versions">${t('files.versions')}<//>${may && html`<${NewVersion} file=${file} />`}</div>
      <ol class="files-versions" reversed>
        ${versions.map((each) => html`
          <li key=${each.versionId}>
            <span class="files-version-text"><span class="files-version-head"><strong>${t('files.version', { n: each.version })}</strong>${each.isLatest && html` <span class="badge badge-accent">${t('files.version.latest')}</span>`}${each.status !== 'ready' && html` <span class="badge ${each.status === 'scanning' ? 'badge-info' : 'badge-danger'}">${t(`files.state.${each.status}`)}</span>`}</span>
              <span class="faint" data-tip=${formatDateTime(each.lastModified)}>${[formatShort(each.lastModified), formatSize(each.size), each.createdBy && person(each.createdBy).displayName].filter(Boolean).join(' · ')}</span></span>
            ${may && !each.isLatest && each.status === 'ready' && html`<${Button} small loading=${busy === each.versionId} onClick=${() => back(each.versionId)}>${t('files.version.restore')}<//>`}
          </li>`)}
      </ol>
    </section>`;
}

// -- The panel

function Acts({ file }) {
  if (file.trashedAt) return html`<${Button} icon="archive-restore" onClick=${() => restore([file.id])}>${t('files.restore')}<//>`;
  return html`
    <${Button} icon="download" disabled=${file.status !== 'ready'} onClick=${() => download([file])}>${t('files.download')}<//>
    ${mayChange(file) && html`
      <${IconButton} icon="pencil" label=${t('files.rename')} keys="F2" onClick=${() => openRename(file)} />
      <${IconButton} icon="trash-2" label=${t('files.toTrash')} keys="Delete" onClick=${() => { setQuery({ file: null }); trash([file.id]); }} />`}`;
}

function Sections({ file, versions, onChange }) {
  return html`
    <div class="files-details">
      <${Face} file=${file} />
      <div class="files-acts"><${Acts} file=${file} /></div>
      <${Facts} file=${file} />
      ${file.kind === 'image' && file.ownerId === myId() && !file.trashedAt && html`<section class="files-section"><${AltText} file=${file} save=${(text) => describe(file, text)} /></section>`}
      <${Labels} file=${file} onChange=${onChange} />
      <${Places} file=${file} />
      <${Versions} file=${file} versions=${versions} onChange=${onChange} />
      ${file.retentionPolicy && html`<${Retention} file=${file} onChange=${onChange} />`}
    </div>`;
}

/** The list one came from. */
function listHref() {
  const { path, query: { file, ...rest } } = route.value;
  return `${path}?${new URLSearchParams(rest)}`;
}

/** The panel of a file; `known` is what the list has of it. */
export function Details({ id, known }) {
  const data = useMemo(() => resource((signal) => loadDetails(id, signal)), [id]);
  const close = () => setQuery({ file: null });
  useEffect(() => {
    data.load();
    return data.stop;
  }, [data]);
  useEffect(() => {
    const mine = ({ fileId }) => fileId === id && data.load();
    const stops = ['file.updated', 'file.labels.updated', 'file.linked', 'file.unlinked', 'file.deleted'].map((name) => on(name, mine));
    return () => stops.forEach((stop) => stop());
  }, [data]);
  useEffect(() => onEscape(close), []);
  const error = data.error.value;
  const shown = data.data.value;
  // What was changed in the list is newer than what was asked before.
  const file = shown && { ...shown.file, ...(known ? { fileName: known.fileName, labels: known.labels, status: known.status } : {}) };
  const body = () => {
    if (error?.status === 404 || error?.status === 403 || error?.status === 400) return html`<${EmptyState} icon="lock" title=${t('files.gone')} body=${t('files.gone.body')} action=${html`<${Button} onClick=${close}>${t('app.close')}<//>`} />`;
    if (error && !shown) return html`<${ErrorState} error=${error} onRetry=${data.load} />`;
    return shown ? html`<${Sections} file=${file} versions=${shown.versions} onChange=${data.load} />` : html`<${Skeleton} lines=${6} />`;
  };
  return html`
    <div class="pane">
      <div class="pane-bar">
        <${BackButton} href=${listHref()} />
        <${PanelTitle}><span dir="auto">${(file ?? known)?.fileName ?? t('files.details')}</span><//>
        <div class="pane-actions"><${CloseButton} label=${t('files.details.close')} onClick=${close} /></div>
      </div>
      <div class="pane-body">${body()}</div>
    </div>`;
}
