// A task as a card of a board.

import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { Icon } from '../../../ui/controls.js';
import { keyOf } from '../model.js';
import { Assignees, Due, Labels, PriorityIcon, StatusIcon } from './marks.js';

/** How high a card will be, about, before it was measured. */
export const cardHeight = ({ task }) => 52 + 20 * Math.ceil(task.title.length / 32) + (task.labelIds.length ? 24 : 0);

const Figure = ({ icon, words, children, warn }) => html`<span class="projects-figure ${warn ? 'is-late' : ''}"><${Icon} name=${icon} size=${14} label=${words} />${children}</span>`;

function Figures({ task }) {
  return html`
    ${task.isBlocked && html`<${Figure} icon="ban" words=${t('projects.blocked')} warn />`}
    ${task.hasDescription && html`<${Figure} icon="text-quote" words=${t('projects.has_description')} />`}
    ${task.checklistTotal > 0 && html`<${Figure} icon="square-check" words=${t('projects.field.checklist')}><span class="num">${task.checklistDone}/${task.checklistTotal}</span><//>`}
    ${task.commentCount > 0 && html`<${Figure} icon="message-square" words=${t('projects.comments')}><span class="num">${task.commentCount}</span><//>`}
    ${task.attachmentCount > 0 && html`<${Figure} icon="paperclip" words=${t('projects.attachments')}><span class="num">${task.attachmentCount}</span><//>`}
    ${task.isRecurring && html`<${Figure} icon="repeat" words=${t('projects.repeats')} />`}`;
}

/** `item` is `{key, task, project, open, chosen, withStatus}`: drawn again only when that object is another one. */
export function Card({ task, project, open, chosen, withStatus }) {
  const key = keyOf(project, task);
  return html`
    <div class="projects-card ${open ? 'is-open' : ''} ${chosen ? 'is-chosen' : ''} ${task.waits || task.isNew ? 'is-waiting' : ''}" role="listitem" data-row data-task=${task.id} data-testid="task-card"
      aria-label=${[key, task.title, chosen && t('projects.chosen')].filter(Boolean).join(', ')}>
      <div class="projects-card-head">
        <span class="projects-key">${key}</span>
        ${(task.waits || task.isNew) && html`<${Icon} name="clock" size=${12} label=${t('projects.waiting')} />`}
        <span class="grow" />
        ${withStatus && html`<${StatusIcon} value=${task.status} named />`}
        ${task.priority !== 'medium' && html`<${PriorityIcon} value=${task.priority} named />`}
      </div>
      <p class="projects-card-title ${task.status === 'done' ? 'is-done' : ''}" dir="auto">${task.title}</p>
      <${Labels} project=${project} ids=${task.labelIds} />
      <div class="projects-card-foot"><${Due} task=${task} /><${Figures} task=${task} /><span class="grow" /><${Assignees} ids=${task.assigneeIds} /></div>
    </div>`;
}
