// What another app shared with this one: choose a conversation, and it stands in its composer, not yet sent.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { t } from '../../lib/i18n.js';
import { draftOf, saveDraft } from '../../state/device.js';
import { navigate } from '../../state/route.js';
import { myId, person } from '../../state/session.js';
import { Avatar, Icon } from '../../ui/controls.js';
import { SearchField } from '../../ui/field.js';
import { EmptyState } from '../../ui/states.js';
import { iconOfChat, nameOfChat, otherOf, readOnlyReason, sectionsOf, streamKey } from './model.js';
import { chats } from './store.js';

/** The words of a share, each once: apps repeat the address in the text. */
export function wordsOf({ title = '', text = '', url = '' }) {
  const parts = [title, text, url].map((part) => part.trim()).filter(Boolean);
  return parts.filter((part, i) => !parts.some((other, j) => j !== i && other.includes(part) && (other !== part || j < i))).join('\n');
}

export const title = () => t('chat.share.title');

export function Main({ route }) {
  const [filter, setFilter] = useState('');
  const words = wordsOf(route.query);
  const nameOf = (id) => person(id).displayName;
  const list = sectionsOf(chats.value.values(), { nameOf, myId: myId(), filter }).flatMap((section) => section.chats).filter((chat) => !readOnlyReason(chat));
  const choose = (chat) => {
    const key = streamKey(chat.id);
    saveDraft(key, [draftOf(key), words].filter(Boolean).join('\n'));
    navigate(`/chat/${chat.id}`, { replace: true });
  };
  if (!words) return html`<${EmptyState} main icon="forward" title=${t('chat.share.nothing')} />`;
  return html`
    <div class="pane-body">
      <div class="page">
        <div><h1 class="page-title">${t('chat.share.title')}</h1><p class="page-lead">${t('chat.share.lead')}</p></div>
        <blockquote class="share-words" dir="auto">${words}</blockquote>
        <${SearchField} label=${t('chat.filter')} value=${filter} onInput=${setFilter} data-autofocus />
        <ul>
          ${list.map((chat) => html`
            <li key=${chat.id}>
              <button type="button" class="side-row share-row" onClick=${() => choose(chat)}>
                <span class="side-row-lead">${otherOf(chat, myId()) ? html`<${Avatar} person=${person(otherOf(chat, myId()))} size=${20} />` : html`<${Icon} name=${iconOfChat(chat)} />`}</span>
                <span class="side-row-text" dir="auto">${nameOfChat(chat)}</span>
              </button>
            </li>`)}
        </ul>
        ${!list.length && html`<p class="section-lead">${t('chat.filter.none')}</p>`}
      </div>
    </div>`;
}
