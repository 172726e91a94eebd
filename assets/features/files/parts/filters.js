// What narrows the list of files: a form behind a button, and the same as chips that can be taken away. Both are the address.

import { html } from 'htm/preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatDate, t } from '../../../lib/i18n.js';
import { resource } from '../../../state/resource.js';
import { setQuery } from '../../../state/route.js';
import { myId, people, person } from '../../../state/session.js';
import { Button, Icon } from '../../../ui/controls.js';
import { Select, TextField } from '../../../ui/field.js';
import { kindName } from '../../../ui/files.js';
import { openPopover } from '../../../ui/layers.js';
import { chatName, loadLabels } from '../actions.js';
import { activeFilters, KINDS } from '../model.js';

const IN_FORM = ['kind', 'owner', 'label', 'from', 'to'];

function Form({ wish, close }) {
  const [values, setValues] = useState(() => Object.fromEntries(IN_FORM.map((name) => [name, wish[name] ?? ''])));
  const set = (name) => (value) => setValues({ ...values, [name]: value });
  const typed = (name) => (event) => set(name)(event.target.value);
  const everybody = [...people.value.values()].filter((each) => !each.missing).sort((a, b) => a.displayName.localeCompare(b.displayName));
  const owners = [{ value: '', label: t('files.filter.anybody') }, { value: myId(), label: t('app.you') }, ...everybody.filter((each) => each.id !== myId()).map((each) => ({ value: each.id, label: each.displayName }))];
  const kinds = [{ value: '', label: t('files.filter.anyKind') }, ...KINDS.map((kind) => ({ value: kind, label: kindName(kind) }))];
  const known = useMemo(() => resource(loadLabels), []);
  useEffect(() => void known.load(), []);
  const words = new Set([...known.data.value?.map(({ name }) => name) ?? [], ...(wish.label ? [wish.label] : [])]);
  const labels = [{ value: '', label: t('files.filter.anyLabel') }, ...[...words].map((name) => ({ value: name, label: name }))];
  const apply = (event) => {
    event.preventDefault();
    close();
    setQuery(Object.fromEntries(IN_FORM.map((name) => [name, values[name].trim() || null])), { replace: true });
  };
  const clear = () => {
    close();
    setQuery(Object.fromEntries([...IN_FORM, 'chat', 'project'].map((name) => [name, null])), { replace: true });
  };
  return html`
    <form class="files-form" onSubmit=${apply}>
      <${Select} label=${t('files.filter.kind')} value=${values.kind} options=${kinds} onChange=${set('kind')} data-autofocus />
      <${Select} label=${t('files.filter.owner')} value=${values.owner} options=${owners} onChange=${set('owner')} />
      <${Select} label=${t('files.filter.label')} value=${values.label} options=${labels} onChange=${set('label')} />
      <div class="files-days">
        <${TextField} type="date" label=${t('files.filter.from')} value=${values.from} max=${values.to || undefined} onInput=${typed('from')} />
        <${TextField} type="date" label=${t('files.filter.to')} value=${values.to} min=${values.from || undefined} onInput=${typed('to')} />
      </div>
      <div class="files-form-foot"><${Button} onClick=${clear}>${t('files.filter.clear')}<//><${Button} kind="primary" type="submit">${t('files.filter.apply')}<//></div>
    </form>`;
}

/** Opens the form beside `anchor`. */
export const openFilters = (anchor, wish) => openPopover(anchor, (close) => html`<${Form} wish=${wish} close=${close} />`, { label: t('files.filter'), placement: 'bottom-end' });

/** The name of a chat, once it is known. */
function ChatName({ id }) {
  const [name, setName] = useState('…');
  useEffect(() => {
    const controller = new AbortController();
    chatName(id, controller.signal).then(setName, () => setName(t('files.place.gone')));
    return () => controller.abort();
  }, [id]);
  return name;
}

const WORDS = {
  kind: ({ kind }) => kindName(kind),
  owner: ({ owner }) => t('files.chip.owner', { name: person(owner).displayName }),
  chat: ({ chat }) => html`<${ChatName} id=${chat} />`,
  project: ({ project }) => t('files.chip.project', { id: project }),
  label: ({ label }) => t('files.chip.label', { label }),
  from: ({ from }) => t('files.chip.from', { day: formatDate(`${from}T00:00:00`) }),
  to: ({ to }) => t('files.chip.to', { day: formatDate(`${to}T00:00:00`) }),
  q: ({ q }) => `“${q}”`,
};

/** What narrows the list now; a press takes it away. */
export function FilterChips({ wish }) {
  const names = activeFilters(wish);
  if (!names.length) return null;
  return html`
    <ul class="files-chips" aria-label=${t('files.filter')}>
      ${names.map((name) => html`
        <li key=${name}>
          <button type="button" class="files-chip" onClick=${() => setQuery({ [name]: null }, { replace: true })}>
            <span class="truncate">${WORDS[name](wish)}</span><${Icon} name="x" size=${13} /><span class="visually-hidden">${t('files.filter.remove')}</span>
          </button>
        </li>`)}
    </ul>`;
}
