// What of chat is kept for the next start: the list, and the end of the conversations looked at last.

import { batch } from '@preact/signals';
import { chats, loadedStreams, replaceChats, setStream, streamOf } from './store.js';

const MOST_STREAMS = 20;
const MOST_ROWS = 60;

// Only what reaches the end: events go on there.
function part({ chatId, rootId }) {
  const { rows, root, hasOlder, hasNewer, status } = streamOf(chatId, rootId).peek();
  if (status !== 'ready' || hasNewer) return null;
  return { chatId, rootId, root, rows: rows.slice(-MOST_ROWS), hasOlder: hasOlder || rows.length > MOST_ROWS };
}

/** Plain data for the disk. */
export const takeSnapshot = () => ({
  chats: [...chats.peek().values()],
  streams: loadedStreams().map(part).filter(Boolean).slice(-MOST_STREAMS),
});

/** Shows what was kept. */
export function restoreSnapshot({ chats: list, streams }) {
  batch(() => {
    replaceChats(list);
    for (const { chatId, rootId, ...rest } of streams) {
      setStream(chatId, rootId, { ...rest, hasNewer: false, status: 'ready', error: null, busy: null });
    }
  });
}
