// The pinned messages of a chat, in the panel.

import { html } from 'htm/preact';
import { useEffect, useMemo } from 'preact/hooks';
import { formatDateTime, formatShort, t } from '../../../lib/i18n.js';
import { plainText } from '../../../lib/md.js';
import { saidIn } from '../../../lib/text.js';
import { onEscape } from '../../../lib/keyboard.js';
import { resource } from '../../../state/resource.js';
import { setQuery } from '../../../state/route.js';
import { person } from '../../../state/session.js';
import { Avatar, BackButton, CloseButton, IconButton, narrow, PanelTitle } from '../../../ui/controls.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { loadPins, togglePin } from '../messages.js';
import { calledChat, readOnlyReason } from '../model.js';
import { chatOf, pinChanges } from '../store.js';
import { useGone } from './gone.js';

/** Goes to a pinned message; where the panel covers the conversation it makes way. */
const show = ({ id, rootMessageId }) => setQuery({ m: id, thread: rootMessageId, ...(narrow.value ? { panel: null } : {}) });

function Pin({ message, writable, onUnpin }) {
  const sender = person(message.senderId);
  const by = t('message.pins.by', { name: person(message.pinnedBy).displayName, when: formatShort(message.pinnedAt) });
  return html`
    <li class="chat-pin">
      <button type="button" class="chat-pin-open" onClick=${() => show(message)}>
        <${Avatar} person=${sender} size=${24} />
        <span class="chat-pin-text">
          <span class="chat-pin-head"><strong class="truncate">${sender.displayName}</strong><time class="faint" datetime=${message.createdAt}>${formatShort(message.createdAt)}</time></span>
          <span class="chat-clamp" dir="auto">${plainText(saidIn(message))}</span>
          <span class="chat-pin-by" data-tip=${formatDateTime(message.pinnedAt)}>${by}</span>
        </span>
      </button>
      ${writable && html`<${IconButton} small icon="pin-off" label=${t('message.unpin')} onClick=${onUnpin} />`}
    </li>`;
}

/** The panel "Pinned" of a chat. */
export function Pins({ chatId }) {
  const pins = useMemo(() => resource((signal) => loadPins(chatId, signal)), [chatId]);
  const chat = chatOf(chatId);
  const changed = pinChanges.value.get(chatId);
  useEffect(() => {
    pins.load();
    return pins.stop;
  }, [pins, changed]);
  const close = () => setQuery({ panel: null });
  useEffect(() => onEscape(close), []);
  useGone(chat, close);
  if (!chat) return null;
  const list = pins.data.value;
  const unpin = (message) => {
    pins.set(list.filter((each) => each.id !== message.id));
    togglePin(message);
  };
  const body = () => {
    if (pins.error.value && !list) return html`<${ErrorState} error=${pins.error.value} onRetry=${pins.load} />`;
    if (!list) return html`<${Skeleton} lines=${5} />`;
    if (!list.length) return html`<${EmptyState} icon="pin" title=${t('message.pins.none')} body=${t('message.pins.how')} />`;
    return html`<ul class="chat-pins">${list.map((message) => html`<${Pin} key=${message.id} message=${message} writable=${!readOnlyReason(chat)} onUnpin=${() => unpin(message)} />`)}</ul>`;
  };
  return html`
    <div class="pane chat-pane">
      <div class="pane-bar">
        <${BackButton} href="/chat/${chatId}" />
        <${PanelTitle}>${t('message.pins.title')}<//>
        <span class="pane-sub">${calledChat(chat)}</span>
        <div class="pane-actions"><${CloseButton} label=${t('message.pins.close')} onClick=${close} /></div>
      </div>
      <div class="pane-body">${body()}</div>
    </div>`;
}
