// What one can do with a message: react, everything in the menu of its row, and the same by key.

import { html } from 'htm/preact';
import { formatDateTime, formatList, formatNumber, t } from '../../../lib/i18n.js';
import { copyText } from '../../../lib/text.js';
import { local, singleKeys } from '../../../state/device.js';
import { setQuery } from '../../../state/route.js';
import { myId, person } from '../../../state/session.js';
import { Avatar, Icon } from '../../../ui/controls.js';
import { Dialog, openDialog, openMenu, toast } from '../../../ui/layers.js';
import { Markdown } from '../../../ui/rich-text.js';
import { errorText } from '../../../ui/states.js';
import { openEmojiPicker } from '../actions.js';
import { toggleSaved } from '../lists.js';
import { deleteMessage, loadHistory, toggleMessageReaction } from '../messages.js';
import { hasMine, readOnlyReason } from '../model.js';
import { loadReaders, markUnread } from '../reading.js';
import { chatOf } from '../store.js';
import { listEntries } from './message-entries.js';

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

// -- The menu

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
    ...listEntries(message),
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

// -- Keys on a message that has the focus, and the way from message to message

const ACTIONS = {
  r: (ctx, message) => rightsOn(message).reply && (ctx.rootId ? ctx.composer.current?.focus() : openThreadOf(message)),
  q: (ctx, message) => rightsOn(message).reply && quote(ctx, message),
  e: startEdit,
  '+': (ctx, message) => rightsOn(message).react && react(message, '👍'),
  '=': repeatReaction,
  ':': (ctx, message, row) => rightsOn(message).react && openReactionPicker(row, message),
  u: unreadFrom,
  s: (ctx, message) => rightsOn(message).member && toggleSaved(message),
  y: (ctx, message) => copyLink(message),
  V: (ctx, message) => openReaders(message),
  '.': (ctx, message, row) => openMessageMenu(row, ctx, message),
};

function repeatReaction(ctx, message) {
  const first = message.reactionsSummary[0];
  if (first && rightsOn(message).react && !hasMine(first, myId())) react(message, first.emoji);
}

/** Rows one can stand on. */
const stops = (list) => list.items.filter((item) => item.type === 'message');

function move(list, key, event) {
  const rows = stops(list);
  const at = rows.findIndex((item) => item.key === key);
  const target = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (target === undefined) return false;
  if (rows[target]) list.focusRow(rows[target].key);
  else if (target >= rows.length) return 'end';
  return true;
}

/** Handles a key on the list; answers whether it was used. */
export function messageKey(event, ctx) {
  const row = event.target.closest?.('[data-row]');
  if (!row || event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return false;
  const list = ctx.list.current;
  const item = list.items.find((each) => each.key === row.parentElement.dataset.key);
  if (!item?.message) return false;
  const plain = event.key.length === 1;
  if (plain && !singleKeys.value) return false;
  const moved = move(list, item.key, event);
  // Escape goes back to writing; in a thread it is left to the panel, which closes.
  const leaves = event.key === 'Escape' && !ctx.rootId;
  if (moved === 'end' || leaves) ctx.composer.current?.focus();
  if (event.key === 'End') list.scrollToEnd();
  if (moved || leaves) return true;
  if (event.key === 'Delete') return act(remove, item.message);
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) return act(openMessageMenu, row, ctx, item.message);
  if (event.key === 'Enter') return act(openThreadOf, item.message);
  const action = ACTIONS[event.key];
  return action && !item.message.sending ? act(action, ctx, item.message, row) : false;
}

function act(action, ...args) {
  action(...args);
  return true;
}

/** Focuses a message from anywhere: the one that had the focus last, or the last one. */
export function enterList(ctx) {
  const list = ctx.list.current;
  const rows = list ? stops(list) : [];
  if (!rows.length) return false;
  const known = rows.some((item) => item.key === list.activeKey) && list.isShown(list.activeKey);
  const shown = rows.findLast((item) => list.isShown(item.key)) ?? rows.at(-1);
  list.focusRow(known ? list.activeKey : shown.key);
  return true;
}

/** For the shortcut sheet: these act on the message that has the focus. */
export const messageHints = () => [
  ['r', () => t('chat.reply')], ['q', () => t('chat.quote')], ['e', () => t('chat.edit')], ['+', () => t('chat.keys.thumb')],
  ['=', () => t('chat.keys.repeat')], [':', () => t('chat.react')], ['u', () => t('chat.unread.from')], ['s', () => t('chat.saved.save')],
  ['y', () => t('chat.copy.link')], ['shift+v', () => t('chat.readers.title')], ['.', () => t('chat.message.actions')],
  ['Delete', () => t('chat.delete.label')],
].map(([keys, label]) => ({ keys, label, group: () => t('chat.keys.message'), hint: true }));
