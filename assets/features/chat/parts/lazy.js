// What is not needed to read and write: dialogs and the picker, loaded when they are first opened.

import { t } from '../../../lib/i18n.js';
import { toast } from '../../../ui/toast.js';

async function open(loading, run) {
  try {
    run(await loading);
  } catch (error) {
    // A part that cannot be loaded belongs to a version the server no longer has.
    console.error(error);
    toast(t('app.outdated_title'), { kind: 'error', action: { label: t('app.reload'), run: () => location.reload() } });
  }
}

/** Asks whom to write to. */
export const openNewMessage = () => open(import('./new-chat.js'), (part) => part.openNewMessage());
/** Asks what channel to make. */
export const openNewChannel = () => open(import('./new-chat.js'), (part) => part.openNewChannel());
/** Shows all open channels. */
export const openBrowse = () => open(import('./browse.js'), (part) => part.openBrowse());
/** Shows who is in a chat. */
export const openMembers = (chatId) => open(import('./members.js'), (part) => part.openMembers(chatId));
/** Leaves a chat, after asking where that is needed. */
export const leave = (chat) => open(import('./members.js'), (part) => part.leave(chat));
/** Opens the emoji picker beside `anchor`; see emoji-picker.js. */
export const openEmojiPicker = (anchor, onPick, options) => open(import('./emoji-picker.js'), (part) => part.openEmojiPicker(anchor, onPick, options));
