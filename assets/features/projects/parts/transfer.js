// Taking a task to another project, or leaving a copy there.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { formatList, t } from '../../../lib/i18n.js';
import { navigate } from '../../../state/route.js';
import { person } from '../../../state/session.js';
import { Button } from '../../../ui/controls.js';
import { Segmented, Select } from '../../../ui/field.js';
import { Dialog, openDialog, toast } from '../../../ui/layers.js';
import { complain, copyTask, transferTask } from '../actions.js';
import { loadProjects, projects } from '../all.js';
import { canEdit } from '../model.js';
import { closeTask } from './open.js';

/** What did not go along, in a sentence; empty where everything did. */
function leftBehind({ assigneeIds, labels, fields, dependencies }) {
  const parts = [...assigneeIds.map((id) => person(id).displayName), ...labels, ...fields, ...(dependencies ? [t('projects.transfer.links', { n: dependencies })] : [])];
  return parts.length ? t('projects.transfer.left', { what: formatList(parts) }) : '';
}

function Transfer({ state, task, close }) {
  const list = [...(projects.value?.values() ?? [])].filter((each) => canEdit(each) && each.id !== state.id).sort((a, b) => a.name.localeCompare(b.name));
  const [to, setTo] = useState(list[0]?.id ?? '');
  const [how, setHow] = useState('move');
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    try {
      const made = how === 'move' ? await transferTask(state, task, { projectId: to }) : await copyTask(state, task, { projectId: to });
      if (how === 'move') closeTask();
      close();
      const left = how === 'move' ? leftBehind(made.leftBehind) : '';
      toast(how === 'move' ? [t('projects.transfer.moved', { title: task.title }), left].filter(Boolean).join(' ') : t('projects.task.copied', { title: task.title }), { kind: 'success', action: { label: t('projects.open'), run: () => navigate(`/projects/${to}?task=${made.id}`) } });
    } catch (error) {
      setBusy(false);
      complain(error);
    }
  };
  const foot = html`<${Button} onClick=${() => close()}>${t('app.cancel')}<//><${Button} kind="primary" disabled=${!to} loading=${busy} onClick=${go}>${how === 'move' ? t('projects.transfer.move') : t('projects.transfer.copy')}<//>`;
  return html`
    <${Dialog} title=${t('projects.task.transfer')} onClose=${close} footer=${foot}>
      <div class="stack">
        ${list.length ? html`
          <${Select} label=${t('projects.project')} value=${to} options=${list.map((each) => ({ value: each.id, label: each.name }))} onChange=${setTo} />
          <${Segmented} label=${t('projects.transfer.how')} value=${how} options=${[{ value: 'move', label: t('projects.transfer.move') }, { value: 'copy', label: t('projects.transfer.copy') }]} onChange=${setHow} />
          <p class="field-hint">${how === 'move' ? t('projects.transfer.hint') : t('projects.transfer.copy_hint')}</p>` : html`<p class="dialog-text">${t('projects.transfer.none')}</p>`}
      </div>
    <//>`;
}

/** Opens the dialog. */
export async function openTransfer(state, task) {
  if (!projects.peek()) await loadProjects();
  openDialog((close) => html`<${Transfer} state=${state} task=${task} close=${close} />`);
}
