// A message that was found among those around it, beside a list of what was found everywhere.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { wordsFound } from '../../../lib/marks.js';
import { get } from '../../../net/api.js';
import { resource } from '../../../state/resource.js';
import { spotlight } from '../../../ui/marks.js';
import { ErrorState, Skeleton } from '../../../ui/states.js';
import { placeOf } from '../model.js';
import { MessageLine } from './list-row.js';

const AROUND = 9;

/** What was said around a message, itself among it; of a reply, what began its thread and what was said before. */
async function load({ chatId, id, rootMessageId }, signal) {
  const ask = (path, query) => get(`/chats/${chatId}/${path}`, { query, signal });
  if (!rootMessageId) return ask('messages', { aroundId: id, limit: AROUND });
  const [root, before, itself] = await Promise.all([
    ask(`messages/${rootMessageId}`), ask('threads', { rootMessageId, beforeId: id, limit: AROUND - 2 }), ask(`messages/${id}`),
  ]);
  return [root, ...before, itself];
}

/** `hit` is `{item, highlights}`. */
export function MessagePreview({ hit, query }) {
  const { item } = hit;
  const around = useMemo(() => resource((signal) => load(item, signal)), [item.id]);
  const box = useRef(null);
  useEffect(() => {
    around.load();
    return around.stop;
  }, [around]);
  const words = wordsFound(query, [hit]).join('\n');
  useEffect(() => spotlight('.found-around .chat-line-body', words.split('\n')), [words]);
  const rows = around.data.value;
  useEffect(() => box.current?.querySelector('.is-found')?.scrollIntoView({ block: 'center' }), [rows]);
  if (around.error.value && !rows) return html`<${ErrorState} error=${around.error.value} onRetry=${around.load} />`;
  if (!rows) return html`<${Skeleton} lines=${6} height=${28} />`;
  return html`
    <ul class="found-around" ref=${box}>
      ${rows.filter((row) => !row.deletedAt).map((row) => html`<li key=${row.id} class="found-line ${row.id === item.id ? 'is-found' : ''}"><${MessageLine} small message=${row} href=${placeOf(row)} /></li>`)}
    </ul>`;
}
