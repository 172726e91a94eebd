// When what lasts for a while ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './loader.mjs';

const { endOf, toField } = await load('lib/moments.js');

const now = new Date(2026, 10, 25, 14, 30); // a Wednesday

test('a choice means the moment its words say', () => {
  assert.equal(endOf('never', now), null);
  assert.equal(endOf('30', now), now.getTime() + 30 * 60_000);
  assert.equal(endOf('today', now), new Date(2026, 10, 26).getTime());
  assert.equal(endOf('tomorrow', now), new Date(2026, 10, 26, 8).getTime());
  assert.equal(endOf('week', now), new Date(2026, 10, 30).getTime());
  assert.equal(endOf('week', new Date(2026, 10, 29, 23)), new Date(2026, 10, 30).getTime(), 'on a Sunday');
  assert.equal(endOf('week', new Date(2026, 10, 30, 1)), new Date(2026, 11, 7).getTime(), 'on a Monday');
});

test('a moment and its field are the same', () => {
  assert.equal(toField(now.getTime()), '2026-11-25T14:30');
  assert.equal(new Date(toField(now.getTime())).getTime(), now.getTime());
});
