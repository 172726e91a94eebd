// What the page keeps on the device for its next start.

import assert from 'node:assert/strict';
import { eventually } from './waiting.mjs';

/** What the device keeps of the session: the snapshot, or undefined. */
export const kept = (page) => page.evaluate(async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith('epop-'));
  const db = await new Promise((resolve) => {
    const ask = indexedDB.open(names[0] ?? 'none');
    ask.onsuccess = () => resolve(ask.result);
  });
  if (!db.objectStoreNames.contains('cache')) return undefined;
  const found = await new Promise((resolve) => {
    const ask = db.transaction('cache').objectStore('cache').get('snapshot');
    ask.onsuccess = () => resolve(ask.result);
  });
  db.close();
  return found;
});

/** Waits until a message is in it. */
export const keptMessage = (page, text) => eventually(async () => {
  const snapshot = await kept(page);
  assert.ok(snapshot?.parts.chat.streams.some((stream) => stream.rows.some((row) => row.content === text)), 'not kept yet');
});
