// One's picture: choose a file, cut a square with pointer or keys, save; or take it away.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { drag, layout, settle, squareOf } from '../../../lib/crop.js';
import { t } from '../../../lib/i18n.js';
import { me } from '../../../state/session.js';
import { Avatar, Button } from '../../../ui/controls.js';
import { FormError } from '../../../ui/field.js';
import { Dialog, openDialog, toast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';
import { removeAvatar, saveAvatar } from '../actions.js';

const WINDOW = 240;
const STEP = 12;
const MOST_ZOOM = 4;
const MOST_BYTES = 5 * 1024 * 1024;
const KINDS = 'image/png,image/jpeg,image/gif,image/webp';

function Cutter({ url, crop, setCrop }) {
  const held = useRef(null);
  const down = (event) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = { x: event.clientX, y: event.clientY };
  };
  const move = (event) => {
    if (!held.current) return;
    const { x, y } = held.current;
    held.current = { x: event.clientX, y: event.clientY };
    setCrop((old) => drag(old, event.clientX - x, event.clientY - y, WINDOW));
  };
  const zoom = (by) => setCrop((old) => settle({ ...old, zoom: old.zoom * by }, MOST_ZOOM));
  const key = (event) => {
    const by = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[event.key];
    if (by) setCrop((old) => drag(old, ...by, WINDOW));
    else if (event.key === '+' || event.key === '=') zoom(1.1);
    else if (event.key === '-') zoom(1 / 1.1);
    else return;
    event.preventDefault();
  };
  const at = layout(crop, WINDOW);
  const place = { width: `${at.width}px`, height: `${at.height}px`, transform: `translate(${at.left}px, ${at.top}px)` };
  return html`
    <div class="settings-cutter" tabindex="0" role="application" aria-label=${t('settings.cutter')} aria-describedby="cutter-hint" data-autofocus
      onPointerDown=${down} onPointerMove=${move} onPointerUp=${() => (held.current = null)} onPointerCancel=${() => (held.current = null)}
      onWheel=${(event) => (event.preventDefault(), zoom(event.deltaY < 0 ? 1.08 : 1 / 1.08))} onKeyDown=${key}>
      <img src=${url} alt="" draggable=${false} style=${place} />
    </div>
    <p class="field-hint" id="cutter-hint">${t('settings.cutter_hint')}</p>`;
}

function CropForm({ file, url, picture, close }) {
  const [crop, setCrop] = useState(() => settle({ width: picture.naturalWidth, height: picture.naturalHeight, zoom: 1, x: 0.5, y: 0.5 }));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await saveAvatar(file, squareOf(crop));
      toast(t('settings.avatar_saved'), { kind: 'success' });
      close();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  const footer = html`<${Button} onClick=${close}>${t('app.cancel')}<//><${Button} kind="primary" loading=${busy} onClick=${save}>${t('settings.use_picture')}<//>`;
  return html`
    <${Dialog} title=${t('settings.cut_picture')} onClose=${close} footer=${footer}>
      <div class="stack settings-crop">
        <${FormError} error=${error} />
        <${Cutter} url=${url} crop=${crop} setCrop=${setCrop} />
        <label class="settings-zoom"><span class="field-label">${t('settings.zoom')}</span>
          <input type="range" min="1" max=${MOST_ZOOM} step="0.05" value=${crop.zoom} onInput=${(event) => setCrop((old) => settle({ ...old, zoom: Number(event.target.value) }, MOST_ZOOM))} /></label>
      </div>
    <//>`;
}

async function choose(file) {
  if (file.size > MOST_BYTES) {
    toast(t('settings.picture_too_many_bytes'), { kind: 'error' });
    return;
  }
  const url = URL.createObjectURL(file);
  const picture = new Image();
  picture.src = url;
  try {
    await picture.decode();
  } catch {
    URL.revokeObjectURL(url);
    toast(t('app.error.picture_unreadable'), { kind: 'error' });
    return;
  }
  openDialog((close) => html`<${CropForm} file=${file} url=${url} picture=${picture} close=${() => close()} />`, { onClose: () => URL.revokeObjectURL(url) });
}

/** The picture with what can be done about it. `person` is shown as the form has them. */
export function AvatarEditor({ person }) {
  const input = useRef(null);
  const [busy, setBusy] = useState(false);
  const alive = useRef(true);
  useEffect(() => () => (alive.current = false), []);
  const chosen = ({ target }) => {
    const [file] = target.files;
    target.value = '';
    if (file) choose(file);
  };
  const remove = async () => {
    setBusy(true);
    await removeAvatar().catch((error) => toast(errorText(error), { kind: 'error' }));
    if (alive.current) setBusy(false);
  };
  return html`
    <div class="settings-me">
      <${Avatar} person=${person} size=${96} />
      <div class="grow">
        <p class="settings-me-name truncate">${me.value.displayName}</p><p class="muted truncate">${me.value.email}</p>
        <div class="row wrap settings-me-acts">
          <input ref=${input} type="file" class="visually-hidden" accept=${KINDS} tabindex="-1" aria-label=${t('settings.picture_file')} onChange=${chosen} />
          <${Button} small icon="upload" onClick=${() => input.current.click()}>${person.avatarUrl ? t('settings.change_picture') : t('settings.add_picture')}<//>
          ${person.avatarUrl && html`<${Button} small kind="quiet" icon="trash-2" loading=${busy} onClick=${remove}>${t('settings.remove_picture')}<//>`}
        </div>
      </div>
    </div>`;
}
