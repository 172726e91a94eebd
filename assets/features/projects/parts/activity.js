// What happened in a project, as sentences.

import { dayOf, shortDay } from '../../../lib/days.js';
import { formatList, formatNumber, loadAreas, t } from '../../../lib/i18n.js';
import { person } from '../../../state/session.js';
import { priorityText, roleText, statusText } from './marks.js';
import { fieldWords, repeatWords } from './task-props.js';

// i18n: projects.field.title projects.field.description projects.field.status projects.field.priority projects.field.due projects.field.start projects.field.estimate
// i18n: projects.field.assignee projects.field.labels projects.field.checklist projects.field.milestone projects.field.repeat projects.field.percent projects.field.archived
// i18n: projects.field.attachments
const FIELDS = {
  title: 'title', description: 'description', status: 'status', priority: 'priority', dueAt: 'due', startAt: 'start', estimate: 'estimate', assigneeIds: 'assignee', labelIds: 'labels',
  checklist: 'checklist', isMilestone: 'milestone', recurrence: 'repeat', percent: 'percent', archived: 'archived', archivedAt: 'archived', attachments: 'attachments',
};

const bucketOf = (project, id) => project.buckets.find((each) => each.id === id)?.name ?? t('projects.no_bucket');
const customOf = (project, field) => project.fields.find((each) => `fields.${each.id}` === field);

/** What a part of a task is called. */
export const partName = (project, field) => (FIELDS[field] ? t(`projects.field.${FIELDS[field]}`) : customOf(project, field)?.name ?? t('projects.field.other'));

const VALUES = {
  status: statusText, priority: priorityText, dueAt: (value) => shortDay(dayOf(value)), startAt: (value) => shortDay(dayOf(value)), recurrence: repeatWords,
  percent: (value) => `${formatNumber(value)}%`, estimate: (value) => t('projects.estimate.n', { n: value }), isMilestone: (value) => (value ? t('projects.yes') : t('projects.no')),
};
const LISTS = { assigneeIds: (id) => person(id).displayName, labelIds: (id, project) => project.labels.find((each) => each.id === id)?.name };

/** A value of a part of a task as people read it; null where it says nothing by itself. */
export function valueWords(project, field, value) {
  const custom = customOf(project, field);
  if (value === null || value === undefined || value === '') return t('projects.none');
  if (LISTS[field] && Array.isArray(value)) return value.map((id) => LISTS[field](id, project)).filter(Boolean).join(', ') || t('projects.none');
  if (VALUES[field]) return VALUES[field](value);
  if (custom) return fieldWords(custom, value) ?? t('projects.none');
  return typeof value === 'object' || typeof value === 'boolean' ? null : String(value);
}

function updated(project, { field, from, to }) {
  if (field === 'attachments') return to > from ? t('history.attached') : t('history.detached');
  // Of all custom fields together: each that is otherwise now.
  if (field === 'fields') {
    const changed = [...new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})])].filter((id) => from?.[id] !== to?.[id] && customOf(project, `fields.${id}`));
    const parts = changed.map((id) => updated(project, { field: `fields.${id}`, from: from?.[id] ?? null, to: to?.[id] ?? null }));
    return parts.length ? formatList(parts) : t('history.updated', { field: t('projects.field.other') });
  }
  const words = partName(project, field);
  const [before, after] = [valueWords(project, field, from), valueWords(project, field, to)];
  const plain = field === 'description' || before === null || after === null || from === undefined;
  return plain ? t('history.updated', { field: words }) : t('history.changed', { field: words, from: before, to: after });
}

const WORDS = {
  'task.created': () => t('history.created'),
  'task.updated': (project, data) => updated(project, data),
  'task.moved': (project, data) => t('history.moved', { from: bucketOf(project, data.fromBucketId), to: bucketOf(project, data.toBucketId) }),
  'task.commented': () => t('history.commented'),
  'task.deleted': () => t('history.deleted'),
  'task.restored': () => t('history.restored'),
  'task.transferred': () => t('history.transferred'),
  'dependency.added': () => t('history.linked'),
  'dependency.removed': () => t('history.unlinked'),
  'member.added': (_, data) => t('history.member_added', { name: person(data.userId).displayName, role: roleText(data.role ?? 'member') }),
  'member.updated': (_, data) => t('history.member_updated', { name: person(data.userId).displayName, role: roleText(data.role ?? 'member') }),
  'member.removed': (_, data) => t('history.member_removed', { name: person(data.userId).displayName }),
  'bucket.created': (_, data) => t('history.bucket_created', { name: data.name }),
  'bucket.updated': (_, data) => t('history.bucket_updated', { name: data.name }),
  'bucket.deleted': (_, data) => t('history.bucket_deleted', { name: data.name }),
  'project.created': () => t('history.project_created'),
  'project.updated': () => t('history.project_updated'),
  'project.taken_over': () => t('history.taken_over'),
  imported: (_, data) => t('history.imported', { n: data.count ?? 0 }),
};

/** The words are here. */
export const ready = () => loadAreas('history');

/** "Ana changed the priority from low to high". */
export function activityWords(project, { actorId, action, data = {} }) {
  const who = actorId ? person(actorId).displayName : t('projects.somebody');
  const what = WORDS[action]?.(project, data) ?? t('history.updated', { field: action });
  return t('history.sentence', { who, what });
}
