// Making a project: its name, who may see it, and what it begins with.

import { html } from 'htm/preact';
import { locale, t } from '../../../lib/i18n.js';
import { Button } from '../../../ui/controls.js';
import { FormError, Segmented, Select, TextArea, TextField, useForm } from '../../../ui/field.js';
import { Dialog, openDialog } from '../../../ui/layers.js';
import { createProject } from '../actions.js';
import { COLOURS } from '../model.js';
import { Colours } from './lane-menu.js';

// i18n: projects.template.blank projects.template.kanban projects.template.scrum projects.template.launch
const TEMPLATES = ['kanban', 'scrum', 'launch', 'blank'];

function NewProject({ close }) {
  const send = async ({ name, description, color, visibility, template }) => {
    await createProject({ name: name.trim(), ...(description.trim() ? { description: description.trim() } : {}), color, visibility, template, locale: locale.peek(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
    close();
  };
  const form = useForm({ name: '', description: '', color: COLOURS[0], visibility: 'private', template: 'kanban' }, send);
  const sights = [{ value: 'private', label: t('projects.visibility.private'), icon: 'lock' }, { value: 'org', label: t('projects.visibility.org'), icon: 'globe' }];
  return html`
    <form ...${form.props}>
      <${Dialog} title=${t('projects.new.title')} onClose=${close} footer=${html`<${Button} onClick=${() => close()}>${t('app.cancel')}<//><${Button} kind="primary" type="submit" loading=${form.busy} data-testid="create-project">${t('projects.new.make')}<//>`}>
        <div class="stack">
          <${FormError} error=${form.error} />
          <${TextField} label=${t('projects.name')} ...${form.bind('name', 'project-name')} required maxlength="120" data-autofocus autocomplete="off" />
          <${TextArea} label=${t('projects.description')} ...${form.bind('description', 'project-description')} rows=${2} maxlength="4000" />
          <${Select} label=${t('projects.template')} value=${form.values.template} options=${TEMPLATES.map((value) => ({ value, label: t(`projects.template.${value}`) }))} onChange=${(value) => form.set('template', value)} />
          <${Segmented} label=${t('projects.visibility')} value=${form.values.visibility} options=${sights} onChange=${(value) => form.set('visibility', value)} />
          <${Colours} value=${form.values.color} onChange=${(value) => form.set('color', value)} />
        </div>
      <//>
    </form>`;
}

/** Opens the dialog. */
export const openNewProject = () => void openDialog((close) => html`<${NewProject} close=${close} />`);
