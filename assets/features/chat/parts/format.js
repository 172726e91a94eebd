// Markdown marks around the selection of a text field. Text goes in through the editing command, so that undo keeps working.

import { hits } from '../../../lib/keyboard.js';

const WRAPS = { bold: '**', italic: '_', strike: '~~', code: '`' };
const PREFIXES = { quote: '> ', bullets: '- ', numbers: '1. ' };

/** Keys of the marks, also for tooltips. */
export const FORMAT_KEYS = {
  bold: 'mod+b', italic: 'mod+i', strike: 'mod+shift+x', code: 'mod+e', link: 'mod+shift+l',
  numbers: 'mod+shift+7', bullets: 'mod+shift+8', quote: 'mod+shift+9',
};

/**
 * What to insert for a mark: `{from, to, text, select:[from, to]}` in positions of `value`.
 * A mark that is already there is taken away.
 */
export function formatted(value, from, to, mark) {
  const chosen = value.slice(from, to);
  if (mark === 'link') {
    const text = `[${chosen}](https://)`;
    const end = from + text.length - 1;
    return { from, to, text, select: chosen ? [end, end] : [from + 1, from + 1] };
  }
  if (mark === 'code' && chosen.includes('\n')) return { from, to, text: `\`\`\`\n${chosen}\n\`\`\``, select: [from + 4, to + 4] };
  return WRAPS[mark] ? wrapped(value, from, to, WRAPS[mark]) : prefixed(value, from, to, mark);
}

function wrapped(value, from, to, sign) {
  const chosen = value.slice(from, to);
  const size = sign.length;
  if (value.slice(from - size, from) === sign && value.slice(to, to + size) === sign) {
    return { from: from - size, to: to + size, text: chosen, select: [from - size, to - size] };
  }
  return { from, to, text: sign + chosen + sign, select: [from + size, to + size] };
}

function prefixed(value, from, to, mark) {
  const start = value.lastIndexOf('\n', from - 1) + 1;
  const nextBreak = value.indexOf('\n', to);
  const end = nextBreak < 0 ? value.length : nextBreak;
  const lines = value.slice(start, end).split('\n');
  const pattern = mark === 'numbers' ? /^\d+\. / : mark === 'bullets' ? /^- / : /^> /;
  const off = lines.every((line) => pattern.test(line));
  const sign = (i) => (mark === 'numbers' ? `${i + 1}. ` : PREFIXES[mark]);
  const text = lines.map((line, i) => (off ? line.replace(pattern, '') : sign(i) + line)).join('\n');
  return { from: start, to: end, text, select: lines.length > 1 ? [start, start + text.length] : [start + text.length, start + text.length] };
}

/** What to insert to make a stretch a block of code, with a fence longer than any inside. */
export function fenced(value, from, to) {
  const code = value.slice(from, to).replace(/\n+$/, '');
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const [before, after] = [from > 0 && value[from - 1] !== '\n' ? '\n' : '', value[to] === undefined || value[to] === '\n' ? '' : '\n'];
  return { from, to, text: `${before}${fence}\n${code}\n${fence}${after}` };
}

/** Replaces a stretch of the field as if it had been typed. */
export function typeInto(area, { from, to, text, select }) {
  area.focus();
  area.setSelectionRange(from, to);
  const typed = text ? document.execCommand('insertText', false, text) : document.execCommand('delete');
  if (!typed && area.value.slice(from, from + text.length) !== text) {
    area.setRangeText(text, from, to, 'end');
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  if (select) area.setSelectionRange(...select);
}

/** Puts a mark around the selection, or takes it away. */
export function applyFormat(area, mark) {
  typeInto(area, formatted(area.value, area.selectionStart, area.selectionEnd, mark));
}

/** Handles a key of FORMAT_KEYS in a text field; answers whether it was one. */
export function formatOnKey(event) {
  const digit = /^Digit[789]$/.test(event.code) && event.shiftKey ? event.code.at(-1) : null;
  const mark = Object.keys(FORMAT_KEYS).find((name) => hits(event, FORMAT_KEYS[name])
    || (digit && FORMAT_KEYS[name].endsWith(digit) && (event.ctrlKey || event.metaKey)));
  if (mark) applyFormat(event.target, mark);
  return Boolean(mark);
}

/** Enter inside a list or quote with Shift: goes on with the same mark. Answers what to insert, or null. */
export function continuation(value, at) {
  const line = value.slice(value.lastIndexOf('\n', at - 1) + 1, at);
  const match = /^(\s*)(?:([-*+]|>) |(\d+)([.)]) )(.*)$/.exec(line);
  if (!match) return null;
  const [whole, indent, bullet, number, dot, rest] = match;
  if (!rest) return { from: at - whole.length, to: at, text: '' };
  return { from: at, to: at, text: `\n${indent}${bullet ?? `${Number(number) + 1}${dot}`} ` };
}

// -- A text field that grows with its text, for browsers whose style sheets cannot say so.

const native = () => CSS.supports('field-sizing', 'content');

/** Makes the field as tall as its text; its style sheet sets the limits. */
export function fitHeight(area) {
  if (native()) return;
  area.style.blockSize = 'auto';
  area.style.blockSize = `${area.scrollHeight}px`;
}
