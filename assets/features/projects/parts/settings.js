// The settings of a project: what it is called and who may see it, its buckets, labels and fields, and its end.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { formatRelative, t } from '../../../lib/i18n.js';
import { dayName, weekFrom } from '../../../lib/week.js';
import { get } from '../../../net/api.js';
import { addPeople } from '../../../state/session.js';
import { Badge, Button, Icon, IconButton } from '../../../ui/controls.js';
import { FormError, Segmented, Select, Switch, TextArea, TextField, useForm } from '../../../ui/field.js';
import { confirmDialog, Dialog, openDialog, toast, undoToast } from '../../../ui/layers.js';
import { errorText, Skeleton } from '../../../ui/states.js';
import { addPart, complain, deleteProject, editPart, removePart, restoreTask, updateProject } from '../actions.js';
import { canManage, COLOURS, isOwner, keyOf } from '../model.js';
import { activityWords, ready } from './activity.js';
import { Colours, openBucket, openNewBucket } from './lane-menu.js';
import { Label, statusText } from './marks.js';

const saved = () => toast(t('projects.settings.saved'), { kind: 'success' });

function General({ state, project, may }) {
  const form = useForm({ name: project.name, key: project.key, description: project.description ?? '', color: project.color }, async (values) => {
    await updateProject(state, { name: values.name.trim(), key: values.key.trim().toUpperCase(), description: values.description.trim(), color: values.color });
    saved();
  });
  if (!may) return html`<section class="section"><h2 class="section-title">${t('projects.settings.general')}</h2><p>${project.description || t('projects.none')}</p></section>`;
  return html`
    <form ...${form.props} class="section form">
      <h2 class="section-title">${t('projects.settings.general')}</h2>
      <${FormError} error=${form.error} />
      <${TextField} label=${t('projects.name')} ...${form.bind('name', 'settings-name')} required maxlength="120" />
      <${TextField} label=${t('projects.key')} hint=${t('projects.key_hint')} ...${form.bind('key', 'settings-key')} required maxlength="10" class="mono" />
      <${TextArea} label=${t('projects.description')} ...${form.bind('description', 'settings-description')} maxlength="4000" />
      <${Colours} value=${form.values.color} onChange=${(value) => form.set('color', value)} />
      <div><${Button} kind="primary" type="submit" loading=${form.busy}>${t('projects.save')}<//></div>
    </form>`;
}

// Days as the server counts them: 1 is Monday, 7 Sunday.
const DAYS = () => weekFrom(1).map((day) => [day === 0 ? 7 : day, dayName(day)]);

function WorkDays({ state, project }) {
  const days = project.workDays ?? [1, 2, 3, 4, 5, 6, 7];
  const set = (next) => updateProject(state, { workDays: next.length === 0 || next.length === 7 ? null : next.sort() }).catch(complain);
  return html`
    <section class="section"><h2 class="section-title">${t('projects.work_days')}</h2><p class="section-lead">${t('projects.work_days_hint')}</p>
      <div class="row wrap">${DAYS().map(([day, name]) => html`<label key=${day} class="projects-choice"><input type="checkbox" class="checkbox" checked=${days.includes(day)} onChange=${() => set(days.includes(day) ? days.filter((each) => each !== day) : [...days, day])} /><span>${name}</span></label>`)}</div>
    </section>`;
}

function Sight({ state, project }) {
  const options = [{ value: 'private', label: t('projects.visibility.private'), icon: 'lock' }, { value: 'org', label: t('projects.visibility.org'), icon: 'globe' }];
  return html`
    <section class="section"><h2 class="section-title">${t('projects.visibility')}</h2><p class="section-lead">${t('projects.visibility_hint')}</p>
      <${Segmented} label=${t('projects.visibility')} hideLabel value=${project.visibility} options=${options} onChange=${(visibility) => updateProject(state, { visibility }).catch(complain)} />
    </section>`;
}

function Buckets({ state, project }) {
  const list = [...project.buckets].sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return html`
    <section class="section"><div class="section-head"><h2 class="section-title">${t('projects.buckets')}</h2><${Button} small icon="plus" onClick=${() => openNewBucket(null, state)}>${t('projects.bucket.new')}<//></div>
      <ul class="card projects-mines">${list.map((bucket) => html`
        <li key=${bucket.id} class="projects-mine"><span class="truncate grow" dir="auto">${bucket.name}</span>${bucket.status && html`<${Badge}>${statusText(bucket.status)}<//>`}${bucket.wipLimit && html`<span class="faint num">${t('projects.wip.at_most', { n: bucket.wipLimit })}</span>`}<${IconButton} small icon="pencil" label=${t('projects.bucket.edit_name', { name: bucket.name })} onClick=${() => openBucket(state, bucket)} /></li>`)}</ul>
    </section>`;
}

function LabelDialog({ state, label, close }) {
  const form = useForm({ name: label?.name ?? '', color: label?.color ?? COLOURS[0] }, async ({ name, color }) => {
    await (label ? editPart(state, 'labels', label.id, { name: name.trim(), color }) : addPart(state, 'labels', { name: name.trim(), color }));
    close();
  });
  return html`
    <form ...${form.props}><${Dialog} title=${label ? t('projects.label.edit') : t('projects.label.new')} onClose=${close} footer=${html`<${Button} onClick=${() => close()}>${t('app.cancel')}<//><${Button} kind="primary" type="submit" loading=${form.busy}>${t('projects.save')}<//>`}>
      <div class="stack"><${FormError} error=${form.error} /><${TextField} label=${t('projects.label.name')} ...${form.bind('name', 'label-name')} required maxlength="50" data-autofocus /><${Colours} value=${form.values.color} onChange=${(value) => form.set('color', value)} /></div>
    <//></form>`;
}

const openLabel = (state, label) => void openDialog((close) => html`<${LabelDialog} state=${state} label=${label} close=${close} />`);

async function removeAfterAsking(state, part, each, body) {
  const sure = await confirmDialog({ title: t('projects.part.delete_title', { name: each.name }), body, confirm: t('app.delete'), danger: true });
  if (sure) removePart(state, part, each.id).catch(complain);
}

function Labels({ state, project }) {
  return html`
    <section class="section"><div class="section-head"><h2 class="section-title">${t('projects.field.labels')}</h2><${Button} small icon="plus" onClick=${() => openLabel(state)}>${t('projects.label.new')}<//></div>
      ${project.labels.length ? html`<ul class="card projects-mines">${project.labels.map((label) => html`
        <li key=${label.id} class="projects-mine"><${Label} label=${label} /><span class="grow" /><${IconButton} small icon="pencil" label=${t('projects.label.edit_name', { name: label.name })} onClick=${() => openLabel(state, label)} /><${IconButton} small icon="trash-2" label=${t('projects.part.delete', { name: label.name })} onClick=${() => removeAfterAsking(state, 'labels', label, t('projects.label.delete_body'))} /></li>`)}</ul>` : html`<p class="muted">${t('projects.no_labels_yet')}</p>`}
    </section>`;
}

// i18n: projects.kind.text projects.kind.number projects.kind.date projects.kind.choice projects.kind.person
const KINDS = ['text', 'number', 'date', 'choice', 'person'];

function FieldDialog({ state, field, close }) {
  const form = useForm({ name: field?.name ?? '', kind: field?.kind ?? 'text', options: (field?.options ?? []).map((each) => each.name).join('\n') }, async ({ name, kind, options }) => {
    const named = options.split('\n').map((each) => each.trim()).filter(Boolean).map((each) => ({ ...(field?.options.find((known) => known.name === each) ?? {}), name: each }));
    const choices = kind === 'choice' ? { options: named.map(({ id, name: words, color }) => ({ ...(id ? { id } : {}), name: words, ...(color ? { color } : {}) })) } : {};
    await (field ? editPart(state, 'fields', field.id, { name: name.trim(), ...choices }) : addPart(state, 'fields', { name: name.trim(), kind, ...choices }));
    close();
  });
  return html`
    <form ...${form.props}><${Dialog} title=${field ? t('projects.fields.edit') : t('projects.fields.new')} onClose=${close} footer=${html`<${Button} onClick=${() => close()}>${t('app.cancel')}<//><${Button} kind="primary" type="submit" loading=${form.busy}>${t('projects.save')}<//>`}>
      <div class="stack"><${FormError} error=${form.error} /><${TextField} label=${t('projects.fields.name')} ...${form.bind('name', 'field-name')} required maxlength="50" data-autofocus />
        ${!field && html`<${Select} label=${t('projects.fields.kind')} value=${form.values.kind} options=${KINDS.map((value) => ({ value, label: t(`projects.kind.${value}`) }))} onChange=${(value) => form.set('kind', value)} />`}
        ${form.values.kind === 'choice' && html`<${TextArea} label=${t('projects.fields.options')} hint=${t('projects.fields.options_hint')} rows=${5} ...${form.bind('options', 'field-options')} required />`}</div>
    <//></form>`;
}

const openField = (state, field) => void openDialog((close) => html`<${FieldDialog} state=${state} field=${field} close=${close} />`);

function Fields({ state, project }) {
  return html`
    <section class="section"><div class="section-head"><h2 class="section-title">${t('projects.fields')}</h2><${Button} small icon="plus" onClick=${() => openField(state)}>${t('projects.fields.new')}<//></div>
      ${project.fields.length ? html`<ul class="card projects-mines">${project.fields.map((field) => html`
        <li key=${field.id} class="projects-mine"><span class="truncate grow" dir="auto">${field.name}</span><${Badge}>${t(`projects.kind.${field.kind}`)}<//><${IconButton} small icon="pencil" label=${t('projects.fields.edit_name', { name: field.name })} onClick=${() => openField(state, field)} /><${IconButton} small icon="trash-2" label=${t('projects.part.delete', { name: field.name })} onClick=${() => removeAfterAsking(state, 'fields', field, t('projects.fields.delete_body'))} /></li>`)}</ul>` : html`<p class="muted">${t('projects.fields.none')}</p>`}
    </section>`;
}

/** Deleted or archived tasks, and the way back. */
function Away({ state, project }) {
  const [which, setWhich] = useState('trash');
  const [{ items, error }, set] = useState({ items: null, error: null });
  const load = () => {
    set({ items: null, error: null });
    const path = which === 'trash' ? `/projects/${state.id}/trash` : `/projects/${state.id}/cards`;
    get(path, { query: { limit: 50, ...(which === 'trash' ? {} : { archived: true, sort: '-updated' }) } }).then((page) => set({ items: page.items, error: null }), (problem) => set({ items: null, error: problem }));
  };
  useEffect(load, [which]);
  const back = (task) => {
    if (which === 'trash') restoreTask(state, task.id);
    else import('../actions.js').then((acts) => acts.archiveTask(state, task, false));
    set({ items: items.filter((each) => each.id !== task.id), error: null });
  };
  return html`
    <section class="section"><h2 class="section-title">${t('projects.away')}</h2>
      <${Segmented} label=${t('projects.away')} hideLabel value=${which} options=${[{ value: 'trash', label: t('projects.away.trash') }, { value: 'archive', label: t('projects.away.archive') }]} onChange=${setWhich} />
      ${error && html`<p role="alert">${errorText(error)} <${Button} small onClick=${load}>${t('app.retry')}<//></p>`}
      ${!items && !error && html`<${Skeleton} lines=${3} height=${24} />`}
      ${items?.length === 0 && html`<p class="muted">${t('projects.away.none')}</p>`}
      ${items?.length > 0 && html`<ul class="card projects-mines">${items.map((task) => html`<li key=${task.id} class="projects-mine"><span class="projects-key">${keyOf(project, task)}</span><span class="truncate grow" dir="auto">${task.title}</span><${Button} small onClick=${() => back(task)}>${t('projects.restore')}<//></li>`)}</ul>`}
    </section>`;
}

function History({ state, project }) {
  const [{ items, cursor, error }, set] = useState({ items: null, cursor: null, error: null });
  const load = (next) => Promise.all([get(`/projects/${state.id}/activity`, { query: { limit: 30, cursor: next } }), ready()]).then(([page]) => {
    addPeople(page.items.map((each) => each.actor).filter(Boolean));
    set((now) => ({ items: [...(next ? now.items : []), ...page.items], cursor: page.nextCursor ?? null, error: null }));
  }, (problem) => set((now) => ({ ...now, error: problem })));
  useEffect(() => void load(), []);
  return html`
    <section class="section"><h2 class="section-title">${t('projects.history')}</h2>
      ${error && html`<p role="alert">${errorText(error)} <${Button} small onClick=${() => load()}>${t('app.retry')}<//></p>`}
      ${!items && !error && html`<${Skeleton} lines=${4} height=${14} />`}
      <ol class="projects-history">${items?.map((each) => html`<li key=${each.id}><span>${activityWords(project, each)}</span> <time class="faint" datetime=${each.createdAt}>${formatRelative(each.createdAt)}</time></li>`)}</ol>
      ${cursor && html`<${Button} small kind="quiet" onClick=${() => load(cursor)}>${t('projects.show_more')}<//>`}
    </section>`;
}

function Ends({ state, project }) {
  const archive = (archived) => updateProject(state, { archived }).then(() => archived && undoToast(t('projects.archived_told', { name: project.name }), () => updateProject(state, { archived: false }).catch(complain)), complain);
  const remove = async () => {
    const sure = await confirmDialog({ title: t('projects.delete.title', { name: project.name }), body: t('projects.delete.body', { n: project.taskCount }), confirm: t('projects.delete'), danger: true });
    if (sure) deleteProject(state).catch(complain);
  };
  return html`
    <section class="section projects-ends"><h2 class="section-title">${t('projects.ends')}</h2>
      <${Switch} label=${t('projects.archive')} hint=${t('projects.archive_hint')} checked=${Boolean(project.archivedAt)} onChange=${archive} />
      <div><${Button} kind="danger" icon="trash-2" onClick=${remove}>${t('projects.delete')}<//></div>
    </section>`;
}

export function Settings({ state, project }) {
  const may = canManage(project);
  const owner = isOwner(project);
  return html`
    <div class="pane-body"><div class="page">
      ${!may && !owner && html`<p class="projects-note"><${Icon} name="info" />${t('projects.settings.read_only')}</p>`}
      <${General} key=${`${project.id} ${may}`} state=${state} project=${project} may=${may} />
      ${owner && !project.archivedAt && html`<${Sight} state=${state} project=${project} />`}
      ${may && html`<${Buckets} state=${state} project=${project} /><${Labels} state=${state} project=${project} /><${Fields} state=${state} project=${project} /><${WorkDays} state=${state} project=${project} /><${Away} state=${state} project=${project} />`}
      <${History} state=${state} project=${project} />
      ${owner && html`<${Ends} state=${state} project=${project} />`}
    </div></div>`;
}
