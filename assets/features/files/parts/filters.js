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
import { chatName, loadLabels, loadPlaces, projectName } from '../actions.js';
import { activeFilters, KINDS } from '../model.js';

const IN_FORM = ['kind', 'owner', 'label', 'from', 'to'];
/** Where a file is used; in the form they are one choice. */
const PLACES = ['chat', 'project'];
const placeOf = (wish) => PLACES.filter((kind) => wish[kind]).map((kind) => `${kind}:${wish[kind]}`)[0] ?? '';

function Form({ wish, close }) {
  const [values, setValues] = useState(() => ({ ...Object.fromEntries(IN_FORM.map((name) => [name, wish[name] ?? ''])), place: placeOf(wish) }));
  const set = (name) => (value) => setValues({ ...values, [name]: value });
  const typed = (name) => (event) => set(name)(event.target.value);
  const everybody = [...people.value.values()].filter((each) => !each.missing).sort((a, b) => a.displayName.localeCompare(b.displayName));
  const owners = [{ value: '', label: t('files.filter.anybody') }, { value: myId(), label: t('app.you') }, ...everybody.filter((each) => each.id !== myId()).map((each) => ({ value: each.id, label: each.displayName }))];
  const kinds = [{ value: '', label: t('files.filter.anyKind') }, ...KINDS.map((kind) => ({ value: kind, label: kindName(kind) }))];
  const known = useMemo(() => resource(loadLabels), []);
  const used = useMemo(() => resource(loadPlaces), []);
  useEffect(() => {
    known.load();
    used.load();
  }, []);
  const places = [{ value: '', label: t('files.filter.anywhere') }, ...(used.data.value ?? []).map(({ kind, id, name }) => ({ value: `${kind}:${id}`, label: kind === 'chat' ? name : t('files.chip.project', { name }) }))];
  const words = new Set([...known.data.value?.map(({ name }) => name) ?? [], ...(wish.label ? [wish.label] : [])]);
  const labels = [{ value: '', label: t('files.filter.anyLabel') }, ...[...words].map((name) => ({ value: name, label: name }))];
  const apply = (event) => {
    event.preventDefault();
    close();
    const [place, id] = values.place.split(':');
    // What is not changed stays, also where the address names both.
    const where = values.place === placeOf(wish) ? {} : Object.fromEntries(PLACES.map((kind) => [kind, kind === place ? id : null]));
    setQuery({ ...Object.fromEntries(IN_FORM.map((name) => [name, values[name].trim() || null])), ...where }, { replace: true });
  };
  const clear = () => {
    close();
    setQuery(Object.fromEntries([...IN_FORM, ...PLACES].map((name) => [name, null])), { replace: true });
  };
  return html`
    <form class="files-form" onSubmit=${apply}>
      <${Select} label=${t('files.filter.kind')} value=${values.kind} options=${kinds} onChange=${set('kind')} data-autofocus />
      <${Select} label=${t('files.filter.owner')} value=${values.owner} options=${owners} onChange=${set('owner')} />
      <${Select} label=${t('files.places')} value=${values.place} options=${places} onChange=${set('place')} />
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

/** The name of a chat or a project, once it is known; `say(name)` puts it into words. */
function Named({ id, ask, gone, say = (name) => name }) {
  const [name, setName] = useState('…');
  useEffect(() => {
    const controller = new AbortController();
    ask(id, controller.signal).then((found) => setName(say(found)), () => setName(gone));
    return () => controller.abort();
  }, [id]);
  return name;
}

const WORDS = {
  kind: ({ kind }) => kindName(kind),
  owner: ({ owner }) => t('files.chip.owner', { name: person(owner).displayName }),
  chat: ({ chat }) => html`<${Named} id=${chat} ask=${chatName} gone=${t('files.place.gone')} />`,
  project: ({ project }) => html`<${Named} id=${project} ask=${projectName} gone=${t('files.place.goneProject')} say=${(name) => t('files.chip.project', { name })} />`,
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
