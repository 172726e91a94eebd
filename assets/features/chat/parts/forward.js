// Sending a message on to other chats and people, with a word of one's own before it.

import { html } from 'htm/preact';
import { useRef, useState } from 'preact/hooks';
import { formatShort, t } from '../../../lib/i18n.js';
import { plainText } from '../../../lib/md.js';
import { matches, saidIn } from '../../../lib/text.js';
import { navigate } from '../../../state/route.js';
import { myId, people, person } from '../../../state/session.js';
import { Avatar, Button, Icon } from '../../../ui/controls.js';
import { FormError, SearchField, TextArea } from '../../../ui/field.js';
import { Dialog, openDialog, toast } from '../../../ui/layers.js';
import { createChat } from '../actions.js';
import { forwardMessage, maxChars, sendMessage } from '../messages.js';
import { calledChat, iconOfChat, nameOfChat, otherOf, readOnlyReason } from '../model.js';
import { chats } from '../store.js';

const SHOWN = 40;

/** Where one may forward to: chats one can write in, the latest first, then people one has no chat with yet. */
export function targets(all, everybody, me) {
  const open = [...all].filter((chat) => !readOnlyReason(chat)).sort((a, b) => ((a.lastMessage?.createdAt ?? a.createdAt) < (b.lastMessage?.createdAt ?? b.createdAt) ? 1 : -1));
  const met = new Set(open.filter((chat) => chat.kind === 'direct').map((chat) => otherOf(chat, me)));
  const strangers = [...everybody].filter((each) => !met.has(each.id) && !each.disabled && !each.missing).sort((a, b) => a.displayName.localeCompare(b.displayName));
  return [
    ...open.map((chat) => ({ key: `chat:${chat.id}`, chat, name: nameOfChat(chat), person: chat.kind === 'direct' ? person(otherOf(chat, me)) : null })),
    ...strangers.map((each) => ({ key: `person:${each.id}`, name: each.displayName, person: each })),
  ];
}

const chatIdOf = async ({ chat, person: each }) => chat?.id ?? (await createChat({ kind: 'direct', participantIds: [each.id] })).id;

function Target({ target, chosen, onToggle }) {
  const { chat, person: each } = target;
  return html`
    <li>
      <label class="chat-target">
        <input type="checkbox" class="checkbox" checked=${chosen} onChange=${onToggle} />
        ${each ? html`<${Avatar} person=${each} size=${24} />` : html`<span class="chat-offer-icon"><${Icon} name=${iconOfChat(chat)} size=${14} /></span>`}
        <span class="truncate grow" dir="auto">${target.name}</span>
        ${each?.title && html`<span class="chat-picker-title truncate">${each.title}</span>`}
      </label>
    </li>`;
}

function Forward({ message, close }) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState([]);
  const [words, setWords] = useState('');
  const [state, setState] = useState({ busy: false, error: null });
  const all = useRef(null);
  all.current ??= targets(chats.peek().values(), people.peek().values(), myId());
  const found = all.current.filter((target) => !query.trim() || matches(query, target.name, target.chat?.topic)).slice(0, SHOWN);
  const toggle = (target) => setChosen((list) => (list.includes(target) ? list.filter((each) => each !== target) : [...list, target]));
  const over = words.trim().length - maxChars();
  const send = async () => {
    if (!chosen.length || over > 0) return;
    setState({ busy: true, error: null });
    try {
      const ids = await Promise.all(chosen.map(chatIdOf));
      for (const chatId of ids) {
        if (words.trim()) sendMessage({ chatId, content: words.trim() });
        forwardMessage(message, chatId);
      }
      close();
      const [first] = chosen;
      const text = chosen.length > 1 ? t('message.forward.done', { n: chosen.length }) : t('message.forward.doneTo', { name: first.chat ? calledChat(first.chat) : first.name });
      toast(text, { kind: 'success', action: { label: t('message.forward.open'), run: () => navigate(`/chat/${ids[0]}`) } });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const sender = person(message.forwarded?.senderId ?? message.senderId);
  const foot = html`
    <${Button} onClick=${() => close()}>${t('app.cancel')}<//>
    <${Button} kind="primary" icon="forward" disabled=${!chosen.length || over > 0} loading=${state.busy} onClick=${send}>
      ${chosen.length > 1 ? t('message.forward.many', { n: chosen.length }) : t('message.forward')}
    <//>`;
  return html`
    <${Dialog} title=${t('message.forward.title')} footer=${foot} onClose=${close}>
      <div class="stack">
        <${FormError} error=${state.error} />
        <blockquote class="chat-forwarded">
          <p class="chat-forwarded-head"><strong>${sender.displayName}</strong> · ${formatShort(message.forwarded?.sentAt ?? message.createdAt)}</p>
          <p class="chat-clamp" dir="auto">${plainText(saidIn(message))}</p>
        </blockquote>
        <${SearchField} label=${t('message.forward.search')} value=${query} onInput=${setQuery} data-autofocus />
        <ul class="chat-targets" aria-label=${t('message.forward.where')}>
          ${found.map((target) => html`<${Target} key=${target.key} target=${target} chosen=${chosen.includes(target)} onToggle=${() => toggle(target)} />`)}
          ${!found.length && html`<li class="muted">${t('chat.filter.none')}</li>`}
        </ul>
        <p class="visually-hidden" role="status">${t('message.forward.chosen', { n: chosen.length })}</p>
        <${TextArea} label=${t('message.forward.words')} rows=${2} value=${words} dir="auto" onInput=${(event) => setWords(event.target.value)}
          error=${over > 0 ? t('chat.tooLong', { n: over }) : undefined} />
      </div>
    <//>`;
}

/** Asks where to send the message on to. */
export const openForward = (message) => openDialog((close) => html`<${Forward} message=${message} close=${close} />`);
