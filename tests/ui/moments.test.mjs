// When what lasts for a while ends, and whether weekly quiet hours run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './loader.mjs';

const { endOf, runsNow, toField, wallClock } = await load('lib/moments.js');

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

test('the wall clock is that of the zone', () => {
  const moment = Date.UTC(2026, 10, 22, 18, 5);
  assert.deepEqual(wallClock('UTC', moment), { weekday: 'sunday', minutes: 18 * 60 + 5 });
  assert.deepEqual(wallClock('Asia/Jakarta', moment), { weekday: 'monday', minutes: 65 });
});

test('quiet hours run over midnight, and only on their days', () => {
  const schedule = [{ day: 'monday', from: '18:00', to: '08:00' }, { day: 'saturday', from: '00:00', to: '24:00' }];
  const runs = (day, hour) => runsNow(schedule, 'UTC', Date.UTC(2026, 10, day, hour));
  assert.deepEqual([runs(23, 17), runs(23, 18), runs(24, 7), runs(24, 8), runs(24, 18)], [false, true, true, false, false]);
  assert.deepEqual([runs(27, 23), runs(28, 0), runs(28, 23), runs(29, 0)], [false, true, true, false]);
});
