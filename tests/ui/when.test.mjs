// Times as people write them, in both languages.

import test from 'node:test';
import assert from 'node:assert/strict';
import { load } from './loader.mjs';

const { parseWhen } = await load('lib/when.js');
// A Monday.
const now = new Date(2026, 10, 23, 10, 0);
const at = (text) => {
  const found = parseWhen(text, now);
  return found && [found.at.getMonth() + 1, found.at.getDate(), found.at.getHours(), found.at.getMinutes(), found.text];
};

const cases = {
  'in 20 minutes to call Rina': [11, 23, 10, 20, 'call Rina'],
  'in 2 hours': [11, 23, 12, 0, ''],
  'in an hour': [11, 23, 11, 0, ''],
  'in half an hour check': [11, 23, 10, 30, 'check'],
  'in 1.5 hours x': [11, 23, 11, 30, 'x'],
  '3 days from now x': [11, 26, 10, 0, 'x'],
  '2h x': [11, 23, 12, 0, 'x'],
  'tomorrow': [11, 24, 9, 0, ''],
  'tomorrow at 8:30 to buy bread': [11, 24, 8, 30, 'buy bread'],
  'tomorrow 5pm x': [11, 24, 17, 0, 'x'],
  'tomorrow afternoon x': [11, 24, 15, 0, 'x'],
  'at 5pm to leave': [11, 23, 17, 0, 'leave'],
  'at 9 to leave': [11, 24, 9, 0, 'leave'],
  'today at 17:00 x': [11, 23, 17, 0, 'x'],
  'tonight eat': [11, 23, 20, 0, 'eat'],
  'friday at 10 x': [11, 27, 10, 0, 'x'],
  'on monday x': [11, 30, 9, 0, 'x'],
  'next week x': [11, 30, 9, 0, 'x'],
  'next month x': [12, 1, 9, 0, 'x'],
  '2026-12-24 18:00 x': [12, 24, 18, 0, 'x'],
  '5 Dec at 7:15 x': [12, 5, 7, 15, 'x'],
  '3 jan x': [1, 3, 9, 0, 'x'],
  'to send the report tomorrow at 9': [11, 24, 9, 0, 'send the report'],
  'call Budi in 10 minutes': [11, 23, 10, 10, 'call Budi'],
  '20 menit lagi telepon Rina': [11, 23, 10, 20, 'telepon Rina'],
  'dalam 2 jam untuk kirim laporan': [11, 23, 12, 0, 'kirim laporan'],
  'setengah jam lagi x': [11, 23, 10, 30, 'x'],
  'sejam lagi x': [11, 23, 11, 0, 'x'],
  'seminggu lagi x': [11, 30, 10, 0, 'x'],
  'besok 9.00 rapat': [11, 24, 9, 0, 'rapat'],
  'besok jam 9 rapat': [11, 24, 9, 0, 'rapat'],
  'besok pagi x': [11, 24, 9, 0, 'x'],
  'besok jam 3 sore x': [11, 24, 15, 0, 'x'],
  'lusa x': [11, 25, 9, 0, 'x'],
  'nanti malam makan': [11, 23, 20, 0, 'makan'],
  'jam 15.30 x': [11, 23, 15, 30, 'x'],
  'pukul 8 x': [11, 24, 8, 0, 'x'],
  'hari ini jam 14 x': [11, 23, 14, 0, 'x'],
  'senin depan jam 8 x': [11, 30, 8, 0, 'x'],
  'jumat sore x': [11, 27, 16, 0, 'x'],
  'minggu depan x': [11, 30, 9, 0, 'x'],
  'hari minggu x': [11, 29, 9, 0, 'x'],
  '17 Agustus 2027 jam 10 upacara': [8, 17, 10, 0, 'upacara'],
  'kirim laporan besok jam 10': [11, 24, 10, 0, 'kirim laporan'],
};

for (const [text, expected] of Object.entries(cases)) test(`when: ${text}`, () => assert.deepEqual(at(text), expected));

test('what names no time is none', () => {
  for (const text of ['', 'call Rina', '20 boxes', 'at 25:00', '31 feb', '2026-13-01 x', 'dayak', 'inside 2', '5']) assert.equal(at(text), null, text);
});
