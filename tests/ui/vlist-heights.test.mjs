// Heights of a long list against the plain sum, on random lists and random changes.

import test from 'node:test';
import assert from 'node:assert/strict';
import { load } from './loader.mjs';

const { Heights } = await load('ui/vlist.js');

/** A small generator, so that a failure can be repeated. */
function randomFrom(seed) {
  let state = seed;
  return (limit) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * limit);
  };
}

function rowAt(values, y) {
  let top = 0;
  for (let i = 0; i < values.length; i += 1) {
    top += values[i];
    if (y < top) return i;
  }
  return values.length - 1;
}

test('tops, total and row-at agree with plain sums', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = randomFrom(seed);
    const values = Array.from({ length: 1 + random(300) }, () => 1 + random(120));
    const heights = new Heights(values);
    for (let step = 0; step < 60; step += 1) {
      const index = random(values.length);
      values[index] = 1 + random(200);
      heights.set(index, values[index]);
      const at = random(values.length + 1);
      assert.equal(heights.topOf(at), values.slice(0, at).reduce((sum, each) => sum + each, 0));
      const y = random(heights.total + 50);
      assert.equal(heights.at(y), rowAt(values, y));
    }
    assert.equal(heights.total, values.reduce((sum, each) => sum + each, 0));
  }
});

test('an empty list and places outside are answered', () => {
  assert.equal(new Heights([]).at(10), -1);
  assert.equal(new Heights([]).total, 0);
  const heights = new Heights([10, 20]);
  assert.equal(heights.at(-5), 0);
  assert.equal(heights.at(1000), 1);
});

test('set answers the difference', () => {
  const heights = new Heights([10, 20, 30]);
  assert.equal(heights.set(1, 25), 5);
  assert.equal(heights.set(1, 25), 0);
  assert.equal(heights.topOf(2), 35);
});
