// Keys on a message that has the focus, and the way from message to message.

import { t } from '../../../lib/i18n.js';
import { singleKeys } from '../../../state/prefs.js';
import { hasMine } from '../model.js';
import { myId } from '../../../state/session.js';
import { copyLink, openMessageMenu, openReaders, openThreadOf, quote, remove, rightsOn, startEdit, unreadFrom } from './message-menu.js';
import { openReactionPicker, react } from './reactions.js';

const ACTIONS = {
  r: (ctx, message) => rightsOn(message).reply && (ctx.rootId ? ctx.composer.current?.focus() : openThreadOf(message)),
  q: (ctx, message) => rightsOn(message).reply && quote(ctx, message),
  e: startEdit,
  '+': (ctx, message) => rightsOn(message).react && react(message, '👍'),
  '=': repeatReaction,
  ':': (ctx, message, row) => rightsOn(message).react && openReactionPicker(row, message),
  u: unreadFrom,
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
  ['=', () => t('chat.keys.repeat')], [':', () => t('chat.react')], ['u', () => t('chat.unread.from')],
  ['y', () => t('chat.copy.link')], ['shift+v', () => t('chat.readers.title')], ['.', () => t('chat.message.actions')],
  ['Delete', () => t('chat.delete.label')],
].map(([keys, label]) => ({ keys, label, group: () => t('chat.keys.message'), hint: true }));
