// What a message says: Markdown with mentions, large emoji, or sanitised HTML; or that it is gone.

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { formatDateTime } from '../../../lib/time.js';
import { myId, person } from '../../../state/session.js';
import { Markdown, RichText } from '../../../ui/rich-text.js';
import { isJumbo, splitMentions } from '../model.js';

export function MessageBody({ message }) {
  const { content, contentJson, mentions, mentionsAll, editedAt } = message;
  // Names change rarely; what is mentioned is told by the ids of the message.
  const names = mentions.map((id) => person(id).displayName).join('\n');
  const decorate = useMemo(() => mentionMarker(mentions, mentionsAll), [names, mentionsAll]);
  if (message.deletedAt) return html`<p class="chat-gone">${t('chat.message.deleted')}</p>`;
  if (contentJson?.type === 'html') return html`<${RichText} html=${contentJson.html} text=${content} />`;
  const edited = editedAt && html` <small class="chat-edited" data-tip=${formatDateTime(editedAt)}>${t('chat.message.edited')}</small>`;
  return html`
    <${Markdown} text=${content} decorate=${decorate} class=${isJumbo(content) ? 'is-jumbo' : ''} />${edited}`;
}

/** Splits text at the names mentioned and marks them; one's own name more strongly. */
function mentionMarker(mentions, all) {
  if (!mentions.length && !all) return (text) => text;
  const people = mentions.map((id) => person(id));
  return (text) => splitMentions(text, people, all).map((piece, i) => {
    if (typeof piece === 'string') return piece;
    const mine = piece.id === null || piece.id === myId();
    return html`<span key=${i} class="chat-mention ${mine ? 'is-me' : ''}">${piece.mention}</span>`;
  });
}
