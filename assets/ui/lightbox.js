// One file after the other, as large as the window: pictures to zoom into, film and sound, pages, text, tables; by keys as well.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatSize } from '../lib/files.js';
import { formatDateTime, formatNumber, formatShort, t } from '../lib/i18n.js';
import { AltText } from './alt-text.js';
import { Button, Icon, IconButton } from './controls.js';
import { faultText, FileTile, kindName, Picture, shownIn } from './files.js';
import { announce, openDialog, toast } from './layers.js';
import { Markdown, pieceNode, usePieces } from './rich-text.js';
import { ErrorState, Skeleton } from './states.js';

const complain = (error) => toast(faultText(error), { kind: 'error' });

/** Something that is fetched for what is on screen: `{value, error, again}`. */
function useFetched(load, deps) {
  const [state, setState] = useState({ value: null, error: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setState({ value: null, error: null });
    load(controller.signal).then((value) => setState({ value, error: null }), (error) => error.code !== 'aborted' && setState({ value: null, error }));
    return () => controller.abort();
  }, [...deps, turn]);
  return { ...state, again: () => setTurn(turn + 1) };
}

// -- Pictures

const MOST_ZOOM = 8;
const STEP = 1.5;
const WHOLE = { scale: 1, x: 0, y: 0 };

/** How far a finger goes for the next picture. */
const SWIPE_PX = 60;

/** Zooming about a point, dragging, two fingers; one finger over the whole picture goes on. `view` is `{scale, x, y}`. */
function useZoom(view, setView, go) {
  const fingers = useRef(new Map());
  const began = useRef(null);
  const box = useRef(null);
  const zoom = (by, point) => setView((now) => {
    const scale = Math.min(MOST_ZOOM, Math.max(1, now.scale * by));
    if (scale === 1) return WHOLE;
    const { left, top, width, height } = box.current.getBoundingClientRect();
    const [px, py] = point ? [point.clientX - left - width / 2, point.clientY - top - height / 2] : [0, 0];
    const ratio = scale / now.scale;
    return { scale, x: px - (px - now.x) * ratio, y: py - (py - now.y) * ratio };
  });
  const distance = () => {
    const [a, b] = [...fingers.current.values()];
    return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  };
  const onPointerDown = (event) => {
    if (event.button) return;
    fingers.current.set(event.pointerId, event);
    began.current = fingers.current.size === 1 ? event : null;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    if (fingers.current.size === 2) {
      const was = distance();
      fingers.current.set(event.pointerId, event);
      zoom(distance() / was, event);
    } else {
      fingers.current.set(event.pointerId, event);
      setView((now) => (now.scale === 1 ? now : { ...now, x: now.x + event.clientX - before.clientX, y: now.y + event.clientY - before.clientY }));
    }
  };
  const end = (event) => {
    fingers.current.delete(event.pointerId);
    const [dx, dy] = [event.clientX - began.current?.clientX, event.clientY - began.current?.clientY];
    if (view.scale === 1 && event.pointerType === 'touch' && Math.abs(dx) > SWIPE_PX && Math.abs(dx) > 2 * Math.abs(dy)) go(dx < 0 ? 1 : -1);
  };
  const onWheel = (event) => {
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event);
  };
  const onDblClick = (event) => (view.scale > 1 ? setView(WHOLE) : zoom(2.5, event));
  return { zoom, props: { ref: box, onPointerDown, onPointerMove, onPointerUp: end, onPointerCancel: end, onWheel, onDblClick } };
}

function Image({ file, source, view, setView, api, go }) {
  const { zoom, props } = useZoom(view, setView, go);
  api.current = { zoom: (by) => zoom(by), whole: () => setView(WHOLE) };
  // What was seen small is there at once; the picture itself takes its place when it has come.
  const [whole, setWhole] = useState(null);
  useEffect(() => {
    if (!file.isInline) return undefined;
    const picture = Object.assign(document.createElement('img'), { src: source.view(file) });
    let wanted = true;
    picture.decode().then(() => wanted && setWhole(picture.src), () => undefined);
    return () => {
      wanted = false;
    };
  }, [file.id]);
  const src = whole ?? (file.hasThumbnail ? source.thumbnail(file, 'large') : file.isInline ? source.view(file) : null);
  return html`
    <div class="lightbox-image ${view.scale > 1 ? 'is-zoomed' : ''}" ...${props}>
      <div class="lightbox-picture" role="img" aria-label=${shownIn(file)} style=${{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}>
        <${Picture} kind="image" src=${src} renew=${source.afterRenewal} width=${file.width} height=${file.height} eager />
      </div>
    </div>`;
}

// -- Text

function Code({ text, language, name, wraps }) {
  const pieces = usePieces(language, text);
  return html`<pre class="lightbox-code ${wraps ? 'is-wrapped' : ''}" tabindex="0" role="group" aria-label=${name} dir="ltr"><code>${pieces ? pieces.map(pieceNode) : text}</code></pre>`;
}

const NUMBER = /^[-+]?[\d.,\s]*\d\s?%?$/;

function Table({ rows, name }) {
  const [head, ...body] = rows;
  // Numbers stand under each other by their last digit.
  const counts = head.map((_, i) => body.some((row) => row[i]) && body.every((row) => !row[i] || NUMBER.test(row[i])));
  const look = (i) => (counts[i] ? 'is-number' : undefined);
  return html`
    <div class="lightbox-sheet" tabindex="0" role="group" aria-label=${name}>
      <table class="table"><thead><tr>${head.map((cell, i) => html`<th key=${i} class=${look(i)}>${cell}</th>`)}</tr></thead>
        <tbody>${body.map((row, i) => html`<tr key=${i}>${row.map((cell, j) => html`<td key=${j} class=${look(j)}>${cell}</td>`)}</tr>`)}</tbody></table>
    </div>`;
}

/** As the ends of names have it. */
const MARKDOWN = /^(?:md|markdown|mdown|mkd)$/;

function Text({ file, source }) {
  const { value, error, again } = useFetched((signal) => source.preview(file.id, signal), [file.id]);
  if (error?.status === 404 || error?.status === 415 || error?.status === 422) return html`<${Nothing} file=${file} source=${source} />`;
  if (error) return html`<${ErrorState} error=${error} onRetry=${again} />`;
  if (!value) return html`<${Skeleton} lines=${8} />`;
  const { text, language, rows, truncated } = value;
  return html`
    <div class="lightbox-text">
      ${truncated && html`<p class="lightbox-note">${t('file.truncated')}</p>`}
      ${rows?.length ? html`<${Table} rows=${rows} name=${file.fileName} />`
        : MARKDOWN.test(language) ? html`<div class="lightbox-sheet" tabindex="0" role="group" aria-label=${file.fileName}><${Markdown} text=${text} /></div>`
          : html`<${Code} text=${text} language=${language} name=${file.fileName} wraps=${file.kind === 'text'} />`}
    </div>`;
}

// -- What plays, pages, and what cannot be shown

function Media({ file, source }) {
  const { value, error, again } = useFetched(() => source.signed(file.id, 'view'), [file.id]);
  if (error) return html`<${ErrorState} error=${error} onRetry=${again} />`;
  if (!value) return html`<${Skeleton} lines=${2} />`;
  if (file.kind === 'audio') return html`<div class="lightbox-audio"><${FileTile} kind="audio" size=${40} /><audio controls autoplay src=${value} aria-label=${file.fileName} /></div>`;
  return html`<video class="lightbox-video" controls autoplay playsinline src=${value} aria-label=${file.fileName} />`;
}

function Nothing({ file, source }) {
  return html`
    <div class="lightbox-none">
      <${FileTile} kind=${file.kind} size=${40} />
      <p>${t('file.noPreview', { kind: kindName(file.kind) })}</p>
      <${Button} kind="primary" icon="download" onClick=${() => source.download(file).catch(complain)}>${t('file.downloadSize', { size: formatSize(file.size) })}<//>
    </div>`;
}

const readsText = ({ kind, fileName }) => kind === 'text' || kind === 'code' || /\.(?:csv|tsv)$/i.test(fileName);
const showsPages = ({ kind, isInline }) => kind === 'pdf' && isInline && navigator.pdfViewerEnabled;

function Content(props) {
  const { file, source } = props;
  if (file.kind === 'image' && (file.isInline || file.hasThumbnail)) return html`<${Image} ...${props} />`;
  if (['audio', 'video'].includes(file.kind) && file.isInline) return html`<${Media} file=${file} source=${source} />`;
  if (showsPages(file)) return html`<iframe class="lightbox-pages" src=${source.view(file)} title=${file.fileName} />`;
  if (readsText(file)) return html`<${Text} file=${file} source=${source} />`;
  return html`<${Nothing} file=${file} source=${source} />`;
}

// -- What is known of it

function Facts({ file, source, me }) {
  const { value, error } = useFetched((signal) => source.details(file.id, signal), [file.id]);
  const [told, setTold] = useState(null);
  const all = { ...(value ?? file), ...told };
  const mine = value?.kind === 'image' && !value.trashedAt && value.ownerId === me;
  const describe = (altText) => source.describe(file.id, altText).then((next) => {
    setTold(next);
    return true;
  }, complain);
  const rows = [
    [t('file.fact.kind'), `${kindName(all.kind)} (${all.mimeType})`], [t('file.fact.size'), formatSize(all.size)],
    all.width > 0 && [t('file.fact.pixels'), `${formatNumber(all.width)} × ${formatNumber(all.height)}`],
    all.altText && !mine && [t('file.alt'), all.altText],
    value?.owner && [t('file.fact.owner'), value.owner.displayName], value && [t('file.fact.added'), formatDateTime(value.createdAt)],
    value && [t('file.fact.version'), t('file.fact.versions', { n: value.versionCount, at: formatNumber(value.version) })],
    value && [t('file.fact.used'), t('file.fact.places', { n: value.links.length })],
  ].filter(Boolean);
  return html`
    <aside class="lightbox-facts" aria-label=${t('file.info')}>
      <h3 class="lightbox-facts-title" dir="auto">${file.fileName}</h3>
      <dl>${rows.map(([name, text]) => html`<div key=${name}><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>
      ${mine && html`<${AltText} file=${all} save=${describe} />`}
      ${error && html`<p class="muted">${faultText(error)}</p>`}
    </aside>`;
}

// -- The window

const isMedia = (element) => element.closest('audio, video, iframe, input, textarea, select');

function Lightbox({ files, at: first, source, about, me, close }) {
  const [at, setAt] = useState(first);
  const [info, setInfo] = useState(false);
  const [view, setView] = useState(WHOLE);
  const image = useRef(null);
  const strip = useRef(null);
  const file = files[at];
  image.current = null;
  const go = (step) => {
    const next = (at + step + files.length) % files.length;
    if (next === at) return;
    setView(WHOLE);
    setAt(next);
    announce(`${files[next].fileName}, ${t('file.of', { n: next + 1, all: files.length })}`);
  };
  const download = () => source.download(file).catch(complain);
  const acts = {
    ArrowRight: () => go(1), ArrowLeft: () => go(-1), i: () => setInfo(!info), d: download, ' ': () => close(),
    '+': () => image.current?.zoom(STEP), '=': () => image.current?.zoom(STEP), '-': () => image.current?.zoom(1 / STEP), 0: () => image.current?.whole(),
  };
  const onKeyDown = (event) => {
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    const isButton = event.key === ' ' && event.target.closest('button');
    if (!act || event.ctrlKey || event.metaKey || event.altKey || isMedia(event.target) || isButton) return;
    event.preventDefault();
    act();
  };
  useEffect(() => {
    strip.current?.children[at]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [at]);
  const sub = [files.length > 1 && t('file.of', { n: at + 1, all: files.length }), about?.by, about?.at && formatShort(about.at)].filter(Boolean).join(' · ');
  const zooms = file.kind === 'image';
  return html`
    <div class="lightbox-frame" tabindex="-1" data-autofocus onKeyDown=${onKeyDown}>
      <header class="lightbox-head">
        <div class="lightbox-title"><h2 class="truncate" dir="auto">${file.fileName}</h2><p class="truncate">${sub}</p></div>
        ${zooms && html`<span class="wide-only lightbox-zoom">
          <${IconButton} icon="zoom-out" label=${t('file.zoomOut')} keys="-" disabled=${view.scale === 1} onClick=${() => image.current?.zoom(1 / STEP)} />
          <${IconButton} icon="zoom-in" label=${t('file.zoomIn')} keys="+" disabled=${view.scale >= MOST_ZOOM} onClick=${() => image.current?.zoom(STEP)} /></span>`}
        <${IconButton} icon="info" label=${t('file.info')} keys="i" pressed=${info} onClick=${() => setInfo(!info)} />
        <${IconButton} icon="download" label=${t('file.download', { name: file.fileName })} keys="d" onClick=${download} />
        <${IconButton} icon="x" label=${t('app.close')} keys="Escape" onClick=${() => close()} />
      </header>
      <div class="lightbox-body">
        <div class="lightbox-stage" key=${file.id}><${Content} file=${file} source=${source} view=${view} setView=${setView} api=${image} go=${go} /></div>
        ${files.length > 1 && html`
          <button type="button" class="lightbox-turn is-back" aria-label=${t('file.previous')} data-tip=${t('file.previous')} data-keys="ArrowLeft" onClick=${() => go(-1)}><${Icon} name="chevron-left" size=${24} /></button>
          <button type="button" class="lightbox-turn" aria-label=${t('file.next')} data-tip=${t('file.next')} data-keys="ArrowRight" onClick=${() => go(1)}><${Icon} name="chevron-right" size=${24} /></button>`}
        ${info && html`<${Facts} key=${file.id} file=${file} source=${source} me=${me} />`}
      </div>
      ${files.length > 1 && html`
        <div class="lightbox-strip" ref=${strip} role="group" aria-label=${t('file.all')}>
          ${files.map((each, i) => html`
            <button type="button" key=${each.id} class="lightbox-small" aria-label=${each.fileName} aria-current=${i === at ? 'true' : undefined} onClick=${() => go(i - at)}>
              <${Picture} kind=${each.kind} src=${each.hasThumbnail ? source.thumbnail(each, 'small') : null} />
            </button>`)}
        </div>`}
    </div>`;
}

/**
 * Shows `files` beginning with the one at index `at`. `source` are the calls of net/files.js; `about` may say `{by, at}`: who
 * brought them and when; `me` is who looks: what is their own they may describe.
 */
export const openLightbox = ({ files, at = 0, source, about, me, onClose }) => openDialog(
  (close) => html`<${Lightbox} files=${files} at=${at} source=${source} about=${about} me=${me} close=${close} />`,
  { label: t('file.preview'), class: 'lightbox', onClose },
);
