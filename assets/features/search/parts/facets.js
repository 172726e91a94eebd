// What narrows a search: who, where, when, what it has. Every choice is written into the query.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { CHOICES, filtersOf, findFilter, isAsked, toggleFilter, withFilter, withoutKey, withoutPart } from '../../../lib/query.js';
import { people } from '../../../state/session.js';
import { choiceText, dayValue, personValue, recentDays } from '../../../state/searching.js';
import { Avatar, Button, Icon } from '../../../ui/controls.js';
import { TextField } from '../../../ui/field.js';
import { Dialog } from '../../../ui/layers.js';
import { placeOf } from '../kinds.js';
import { answer, wish } from '../store.js';

const SHOWN = 6;

function Choice({ on, lead, label, n, onToggle }) {
  return html`
    <button type="button" class="facet" aria-pressed=${String(on)} onClick=${onToggle}>
      <span class="facet-lead">${lead}</span><span class="truncate grow" dir="auto">${label}</span>
      ${n !== undefined && html`<span class="facet-n num">${t('search.number', { n })}</span>`}
    </button>`;
}

const Group = ({ title, children }) => html`<section class="facet-group"><h2 class="facet-title">${title}</h2>${children}</section>`;

/** People or places the hits come from; the same value may be written as a name or as an id. */
function Named({ title, name, value, onChange, write, lead }) {
  const [all, setAll] = useState(false);
  const found = answer.value?.facets?.[name] ?? [];
  if (!found.length) return null;
  const partOf = (each) => findFilter(value, name, write(each)) ?? findFilter(value, name, each.id);
  const toggle = (each) => onChange(toggleFilter(value, name, write(each), partOf(each)));
  return html`
    <${Group} title=${title}>
      ${found.slice(0, all ? undefined : SHOWN).map((each) => html`<${Choice} key=${each.id} on=${isAsked(partOf(each))} label=${each.name} n=${each.count} lead=${lead(each)} onToggle=${() => toggle(each)} />`)}
      ${found.length > SHOWN && html`<${Button} small kind="quiet" onClick=${() => setAll(!all)}>${all ? t('app.less') : t('app.more')}<//>`}
    <//>`;
}

const personOfFacet = (each) => people.value.get(each.id) ?? { id: each.id, displayName: each.name };
const writePerson = (each) => (people.value.has(each.id) ? personValue(people.value.get(each.id)) : each.id);
const writePlace = (each) => placeOf(each.id)?.value ?? each.id;

// i18n: search.day.today search.day.yesterday search.day.week search.day.month
function When({ value, onChange }) {
  const [own, setOwn] = useState(false);
  const bound = (key) => filtersOf(value).find((part) => part.key === key)?.value ?? '';
  const write = (key, day) => onChange(day ? withFilter(value, key, day) : withoutKey(value, key));
  const toggle = (key, day) => {
    const filter = key === 'today' || key === 'yesterday' ? 'on' : 'after';
    const had = findFilter(value, filter, day);
    const bare = ['on', 'after', 'before'].reduce(withoutKey, value);
    onChange(had ? withoutPart(value, had) : withFilter(bare, filter, day));
  };
  const on = (key, day) => Boolean(findFilter(value, key === 'today' || key === 'yesterday' ? 'on' : 'after', day));
  return html`
    <${Group} title=${t('search.when')}>
      ${recentDays().map(([key, day]) => html`<${Choice} key=${key} on=${on(key, day)} label=${t(`search.day.${key}`)} lead=${html`<${Icon} name="calendar" size=${14} />`} onToggle=${() => toggle(key, day)} />`)}
      ${own
        ? html`
          <div class="facet-range">
            <${TextField} type="date" label=${t('search.after')} value=${bound('after')} max=${dayValue(new Date())} onChange=${(event) => write('after', event.target.value)} />
            <${TextField} type="date" label=${t('search.before')} value=${bound('before')} onChange=${(event) => write('before', event.target.value)} />
          </div>`
        : html`<${Button} small kind="quiet" onClick=${() => setOwn(true)}>${t('search.range')}<//>`}
    <//>`;
}

const ICONS = { file: 'paperclip', image: 'image', link: 'link', unread: 'circle-dot', pinned: 'pin', mine: 'user' };

/** All of it; `value` is the query, `onChange(text)` takes the next. */
export function Facets({ value, onChange }) {
  const choices = (key) => CHOICES[key].map((each) => html`
    <${Choice} key=${each} on=${isAsked(findFilter(value, key, each))} label=${choiceText(key, each)} lead=${html`<${Icon} name=${ICONS[each]} size=${14} />`} onToggle=${() => onChange(toggleFilter(value, key, each))} />`);
  return html`
    <${Named} title=${t('search.who')} name="from" value=${value} onChange=${onChange} write=${writePerson} lead=${(each) => html`<${Avatar} person=${personOfFacet(each)} size=${20} />`} />
    <${Named} title=${t('search.where')} name="in" value=${value} onChange=${onChange} write=${writePlace} lead=${(each) => html`<${Icon} name=${placeOf(each.id)?.icon ?? 'hash'} size=${14} />`} />
    <${When} value=${value} onChange=${onChange} />
    <${Group} title=${t('search.with')}>${choices('has')}<//>
    <${Group} title=${t('search.state')}>${choices('is')}<//>`;
}

/** The same where there is no room beside the list. */
export function FacetsDialog({ onChange, close }) {
  const [value, setValue] = useState(wish.value.q);
  // Changed from elsewhere (a chip), which cannot happen while it is open, except by going back.
  useEffect(() => setValue(wish.value.q), [wish.value.q]);
  const change = (next) => {
    setValue(next);
    onChange(next);
  };
  return html`
    <${Dialog} title=${t('search.narrow')} onClose=${close} footer=${html`<${Button} kind="primary" onClick=${() => close()}>${t('search.show_found')}<//>`}>
      <div class="search-facets-all"><${Facets} value=${value} onChange=${change} /></div>
    <//>`;
}
