// The body of a task: what it is about, its checklist, what it waits for, and where it came from.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { draftOf, flushDrafts, saveDraft } from '../../../state/device.js';
import { Button, Icon, IconButton } from '../../../ui/controls.js';
import { toast } from '../../../ui/layers.js';
import { Markdown } from '../../../ui/rich-text.js';
import { addDependency, addItem, complain, dependencyError, editTask, removeDependency, removeItem, renameItem, tickItem } from '../actions.js';
import { canLink, isDone, keyOf } from '../model.js';
import { waitingFor } from '../pending.js';
import { openFindTask } from './find-task.js';
import { PartTitle, StatusIcon } from './marks.js';
import { openTask } from './open.js';
import { Files } from './task-files.js';

const SAVE_MS = 800;

/** What the task is about: read, or written with everything kept on the device until it has arrived. */
function Description({ state, task, edits }) {
  const key = `task:${task.id}:description`;
  const kept = draftOf(key);
  const [open, setOpen] = useState(Boolean(kept) && edits);
  const [text, setText] = useState(kept || task.description);
  const base = useRef({ revision: task.revision, text: task.description });
  const timer = useRef(0);
  const field = useRef(null);
  const sent = waitingFor(state.id, task.id).some(({ meta }) => meta.set && 'description' in meta.set);
  // What arrived is what the next change starts from.
  useEffect(() => {
    if (!sent && task.description === base.current.sent) {
      base.current = { revision: task.revision, text: task.description };
      if (draftOf(key) === task.description) saveDraft(key, '');
    }
  }, [sent, task.revision]);
  const begin = () => {
    base.current = { revision: task.revision, text: task.description };
    setText(task.description);
    setOpen(true);
    requestAnimationFrame(() => field.current?.focus());
  };
  const save = (words) => {
    clearTimeout(timer.current);
    if (words === base.current.text || words === base.current.sent) return;
    editTask(state, task, { description: words }, { shown: { description: words, hasDescription: words.trim() !== '' }, revision: base.current.revision });
    base.current.sent = words;
  };
  const onInput = (event) => {
    const words = event.target.value;
    setText(words);
    saveDraft(key, words);
    clearTimeout(timer.current);
    timer.current = setTimeout(save, SAVE_MS, words);
  };
  const end = () => {
    save(text);
    saveDraft(key, '');
    flushDrafts();
    setOpen(false);
  };
  const onKeyDown = (event) => {
    if (event.key !== 'Escape' && !(event.key === 'Enter' && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    event.stopPropagation();
    end();
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return html`
    <section class="projects-part" aria-labelledby="projects-description">
      <div class="projects-part-head"><${PartTitle} id="projects-description">${t('projects.field.description')}<//>${edits && !open && html`<${IconButton} small icon="pencil" label=${t('projects.description.edit')} onClick=${begin} />`}</div>
      ${open ? html`
        <textarea ref=${field} class="input input-area projects-text" rows="6" maxlength="20000" dir="auto" aria-label=${t('projects.field.description')} value=${text} onInput=${onInput} onKeyDown=${onKeyDown} />
        <div class="row"><${Button} small kind="primary" onClick=${end}>${t('app.done')}<//><span class="faint" role="status">${sent ? t('projects.saving') : t('projects.description.hint')}</span></div>`
        : task.description ? html`<${Markdown} text=${task.description} />` : edits ? html`<button type="button" class="projects-blank" onClick=${begin}>${t('projects.description.add')}</button>` : html`<p class="faint">${t('projects.none')}</p>`}
    </section>`;
}

function Item({ state, task, item, edits }) {
  const [text, setText] = useState(null);
  const save = () => {
    const words = text?.trim();
    setText(null);
    if (words && words !== item.text) renameItem(state, task, item, words);
  };
  const onKeyDown = (event) => {
    if (event.key === 'Enter') event.target.blur();
    else if (event.key === 'Escape') setText(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const fixed = !edits || item.waits;
  return html`
    <li class="projects-item">
      <label class="projects-tick"><input type="checkbox" class="checkbox" checked=${item.isCompleted} disabled=${fixed} aria-label=${item.text} onChange=${(event) => tickItem(state, task, item, event.target.checked)} /></label>
      ${fixed ? html`<span class="grow" dir="auto">${item.text}</span>` : html`<input class="projects-item-text ${item.isCompleted ? 'is-done' : ''}" dir="auto" maxlength="500" aria-label=${t('projects.checklist.rename', { text: item.text })} value=${text ?? item.text} onInput=${(event) => setText(event.target.value)} onBlur=${save} onKeyDown=${onKeyDown} />
        <${IconButton} small icon="x" label=${t('projects.checklist.remove', { text: item.text })} onClick=${() => removeItem(state, task, item)} />`}
    </li>`;
}

function Checklist({ state, task, edits }) {
  const [text, setText] = useState('');
  const list = [...(task.checklist ?? [])];
  const add = (event) => {
    event.preventDefault();
    if (!text.trim()) return;
    addItem(state, task, text.trim());
    setText('');
  };
  if (!edits && !list.length) return null;
  return html`
    <section class="projects-part" aria-labelledby="projects-checklist">
      <div class="projects-part-head"><${PartTitle} id="projects-checklist">${t('projects.field.checklist')}<//>${list.length > 0 && html`<span class="faint num">${t('projects.progress', { done: task.checklistDone, n: task.checklistTotal })}</span>`}</div>
      ${list.length > 0 && html`<ul>${list.map((item) => html`<${Item} key=${item.id} state=${state} task=${task} item=${item} edits=${edits} />`)}</ul>`}
      ${edits && html`<form class="projects-item-add" onSubmit=${add}><input class="input" maxlength="500" aria-label=${t('projects.checklist.add')} placeholder=${t('projects.checklist.add')} value=${text} onInput=${(event) => setText(event.target.value)} /></form>`}
    </section>`;
}

function Linked({ state, id, onRemove }) {
  const task = state.task(id);
  useEffect(() => {
    if (!task) state.fetch(id).catch(() => undefined);
  }, [id]);
  if (!task) return null;
  return html`
    <li class="projects-linked"><button type="button" class="projects-offer" onClick=${() => openTask(id)}><${StatusIcon} value=${task.status} named /><span class="projects-key">${keyOf(state.project.value, task)}</span><span class="truncate ${isDone(task) ? 'is-done' : ''}" dir="auto">${task.title}</span></button>
      ${onRemove && html`<${IconButton} small icon="x" label=${t('projects.dependency.remove', { title: task.title })} onClick=${onRemove} />`}</li>`;
}

function Dependencies({ state, project, task, edits, me }) {
  const links = edits && canLink(project, task, me);
  const waits = task.dependencies ?? [];
  const blocks = task.dependents ?? [];
  const tell = (error) => toast(dependencyError(error), { kind: 'error' });
  const add = (other) => addDependency(state, other.id, task.id).then(() => undefined, tell);
  const open = (event) => openFindTask(event.currentTarget, state, task, add);
  if (!links && !waits.length && !blocks.length) return null;
  return html`
    <section class="projects-part" aria-labelledby="projects-dependencies">
      <div class="projects-part-head"><${PartTitle} id="projects-dependencies">${t('projects.dependencies')}<//>${links && html`<${Button} small kind="quiet" icon="plus" aria-haspopup="dialog" onClick=${open}>${t('projects.dependency.add')}<//>`}</div>
      ${waits.length > 0 && html`<${PartTitle} sub>${t('projects.dependency.waits')}<//><ul>${waits.map((id) => html`<${Linked} key=${id} state=${state} id=${id} onRemove=${links && (() => removeDependency(state, id, task.id).catch(complain))} />`)}</ul>`}
      ${blocks.length > 0 && html`<${PartTitle} sub>${t('projects.dependency.blocks')}<//><ul>${blocks.map((id) => html`<${Linked} key=${id} state=${state} id=${id} />`)}</ul>`}
    </section>`;
}

const Source = ({ source }) => html`
  <p class="projects-source"><${Icon} name="message-square-text" /><a href=${`/chat/${source.chatId}?m=${source.messageId}`}>${t('projects.from_message')}</a></p>`;

export function Body({ state, project, task, edits, me }) {
  return html`
    ${task.source && html`<${Source} source=${task.source} />`}
    <${Description} state=${state} task=${task} edits=${edits} />
    <${Checklist} state=${state} task=${task} edits=${edits} />
    <${Files} state=${state} task=${task} edits=${edits} />
    <${Dependencies} state=${state} project=${project} task=${task} edits=${edits} me=${me} />`;
}
