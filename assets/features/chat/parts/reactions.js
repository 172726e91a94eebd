// Reactions under a message: press to join or leave, the names in the tooltip, a picker for more.

import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { formatList, formatNumber } from '../../../lib/time.js';
import { local } from '../../../state/persist.js';
import { myId, person } from '../../../state/session.js';
import { Icon } from '../../../ui/icon.js';
import { hasMine } from '../model.js';
import { toggleMessageReaction } from '../messages.js';
import { openEmojiPicker } from './lazy.js';

const SHOWN = 8;
const FIRST = ['👍', '❤️', '😂', '🎉', '🙏', '👀'];
/** Emoji → how often used here, kept on this device. */
const uses = local('chat.emoji.uses', {});

/** The emoji used most on this device, filled up with common ones. */
export function quickEmoji(count = 6) {
  const mine = Object.entries(uses.value).sort((a, b) => b[1] - a[1]).map(([emoji]) => emoji);
  return [...new Set([...mine, ...FIRST])].slice(0, count);
}

/** Counts a use, for the quick row. */
export function noteEmoji(emoji) {
  uses.value = { ...uses.peek(), [emoji]: (uses.peek()[emoji] ?? 0) + 1 };
}

/** Toggles a reaction. */
export function react(message, emoji) {
  noteEmoji(emoji);
  toggleMessageReaction(message, emoji);
}

/** Opens the picker beside `anchor` and reacts with what is chosen. */
export const openReactionPicker = (anchor, message) => openEmojiPicker(anchor, (emoji) => react(message, emoji), { label: t('chat.react') });

function namesOf(reaction) {
  const mine = hasMine(reaction, myId());
  const others = reaction.userIds.filter((id) => id !== myId()).map((id) => person(id).displayName);
  const shown = [...(mine ? [t('app.you')] : []), ...others].slice(0, 12);
  const rest = reaction.count - shown.length;
  return formatList(rest > 0 ? [...shown, t('chat.reaction.more', { n: rest })] : shown);
}

export function Reactions({ message, canReact }) {
  const { reactionsSummary } = message;
  if (!reactionsSummary.length) return null;
  const shown = reactionsSummary.slice(0, SHOWN);
  const hidden = reactionsSummary.length - shown.length;
  return html`
    <div class="chat-reactions">
      ${shown.map((each) => html`<${Reaction} key=${each.emoji} reaction=${each} canReact=${canReact} onPress=${() => react(message, each.emoji)} />`)}
      ${hidden > 0 && html`<span class="chat-reaction-rest">+${formatNumber(hidden)}</span>`}
      ${canReact && html`
        <button type="button" class="chat-reaction chat-reaction-add" aria-label=${t('chat.react')} data-tip=${t('chat.react')} data-keys=":"
          onClick=${(event) => openReactionPicker(event.currentTarget, message)}><${Icon} name="smile-plus" size=${15} /></button>`}
    </div>`;
}

function Reaction({ reaction, canReact, onPress }) {
  const mine = hasMine(reaction, myId());
  const names = namesOf(reaction);
  return html`
    <button type="button" class="chat-reaction" aria-pressed=${String(mine)} aria-disabled=${canReact ? undefined : 'true'}
      aria-label=${t('chat.reaction.label', { emoji: reaction.emoji, n: reaction.count, names })} data-tip=${names}
      onClick=${canReact ? onPress : undefined}>
      <span class="chat-reaction-emoji">${reaction.emoji}</span><span class="num">${formatNumber(reaction.count)}</span>
    </button>`;
}
