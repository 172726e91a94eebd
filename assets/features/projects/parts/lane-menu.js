// Arranging the buckets of a project: making, naming, colouring, limiting, moving and deleting them.

import { html } from 'htm/preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { Button } from '../../../ui/controls.js';
import { FormError, Select, TextField, useForm } from '../../../ui/field.js';
import { announce, Dialog, openDialog, openMenu } from '../../../ui/layers.js';
import { addPart, complain, editPart, removePart } from '../actions.js';
import { COLOURS, STATUSES } from '../model.js';
import { statusText } from './marks.js';

/** A row of colours to choose one of; `none` when there may be none. */
export function Colours({ value, onChange, none }) {
  // A colour from elsewhere can be kept.
  const first = useRef(value).current;
  const known = !first || COLOURS.includes(first) ? COLOURS : [first, ...COLOURS];
  const all = none ? [null, ...known] : known;
  return html`
    <fieldset class="field"><legend class="field-label">${t('projects.colour')}</legend>
      <div class="projects-colours">
        ${all.map((each) => html`
          <label key=${each ?? 'none'} class="projects-colour"><input type="radio" class="visually-hidden" name="colour" checked=${value === each} aria-label=${each === null ? t('projects.colour.none') : t('projects.colour.n', { n: known.indexOf(each) + 1 })} onChange=${() => onChange(each)} />
            <span class="projects-colour-face" style=${{ background: each ?? 'transparent' }} /></label>`)}
      </div></fieldset>`;
}

function Bucket({ state, bucket, close }) {
  const send = async ({ name, color, status, wipLimit, wipPolicy }) => {
    const body = { name: name.trim(), color, status: status || null, wipLimit: wipLimit ? Number(wipLimit) : null, wipPolicy };
    // Empty ones are left out where the bucket is new.
    const given = bucket ? body : Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
    await (bucket ? editPart(state, 'buckets', bucket.id, given) : addPart(state, 'buckets', given));
    close();
  };
  const form = useForm({ name: bucket?.name ?? '', color: bucket?.color ?? null, status: bucket?.status ?? '', wipLimit: bucket?.wipLimit ? String(bucket.wipLimit) : '', wipPolicy: bucket?.wipPolicy ?? 'warn' }, send);
  const statuses = [{ value: '', label: t('projects.bucket.no_status') }, ...STATUSES.map((value) => ({ value, label: statusText(value) }))];
  const policies = [{ value: 'warn', label: t('projects.wip.warn') }, { value: 'refuse', label: t('projects.wip.refuse') }];
  return html`
    <form ...${form.props}>
      <${Dialog} title=${bucket ? t('projects.bucket.edit') : t('projects.bucket.new')} onClose=${close} footer=${html`<${Button} onClick=${() => close()}>${t('app.cancel')}<//><${Button} kind="primary" type="submit" loading=${form.busy}>${t('projects.save')}<//>`}>
        <div class="stack">
          <${FormError} error=${form.error} />
          <${TextField} label=${t('projects.bucket.name')} ...${form.bind('name', 'bucket-name')} required maxlength="120" data-autofocus />
          <${Select} label=${t('projects.bucket.status')} hint=${t('projects.bucket.status_hint')} value=${form.values.status} options=${statuses} onChange=${(value) => form.set('status', value)} />
          <div class="form-grid">
            <${TextField} label=${t('projects.wip.limit')} hint=${t('projects.wip.hint')} type="number" min="1" max="10000" ...${form.bind('wipLimit', 'bucket-limit')} />
            <${Select} label=${t('projects.wip.when')} value=${form.values.wipPolicy} options=${policies} onChange=${(value) => form.set('wipPolicy', value)} />
          </div>
          <${Colours} value=${form.values.color} onChange=${(value) => form.set('color', value)} none />
        </div>
      <//>
    </form>`;
}

export const openNewBucket = (_, state) => void openDialog((close) => html`<${Bucket} state=${state} close=${close} />`);
export const openBucket = (state, bucket) => void openDialog((close) => html`<${Bucket} state=${state} bucket=${bucket} close=${close} />`);

function Removing({ state, bucket, close }) {
  const others = state.project.peek().buckets.filter((each) => each.id !== bucket.id);
  const [to, setTo] = useState(others[0]?.id ?? '');
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await removePart(state, 'buckets', bucket.id, { moveTo: to || null });
      close();
    } catch (error) {
      setBusy(false);
      complain(error);
    }
  };
  const options = [...others.map((each) => ({ value: each.id, label: each.name })), { value: '', label: t('projects.no_bucket') }];
  return html`
    <${Dialog} title=${t('projects.bucket.delete_title', { name: bucket.name })} onClose=${close} footer=${html`<${Button} onClick=${() => close()}>${t('app.cancel')}<//><${Button} kind="danger" loading=${busy} onClick=${remove}>${t('projects.bucket.delete')}<//>`}>
      <div class="stack"><p class="dialog-text">${t('projects.bucket.delete_body', { n: bucket.taskCount })}</p>
        ${bucket.taskCount > 0 && html`<${Select} label=${t('projects.bucket.move_to')} value=${to} options=${options} onChange=${setTo} />`}</div>
    <//>`;
}

async function shift(state, bucket, step) {
  const order = [...state.project.peek().buckets].sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const at = order.findIndex((each) => each.id === bucket.id);
  const other = order[at + step];
  if (!other) return announce(t('projects.moved.edge'));
  try {
    await editPart(state, 'buckets', bucket.id, step < 0 ? { beforeId: other.id } : { afterId: other.id });
    return announce(t('projects.bucket.moved', { name: bucket.name, n: at + step + 1 }));
  } catch (error) {
    return complain(error);
  }
}

/** Opens the menu of a bucket; `collapse` folds it away on this device. */
export function openLaneMenu(anchor, state, lane, collapse) {
  const { bucket } = lane;
  openMenu(anchor, [
    { label: t('projects.bucket.edit'), icon: 'pencil', run: () => openBucket(state, bucket) },
    { label: t('projects.lane.collapse_it'), icon: 'minimize-2', run: collapse },
    '-',
    { label: t('projects.bucket.left'), icon: 'arrow-left', run: () => shift(state, bucket, -1) },
    { label: t('projects.bucket.right'), icon: 'arrow-right', run: () => shift(state, bucket, 1) },
    '-',
    { label: t('projects.bucket.delete'), icon: 'trash-2', danger: true, run: () => void openDialog((close) => html`<${Removing} state=${state} bucket=${bucket} close=${close} />`) },
  ], { label: t('projects.lane.actions', { name: bucket.name }), placement: 'bottom-end' });
}
