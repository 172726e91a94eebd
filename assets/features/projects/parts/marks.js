// Small marks of tasks: what state they are in, how urgent, when due, whose, with which labels. Shape and words beside colour.

import { html } from 'htm/preact';
import { dayOf, shortDay, today } from '../../../lib/days.js';
import { t } from '../../../lib/i18n.js';
import { person } from '../../../state/session.js';
import { AvatarStack, Icon, narrow } from '../../../ui/controls.js';
import { iconOfStatus, isDone, isLate } from '../model.js';

// i18n: projects.status.todo projects.status.in_progress projects.status.review projects.status.done
export const statusText = (value) => t(`projects.status.${value}`);
// i18n: projects.priority.low projects.priority.medium projects.priority.high projects.priority.critical
export const priorityText = (value) => t(`projects.priority.${value}`);
// i18n: projects.due.overdue projects.due.today projects.due.week projects.due.none
export const dueText = (value) => t(`projects.due.${value}`);
// i18n: projects.role.viewer projects.role.member projects.role.admin projects.role.owner
export const roleText = (value) => t(`projects.role.${value}`);

const PRIORITY_ICONS = { low: 'signal-low', medium: 'signal-medium', high: 'signal-high', critical: 'octagon-alert' };

/** The state as an icon; `named` where no words stand beside it. */
export const StatusIcon = ({ value, named }) => html`<${Icon} name=${iconOfStatus(value)} size=${16} class="projects-status-${value}" label=${named ? statusText(value) : undefined} />`;
export const PriorityIcon = ({ value, named }) => html`<${Icon} name=${PRIORITY_ICONS[value]} size=${16} class="projects-priority-${value}" label=${named ? priorityText(value) : undefined} />`;

/** When a task is due, in words: "Today", "23 Nov". */
export function dueWords(dueAt) {
  const day = dayOf(dueAt);
  const away = day - today();
  if (away === 0) return t('app.today');
  if (away === -1) return t('app.yesterday');
  return away === 1 ? t('projects.tomorrow') : shortDay(day);
}

/** The due date; late ones say so in words for those who see no colour. */
export function Due({ task }) {
  if (!task.dueAt) return null;
  const late = isLate(task);
  return html`
    <span class="projects-due ${late ? 'is-late' : ''} ${isDone(task) ? 'is-done' : ''}">
      <${Icon} name=${task.isMilestone ? 'diamond' : 'calendar'} size=${14} />${late && html`<span class="visually-hidden">${t('projects.late')} </span>`}<time datetime=${task.dueAt}>${dueWords(task.dueAt)}</time>
    </span>`;
}

/** Whose task it is. */
export function Assignees({ ids, size = 20, max = 3 }) {
  if (!ids.length) return null;
  const people = ids.map(person);
  return html`<${AvatarStack} people=${people} size=${size} max=${max} label=${t('projects.assigned_to', { names: people.map((each) => each.displayName).join(', ') })} />`;
}

/** A label in its colour. */
export const Label = ({ label }) => html`<span class="projects-label" style=${{ '--label': label.color }}><span class="projects-label-dot" aria-hidden="true" /><span class="truncate" dir="auto">${label.name}</span></span>`;

/** The labels of a task, as far as the project has them. */
export function Labels({ project, ids, max = 4 }) {
  const labels = ids.map((id) => project.labels.find((each) => each.id === id)).filter(Boolean);
  if (!labels.length) return null;
  return html`<span class="projects-labels">${labels.slice(0, max).map((label) => html`<${Label} key=${label.id} label=${label} />`)}${labels.length > max && html`<span class="faint">+${labels.length - max}</span>`}</span>`;
}

/** The title of a part of a task; `sub` for one within. Where the sheet covers the view its own title is the first of the page. */
export const PartTitle = ({ id, sub, children }) => html`<div class=${sub ? 'projects-sub' : 'section-title'} role="heading" aria-level=${(narrow.value ? 2 : 3) + (sub ? 1 : 0)} id=${id}>${children}</div>`;
