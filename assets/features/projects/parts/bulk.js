// What can be done with all tasks that are chosen, in a bar over the view.

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { onEscape } from '../../../lib/keyboard.js';
import { Button, IconButton } from '../../../ui/controls.js';
import { announce } from '../../../ui/layers.js';
import { canEdit } from '../model.js';
import { archiveAll, openAssignees, openDates, openLabels, openMove, openPriority, openStatus, removeAll } from './menus.js';
import { chooseNone, chosen } from './open.js';

const ACTS = [
  ['circle-dashed', () => t('projects.field.status'), openStatus], ['circle-user', () => t('projects.field.assignee'), openAssignees], ['signal-high', () => t('projects.field.priority'), openPriority],
  ['tag', () => t('projects.field.labels'), openLabels], ['calendar', () => t('projects.field.dates'), openDates], ['arrow-right-left', () => t('projects.move'), openMove],
];

export function BulkBar({ state }) {
  const count = chosen.value.size;
  useEffect(() => {
    if (count) announce(t('projects.chosen_n', { n: count }));
  }, [count]);
  useEffect(() => (count ? onEscape(chooseNone) : undefined), [count > 0]);
  if (!count || !canEdit(state.project.value)) return null;
  const tasks = () => [...chosen.peek()].map((id) => state.task(id)).filter(Boolean);
  const leaving = (act) => () => {
    act(state, tasks());
    chooseNone();
  };
  return html`
    <div class="projects-bulk" role="toolbar" aria-label=${t('projects.bulk.title')}>
      <span class="projects-bulk-count num">${t('projects.chosen_n', { n: count })}</span>
      ${ACTS.map(([icon, label, open]) => html`<${IconButton} key=${icon} icon=${icon} label=${label()} onClick=${(event) => open(event.currentTarget, state, tasks())} />`)}
      <${IconButton} icon="archive" label=${t('projects.task.archive')} onClick=${leaving(archiveAll)} />
      <${IconButton} icon="trash-2" label=${t('projects.task.delete')} onClick=${leaving(removeAll)} />
      <${Button} small kind="quiet" onClick=${chooseNone}>${t('projects.bulk.none')}<//>
    </div>`;
}
