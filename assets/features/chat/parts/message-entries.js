// Entries for the menu of a message that lead out of the chat: into the lists across chats (save, be reminded, follow its
// thread), and into a task.

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { plainText } from '../../../lib/md.js';
import { isFollowing, loadThreadState, remindAbout, savedIds, toggleFollow, toggleSaved } from '../lists.js';
import { chatOf } from '../store.js';

/** Says what the entry will do; asks the server where that is not known yet. */
function FollowLabel({ message }) {
  const follows = isFollowing(message);
  useEffect(() => {
    if (follows === undefined) loadThreadState(message).catch(() => {});
  }, []);
  return follows ? t('chat.unfollow') : t('chat.follow');
}

/** How long the title made of a message's first words is at most. */
const TITLE = 120;

/** Asks for a task of this message; who knows about tasks hears it (app/commands.js). */
export function makeTask(message) {
  if (message.sending || message.deletedAt) return;
  const words = plainText(message.content).replace(/\s+/g, ' ').trim();
  const title = words.length > TITLE ? `${words.slice(0, TITLE - 1)}…` : words;
  const { chatId, id: messageId } = message;
  const canReply = Boolean(chatOf(chatId)?.isMember && !chatOf(chatId).archivedAt);
  document.dispatchEvent(new CustomEvent('make-task', { detail: { title, description: title === words ? '' : message.content, source: { chatId, messageId }, replyTo: canReply ? message.rootMessageId ?? messageId : null } }));
}

/** The entries for one message, ready for `openMenu`. */
export function listEntries(message) {
  if (message.sending || message.deletedAt || !chatOf(message.chatId)?.isMember) return [];
  const isSaved = savedIds.value.has(message.id);
  const inThread = message.replyCount > 0 || message.rootMessageId;
  return [
    { label: isSaved ? t('chat.saved.unsave') : t('chat.saved.save'), icon: 'bookmark', keys: 's', run: () => toggleSaved(message) },
    { label: t('message.task'), icon: 'square-check', keys: 't', run: () => makeTask(message) },
    { label: t('chat.remind.title'), icon: 'alarm-clock', run: () => remindAbout(message) },
    inThread && { label: html`<${FollowLabel} message=${message} />`, icon: 'bell', run: () => toggleFollow(message) },
  ].filter(Boolean);
}
