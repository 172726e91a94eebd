// The square of a picture that becomes an avatar.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './loader.mjs';

const { drag, layout, settle, squareOf } = await load('lib/crop.js');
const wide = settle({ width: 600, height: 400, zoom: 1, x: 0.5, y: 0.5 });

test('without a touch the middle is meant', () => {
  assert.deepEqual(squareOf(wide), { x: 100, y: 0, side: 400 });
  assert.deepEqual(layout(wide, 200), { width: 300, height: 200, left: -50, top: 0 });
});

test('dragging moves the square, and never past the edge', () => {
  assert.deepEqual(squareOf(drag(wide, -25, 0, 200)), { x: 150, y: 0, side: 400 });
  assert.deepEqual(squareOf(drag(wide, 9999, 9999, 200)), { x: 0, y: 0, side: 400 });
  assert.deepEqual(squareOf(drag(wide, -9999, -9999, 200)), { x: 200, y: 0, side: 400 });
});

test('zoom has its bounds, and zooming out comes back inside', () => {
  const corner = drag(settle({ ...wide, zoom: 2 }), -9999, -9999, 200);
  assert.deepEqual(squareOf(corner), { x: 400, y: 200, side: 200 });
  assert.deepEqual(squareOf(settle({ ...corner, zoom: 1 })), { x: 200, y: 0, side: 400 });
  assert.equal(settle({ ...wide, zoom: 99 }).zoom, 4);
  assert.equal(settle({ ...wide, zoom: 0 }).zoom, 1);
  assert.deepEqual(squareOf(settle({ width: 1, height: 1, zoom: 4, x: 0, y: 0 })), { x: 0, y: 0, side: 1 });
});
