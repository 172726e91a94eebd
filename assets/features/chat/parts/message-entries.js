// Entries for the menu of a message that concern the lists across chats: save, be reminded, follow its thread.

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
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

/** The entries for one message, ready for `openMenu`. */
export function listEntries(message) {
  if (message.sending || message.deletedAt || !chatOf(message.chatId)?.isMember) return [];
  const isSaved = savedIds.value.has(message.id);
  const inThread = message.replyCount > 0 || message.rootMessageId;
  return [
    { label: isSaved ? t('chat.saved.unsave') : t('chat.saved.save'), icon: 'bookmark', keys: 's', run: () => toggleSaved(message) },
    { label: t('chat.remind.title'), icon: 'alarm-clock', run: () => remindAbout(message) },
    inThread && { label: html`<${FollowLabel} message=${message} />`, icon: 'bell', run: () => toggleFollow(message) },
  ].filter(Boolean);
}
