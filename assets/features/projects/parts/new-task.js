// Making a task from anywhere: by C in a project, from the palette, or of a message in a chat.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { endOf, fromField } from '../../../lib/days.js';
import { t } from '../../../lib/i18n.js';
import { newId } from '../../../lib/text.js';
import { get, post } from '../../../net/api.js';
import { navigate } from '../../../state/route.js';
import { person } from '../../../state/session.js';
import { Button } from '../../../ui/controls.js';
import { Checkbox, FormError, Select, TextArea, TextField, useForm } from '../../../ui/field.js';
import { Dialog, openDialog, toast } from '../../../ui/layers.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { loadProjects, projects, projectsError } from '../all.js';
import { complain, createTask } from '../actions.js';
import { canEdit, PRIORITIES } from '../model.js';
import { stateOf } from '../store.js';
import { priorityText } from './marks.js';

const byRank = (a, b) => (a.rank < b.rank ? -1 : 1);

/** The project with buckets and members: the one that is open, else asked for. */
function useProject(id) {
  const [project, setProject] = useState(null);
  useEffect(() => {
    const open = stateOf(id)?.project.peek();
    if (open) return void setProject(open);
    if (!id) return undefined;
    const asking = new AbortController();
    setProject(null);
    get(`/projects/${id}`, { signal: asking.signal }).then(setProject, () => undefined);
    return () => asking.abort();
  }, [id]);
  return project;
}

function Form({ preset, list, close }) {
  const first = preset.projectId ?? list[0]?.id;
  const send = async ({ title, description, projectId, bucketId, assigneeId, priority, due, reply }) => {
    const body = {
      title: title.trim(), ...(bucketId ? { bucketId } : {}), ...(description.trim() ? { description: description.trim() } : {}), ...(assigneeId ? { assigneeIds: [assigneeId] } : {}), priority,
      ...(due ? { dueAt: endOf(fromField(due)) } : {}), ...(preset.source ? { source: preset.source } : {}),
    };
    const state = stateOf(projectId);
    // Of a message it is made at once, so that its link can be shown; else it may wait for the connection.
    if (state && !preset.source) createTask(state, body);
    else {
      const task = await post(`/projects/${projectId}/tasks`, body, { key: newId() });
      // The message leads to the task as the task leads to the message.
      if (reply) await post(`/chats/${preset.source.chatId}/messages`, { content: `${location.origin}/projects/${projectId}?task=${task.id}`, rootMessageId: preset.replyTo }, { key: newId() }).catch(complain);
      toast(t('projects.task.made', { title: task.title }), { kind: 'success', action: { label: t('projects.open'), run: () => navigate(`/projects/${projectId}?task=${task.id}`) } });
    }
    close();
  };
  const form = useForm({ title: preset.title ?? '', description: preset.description ?? '', projectId: first, bucketId: preset.bucketId ?? '', assigneeId: '', priority: 'medium', due: '', reply: Boolean(preset.replyTo) }, send);
  const project = useProject(form.values.projectId);
  const buckets = [...(project?.buckets ?? [])].sort(byRank);
  useEffect(() => {
    if (project && !buckets.some((each) => each.id === form.values.bucketId)) form.set('bucketId', buckets[0]?.id ?? '');
  }, [project]);
  const people = [{ value: '', label: t('projects.nobody') }, ...(project?.memberIds ?? []).map((id) => ({ value: id, label: person(id).displayName }))];
  return html`
    <form ...${form.props}>
      <${Dialog} title=${preset.source ? t('projects.task.of_message') : t('projects.task.new')} onClose=${close} footer=${html`<${Button} onClick=${() => close()}>${t('app.cancel')}<//><${Button} kind="primary" type="submit" loading=${form.busy} data-testid="create-task">${t('projects.task.make')}<//>`}>
        <div class="stack">
          <${FormError} error=${form.error} />
          <${TextField} label=${t('projects.task.title')} ...${form.bind('title', 'task-title')} required maxlength="300" data-autofocus autocomplete="off" />
          <${TextArea} label=${t('projects.field.description')} ...${form.bind('description', 'task-description')} rows=${3} maxlength="20000" />
          <div class="form-grid">
            <${Select} label=${t('projects.project')} value=${form.values.projectId} options=${list.map((each) => ({ value: each.id, label: each.name }))} onChange=${(value) => form.set('projectId', value)} />
            <${Select} label=${t('projects.bucket')} value=${form.values.bucketId} options=${buckets.length ? buckets.map((each) => ({ value: each.id, label: each.name })) : [{ value: '', label: t('projects.no_bucket') }]} onChange=${(value) => form.set('bucketId', value)} />
            <${Select} label=${t('projects.field.assignee')} value=${form.values.assigneeId} options=${people} onChange=${(value) => form.set('assigneeId', value)} />
            <${Select} label=${t('projects.field.priority')} value=${form.values.priority} options=${PRIORITIES.map((value) => ({ value, label: priorityText(value) }))} onChange=${(value) => form.set('priority', value)} />
            <${TextField} label=${t('projects.field.due')} type="date" ...${form.bind('due', 'task-due')} max="9999-12-31" />
          </div>
          ${preset.replyTo && html`<${Checkbox} label=${t('projects.task.reply')} checked=${form.values.reply} onChange=${(on) => form.set('reply', on)} />`}
        </div>
      <//>
    </form>`;
}

function NewTask({ preset, close }) {
  useEffect(() => {
    if (!projects.peek()) loadProjects();
  }, []);
  const list = [...(projects.value?.values() ?? [])].filter(canEdit).sort((a, b) => a.name.localeCompare(b.name));
  const frame = (inside) => html`<${Dialog} title=${t('projects.task.new')} onClose=${close}>${inside}<//>`;
  if (!projects.value && projectsError.value) return frame(html`<${ErrorState} error=${projectsError.value} onRetry=${loadProjects} />`);
  if (!projects.value) return frame(html`<${Skeleton} lines=${4} height=${28} />`);
  if (!list.length) return frame(html`<${EmptyState} icon="folder-kanban" title=${t('projects.empty.title')} body=${t('projects.task.no_project')} action=${html`<${Button} kind="primary" onClick=${() => { close(); navigate('/projects?new'); }}>${t('projects.new.title')}<//>`} />`);
  return html`<${Form} preset=${preset} list=${list} close=${close} />`;
}

/** Opens the dialog. `state` is the project one is in; `title`, `description`, `bucketId`, `source: {chatId, messageId}` and `replyTo`, the message whose thread may get a link, can be given. */
export const openNewTask = ({ state, ...preset } = {}) => void openDialog((close) => html`<${NewTask} preset=${{ projectId: state?.id, ...preset }} close=${close} />`);
