// Completions in the composer: "@" people of the chat, ":" emoji. The field keeps the focus; the list only shows.

import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { locale, t } from '../../../lib/i18n.js';
import { fold } from '../../../lib/text.js';
import { myId, people, person, presence } from '../../../state/session.js';
import { announce } from '../../../ui/announce.js';
import { Avatar } from '../../../ui/avatar.js';
import { ExtensionBadge } from '../../../ui/badge.js';
import { Icon } from '../../../ui/icon.js';
import { noteEmoji } from './reactions.js';
import { typeInto } from './format.js';

const LIMIT = 8;
const MENTION = /(?:^|[\s([{"'])@([\p{L}\p{N}._'-]*(?: [\p{L}\p{N}._'-]*)?)$/u;
const EMOJI = /(?:^|[\s([{"'])(:[\p{L}\p{N}_+-]{2,})$/u;

/** What is being completed before the cursor: `{kind, query, from}` or null. */
export function findTrigger(value, at) {
  const before = value.slice(Math.max(0, at - 60), at);
  const mention = MENTION.exec(before);
  if (mention) return { kind: 'mention', query: mention[1], from: at - mention[1].length - 1 };
  const emoji = EMOJI.exec(before);
  return emoji ? { kind: 'emoji', query: emoji[1].slice(1), from: at - emoji[1].length } : null;
}

/** People of the chat and the two groups that fit, best first: name starts, word starts. */
export function mentionOffers(chat, query) {
  const needle = fold(query);
  const rank = (name) => {
    const folded = fold(name);
    if (folded.startsWith(needle)) return 0;
    return folded.split(/\s+/).some((word) => word.startsWith(needle)) ? 1 : 9;
  };
  const here = new Set(chat.members);
  const known = chat.memberCount > chat.members.length ? [...people.value.keys()] : chat.members;
  const found = known.filter((id) => id !== myId()).map((id) => person(id))
    .map((each) => ({ person: each, rank: rank(each.displayName) + (here.has(each.id) ? 0 : 2) }))
    .filter((each) => each.rank < 9 && !each.person.missing && !each.person.disabled)
    .sort((a, b) => a.rank - b.rank || a.person.displayName.localeCompare(b.person.displayName));
  const offers = found.slice(0, LIMIT).map((each) => ({ key: each.person.id, person: each.person, text: `@${each.person.displayName} ` }));
  // i18n: chat.mention.channel chat.mention.here
  const groups = chat.kind === 'direct' ? [] : ['channel', 'here'].filter((name) => name.startsWith(needle));
  return [...offers, ...groups.map((name) => ({ key: name, group: name, text: `@${name} ` }))].slice(0, LIMIT);
}

async function emojiOffers(query) {
  const { loadEmoji, searchEmoji } = await import('../emoji/table.js');
  const table = await loadEmoji(locale.peek());
  return searchEmoji(table, query, LIMIT).map((entry) => ({ key: entry.emoji, emoji: entry, text: `${entry.emoji} ` }));
}

/**
 * Completion for a text field: `{onKeyDown(event) → handled, update(), close(), list, props}`; `list` is a vnode to place
 * above the field, `props` go on the field.
 */
export function useCompletion(area, chat, id) {
  const [state, setState] = useState(null);
  const asked = useRef(0);
  const close = () => {
    asked.current += 1;
    setState(null);
  };
  const update = async () => {
    const { value, selectionStart, selectionEnd } = area.current;
    const trigger = selectionStart === selectionEnd ? findTrigger(value, selectionStart) : null;
    asked.current += 1;
    const turn = asked.current;
    if (!trigger) return setState(null);
    const offers = trigger.kind === 'mention' ? mentionOffers(chat, trigger.query) : await emojiOffers(trigger.query).catch(() => []);
    if (turn === asked.current) setState(offers.length ? { ...trigger, offers, active: 0 } : null);
  };
  const choose = (offer) => {
    if (offer.emoji) noteEmoji(offer.emoji.emoji);
    typeInto(area.current, { from: state.from, to: area.current.selectionStart, text: offer.text });
    close();
  };
  const onKeyDown = (event) => {
    if (!state) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { offers, active } = state;
    if (step) setState({ ...state, active: (active + step + offers.length) % offers.length });
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') choose(offers[active]);
    else if (event.key === 'Escape') close();
    else return false;
    return true;
  };
  const count = state?.offers.length ?? 0;
  useEffect(() => {
    if (count) announce(t('chat.complete.count', { n: count }));
  }, [count]);
  const listId = `${id}-offers`;
  const props = {
    'aria-autocomplete': 'list', 'aria-controls': state ? listId : undefined,
    'aria-activedescendant': state ? `${listId}-${state.active}` : undefined,
  };
  const list = state && html`<${Offers} id=${listId} state=${state} onChoose=${choose} />`;
  return { onKeyDown, update, close, list, props, open: Boolean(state) };
}

function Offers({ id, state, onChoose }) {
  const box = useRef(null);
  useLayoutEffect(() => {
    box.current.children[state.active]?.scrollIntoView({ block: 'nearest' });
  }, [state.active]);
  return html`
    <ul class="chat-offers" id=${id} ref=${box} role="listbox" aria-label=${state.kind === 'mention' ? t('chat.complete.people') : t('chat.complete.emoji')}>
      ${state.offers.map((offer, i) => html`
        <li key=${offer.key} id=${`${id}-${i}`} role="option" class="chat-offer" aria-selected=${String(i === state.active)}
          onMouseDown=${(event) => event.preventDefault()} onClick=${() => onChoose(offer)}><${Offer} offer=${offer} /></li>`)}
    </ul>`;
}

function Offer({ offer }) {
  if (offer.emoji) return html`<span class="chat-offer-emoji">${offer.emoji.emoji}</span><span class="truncate">:${offer.emoji.codes[0]}:</span><span class="chat-offer-sub truncate">${offer.emoji.name}</span>`;
  if (offer.group) return html`<span class="chat-offer-icon"><${Icon} name="megaphone" size=${14} /></span><strong>@${offer.group}</strong><span class="chat-offer-sub truncate">${t(`chat.mention.${offer.group}`)}</span>`;
  const each = offer.person;
  return html`
    <${Avatar} person=${each} size=${24} presence=${presence.value.get(each.id) ?? 'offline'} /><span class="truncate">${each.displayName}</span>
    <${ExtensionBadge} ext=${each.phoneExt} /><span class="chat-offer-sub truncate">${each.title}</span>`;
}
