// Looking for another task of a project, to link it with one.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { get } from '../../../net/api.js';
import { SearchField } from '../../../ui/field.js';
import { openPopover } from '../../../ui/layers.js';
import { keyOf } from '../model.js';
import { StatusIcon } from './marks.js';

/** Looks for a task of the project by its words or number. */
function FindTask({ state, task, onPick, close }) {
  const [needle, setNeedle] = useState('');
  const [found, setFound] = useState([]);
  useEffect(() => {
    if (!needle.trim()) return void setFound([]);
    const asking = new AbortController();
    const timer = setTimeout(() => get(`/projects/${state.id}/cards`, { query: { q: needle.trim(), limit: 8 }, signal: asking.signal }).then((page) => setFound(page.items.filter((each) => each.id !== task.id)), () => undefined), 120);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [needle]);
  const pick = (each) => {
    close();
    onPick(each);
  };
  return html`
    <div class="projects-ticks"><${SearchField} label=${t('projects.find_task')} value=${needle} onInput=${setNeedle} data-autofocus onKeyDown=${(event) => event.key === 'Enter' && found[0] && (event.preventDefault(), pick(found[0]))} />
      <ul>${found.map((each) => html`<li key=${each.id}><button type="button" class="projects-offer" onClick=${() => pick(each)}><${StatusIcon} value=${each.status} /><span class="projects-key">${keyOf(state.project.peek(), each)}</span><span class="truncate" dir="auto">${each.title}</span></button></li>`)}</ul></div>`;
}

/** Opens the search beside `anchor`; `onPick(task)` hears what was chosen. */
export const openFindTask = (anchor, state, task, onPick) => void openPopover(anchor, (close) => html`<${FindTask} state=${state} task=${task} onPick=${onPick} close=${close} />`, { label: t('projects.dependency.add'), placement: 'bottom-start' });
