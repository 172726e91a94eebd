// "Maya is typing…", in a line that is always there so that nothing moves.

import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { formatList } from '../../../lib/time.js';
import { person } from '../../../state/session.js';
import { typing } from '../store.js';

function textFor(ids) {
  const names = ids.map((id) => person(id).displayName);
  if (names.length > 3) return t('chat.typing.many', { names: formatList([...names.slice(0, 2), t('chat.typing.others', { n: names.length - 2 })]) });
  return names.length > 1 ? t('chat.typing.many', { names: formatList(names) }) : t('chat.typing.one', { name: names[0] });
}

export function TypingLine({ stream }) {
  const ids = [...(typing.value.get(stream)?.keys() ?? [])];
  return html`
    <div class="chat-typing" data-testid="typing-indicator" aria-live="off">
      ${ids.length > 0 && html`<span class="chat-dots" aria-hidden="true"><i /><i /><i /></span><span class="truncate">${textFor(ids)}</span>`}
    </div>`;
}
