// What searching shares between the page of all results and one conversation: what can be written at the caret, and how a
// person, a place or a day is written so that the server understands the same.

import { t } from '../lib/i18n.js';
import { toField } from '../lib/moments.js';
import { CHOICES, filterText, KEYS } from '../lib/query.js';
import { fold, matches } from '../lib/text.js';
import { me, people } from './session.js';

const MOST = 8;
const DAY_MS = 86_400_000;

/** A day as the language writes it, on this device's calendar. */
export const dayValue = (date) => toField(date).slice(0, 10);

const back = (days) => dayValue(Date.now() - days * DAY_MS);

/** The days one searches from most: `[key, value]`. */
export const recentDays = () => [['today', back(0)], ['yesterday', back(1)], ['week', back(7)], ['month', back(30)]];

/** The name of `thing` if no other of `all` has it, else its id: what is written must mean one. */
export function valueOf(thing, name, all) {
  const twin = all.some((each) => each.id !== thing.id && fold(each.name) === fold(name));
  return twin || /["\n]/.test(name) || /^\d+$/.test(name) || !name.trim() ? thing.id : name;
}

const named = () => [...people.value.values()].map((person) => ({ id: person.id, name: person.displayName }));

/** How a person is written after `from:`. */
export const personValue = (person) => valueOf(person, person.displayName, named());

/** The person a value of `from:` means here, or undefined: the server knows more people than this device. */
export function personOf(value) {
  if (fold(value) === 'me') return me.value;
  return people.value.get(value) ?? [...people.value.values()].find((person) => fold(person.displayName) === fold(value));
}

// i18n: search.has.file search.has.image search.has.link search.is.unread search.is.pinned search.is.mine
// i18n: search.type.message search.type.file search.type.person search.type.chat search.type.project search.type.task search.type.comment
/** A value of a key with few, in words. */
export const choiceText = (key, value) => (CHOICES[key]?.includes(value) ? t(`search.${key}.${value}`) : value);

// i18n: search.day.today search.day.yesterday search.day.week search.day.month
const dayText = (key) => t(`search.day.${key}`);

// i18n: search.hint.from search.hint.in search.hint.has search.hint.is search.hint.type search.hint.before search.hint.after search.hint.on search.hint.assignee search.hint.label
const hintOf = (key) => t(`search.hint.${key}`);

/** The keys with what they are for: `[{key, hint}]`. */
export const keysWithHints = (without = []) => KEYS.filter((key) => !without.includes(key)).map((key) => ({ key, hint: hintOf(key) }));

function peopleOffers(needle) {
  const mine = 'me'.startsWith(fold(needle)) ? [{ value: 'me', label: t('search.me'), person: me.value }] : [];
  const found = [...people.value.values()].filter((person) => matches(needle, person.displayName, person.email));
  // Whose name begins so goes before whose name has it somewhere.
  const starts = (person) => Number(!fold(person.displayName).startsWith(fold(needle)));
  found.sort((a, b) => starts(a) - starts(b) || a.displayName.localeCompare(b.displayName));
  return [...mine, ...found.map((person) => ({ value: personValue(person), label: person.displayName, sub: person.title, person }))];
}

function dayOffers(needle) {
  return recentDays().filter(([key, value]) => matches(needle, value, dayText(key))).map(([key, value]) => ({ value, label: dayText(key), sub: value, icon: 'calendar' }));
}

const choiceOffers = (key, needle) => CHOICES[key].filter((value) => matches(needle, value, choiceText(key, value))).map((value) => ({ value, label: choiceText(key, value), icon: 'filter' }));

const keyOffers = (word, without) => keysWithHints(without).filter(({ key }) => key.startsWith(word.toLowerCase()))
  .map(({ key, hint }) => ({ id: `key:${key}`, write: `${key}:`, more: true, label: `${key}:`, sub: hint, icon: 'filter' }));

const OFFERS = {
  from: peopleOffers, assignee: peopleOffers, label: () => [], in: (value, places) => places?.(value) ?? [],
  ...Object.fromEntries(Object.keys(CHOICES).map((key) => [key, (value) => choiceOffers(key, value)])),
};

/**
 * What can be written in the place of the part at the caret: `[{id, write, more?, label, sub?, icon? | person?}]`, where `more`
 * means that a value follows. `places(needle)` answers values of `in:`, as `{value, label, icon? | person?}`; where there are no places to choose, none is offered.
 */
export function offersFor(part, { places, without = [] } = {}) {
  if (!part) return [];
  if (part.kind === 'word') return part.value.length > 1 ? keyOffers(part.value, without) : [];
  if (part.kind !== 'filter') return [];
  const { key, value } = part;
  const found = (OFFERS[key] ?? dayOffers)(value, places);
  return found.slice(0, MOST).map((offer) => ({ id: `${key}:${offer.value}`, write: filterText(key, offer.value, part.negated), ...offer }));
}
