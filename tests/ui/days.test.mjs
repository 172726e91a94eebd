// Days as numbers, what calendars and timelines are made of, and tables as text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './loader.mjs';

process.env.TZ = 'Asia/Jakarta';
const days = await load('lib/days.js');
const { headerOf, toCsv } = await load('lib/csv.js');
const { axisOf, criticalPath, elbow, isTooEarly, rangeOf, spanOf, ZOOMS } = await load('features/projects/gantt.js');
const { lineOf, stacked, tableOf, ticksTo } = await load('ui/chart.js');

const day = (text) => days.fromField(text);

test('a moment falls on a day of this device, and a day begins and ends here', () => {
  assert.equal(days.toField(days.dayOf('2026-11-22T18:00:00.000Z')), '2026-11-23', 'in Jakarta it is tomorrow already');
  assert.equal(days.beginOf(day('2026-11-23')), '2026-11-22T17:00:00.000Z');
  assert.equal(days.endOf(day('2026-11-23')), '2026-11-23T16:59:00.000Z');
  assert.equal(days.dayOf(days.endOf(day('2026-11-23'))), day('2026-11-23'));
  assert.deepEqual([days.dayOf(null), days.dayOf(''), days.toField(null), days.fromField('')], [null, null, '', null]);
  assert.equal(days.shifted('2026-11-23T02:30:00.000Z', -30), '2026-10-24T02:30:00.000Z');
});

test('months have whole weeks, and their last day is kept where it fits', () => {
  const grid = days.monthGrid(day('2026-11-10'), 1);
  assert.deepEqual([grid.length, days.toField(grid[0][0]), days.toField(grid.at(-1).at(-1))], [6, '2026-10-26', '2026-12-06']);
  assert.equal(days.monthGrid(day('2027-02-10'), 1).length, 4);
  assert.equal(days.toField(days.addMonths(day('2026-01-31'), 1)), '2026-02-28');
  assert.equal(days.toField(days.addMonths(day('2026-01-31'), -2)), '2025-11-30');
  assert.deepEqual([days.isWeekend(day('2026-11-21')), days.isWeekend(day('2026-11-23'))], [true, false]);
});

test('a bar spans the days of its dates; with one of them it is that day', () => {
  const span = (startAt, dueAt) => spanOf({ startAt, dueAt });
  assert.deepEqual(span('2026-11-20T00:00:00Z', '2026-11-22T00:00:00Z'), { from: day('2026-11-20'), to: day('2026-11-22') });
  assert.deepEqual(span(null, '2026-11-22T00:00:00Z'), { from: day('2026-11-22'), to: day('2026-11-22') });
  assert.equal(span(null, null), null);
});

test('the axis covers the range without holes at every zoom', () => {
  const range = rangeOf([{ from: day('2026-10-01'), to: day('2027-02-03') }], day('2026-11-23'), 'week');
  for (const zoom of Object.keys(ZOOMS)) {
    for (const row of Object.values(axisOf(range, zoom, 1))) {
      assert.ok(row[0].day <= range.from && row.at(-1).day + row.at(-1).length > range.to, zoom);
      row.slice(1).forEach((part, i) => assert.equal(part.day, row[i].day + row[i].length, zoom));
    }
  }
});

test('the critical path is the chain that decides the end', () => {
  const spans = new Map([['a', { from: 0, to: 4 }], ['b', { from: 5, to: 9 }], ['c', { from: 5, to: 6 }], ['d', { from: 10, to: 12 }], ['alone', { from: 0, to: 90 }]]);
  const edges = [['a', 'b'], ['a', 'c'], ['b', 'd'], ['c', 'd']].map(([predecessorId, successorId]) => ({ predecessorId, successorId, lagDays: 0 }));
  assert.deepEqual([...criticalPath(spans, edges)].sort(), ['a', 'b', 'd']);
  assert.deepEqual([...criticalPath(spans, edges.map((edge) => (edge.predecessorId === 'c' ? { ...edge, lagDays: 3 } : edge)))].sort(), ['a', 'b', 'c', 'd'], 'a lag takes the slack');
  assert.equal(criticalPath(spans, []).size, 0);
});

test('what waits may begin when the other has ended, and a day after the day it is due', () => {
  const early = (dueAt, startAt, lag = 0) => isTooEarly({ startAt: null, dueAt }, { startAt, dueAt: null }, lag);
  assert.deepEqual([early('2026-11-20T05:00:00Z', '2026-11-20T05:00:00Z'), early('2026-11-20T05:00:00Z', '2026-11-20T04:00:00Z')], [false, true]);
  assert.deepEqual([early('2026-11-20T16:59:00Z', '2026-11-20T17:00:00Z'), early('2026-11-20T16:59:00Z', '2026-11-20T17:00:00Z', 1)], [false, true]);
  assert.equal(early(null, '2026-11-20T05:00:00Z'), false);
});

test('a dependency runs forward at once, backward around the bar', () => {
  assert.equal(elbow({ x: 10, y: 18 }, { x: 60, y: 54 }), 'M10 18H18V54H60');
  assert.equal(elbow({ x: 60, y: 18 }, { x: 10, y: 54 }), 'M60 18H68V36H0V54H10');
});

test('charts: round steps, gaps, what stands on what, and the same as a table', () => {
  assert.deepEqual(ticksTo(7), [0, 2, 4, 6, 8]);
  assert.deepEqual(ticksTo(0), [0, 1]);
  assert.deepEqual(ticksTo(9), [0, 5, 10]);
  assert.deepEqual(ticksTo(95), [0, 25, 50, 75, 100]);
  assert.equal(lineOf([1, null, 3, 4], (i) => i, (value) => value), 'M0.0 1.0M2.0 3.0L3.0 4.0');
  assert.deepEqual(stacked([{ values: [1, 2] }, { values: [3, null] }]), [[[0, 1], [0, 2]], [[1, 4], [2, 2]]]);
  assert.deepEqual(tableOf({ axis: 'Day', labels: ['1', '2'], series: [{ name: 'a', values: [5, null] }] }), [['Day', 'a'], ['1', 5], ['2', '']]);
});

test('cells are quoted where they must be, and none is a formula', () => {
  assert.equal(toCsv([['a', 'b,c', 'say "hi"', null], ['=1+1', '-5', 3.5, '@x']]), 'a,"b,c","say ""hi""",\r\n\'=1+1,-5,3.5,\'@x\r\n');
  assert.deepEqual(headerOf('\ufeffTitle,"Due, date","a ""b"""\r\nx,y,z'), ['Title', 'Due, date', 'a "b"']);
  assert.deepEqual(headerOf('Judul;Tenggat\nx;y'), ['Judul', 'Tenggat']);
});
