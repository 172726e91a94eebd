// Everything one can do with a message, in the menu of its row and by key.

import { html } from 'htm/preact';
import { copyText } from '../../../lib/clipboard.js';
import { t } from '../../../lib/i18n.js';
import { formatDateTime } from '../../../lib/time.js';
import { setQuery } from '../../../state/route.js';
import { myId, person } from '../../../state/session.js';
import { Avatar } from '../../../ui/avatar.js';
import { Dialog, openDialog } from '../../../ui/dialog.js';
import { errorText } from '../../../ui/error-text.js';
import { openMenu } from '../../../ui/menu.js';
import { Markdown } from '../../../ui/rich-text.js';
import { toast } from '../../../ui/toast.js';
import { readOnlyReason } from '../model.js';
import { deleteMessage, loadHistory } from '../messages.js';
import { loadReaders, markUnread } from '../reading.js';
import { chatOf } from '../store.js';
import { openReactionPicker, quickEmoji, react } from './reactions.js';

/** What the reader may do with the message now. */
export function rightsOn(message) {
  const chat = chatOf(message.chatId);
  const writable = Boolean(chat) && !readOnlyReason(chat) && !message.sending && !message.deletedAt;
  const own = message.senderId === myId();
  return { react: writable, reply: writable, edit: writable && own, remove: writable && own, member: Boolean(chat?.isMember) };
}

/** Opens the thread under the message (or under its root). */
export const openThreadOf = (message) => setQuery({ thread: message.rootMessageId ?? message.id, m: null });

/** Starts editing in place, if it is one's own. */
export function startEdit(ctx, message) {
  if (rightsOn(message).edit) ctx.editing.value = message.id;
}

/** Puts the message as a quotation into the composer. */
export const quote = (ctx, message) => ctx.composer.current?.insertBlock(`${message.content.split('\n').map((line) => `> ${line}`).join('\n')}\n`);

/** Deletes, with the time to undo. */
export function remove(message) {
  if (rightsOn(message).remove) deleteMessage(message);
}

/** Copies the address of the message. */
export async function copyLink(message) {
  const thread = message.rootMessageId ? `?thread=${message.rootMessageId}` : `?m=${message.id}`;
  if (await copyText(`${location.origin}/chat/${message.chatId}${thread}`)) toast(t('chat.link.copied'), { kind: 'success' });
}

/** Makes the message and what follows unread. */
export async function unreadFrom(ctx, message) {
  if (message.rootMessageId || message.sending) return;
  try {
    await markUnread(message.chatId, message.id);
    ctx.newFrom.value = message.id;
    toast(t('chat.unread.marked'));
  } catch (error) {
    toast(errorText(error), { kind: 'error' });
  }
}

/** The menu beside `anchor`. */
export function openMessageMenu(anchor, ctx, message) {
  const can = rightsOn(message);
  const items = [
    can.react && { label: t('chat.react'), icon: 'smile-plus', keys: ':', run: () => openReactionPicker(anchor, message) },
    can.reply && !ctx.rootId && { label: t('chat.reply'), icon: 'reply', keys: 'r', run: () => openThreadOf(message) },
    can.reply && { label: t('chat.quote'), icon: 'quote', keys: 'q', run: () => quote(ctx, message) },
    can.edit && { label: t('chat.edit'), icon: 'pencil', keys: 'e', run: () => startEdit(ctx, message) },
    '-',
    !message.deletedAt && { label: t('chat.copy.text'), icon: 'copy', run: () => copyText(message.content) },
    { label: t('chat.copy.link'), icon: 'link', keys: 'y', run: () => copyLink(message) },
    can.member && !message.rootMessageId && { label: t('chat.unread.from'), icon: 'mail', keys: 'u', run: () => unreadFrom(ctx, message) },
    { label: t('chat.readers.title'), icon: 'eye', keys: 'shift+v', run: () => openReaders(message) },
    message.editedAt && { label: t('chat.history.title'), icon: 'history', run: () => openHistory(message) },
    can.remove && '-',
    can.remove && { label: t('chat.delete.label'), icon: 'trash-2', keys: 'Delete', danger: true, run: () => remove(message) },
  ].filter(Boolean);
  const clean = items.filter((item, i) => item !== '-' || (i > 0 && i < items.length - 1 && items[i - 1] !== '-'));
  const header = can.react && html`<${QuickRow} onPick=${(emoji) => { close(); react(message, emoji); }} />`;
  const close = openMenu(anchor, clean, { label: t('chat.message.actions'), placement: 'bottom-end', header });
}

function QuickRow({ onPick }) {
  return html`
    <div class="chat-quick">
      ${quickEmoji(6).map((emoji) => html`<button key=${emoji} type="button" class="chat-quick-emoji" aria-label=${t('chat.react.with', { emoji })} onClick=${() => onPick(emoji)}>${emoji}</button>`)}
    </div>`;
}

/** Shows a list that the server has to be asked for. */
async function openList(title, load, row, none) {
  try {
    const list = await load();
    openDialog((close) => html`
      <${Dialog} title=${title} onClose=${close}>
        ${list.length ? html`<ul class="chat-people">${list.map(row)}</ul>` : html`<p class="muted">${none}</p>`}
      <//>`);
  } catch (error) {
    toast(errorText(error), { kind: 'error' });
  }
}

/** Who has read the message, and when. */
export function openReaders(message) {
  const row = ({ userId, readAt }) => html`
    <li key=${userId} class="chat-people-row">
      <${Avatar} person=${person(userId)} size=${24} /><span class="grow truncate">${person(userId).displayName}</span>
      <time class="faint" datetime=${readAt}>${formatDateTime(readAt)}</time>
    </li>`;
  return openList(t('chat.readers.title'), () => loadReaders(message.chatId, message.id), row, t('chat.readers.none'));
}

/** Earlier versions of an edited message. */
export function openHistory(message) {
  const row = (version) => html`
    <li key=${version.id} class="chat-version">
      <p class="chat-version-head">${formatDateTime(version.createdAt)}</p><${Markdown} text=${version.content} />
    </li>`;
  return openList(t('chat.history.title'), () => loadHistory(message), row, t('chat.history.none'));
}
