// The sheet of all shortcuts, opened by "?": find one, give it other keys, or take them back.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { keyLabel, keysOf, keysOfEvent, overrides, registered, SEQUENCE_MS } from '../lib/keyboard.js';
import { fold, matches } from '../lib/text.js';
import { bind, resetAllBindings, resetBinding } from '../state/bindings.js';
import { singleKeys } from '../state/device.js';
import { Button, IconButton, Kbd } from '../ui/controls.js';
import { SearchField, Switch } from '../ui/field.js';
import { announce, Dialog, openDialog } from '../ui/layers.js';
import { loadWords } from './commands.js';

// One row for each command or hint; where the same one is registered twice, the latest.
function groups(query) {
  const rows = new Map();
  for (const entry of registered) {
    rows.set(entry.id ?? entry.label(), entry);
  }
  const found = new Map();
  for (const [key, entry] of rows) {
    const labels = keysOf(entry).map((keys) => keyLabel(keys));
    const typed = labels.some((label) => fold(label) === fold(query.trim()));
    if (query && !typed && !matches(query, entry.label(), entry.group())) continue;
    const name = entry.group();
    found.set(name, [...(found.get(name) ?? []), [key, entry]]);
  }
  return [...found];
}

const sentence = (problem) => (problem.taken ? t('keys.taken', { name: problem.taken.label() }) : t('keys.reserved'));

// Waits for the keys themselves. A single key may be the first of two; anything else is complete at once.
function Capture({ entry, done }) {
  const [first, setFirst] = useState(null);
  const [problem, setProblem] = useState(null);
  const box = useRef(null);
  const timer = useRef(0);
  useEffect(() => {
    box.current.focus();
    return () => clearTimeout(timer.current);
  }, []);
  const choose = (keys) => {
    clearTimeout(timer.current);
    setFirst(null);
    const refused = bind(entry.id, keys);
    if (!refused) return done(keys);
    setProblem(sentence(refused));
    return undefined;
  };
  const pressed = (event) => {
    if (event.key === 'Tab') return done();
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return done();
    if (event.key === 'Backspace') return choose('');
    const step = keysOfEvent(event);
    if (!step) return undefined;
    setProblem(null);
    if (first) return choose(`${first} ${step}`);
    if (step.length > 1) return choose(step);
    setFirst(step);
    timer.current = setTimeout(choose, SEQUENCE_MS, step);
    return undefined;
  };
  return html`
    <span class="sheet-capture">
      <button type="button" class="sheet-listen" ref=${box} onKeyDown=${pressed} onBlur=${() => done()}
        aria-label=${t('keys.press_for', { name: entry.label() })}>
        ${first ? html`<${Kbd} keys=${first} /> …` : t('keys.press')}
      </button>
      ${problem && html`<span class="sheet-problem" role="alert">${problem}</span>`}
    </span>`;
}

function Row({ entry, editing, onEdit, onDone }) {
  const keys = keysOf(entry);
  const shown = keys.length ? keys.map((each) => html`<${Kbd} key=${each} keys=${each} />`) : html`<span class="sheet-none">${t('keys.none')}</span>`;
  const own = overrides.value[entry.id] !== undefined;
  const reset = () => {
    const problem = resetBinding(entry);
    announce(problem ? sentence(problem) : t('keys.was_reset', { name: entry.label() }), { assertive: Boolean(problem) });
  };
  const label = keys.map((each) => keyLabel(each)).join(', ') || t('keys.none');
  const button = useRef(null);
  const done = (chosen) => {
    onDone();
    if (chosen !== undefined) announce(chosen ? t('keys.now', { name: entry.label(), keys: keyLabel(chosen) }) : t('keys.cleared', { name: entry.label() }));
    requestAnimationFrame(() => document.activeElement === document.body && button.current?.focus());
  };
  return html`
    <div class="sheet-row">
      <dt>${entry.label()}</dt>
      <dd>
        ${own && !editing && html`<${IconButton} small icon="rotate-cw" label=${t('keys.reset', { name: entry.label() })} onClick=${reset} />`}
        ${editing && html`<${Capture} entry=${entry} done=${done} />`}
        ${!editing && (entry.hint || !entry.id
          ? html`<span class="sheet-keys">${shown}</span>`
          : html`
            <button type="button" ref=${button} class="sheet-keys sheet-edit" data-tip=${t('keys.change_tip')} onClick=${onEdit}>
              <span class="visually-hidden">${t('keys.change', { name: entry.label(), keys: label })}</span><span class="sheet-keys-shown" aria-hidden="true">${shown}</span>
            </button>`)}
      </dd>
    </div>`;
}

function Sheet({ close }) {
  const [query, setQuery] = useState('');
  const [editing, setEditing] = useState(null);
  const found = groups(query);
  const changed = Object.keys(overrides.value).length > 0;
  return html`
    <${Dialog} title=${t('keys.shortcuts')} wide onClose=${close} footer=${changed && html`<${Button} onClick=${resetAllBindings}>${t('keys.reset_all')}<//>`}>
      <div class="stack">
        <${SearchField} label=${t('keys.find')} value=${query} onInput=${setQuery} data-autofocus />
        <${Switch} label=${t('keys.single')} hint=${t('keys.single_hint')} checked=${singleKeys.value} onChange=${(on) => (singleKeys.value = on)} />
        ${!found.length && html`<p class="sheet-none" role="status">${t('keys.nothing')}</p>`}
        <div class="sheet-groups">
          ${found.map(([name, rows]) => html`
            <section key=${name} class="sheet-group">
              <h3 class="sheet-title">${name}</h3>
              <dl class="sheet-list">
                ${rows.map(([key, entry]) => html`<${Row} key=${key} entry=${entry} editing=${editing === key} onEdit=${() => setEditing(key)} onDone=${() => setEditing(null)} />`)}
              </dl>
            </section>`)}
        </div>
      </div>
    <//>`;
}

let close = null;

/** Open the sheet, or close it when it is open. */
export async function openShortcutSheet() {
  if (close) return close();
  await loadWords();
  close = openDialog((shut) => html`<${Sheet} close=${shut} />`, { onClose: () => (close = null) });
  return close;
}
