// Under one's own last message in direct chats and small groups: who has read this far.

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { compareIds } from '../../../lib/id.js';
import { formatList } from '../../../lib/time.js';
import { person } from '../../../state/session.js';
import { AvatarStack } from '../../../ui/avatar.js';
import { Icon } from '../../../ui/icon.js';
import { loadReaders, RECEIPT_MEMBERS } from '../reading.js';
import { chatOf, receipts } from '../store.js';
import { openReaders } from './message-menu.js';

export function Receipts({ message }) {
  const { chatId, id } = message;
  const chat = chatOf(chatId);
  const small = chat && chat.isMember && chat.memberCount <= RECEIPT_MEMBERS && !message.rootMessageId;
  useEffect(() => {
    // Not knowing who has read it is no failure worth a word.
    if (small) loadReaders(chatId, id).catch(() => {});
  }, [small, chatId, id]);
  if (!small) return null;
  const readers = [...(receipts.value.get(chatId) ?? [])].filter(([, upTo]) => compareIds(upTo, id) >= 0).map(([userId]) => person(userId));
  if (!readers.length) return null;
  if (chat.kind === 'direct') return html`<p class="chat-receipt"><${Icon} name="check-check" size=${13} />${t('chat.read.direct')}</p>`;
  const label = t('chat.read.by', { names: formatList(readers.slice(0, 5).map((each) => each.displayName)), n: readers.length });
  return html`
    <button type="button" class="chat-receipt" data-tip=${label} onClick=${() => openReaders(message)}>
      <span class="visually-hidden">${label}</span><${AvatarStack} people=${readers} size=${20} />
    </button>`;
}
