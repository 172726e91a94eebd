// What one can do with a message: react, everything in the menu of its row, and the same by key.

import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { formatDate, formatList, formatNumber, formatTime, t } from '../../../lib/i18n.js';
import { copyText } from '../../../lib/text.js';
import { local, singleKeys } from '../../../state/device.js';
import { setQuery } from '../../../state/route.js';
import { customEmoji, myId, person } from '../../../state/session.js';
import { Icon } from '../../../ui/controls.js';
import { openMenu, toast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';
import { open, openEmojiPicker, withFiles } from '../actions.js';
import { toggleSaved } from '../lists.js';
import { deleteMessage, toggleMessageReaction, togglePin } from '../messages.js';
import { hasMine, pathOfMessage, quotation, readOnlyReason } from '../model.js';
import { markUnread } from '../reading.js';
import { chatOf } from '../store.js';
import { listEntries, makeTask } from './message-entries.js';
import { Glyph } from './glyph.js';

const SHOWN = 8;
/** How long a finger rests until that means something else than a tap. */
export const HOLD_MS = 450;
const FIRST = ['👍', '❤️', '😂', '🎉', '🙏', '👀'];
/** Emoji → how often used here, kept on this device. */
const uses = local('chat.emoji.uses', {});

/** The emoji used most on this device, filled up with common ones. */
export function quickEmoji(count = 6) {
  const mine = Object.entries(uses.value).sort((a, b) => b[1] - a[1]).map(([emoji]) => emoji).filter((emoji) => !emoji.startsWith(':') || customEmoji.value.has(emoji.slice(1, -1)));
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
      ${shown.map((each) => html`<${Reaction} key=${each.emoji} reaction=${each} canReact=${canReact} onPress=${() => react(message, each.emoji)} onHold=${() => openReaders(message, 'reactions')} />`)}
      ${hidden > 0 && html`<button type="button" class="chat-reaction chat-reaction-rest" aria-label=${t('chat.reaction.more', { n: hidden })} onClick=${() => openReaders(message, 'reactions')}>+${formatNumber(hidden)}</button>`}
      ${canReact && html`
        <button type="button" class="chat-reaction chat-reaction-add" aria-label=${t('chat.react')} data-tip=${t('chat.react')} data-keys=":"
          onClick=${(event) => openReactionPicker(event.currentTarget, message)}><${Icon} name="smile-plus" size=${15} /></button>`}
    </div>`;
}

/** A long press with a finger does `hold` instead of what a tap does. */
function usePress(press, hold) {
  const timer = useRef(0);
  const held = useRef(false);
  const stop = () => clearTimeout(timer.current);
  const start = (event) => {
    held.current = false;
    if (event.pointerType !== 'touch') return;
    timer.current = setTimeout(() => {
      held.current = true;
      navigator.vibrate?.(10);
      hold();
    }, HOLD_MS);
  };
  const onClick = () => !held.current && press?.();
  const onContextMenu = (event) => {
    event.preventDefault();
    stop();
    if (!held.current) hold();
    held.current = true;
  };
  return { onPointerDown: start, onPointerUp: stop, onPointerCancel: stop, onPointerLeave: stop, onClick, onContextMenu };
}

function Reaction({ reaction, canReact, onPress, onHold }) {
  const press = usePress(canReact ? onPress : null, onHold);
  const mine = hasMine(reaction, myId());
  const names = namesOf(reaction);
  return html`
    <button type="button" class="chat-reaction" aria-pressed=${String(mine)} aria-disabled=${canReact ? undefined : 'true'}
      aria-label=${t('chat.reaction.label', { emoji: reaction.emoji, n: reaction.count, names })} data-tip=${names}
      ...${press}>
      <span class="chat-reaction-emoji"><${Glyph} code=${reaction.emoji} /></span><span class="num">${formatNumber(reaction.count)}</span>
    </button>`;
}

// -- The menu

/** What the reader may do with the message now. */
export function rightsOn(message) {
  const chat = chatOf(message.chatId);
  const writable = Boolean(chat) && !readOnlyReason(chat) && !message.sending && !message.deletedAt;
  const own = message.senderId === myId();
  return {
    react: writable, reply: writable, pin: writable, edit: writable && own && !message.poll && !message.forwarded, remove: writable && own,
    forward: !message.sending && !message.deletedAt, member: Boolean(chat?.isMember),
  };
}

/** Opens the thread under the message (or under its root). */
export const openThreadOf = (message) => setQuery({ thread: message.rootMessageId ?? message.id, m: null, panel: null });

/** Starts editing in place, if it is one's own. */
export function startEdit(ctx, message) {
  if (rightsOn(message).edit) ctx.editing.value = message.id;
}

/** Puts the message as a quotation into the composer, with who said it, when and where. */
export function quote(ctx, message) {
  const [name, when] = [person(message.senderId).displayName, `${formatDate(message.createdAt)} ${formatTime(message.createdAt)}`];
  ctx.composer.current?.insertBlock(quotation(message.content, { name, when, href: location.origin + pathOfMessage(message) }));
}

/** Deletes, with the time to undo. */
export function remove(message) {
  if (rightsOn(message).remove) deleteMessage(message);
}

/** Copies the address of the message. */
export async function copyLink(message) {
  await copy(location.origin + pathOfMessage(message), t('chat.link.copied'));
}

async function copy(text, done) {
  if (await copyText(text)) toast(done, { kind: 'success' });
  else toast(t('message.copy.refused'), { kind: 'error' });
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
    message.attachments?.length > 0 && !message.sending && !message.deletedAt && { label: t('message.attachment.open'), icon: 'eye', keys: 'v', run: () => openAttachment(message) },
    can.forward && { label: t('message.forward'), icon: 'forward', keys: 'f', run: () => openForward(message) },
    can.edit && { label: t('chat.edit'), icon: 'pencil', keys: 'e', run: () => startEdit(ctx, message) },
    can.pin && '-',
    can.pin && { label: message.pinnedAt ? t('message.unpin') : t('message.pin'), icon: message.pinnedAt ? 'pin-off' : 'pin', keys: 'p', run: () => pin(message) },
    '-',
    !message.deletedAt && message.content && { label: t('chat.copy.text'), icon: 'copy', run: () => copy(message.content, t('app.copied')) },
    { label: t('chat.copy.link'), icon: 'link', keys: 'y', run: () => copyLink(message) },
    can.member && !message.rootMessageId && { label: t('chat.unread.from'), icon: 'mail', keys: 'u', run: () => unreadFrom(ctx, message) },
    ...listEntries(message),
    { label: t('message.who.title'), icon: 'eye', keys: 'shift+v', run: () => openReaders(message) },
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
      ${quickEmoji(6).map((emoji) => html`<button key=${emoji} type="button" class="chat-quick-emoji" aria-label=${t('chat.react.with', { emoji })} onClick=${() => onPick(emoji)}><${Glyph} code=${emoji} /></button>`)}
    </div>`;
}

/** Opens the files of a message large, where it has any. */
export const openAttachment = (message) => message.attachments?.length > 0 && !message.deletedAt && open(withFiles(import('./attachments.js')), (part) => part.openFile(message, message.attachments[0]));
/** Who has read the message and who reacted, with `tab` ('readers' or 'reactions') in front. */
export const openReaders = (message, tab = 'readers') => open(import('./who.js'), (part) => part.openWho(message, tab));
/** What changed from version to version. */
export const openHistory = (message) => open(import('./who.js'), (part) => part.openHistory(message));
/** Asks where to send the message on to. */
export const openForward = (message) => message.sending || message.deletedAt || open(import('./forward.js'), (part) => part.openForward(message));

/** Pins or unpins, and says which. */
export function pin(message) {
  if (!rightsOn(message).pin) return;
  toast(message.pinnedAt ? t('message.unpinned') : t('message.pinned'), { kind: 'success' });
  togglePin(message);
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
  f: (ctx, message) => openForward(message),
  t: (ctx, message) => makeTask(message),
  p: (ctx, message) => pin(message),
  i: (ctx, message, row) => row.dispatchEvent(new CustomEvent('person', { detail: message.senderId, bubbles: true })),
  v: (ctx, message) => openAttachment(message),
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
  ['y', () => t('chat.copy.link')], ['shift+v', () => t('message.who.title')], ['f', () => t('message.forward')], ['t', () => t('message.task')], ['v', () => t('message.attachment.open')], ['p', () => t('message.pin')],
  ['i', () => t('chat.keys.person')], ['.', () => t('chat.message.actions')],
  ['Delete', () => t('chat.delete.label')],
].map(([keys, label]) => ({ keys, label, group: () => t('chat.keys.message'), hint: true }));
