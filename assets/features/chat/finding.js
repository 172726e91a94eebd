// Searching one conversation: what was asked, what was found page by page, and going from one to the next.

import { signal } from '@preact/signals';
import { wordsFound } from '../../lib/marks.js';
import { isAskable } from '../../lib/query.js';
import { compareIds } from '../../lib/text.js';
import { get } from '../../net/api.js';
import { route, setQuery } from '../../state/route.js';

const PAGE = 30;
const NOTHING = { chatId: null, q: '', hits: null, next: null, total: 0, busy: false, error: null };

/** `{chatId, q, hits, next, total, busy, error}`; hits are `{item, highlights}`, the latest first, null before the first answer. */
export const finding = signal(NOTHING);

let running = null;

async function turn(cursor) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const { chatId, q } = finding.peek();
  finding.value = { ...finding.peek(), busy: true, error: null };
  try {
    const page = await get('/search/messages/cursor', { query: { q, chatId, sort: 'date', limit: PAGE, cursor }, signal: mine.signal });
    if (running !== mine) return;
    const before = cursor ? finding.peek().hits : [];
    const hits = [...before, ...page.items.map((item) => ({ item, highlights: item.highlights }))];
    finding.value = { ...finding.peek(), hits, total: page.total, next: page.hasMore ? page.nextCursor : null, busy: false };
  } catch (error) {
    if (running === mine) finding.value = { ...finding.peek(), busy: false, error: error.code === 'aborted' ? null : error };
  }
}

/** Look for `q` in the chat; what is looked for already is not asked again unless `again`. */
export function find(chatId, q, again = false) {
  const before = finding.peek();
  if (!again && before.chatId === chatId && before.q === q) return undefined;
  running?.abort();
  // What was found stays until there is something newer.
  finding.value = { ...NOTHING, chatId, q, hits: isAskable(q) && before.chatId === chatId ? before.hits : null, total: before.total };
  return isAskable(q) ? turn() : undefined;
}

/** The next page. */
export const findMore = () => (finding.peek().next && !finding.peek().busy ? turn(finding.peek().next) : undefined);

let lookers = 0;

/** What was found is kept as long as somebody looks; panel and bar hand it on to each other. Answers a disposer. */
export function keepFinding() {
  lookers += 1;
  return () => {
    lookers -= 1;
    setTimeout(() => {
      if (lookers) return;
      running?.abort();
      finding.value = NOTHING;
    });
  };
}

/** Where in the list the message at the address is, or −1. */
export const positionOf = (hits) => (hits ?? []).findIndex(({ item }) => item.id === route.value.query.m);

/** What stands out in the messages. */
export const foundWords = ({ q, hits }) => wordsFound(q, hits ?? []);

/** Show a message that was found; a reply in its thread. */
export const showFound = ({ id, rootMessageId }, more = {}) => setQuery({ m: id, thread: rootMessageId, ...more });

/** Go `step` places on from the message at the address, which may be one that is not loaded yet. */
export async function goFound(step) {
  const { m } = route.peek().query;
  const nextOf = (hits) => {
    const at = hits.findIndex(({ item }) => item.id === m);
    if (at >= 0) return hits[at + step];
    if (!m) return hits[step > 0 ? 0 : hits.length - 1];
    return step > 0 ? hits.find(({ item }) => compareIds(item.id, m) < 0) : hits.findLast(({ item }) => compareIds(item.id, m) > 0);
  };
  let found = nextOf(finding.peek().hits ?? []);
  while (!found && step > 0 && finding.peek().next) {
    await turn(finding.peek().next);
    if (finding.peek().error) return false;
    found = nextOf(finding.peek().hits);
  }
  // After the last comes the first.
  const all = finding.peek().hits ?? [];
  found ??= step > 0 ? all[0] : all.at(-1);
  if (found) showFound(found.item);
  return Boolean(found);
}
