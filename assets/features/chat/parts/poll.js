// A poll under its question: what can be chosen, how many chose it and who, and its end.

import { html, useId } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { formatDateTime, formatList, formatNumber, formatRelative, t } from '../../../lib/i18n.js';
import { myId, person } from '../../../state/session.js';
import { Badge, Button, Icon } from '../../../ui/controls.js';
import { announce, confirmDialog } from '../../../ui/layers.js';
import { closePoll, vote } from '../messages.js';
import { canManage, readOnlyReason } from '../model.js';
import { chatOf } from '../store.js';

const LONGEST_TIMER = 2 ** 31 - 1;
const NAMES = 5;

/** Whether the poll is over; looks again when its time comes. */
function useClosed({ closedAt, closesAt }) {
  const [, look] = useState(0);
  const left = closesAt ? new Date(closesAt) - Date.now() : Infinity;
  useEffect(() => {
    if (closedAt || left <= 0 || left > LONGEST_TIMER) return undefined;
    const timer = setTimeout(look, left + 50, closesAt);
    return () => clearTimeout(timer);
  }, [closedAt, closesAt]);
  return Boolean(closedAt) || left <= 0;
}

function namesOf(userIds) {
  if (!userIds?.length) return '';
  const names = userIds.slice(0, NAMES).map((id) => (id === myId() ? t('app.you') : person(id).displayName));
  return formatList(userIds.length > NAMES ? [...names, t('chat.reaction.more', { n: userIds.length - NAMES })] : names);
}

function Option({ option, group, multiple, chosen, share, leads, disabled, onChoose }) {
  const id = useId();
  const names = namesOf(option.userIds);
  return html`
    <div class="chat-poll-option ${chosen ? 'is-mine' : ''} ${leads ? 'is-leading' : ''}">
      <label class="chat-poll-choice">
        <input type=${multiple ? 'checkbox' : 'radio'} class=${multiple ? 'checkbox' : 'radio'} name=${group} checked=${chosen} disabled=${disabled}
          aria-describedby=${id} onChange=${onChoose} />
        <span class="grow" dir="auto">${option.text}</span>
      </label>
      <span class="chat-poll-count num" id=${id}><span class="visually-hidden">${t('message.poll.votes', { n: option.count })} ${names}</span><span aria-hidden="true">${formatNumber(option.count)}</span></span>
      <span class="chat-poll-bar" aria-hidden="true"><i style=${{ inlineSize: `${Math.round(share * 100)}%` }} /></span>
      ${names && html`<span class="chat-poll-names" aria-hidden="true">${names}</span>`}
    </div>`;
}

function State({ poll, closed }) {
  const facts = [poll.voterCount ? t('message.poll.voters', { n: poll.voterCount }) : t('message.poll.nobody')];
  if (poll.multiple && !closed) facts.push(t('message.poll.several'));
  if (poll.anonymous) facts.push(t('message.poll.secret'));
  if (poll.closesAt && !closed) facts.push(t('message.poll.closes', { when: formatRelative(poll.closesAt) }));
  const ended = closed ? poll.closedAt ?? poll.closesAt : null;
  return html`
    <p class="chat-poll-facts" data-tip=${ended || poll.closesAt ? formatDateTime(ended ?? poll.closesAt) : undefined}>
      ${closed && html`<${Badge}><${Icon} name="lock" size=${11} />${t('message.poll.closed')}<//>`}<span>${facts.join(' · ')}</span>
    </p>`;
}

/** The poll of a message. */
export function Poll({ message }) {
  const { poll } = message;
  const group = useId();
  const closed = useClosed(poll);
  const chat = chatOf(message.chatId);
  const mine = poll.mine ?? [];
  const fixed = closed || !chat || Boolean(readOnlyReason(chat)) || Boolean(message.sending);
  const most = Math.max(...poll.options.map((option) => option.count));
  const choose = (i) => {
    const next = poll.multiple ? (mine.includes(i) ? mine.filter((each) => each !== i) : [...mine, i].sort((a, b) => a - b)) : [i];
    vote(message, next);
  };
  const withdraw = () => {
    vote(message, []);
    announce(t('message.poll.withdrawn'));
  };
  const end = async () => {
    if (await confirmDialog({ title: t('message.poll.close.title'), body: t('message.poll.close.body'), confirm: t('message.poll.close') })) closePoll(message);
  };
  const mayEnd = !fixed && (message.senderId === myId() || canManage(chat));
  return html`
    <fieldset class="chat-poll">
      <legend class="visually-hidden">${t('message.poll.of', { question: message.content })}</legend>
      ${poll.options.map((option, i) => html`
        <${Option} key=${i} option=${option} group=${group} multiple=${poll.multiple} chosen=${mine.includes(i)} disabled=${fixed}
          share=${poll.voterCount ? option.count / poll.voterCount : 0} leads=${closed && most > 0 && option.count === most} onChoose=${() => choose(i)} />`)}
      <div class="chat-poll-foot">
        <${State} poll=${poll} closed=${closed} />
        ${!fixed && mine.length > 0 && html`<${Button} small kind="quiet" onClick=${withdraw}>${t('message.poll.withdraw')}<//>`}
        ${mayEnd && html`<${Button} small kind="quiet" onClick=${end}>${t('message.poll.close')}<//>`}
      </div>
    </fieldset>`;
}
