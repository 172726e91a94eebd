// What the parts of one open stream (a chat or a thread) share: its places, and how to reach its list and composer.

import { signal } from '@preact/signals';
import { streamKey } from '../model.js';
import { rowKey } from '../rows.js';
import { streamOf } from '../store.js';
import { startEdit } from './message-menu.js';

/** `newFrom`: id where "new" begins; `editing`, `highlight`: id of a message; `list`, `composer`: refs to their APIs. */
export function createContext(chatId, rootId = null) {
  const ctx = {
    chatId, rootId, key: streamKey(chatId, rootId),
    editing: signal(null), highlight: signal(null), newFrom: signal(null),
    list: { current: null }, composer: { current: null },

    /** A message was sent from here: show it. */
    sent() {
      ctx.list.current?.scrollToEnd();
    },

    /** Edits the last own message; answers whether there is one. */
    editLast(myId) {
      const own = streamOf(chatId, rootId).peek().rows.findLast((row) => row.senderId === myId && !row.deletedAt);
      if (!own) return false;
      ctx.list.current?.focusRow(rowKey(own));
      startEdit(ctx, own);
      return true;
    },

    /** Leaves the composer for the list. */
    escape() {
      const last = ctx.list.current?.items.findLast((item) => item.type === 'message');
      if (last) ctx.list.current.focusRow(last.key);
    },
  };
  return ctx;
}
