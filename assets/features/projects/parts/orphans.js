// For those who run the workspace: projects none of whose owners can sign in any more, to be taken over. Its members are told.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { loadAreas, t } from '../../../lib/i18n.js';
import { newId } from '../../../lib/text.js';
import { get, post } from '../../../net/api.js';
import { Button } from '../../../ui/controls.js';
import { confirmDialog, toast } from '../../../ui/layers.js';
import { loadProjects } from '../all.js';
import { complain } from '../actions.js';

export function Orphans() {
  const [items, setItems] = useState([]);
  // Who came to look at their projects need not hear that this could not be asked.
  const load = () => Promise.all([get('/admin/projects/orphaned', { query: { limit: 100 } }), loadAreas('orphans')]).then(([page]) => setItems(page.items), (error) => console.info(error.message));
  useEffect(() => void load(), []);
  const take = async ({ id, name }) => {
    if (!await confirmDialog({ title: t('orphans.ask', { name }), body: t('orphans.ask_body'), confirm: t('orphans.take') })) return;
    try {
      await post(`/admin/projects/${id}/take-over`, {}, { key: newId() });
      toast(t('orphans.taken', { name }), { kind: 'success' });
      await Promise.all([load(), loadProjects()]);
    } catch (error) {
      complain(error);
    }
  };
  if (!items.length) return null;
  return html`
    <section class="section" aria-labelledby="projects-orphans">
      <h2 class="section-title" id="projects-orphans">${t('orphans.title')}</h2>
      <p class="muted">${t('orphans.lead')}</p>
      <ul class="card projects-mines">${items.map((each) => html`
        <li key=${each.id} class="projects-mine"><span class="truncate grow" dir="auto">${each.name}</span><span class="faint">${t('projects.people', { n: each.memberCount })}</span><${Button} small aria-label=${t('orphans.take_name', { name: each.name })} onClick=${() => take(each)}>${t('orphans.take')}<//></li>`)}</ul>
    </section>`;
}
