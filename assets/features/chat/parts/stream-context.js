// What the parts of one open stream (a chat or a thread) share: its places, and how to reach its list and composer.

import { signal } from '@preact/signals';
import { setQuery } from '../../../state/route.js';
import { streamKey } from '../model.js';
import { rowKey } from '../rows.js';
import { findMessage, streamOf } from '../store.js';
import { startEdit } from './message-menu.js';

/** The latest context of each stream. */
const contexts = new Map();

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

    /** Leaves the composer: a thread closes (what was written stays as its draft), a chat's list gets the focus. */
    escape() {
      if (rootId) return closeThread(chatId, rootId);
      const last = ctx.list.current?.items.findLast((item) => item.type === 'message');
      if (last) ctx.list.current.focusRow(last.key);
      return undefined;
    },
  };
  contexts.set(ctx.key, ctx);
  return ctx;
}

/** Closes the thread panel; the message it hangs on gets the focus. */
export function closeThread(chatId, rootId) {
  setQuery({ thread: null });
  const root = findMessage(chatId, rootId);
  if (root) contexts.get(streamKey(chatId))?.list.current?.focusRow(rowKey(root));
}
