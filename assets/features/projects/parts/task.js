// A task beside the view one came from: everything about it, each part changed where it stands.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDateTime, t } from '../../../lib/i18n.js';
import { commands, onEscape } from '../../../lib/keyboard.js';
import { discard } from '../../../state/outbox.js';
import { myId, person } from '../../../state/session.js';
import { Badge, Button, Icon, IconButton, narrow } from '../../../ui/controls.js';
import { announce } from '../../../ui/layers.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { complain, editTask, follow, isConflict, keepMine, restoreTask, takeTheirs } from '../actions.js';
import { canEdit, keyOf } from '../model.js';
import { refusedIn } from '../pending.js';
import { openProject } from '../store.js';
import { partName, valueWords } from './activity.js';
import { copyLink, openAssignees, openDates, openLabels, openMove, openPriority, openStatus, openTaskMenu } from './menus.js';
import { closeTask, entering } from './open.js';
import { Body } from './task-body.js';
import { Properties } from './task-props.js';
import { Talk } from './task-talk.js';

/** The task with everything; asked for when the sheet opens, then kept right by events. */
function useTask(state, id) {
  const [error, setError] = useState(null);
  const load = () => {
    setError(null);
    state.fetch(id).catch(setError);
  };
  useEffect(load, [state, id]);
  return { task: state.task(id), error, load };
}

/** The title as a field that grows; Enter and leaving it save, Escape gives up. */
function Title({ state, task, edits }) {
  const field = useRef(null);
  const [text, setText] = useState(null);
  const began = useRef(task.revision);
  const save = () => {
    const words = text?.replace(/\s+/g, ' ').trim();
    setText(null);
    if (words && words !== task.title) editTask(state, task, { title: words }, { revision: began.current });
  };
  const onKeyDown = (event) => {
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      field.current.blur();
    } else if (event.key === 'Escape' && text !== null) {
      event.preventDefault();
      event.stopPropagation();
      setText(null);
    }
  };
  // Where the sheet covers the view, the task is what the page is about.
  const level = narrow.value ? 1 : 2;
  if (!edits) return html`<div class="projects-title" role="heading" aria-level=${level} dir="auto">${task.title}</div>`;
  return html`
    <div class="visually-hidden" role="heading" aria-level=${level}>${task.title}</div>
    <textarea ref=${field} class="projects-title projects-title-field" rows="1" dir="auto" maxlength="300" aria-label=${t('projects.task.title')} data-testid="task-title-edit" value=${text ?? task.title}
      onFocus=${() => { began.current = task.revision; }} onInput=${(event) => setText(event.target.value)} onBlur=${save} onKeyDown=${onKeyDown} />`;
}

/** Two people changed the same part: both values, and the choice. */
function Conflict({ item, state, project }) {
  const box = useRef(null);
  useEffect(() => announce(t('projects.conflict.told'), { assertive: true }), []);
  const take = () => {
    takeTheirs(item);
    state.fetch(item.meta.tasks[0]).catch(complain);
  };
  return html`
    <section class="projects-conflict" ref=${box} aria-label=${t('projects.conflict.title')}>
      <div class="projects-conflict-title" role="heading" aria-level=${narrow.value ? 2 : 3}><${Icon} name="triangle-alert" />${t('projects.conflict.title')}</div>
      ${item.error.details.map(({ field, more }) => html`
        <div key=${field} class="projects-conflict-field">
          <p>${t('projects.conflict.by', { name: person(more.changedBy).displayName, field: partName(project, field) })}</p>
          <dl><dt>${t('projects.conflict.theirs')}</dt><dd dir="auto">${valueWords(project, field, more.theirs)}</dd><dt>${t('projects.conflict.mine')}</dt><dd dir="auto">${valueWords(project, field, more.yours)}</dd></dl>
        </div>`)}
      <div class="row wrap"><${Button} small kind="primary" onClick=${() => keepMine(item)}>${t('projects.conflict.keep')}<//><${Button} small onClick=${take}>${t('projects.conflict.take')}<//></div>
    </section>`;
}

/** What else was refused for this task. */
function Refused({ item }) {
  return html`<p class="form-error"><${Icon} name="circle-alert" /><span class="grow">${t('projects.refused')}</span><button type="button" class="toast-action" onClick=${() => discard(item.id)}>${t('projects.discard')}</button></p>`;
}

function Head({ state, project, task, edits }) {
  const flip = () => follow(state, task, !task.isFollowing).then(() => state.put({ ...task, isFollowing: !task.isFollowing }), complain);
  return html`
    <div class="pane-bar">
      <${IconButton} icon=${narrow.value ? 'arrow-left' : 'x'} label=${t('projects.close_task')} onClick=${closeTask} />
      <button type="button" class="projects-key projects-key-button" data-tip=${t('projects.copy_link')} onClick=${() => copyLink(state, task)}>${keyOf(project, task)}</button>
      ${task.waits && html`<${Icon} name="clock" size=${14} label=${t('projects.waiting')} />`}
      ${task.archivedAt && html`<${Badge}>${t('projects.archived')}<//>`}
      <div class="pane-actions">
        ${task.isFollowing !== undefined && html`<${IconButton} icon=${task.isFollowing ? 'bell' : 'bell-off'} lit=${task.isFollowing} label=${task.isFollowing ? t('projects.unfollow') : t('projects.follow')} onClick=${flip} />`}
        <${IconButton} icon="ellipsis" label=${t('projects.task.actions')} aria-haspopup="menu" aria-expanded="false" onClick=${(event) => openTaskMenu(event.currentTarget, state, task)} />
      </div>
    </div>`;
}

// While the sheet has the focus its keys change the task; on a card they act there.
function useKeys(state, id, box) {
  useEffect(() => {
    const open = (act, name) => () => {
      const task = state.task(id);
      if (!task || !canEdit(state.project.peek()) || !box.current?.contains(document.activeElement)) return false;
      act(box.current.querySelector(`[data-property="${name}"]`) ?? box.current, state, [task]);
      return undefined;
    };
    const keys = [['s', 'status', openStatus], ['a', 'assignee', openAssignees], ['p', 'priority', openPriority], ['l', 'labels', openLabels], ['d', 'dates', openDates], ['m', 'bucket', openMove]];
    return commands(keys.map(([key, name, act]) => ({ keys: key, quiet: true, label: () => t('projects.keys.task'), group: () => t('projects.keys.task'), run: open(act, name) })));
  }, [state, id]);
}

export function Task({ projectId, taskId }) {
  const state = openProject(projectId);
  const { task, error, load } = useTask(state, taskId);
  const project = state.project.value;
  const box = useRef(null);
  const whole = task && 'description' in task;
  useKeys(state, taskId, box);
  useEffect(() => {
    // Who came here from elsewhere has the focus on the panel.
    if (!task || !(entering.peek() || document.activeElement?.matches('.shell-panel'))) return;
    entering.value = false;
    box.current?.focus();
  }, [entering.value, Boolean(task)]);
  useEffect(() => onEscape(() => {
    const isBeside = document.activeElement?.closest('.shell-main');
    closeTask();
    if (!isBeside) document.querySelector(`.shell-main [data-task="${CSS.escape(taskId)}"]`)?.focus();
  }), [taskId]);
  if (!task || !project) {
    if (error?.status === 404) return html`<${EmptyState} icon="circle-help" title=${t('projects.task.gone')} body=${t('projects.task.gone_body')} action=${html`<${Button} onClick=${closeTask}>${t('app.close')}<//>`} />`;
    return error ? html`<${ErrorState} error=${error} onRetry=${load} />` : html`<${Skeleton} lines=${8} height=${20} />`;
  }
  const edits = canEdit(project) && !task.deletedAt;
  const refused = refusedIn(projectId).filter((item) => item.meta.tasks.includes(taskId));
  if (task.deletedAt && !whole) return html`<${EmptyState} icon="trash-2" title=${t('projects.task.gone')} action=${html`<${Button} onClick=${() => restoreTask(state, taskId)}>${t('projects.restore')}<//>`} />`;
  return html`
    <div class="pane projects-sheet" ref=${box} tabindex="-1" role="group" aria-label=${`${keyOf(project, task)} ${task.title}`} data-testid="task-modal">
      <${Head} state=${state} project=${project} task=${task} edits=${edits} />
      <div class="pane-body projects-sheet-body">
        ${refused.map((item) => (isConflict(item) ? html`<${Conflict} key=${item.id} item=${item} state=${state} project=${project} />` : html`<${Refused} key=${item.id} item=${item} />`))}
        <${Title} key=${taskId} state=${state} task=${task} edits=${edits} />
        <${Properties} state=${state} project=${project} task=${task} edits=${edits} />
        ${whole ? html`
          <${Body} key=${taskId} state=${state} project=${project} task=${task} edits=${edits} me=${myId()} />
          <${Talk} key=${`talk ${taskId}`} state=${state} project=${project} task=${task} edits=${edits} />
          <p class="faint projects-made">${t('projects.made_by', { name: person(task.createdBy).displayName, when: formatDateTime(task.createdAt) })}</p>`
          : error ? html`<${ErrorState} error=${error} onRetry=${load} />` : html`<${Skeleton} lines=${6} height=${16} />`}
      </div>
    </div>`;
}
