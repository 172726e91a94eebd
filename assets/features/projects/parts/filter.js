// The filter of a project's views: words, and a sheet of choices; all of it in the address, so that it can be shared.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { route, setQuery } from '../../../state/route.js';
import { myId, person } from '../../../state/session.js';
import { Avatar, Button, Icon } from '../../../ui/controls.js';
import { SearchField } from '../../../ui/field.js';
import { openPopover } from '../../../ui/layers.js';
import { DUES, filterOf, filterQuery, noFilter, PRIORITIES, STATUSES } from '../model.js';
import { dueText, PriorityIcon, priorityText, StatusIcon, statusText } from './marks.js';

const WAIT_MS = 250;

/** Words to look for: in the address a moment after the last key. */
function Words({ value }) {
  const [text, setText] = useState(value);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => setText(value), [value]);
  const onInput = (next) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setQuery(filterQuery('q', next.trim()), { replace: true }), next ? WAIT_MS : 0);
  };
  return html`<span class="projects-words"><${SearchField} label=${t('projects.filter.words')} value=${text} onInput=${onInput} /></span>`;
}

function Choice({ name, value, chosen, children, label }) {
  const on = chosen.includes(value);
  const flip = () => setQuery(filterQuery(name, on ? chosen.filter((each) => each !== value) : [...chosen, value]), { replace: true });
  return html`
    <label class="projects-choice"><input type="checkbox" class="checkbox" checked=${on} aria-label=${label} onChange=${flip} />${children}</label>`;
}

const Section = ({ title, children }) => html`<fieldset class="projects-choices"><legend class="menu-heading">${title}</legend>${children}</fieldset>`;

// Open while the address changes under it: it reads the filter from there.
function Sheet({ project, withStatus, close }) {
  const filter = filterOf(route.value.query);
  const others = project.memberIds.filter((id) => id !== myId());
  return html`
    <div class="projects-filter">
      <div class="projects-filter-head"><h2 class="section-title">${t('projects.filter.title')}</h2><${Button} small kind="quiet" onClick=${() => { setQuery(noFilter()); close(); }}>${t('projects.filter.clear')}<//></div>
      <div class="projects-filter-body">
        <${Section} title=${t('projects.field.assignee')}>
          <${Choice} name="assignee" value="me" chosen=${filter.assignee}><span>${t('projects.filter.me')}</span><//>
          <${Choice} name="assignee" value="none" chosen=${filter.assignee}><span>${t('projects.nobody')}</span><//>
          ${others.map((id) => html`<${Choice} key=${id} name="assignee" value=${id} chosen=${filter.assignee}><${Avatar} person=${person(id)} size=${20} /><span class="truncate">${person(id).displayName}</span><//>`)}
        <//>
        <${Section} title=${t('projects.field.priority')}>${[...PRIORITIES].reverse().map((each) => html`<${Choice} key=${each} name="priority" value=${each} chosen=${filter.priority}><${PriorityIcon} value=${each} /><span>${priorityText(each)}</span><//>`)}<//>
        ${withStatus && html`<${Section} title=${t('projects.field.status')}>${STATUSES.map((each) => html`<${Choice} key=${each} name="status" value=${each} chosen=${filter.status}><${StatusIcon} value=${each} /><span>${statusText(each)}</span><//>`)}<//>`}
        <${Section} title=${t('projects.field.due')}>
          ${DUES.map((each) => html`<label key=${each} class="projects-choice"><input type="radio" class="radio" name="projects-due" checked=${filter.due === each} onClick=${() => setQuery(filterQuery('due', filter.due === each ? null : each), { replace: true })} /><span>${dueText(each)}</span></label>`)}
        <//>
        ${project.labels.length > 0 && html`<${Section} title=${t('projects.field.labels')}>${project.labels.map((label) => html`<${Choice} key=${label.id} name="label" value=${label.id} chosen=${filter.label}><svg class="projects-dot" width="10" height="10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill=${label.color} /></svg><span class="truncate" dir="auto">${label.name}</span><//>`)}<//>`}
      </div>
    </div>`;
}

const without = (name, filter, value) => setQuery(filterQuery(name, filter[name].filter((each) => each !== value)));

function Chip({ children, name, onRemove }) {
  return html`<span class="projects-chip">${children}<button type="button" aria-label=${t('projects.filter.remove', { name })} onClick=${onRemove}><${Icon} name="x" size=${12} /></button></span>`;
}

/** The chosen parts as chips; each can be taken away. */
function Chips({ project, filter }) {
  const nameOf = { assignee: (id) => (id === 'me' ? t('projects.filter.me') : id === 'none' ? t('projects.nobody') : person(id).displayName), label: (id) => (id === 'none' ? t('projects.no_label') : project.labels.find((each) => each.id === id)?.name ?? '?'), priority: priorityText, status: statusText };
  return html`
    ${Object.entries(nameOf).flatMap(([part, words]) => filter[part].map((value) => html`<${Chip} key=${`${part} ${value}`} name=${words(value)} onRemove=${() => without(part, filter, value)}>${words(value)}<//>`))}
    ${filter.due && html`<${Chip} name=${dueText(filter.due)} onRemove=${() => setQuery(filterQuery('due', null))}>${dueText(filter.due)}<//>`}`;
}

export function Filter({ project, filter, withStatus, extra }) {
  const count = filter.assignee.length + filter.label.length + filter.priority.length + filter.status.length + (filter.due ? 1 : 0);
  const open = (event) => openPopover(event.currentTarget, (close) => html`<${Sheet} project=${project} withStatus=${withStatus} close=${close} />`, { label: t('projects.filter.title'), placement: 'bottom-end', class: 'popover-filter' });
  return html`
    <div class="projects-filters">
      ${count > 0 && html`<div class="projects-chips"><${Chips} project=${project} filter=${filter} /></div>`}
      <${Words} value=${filter.q} />
      <${Button} small icon="list-filter" class="projects-filter-open" aria-haspopup="dialog" aria-expanded="false" data-command="projects.filter.open" onClick=${open}>${count ? t('projects.filter.count', { n: count }) : t('projects.filter.title')}<//>
      ${extra}
    </div>`;
}
