// Projects in the trash: their owners can take them back for thirty days.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { formatShort, t } from '../../../lib/i18n.js';
import { newId } from '../../../lib/text.js';
import { get, post } from '../../../net/api.js';
import { BackButton, Button } from '../../../ui/controls.js';
import { toast } from '../../../ui/layers.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { loadProjects } from '../all.js';
import { complain } from '../actions.js';
import { Dot } from './sidebar.js';

export function Trash() {
  const [{ items, error }, set] = useState({ items: null, error: null });
  const load = () => get('/projects/trash', { query: { limit: 100 } }).then((page) => set({ items: page.items, error: null }), (problem) => set({ items: null, error: problem }));
  useEffect(() => void load(), []);
  const restore = async (project) => {
    try {
      await post(`/projects/${project.id}/restore`, {}, { key: newId() });
      toast(t('projects.trash.restored', { name: project.name }), { kind: 'success' });
      await Promise.all([load(), loadProjects()]);
    } catch (problem) {
      complain(problem);
    }
  };
  return html`
    <div class="pane">
      <header class="pane-bar"><${BackButton} href="/projects" /><h1 class="pane-title">${t('projects.trash.title')}</h1></header>
      <div class="pane-body"><div class="page">
        <p class="page-lead">${t('projects.trash.lead')}</p>
        ${error && html`<${ErrorState} error=${error} onRetry=${load} />`}
        ${!items && !error && html`<${Skeleton} lines=${4} height=${28} />`}
        ${items?.length === 0 && html`<${EmptyState} icon="trash-2" title=${t('projects.trash.empty')} />`}
        ${items?.length > 0 && html`<ul class="card projects-mines">${items.map((each) => html`
          <li key=${each.id} class="projects-mine"><${Dot} color=${each.color} /><span class="truncate grow" dir="auto">${each.name}</span><span class="faint">${t('projects.trash.when', { when: formatShort(each.deletedAt) })}</span><${Button} small onClick=${() => restore(each)}>${t('projects.restore')}<//></li>`)}</ul>`}
      </div></div>
    </div>`;
}
