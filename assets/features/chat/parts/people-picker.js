// Choosing people: chips for the chosen, suggestions from everybody known at once, then from the server.

import { html, useId } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { matches } from '../../../lib/text.js';
import { people, person, presence } from '../../../state/session.js';
import { Avatar, ExtensionBadge, Icon } from '../../../ui/controls.js';
import { announce } from '../../../ui/layers.js';
import { searchPeople } from '../actions.js';

const SHOWN = 8;

/** People that match, the known ones first; the server is asked after a short rest. */
function useSuggestions(query, excluded) {
  const [found, setFound] = useState([]);
  useEffect(() => {
    if (query.trim().length < 2) return undefined;
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      try {
        setFound(await searchPeople(query.trim(), controller.signal));
      } catch {
        // The people already known stay on offer.
      }
    }, 120);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [query]);
  const known = [...people.value.values(), ...found.filter((each) => !people.value.has(each.id))];
  return known.filter((each) => !excluded.has(each.id) && !each.disabled && matches(query, each.displayName, each.email, each.phoneExt))
    .sort((a, b) => a.displayName.localeCompare(b.displayName)).slice(0, SHOWN);
}

/** `chosen` ids, `onChange(ids)`, `excluded` Set of ids not to offer; `first` when it is what its dialog begins with. */
export function PeoplePicker({ label, chosen, onChange, excluded = new Set(), first }) {
  const id = useId();
  const input = useRef(null);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  // Once offered, the list stays: were it to go on leaving the field, the button pressed would move away.
  const [begun, setBegun] = useState(false);
  const found = useSuggestions(query, new Set([...excluded, ...chosen]));
  const offers = begun ? found : [];
  const index = Math.min(active, offers.length - 1);
  const add = (personId) => {
    onChange([...chosen, personId]);
    setQuery('');
    setActive(0);
    announce(t('chat.people.added', { name: person(personId).displayName }));
    input.current.focus();
  };
  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && offers.length) setActive((index + step + offers.length) % offers.length);
    else if (event.key === 'Enter' && offers.length && (query || !chosen.length)) add(offers[index].id);
    else if (event.key === 'Backspace' && !query && chosen.length) onChange(chosen.slice(0, -1));
    else return;
    event.preventDefault();
  };
  return html`
    <div class="field">
      <label class="field-label" for=${`${id}-input`}>${label}</label>
      <div class="chat-picker-box" onClick=${() => input.current.focus()}>
        ${chosen.map((each) => html`<${Chip} key=${each} id=${each} onRemove=${() => onChange(chosen.filter((other) => other !== each))} />`)}
        <input id=${`${id}-input`} ref=${input} class="chat-picker-input" value=${query} autocomplete="off" data-autofocus=${first}
          onFocus=${() => setBegun(true)}
          role="combobox" aria-expanded=${String(offers.length > 0)} aria-controls=${`${id}-list`} aria-autocomplete="list"
          aria-activedescendant=${offers.length ? `${id}-${offers[index].id}` : undefined}
          placeholder=${chosen.length ? '' : t('chat.people.hint')} onInput=${(event) => setQuery(event.target.value)} onKeyDown=${onKeyDown} />
      </div>
      <ul class="chat-picker-list" id=${`${id}-list`} role="listbox" aria-label=${t('chat.people.found')}>
        ${offers.map((each, i) => html`<${Offer} key=${each.id} id=${`${id}-${each.id}`} person=${each} active=${i === index} onChoose=${() => add(each.id)} />`)}
      </ul>
      ${begun && !offers.length && query && html`<p class="field-hint">${t('chat.people.none')}</p>`}
    </div>`;
}

function Offer({ id, person: each, active, onChoose }) {
  const row = useRef(null);
  useEffect(() => {
    if (active) row.current.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return html`
    <li id=${id} ref=${row} role="option" aria-selected=${String(active)} class="chat-picker-offer" onMouseDown=${(event) => event.preventDefault()} onClick=${onChoose}>
      <${Avatar} person=${each} size=${24} presence=${presence.value.get(each.id) ?? 'offline'} />
      <span class="truncate">${each.displayName}</span><${ExtensionBadge} ext=${each.phoneExt} />
      <span class="chat-picker-title truncate">${each.title}</span>
    </li>`;
}

function Chip({ id, onRemove }) {
  const { displayName } = person(id);
  return html`
    <span class="chat-chip">
      <${Avatar} person=${person(id)} size=${20} />${displayName}
      <button type="button" class="chat-chip-x" aria-label=${t('chat.people.remove', { name: displayName })} onClick=${onRemove}><${Icon} name="x" size=${12} /></button>
    </span>`;
}
