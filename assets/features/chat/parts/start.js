// The beginning of a conversation: what this place is.

import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { formatDateTime } from '../../../lib/time.js';
import { myId, person, presence } from '../../../state/session.js';
import { Avatar } from '../../../ui/avatar.js';
import { Icon } from '../../../ui/icon.js';
import { otherOf } from '../model.js';
import { chatOf } from '../store.js';
import { calledChat, iconOfChat, nameOfChat } from './names.js';

export function Start({ chatId }) {
  const chat = chatOf(chatId);
  if (!chat) return null;
  const other = otherOf(chat, myId());
  const group = () => t('chat.start.group', { name: calledChat(chat), when: formatDateTime(chat.createdAt) });
  const direct = () => (other === myId() ? t('chat.start.self') : t('chat.start.direct', { name: nameOfChat(chat) }));
  const text = other ? direct() : group();
  return html`
    <div class="chat-start">
      ${other ? html`<${Avatar} person=${person(other)} size=${64} presence=${presence.value.get(other) ?? 'offline'} />`
        : html`<span class="chat-start-icon"><${Icon} name=${iconOfChat(chat)} size=${26} /></span>`}
      <h2 class="chat-start-name" dir="auto">${calledChat(chat)}</h2>
      <p class="chat-start-text">${text}</p>
      ${!chat.lastMessage && html`<p class="chat-start-text">${t('chat.start.empty')}</p>`}
    </div>`;
}
