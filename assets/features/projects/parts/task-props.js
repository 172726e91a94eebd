// The properties of a task: a row each, with a button that opens what changes it.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { dayOf, fromField, longDay, shortDay } from '../../../lib/days.js';
import { formatNumber, t } from '../../../lib/i18n.js';
import { person } from '../../../state/session.js';
import { Avatar, Button, Icon } from '../../../ui/controls.js';
import { openMenu, openPopover } from '../../../ui/layers.js';
import { editTask, setPart } from '../actions.js';
import { isLate } from '../model.js';
import { openAssignees, openDates, openLabels, openMove, openPriority, openStatus } from './menus.js';
import { Labels, PriorityIcon, priorityText, StatusIcon, statusText } from './marks.js';

function Row({ name, label, edits, onOpen, children }) {
  return html`
    <div class="projects-prop"><dt id="projects-prop-${name}">${label}</dt><dd>
      ${edits ? html`<button type="button" class="projects-prop-value" data-property=${name} aria-haspopup="true" aria-describedby="projects-prop-${name}" onClick=${(event) => onOpen(event.currentTarget)}>${children}</button>` : html`<span class="projects-prop-value">${children}</span>`}
    </dd></div>`;
}

const nothing = () => html`<span class="faint">${t('projects.none')}</span>`;

function Dates({ task }) {
  if (!task.startAt && !task.dueAt) return nothing();
  const late = isLate(task);
  const words = [task.startAt, task.dueAt].map((moment) => (moment ? shortDay(dayOf(moment)) : '…'));
  return html`<span class=${late ? 'is-late' : ''}>${task.startAt ? words.join(' – ') : words[1]}${late && html` <span class="projects-late">${t('projects.late')}</span>`}</span>`;
}

/** A number or text asked for beside the button. */
function Ask({ label, type, value, onSave, close, hint }) {
  const save = (event) => {
    event.preventDefault();
    onSave(event.currentTarget.elements.value.value);
    close();
  };
  return html`
    <form class="projects-ask" onSubmit=${save}><label class="field"><span class="field-label">${label}</span><input class="input" name="value" type=${type} step="any" defaultValue=${value} data-autofocus maxlength="500" />${hint && html`<span class="field-hint">${hint}</span>`}</label>
      <div class="row"><${Button} small type="submit" kind="primary">${t('projects.dates.set')}<//><${Button} small kind="quiet" onClick=${() => { onSave(''); close(); }}>${t('app.clear')}<//></div></form>`;
}

const ask = (anchor, props) => void openPopover(anchor, (close) => html`<${Ask} ...${props} close=${close} />`, { label: props.label, placement: 'bottom-start' });

// i18n: projects.unit.day projects.unit.week projects.unit.month projects.unit.year
const UNITS = ['day', 'week', 'month', 'year'];

function Repeat({ state, task, close }) {
  const now = task.recurrence ?? { unit: 'week', every: 1, until: null };
  const [unit, setUnit] = useState(now.unit);
  const [every, setEvery] = useState(String(now.every));
  const save = (event) => {
    event.preventDefault();
    editTask(state, task, { recurrence: { unit, every: Math.max(1, Math.min(365, Number(every) || 1)), until: now.until } });
    close();
  };
  return html`
    <form class="projects-ask" onSubmit=${save}>
      <div class="row"><label class="field"><span class="field-label">${t('projects.repeat.every')}</span><input class="input" type="number" min="1" max="365" value=${every} data-autofocus onInput=${(event) => setEvery(event.target.value)} /></label>
        <label class="field"><span class="field-label">${t('projects.repeat.unit')}</span><select class="input" value=${unit} onChange=${(event) => setUnit(event.target.value)}>${UNITS.map((each) => html`<option key=${each} value=${each} selected=${each === unit}>${t(`projects.unit.${each}`)}</option>`)}</select></label></div>
      <p class="field-hint">${t('projects.repeat.hint')}</p>
      <div class="row"><${Button} small type="submit" kind="primary">${t('projects.dates.set')}<//><${Button} small kind="quiet" onClick=${() => { editTask(state, task, { recurrence: null }); close(); }}>${t('projects.repeat.never')}<//></div>
    </form>`;
}

/** How often a task comes again, in words. */
export const repeatWords = ({ unit, every }) => t('projects.repeat.words', { every, unit: t(`projects.unit.${unit}`) });

/** What a custom field shows. */
export function fieldWords(field, value) {
  if (value === null || value === undefined || value === '') return null;
  if (field.kind === 'choice') return field.options.find((each) => each.id === value)?.name ?? null;
  if (field.kind === 'person') return person(value).displayName;
  if (field.kind === 'date') return longDay(fromField(value));
  return field.kind === 'number' ? formatNumber(value) : String(value);
}

/** Opens what changes a custom field. */
export function openField(anchor, state, task, field) {
  const set = (value) => editTask(state, task, { fields: { [field.id]: value } });
  const now = task.fields[field.id] ?? null;
  const pick = (options) => openMenu(anchor, [...options, '-', { label: t('projects.none'), checked: now === null, run: () => set(null) }], { label: field.name });
  if (field.kind === 'choice') return pick(field.options.map((each) => ({ label: each.name, checked: each.id === now, run: () => set(each.id) })));
  if (field.kind === 'person') return pick(state.project.peek().memberIds.map((id) => ({ label: person(id).displayName, lead: html`<${Avatar} person=${person(id)} size=${20} />`, checked: id === now, run: () => set(id) })));
  const type = { number: 'number', date: 'date', text: 'text' }[field.kind];
  return ask(anchor, { label: field.name, type, value: now ?? '', onSave: (text) => set(text.trim() === '' ? null : field.kind === 'number' ? Number(text) : text.trim()) });
}

function People({ ids }) {
  if (!ids.length) return html`<span class="faint">${t('projects.nobody')}</span>`;
  return html`<span class="projects-people-list">${ids.map((id) => html`<span key=${id} class="projects-person"><${Avatar} person=${person(id)} size=${20} />${person(id).displayName}</span>`)}</span>`;
}

export function Properties({ state, project, task, edits }) {
  const bucket = project.buckets.find((each) => each.id === task.bucketId);
  const one = [task];
  const estimate = (text) => setPart(state, task, { estimate: text.trim() === '' ? null : Math.max(0, Number(text)) });
  return html`
    <dl class="projects-props">
      <${Row} name="status" label=${t('projects.field.status')} edits=${edits} onOpen=${(anchor) => openStatus(anchor, state, one)}><${StatusIcon} value=${task.status} />${statusText(task.status)}<//>
      <${Row} name="assignee" label=${t('projects.field.assignee')} edits=${edits} onOpen=${(anchor) => openAssignees(anchor, state, one)}><${People} ids=${task.assigneeIds} /><//>
      <${Row} name="priority" label=${t('projects.field.priority')} edits=${edits} onOpen=${(anchor) => openPriority(anchor, state, one)}><${PriorityIcon} value=${task.priority} />${priorityText(task.priority)}<//>
      <${Row} name="dates" label=${t('projects.field.dates')} edits=${edits} onOpen=${(anchor) => openDates(anchor, state, one)}><${Dates} task=${task} /><//>
      <${Row} name="labels" label=${t('projects.field.labels')} edits=${edits} onOpen=${(anchor) => openLabels(anchor, state, one)}>${task.labelIds.length ? html`<${Labels} project=${project} ids=${task.labelIds} max=${99} />` : nothing()}<//>
      <${Row} name="bucket" label=${t('projects.bucket')} edits=${edits} onOpen=${(anchor) => openMove(anchor, state, one)}>${bucket?.name ?? t('projects.no_bucket')}<//>
      <${Row} name="estimate" label=${t('projects.field.estimate')} edits=${edits} onOpen=${(anchor) => ask(anchor, { label: t('projects.estimate.hours'), type: 'number', value: task.estimate ?? '', onSave: estimate })}>${task.estimate === null ? nothing() : t('projects.estimate.n', { n: task.estimate })}<//>
      <${Row} name="repeat" label=${t('projects.field.repeat')} edits=${edits && 'recurrence' in task} onOpen=${(anchor) => openPopover(anchor, (close) => html`<${Repeat} state=${state} task=${task} close=${close} />`, { label: t('projects.field.repeat'), placement: 'bottom-start' })}>${task.recurrence ? html`<${Icon} name="repeat" size=${14} />${repeatWords(task.recurrence)}` : nothing()}<//>
      ${project.fields.map((field) => html`<${Row} key=${field.id} name=${`field-${field.id}`} label=${field.name} edits=${edits} onOpen=${(anchor) => openField(anchor, state, task, field)}>${fieldWords(field, task.fields[field.id]) ?? nothing()}<//>`)}
      <div class="projects-prop"><dt>${t('projects.field.milestone')}</dt><dd><label class="projects-prop-value"><input type="checkbox" class="switch" role="switch" disabled=${!edits} checked=${task.isMilestone} aria-label=${t('projects.field.milestone')} onChange=${(event) => setPart(state, task, { isMilestone: event.target.checked })} /></label></dd></div>
    </dl>`;
}
