// Markdown, tables: lines with bars → cells. The rules are those of the server's renderer.

import { parseInline } from './md-inline.js';

/** A bar that parts two cells, and one that is text. */
const BAR = /(?<!\\)\|/;
const ESCAPED_BAR = /\\\|/g;
/** The line below the head of a table. */
const RULED = /^\|?(?: *:?-+:? *\|)* *(?::?-+:? *)?$/;

/** What stands between the bars of a line. */
export function cellsOf(line) {
  const inside = line.trim().replace(/^\|/, '');
  if (!inside.trim()) return [];
  const cells = inside.split(BAR).map((cell) => cell.trim().replace(ESCAPED_BAR, '|'));
  if (cells.at(-1) === '') cells.pop();
  return cells;
}

/** How the columns of a table stand, if its head is followed by this line; else null. */
export function alignOf(head, rule) {
  if (!rule.includes('|') || !rule.includes('-') || !RULED.test(rule) || !BAR.test(head)) return null;
  const cells = cellsOf(rule);
  if (cells.length !== cellsOf(head).length) return null;
  return cells.map((cell) => ({ ':-': 'start', '-:': 'end', '::': 'center' })[`${cell[0]}${cell.at(-1)}`] ?? null);
}

/** The table of these lines: its head, the rule, and the rows. */
export function tableOf({ align, lines }) {
  const [head, , ...rows] = lines.map((line) => trimmedRow(cellsOf(line).slice(0, align.length)).map(parseInline));
  return { type: 'table', align, head, rows };
}

/** Empty cells at the end say nothing, and of short rows nothing is made. */
function trimmedRow(cells) {
  let end = cells.length;
  while (end > 0 && !cells[end - 1]) end -= 1;
  return cells.slice(0, end);
}
