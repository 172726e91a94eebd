// Settings: quiet hours between form and server, the changelog as people read it, what stays on a shared device, what is new.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, text } from './loader.mjs';

const stored = new Map();
globalThis.localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value), removeItem: (key) => void stored.delete(key) };

const { endingOf, faultOf, rowsOf, sameHours, scheduleOf } = await load('features/settings/quiet.js');
const { parseChangelog } = await load('features/settings/changelog.js');
const { timeIn, zonesWith } = await load('lib/zones.js');
const { dayCode, dayName, dayOf, firstDayOf, weekFrom } = await load('lib/week.js');
const { endOf } = await load('lib/moments.js');
const { isChoice, local, setOwner, sharedDevice } = await load('state/device.js');
const { checkNews, newsFresh, newsRead } = await load('state/news.js');

const MONDAY = 1;
const FRIDAY = 5;

test('quiet hours come back from the form as the server has them', () => {
  const schedule = [{ day: 'friday', from: '18:00', to: '24:00' }, { day: 'monday', from: '21:30', to: '07:00' }];
  const rows = rowsOf(schedule, MONDAY);
  assert.deepEqual(rows.map(({ day }) => day), [1, 2, 3, 4, 5, 6, 0]);
  assert.deepEqual(rows.filter(({ on }) => on).map(({ day, from, to }) => [day, from, to]), [[MONDAY, '21:30', '07:00'], [FRIDAY, '18:00', '00:00']]);
  assert.ok(sameHours(scheduleOf(rows), schedule));
  assert.equal(sameHours(scheduleOf(rows.slice(1)), schedule), false);
});

test('where hours end is said as people say it', () => {
  assert.equal(endingOf({ from: '18:00', to: '08:00' }), 'next');
  assert.equal(endingOf({ from: '12:00', to: '13:00' }), 'same');
  assert.equal(endingOf({ from: '18:00', to: '00:00' }), 'midnight');
  assert.equal(endingOf({ from: '00:00', to: '00:00' }), 'day');
  assert.equal(endingOf({ from: '', to: '08:00' }), null);
});

test('a refusal is shown at the day it is about', () => {
  const rows = rowsOf([{ day: 'tuesday', from: '10:00', to: '11:00' }, { day: 'sunday', from: '09:00', to: '09:00' }], MONDAY);
  assert.deepEqual(faultOf({ field: 'schedule[1].to' }, rows), { day: 0, part: 'to' });
  assert.deepEqual(faultOf({ field: 'schedule[0].from' }, rows), { day: 2, part: 'from' });
  assert.equal(faultOf({ field: 'until' }, rows), null);
  assert.equal(faultOf({ field: 'schedule[9].to' }, rows), null);
});

test('weeks begin where the language or the person says', () => {
  assert.equal(firstDayOf('en-GB'), MONDAY);
  assert.equal(firstDayOf('id-ID'), 0);
  assert.deepEqual(weekFrom(6), [6, 0, 1, 2, 3, 4, 5]);
  assert.equal(dayName(MONDAY), 'Monday');
  assert.deepEqual(weekFrom(0).map(dayCode).map(dayOf), weekFrom(0));
  // A Tuesday.
  const now = new Date(2026, 10, 24, 15);
  assert.equal(endOf('week', now), new Date(2026, 10, 30).getTime());
  assert.equal(endOf('week', now, 0), new Date(2026, 10, 29).getTime());
  assert.equal(endOf('week', new Date(2026, 10, 29, 9), 0), new Date(2026, 11, 6).getTime());
});

test('a zone the browser does not know stays chosen, and has no time', () => {
  assert.ok(zonesWith('Mars/Olympus').includes('Mars/Olympus'));
  assert.ok(zonesWith(null).includes('UTC'));
  assert.equal(timeIn('Mars/Olympus', 'en-GB'), null);
  assert.equal(timeIn('Asia/Jakarta', 'en-GB', Date.UTC(2026, 10, 24, 1, 5)), 'Tuesday 08:05');
});

test('the changelog is read as versions, with lines broken for editing joined', () => {
  const versions = parseChangelog('# Changelog\n\nWords.\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-01\n\n### Added\n\n- One thing\n  on two lines.\n- Another.\n\n### Fixed\n\n## [0.1.0]\n\n### Added\n\n- First.\n');
  assert.deepEqual(versions, [
    { version: '0.2.0', date: '2026-11-01', groups: [{ title: 'Added', text: '- One thing on two lines.\n- Another.' }] },
    { version: '0.1.0', date: null, groups: [{ title: 'Added', text: '- First.' }] },
  ]);
});

test('our own changelog can be read that way', async () => {
  const { readFile } = await import('node:fs/promises');
  const versions = parseChangelog(await readFile(new URL('../../CHANGELOG.md', import.meta.url), 'utf8'));
  assert.ok(versions.length >= 1);
  for (const { groups } of versions) for (const { text: words } of groups) assert.match(words, /^(?:- |[A-Z])/);
});

test('what belongs to a person is not written on a shared device; choices are', () => {
  assert.ok(isChoice('theme') && isChoice('notices'));
  assert.equal(isChoice('chat.layout') || isChoice('drafts.7') || isChoice('owner'), false);
  const mine = local('test.mine', null);
  const look = local('testlook', 'a');
  sharedDevice.value = true;
  mine.value = 'secret';
  look.value = 'b';
  assert.equal(stored.get('epop.test.mine'), undefined);
  assert.equal(stored.get('epop.testlook'), '"b"');
  sharedDevice.value = false;
  mine.value = 'kept';
  assert.equal(stored.get('epop.test.mine'), '"kept"');
});

test('after an update one is told once; somebody new is not', async () => {
  setOwner('1');
  assert.equal(await checkNews('0.1.0'), false);
  assert.equal(newsFresh.value, false);
  assert.equal(await checkNews('0.2.0'), true);
  assert.equal(newsFresh.value, true);
  assert.equal(await checkNews('0.2.0'), false, 'told already');
  assert.equal(newsFresh.value, true, 'and still not looked at');
  await newsRead('0.2.0');
  assert.equal(newsFresh.value, false);
  assert.equal(await checkNews('0.2.0'), false);
  assert.equal(newsFresh.value, false);
  setOwner('2');
  assert.equal(await checkNews('0.3.0'), false);
  assert.equal(newsFresh.value, false);
});

test('every section can be found by name, and the other way round', () => {
  const view = text('features/settings/view.js');
  const sections = [...view.matchAll(/^ {2}(\w+): \['/gm)].map(([, id]) => id);
  const found = /const SECTIONS = \[([^\]]+)\]/.exec(text('app/commands.js'))[1].match(/\w+/g);
  assert.ok(sections.length > 5);
  assert.deepEqual(found.toSorted(), sections.toSorted());
});

test('motion is told by one mark only, so that the choice is the same as the system\'s wish', () => {
  for (const sheet of ['styles/page.css', 'ui/ui.css', 'app/shell.css', 'features/chat/chat.css', 'features/home/home.css', 'features/people/people.css']) {
    assert.doesNotMatch(text(sheet), /prefers-reduced-motion/, sheet);
  }
  assert.match(text('styles/page.css'), /\[data-motion="reduced"\]/);
});
