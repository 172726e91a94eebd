// Markdown → a small tree. The dialect of messages: CommonMark's blocks, every line break kept, no raw HTML (shown as
// text), no images (shown as links), `~~strike~~`, tables, tasks, bare http(s) addresses become links. tests/ui/fixtures/markdown.json
// holds what both this and the server's renderer make of the same text.
// 
// @typedef {{type:'text',text:string}|{type:'br'}|{type:'code',text:string}|{type:'em'|'strong'|'del',children:Inline[]}
//   |{type:'link',href:string,children:Inline[]}|{type:'task',done:boolean}} Inline
// @typedef {{type:'p',children:Inline[]}|{type:'h',level:number,children:Inline[]}|{type:'hr'}
//   |{type:'pre',lang:string,text:string}|{type:'quote',children:Block[]}
//   |{type:'list',ordered:boolean,start:number,tight:boolean,items:Block[][]}
//   |{type:'table',align:('start'|'center'|'end'|null)[],head:Inline[][],rows:Inline[][][]}} Block

import { decodeEntity, parseInline } from './md-inline.js';
import { alignOf, cellsOf, tableOf } from './md-table.js';

/** Parses a message's text. @param {string} source @returns {Block[]} */
export function parseMarkdown(source) {
  return finish(parseBlocks(source));
}

/** The text of a message without any marks, on one line: for previews and announcements. @param {string} source */
export function plainText(source) {
  return parseMarkdown(source).map(blockText).join(' ').replace(/\s+/g, ' ').trim();
}

function blockText(block) {
  if (block.type === 'table') return [block.head, ...block.rows].flat().map((cell) => cell.map(inlineText).join('')).join(' ');
  if (block.items) return block.items.map((item) => item.map(blockText).join(' ')).join(' ');
  if (block.type === 'quote') return block.children.map(blockText).join(' ');
  return inlineText(block);
}

function inlineText(node) {
  if (node.type === 'br' || node.type === 'hr') return ' ';
  if (node.type === 'task') return '';
  return node.text ?? node.children.map(inlineText).join('');
}

function finish(blocks) {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'p': return paragraph(parseInline(block.lines.map((line) => line.trimStart()).join('\n').trimEnd()));
      case 'h': return [{ type: 'h', level: block.level, children: parseInline(block.text) }];
      case 'hr': return [{ type: 'hr' }];
      case 'code': return [codeBlock(block)];
      case 'html': return htmlAsText(block.lines);
      case 'quote': return [{ type: 'quote', children: finish(block.children) }];
      case 'table': return [tableOf(block)];
      default: return [list(block)];
    }
  });
}

function paragraph(children) {
  return children.length ? [{ type: 'p', children }] : [];
}

function list(block) {
  const items = block.children.map((item) => {
    const [first, ...rest] = finish(item.children);
    // The box stands in the first line.
    return item.task === undefined ? [first, ...rest].filter(Boolean) : [{ ...first, children: [{ type: 'task', done: item.task }, ...first.children] }, ...rest];
  });
  return { type: 'list', ordered: block.ordered, start: block.first, tight: isTight(block), items };
}

/** A list is loose when a blank line parts two of its items, or two blocks directly inside one item. */
function isTight(block) {
  const parted = (siblings) => siblings.some((each, i) => i > 0 && each.start - siblings[i - 1].end > 1);
  return !parted(block.children) && !block.children.some((item) => parted(item.children));
}

function codeBlock(block) {
  const word = (block.info ?? '').split(/\s/)[0].replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&#?\w+;/g, (reference) => decodeEntity(reference, 0)?.text ?? reference);
  const lang = /^[\w+#.-]{1,32}$/.test(word) ? word : '';
  return { type: 'pre', lang, text: block.lines.map((line) => `${line}\n`).join('') };
}

function htmlAsText(lines) {
  const trimmed = lines.map((line) => line.trim());
  while (trimmed.at(-1) === '') trimmed.pop();
  return paragraph(trimmed.flatMap((text, i) => [
    ...(i > 0 ? [{ type: 'br' }] : []), ...(text ? [{ type: 'text', text }] : []),
  ]));
}

// -- Markdown, the outside: lines → open and closed blocks, after CommonMark's two-step algorithm: first each open block says
// whether it goes on in the line, then new blocks start, then the rest of the line is text of the innermost one.
// Link reference definitions are deliberately not part of the dialect.

const BULLET = /^[*+-]/;
const ORDERED = /^(\d{1,9})([.)])/;
/** A box at the beginning of an item, and words behind it. */
const TASK = /^\[([ xX])\][ \t]+[^ \t]/;
const RULE = /^(?:\*[ \t]*){3,}$|^(?:_[ \t]*){3,}$|^(?:-[ \t]*){3,}$/;
const HEADING = /^(#{1,6})(?:[ \t]+|$)/;
const FENCE = /^`{3,}(?!.*`)|^~{3,}/;
const SETEXT = /^(?:=+|-+)[ \t]*$/;
const HTML_TAGS = 'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|section|search|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul';
const ATTRIBUTE = String.raw`\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>${'`'}]+|'[^']*'|"[^"]*"))?`;
const HTML_START = [
  /^<(?:script|pre|textarea|style)(?:\s|>|$)/i, /^<!--/, /^<[?]/, /^<![A-Za-z]/, /^<!\[CDATA\[/,
  new RegExp(`^</?(?:${HTML_TAGS})(?:\\s|/?>|$)`, 'i'),
  new RegExp(`^(?:<[A-Za-z][A-Za-z0-9-]*(?:${ATTRIBUTE})*\\s*/?>|</[A-Za-z][A-Za-z0-9-]*\\s*>)\\s*$`, 'i'),
];
const HTML_END = [/<\/(?:script|pre|textarea|style)>/i, /-->/, /\?>/, />/, /\]\]>/];

/** How many quotes, lists and items may lie in each other; marks beyond that are text. */
const MAX_OPEN = 48;

/** One line being eaten from the left. Columns count tabs to the next multiple of four. */
class Line {
  constructor(text, number) {
    Object.assign(this, { text, number, offset: 0, column: 0 });
    this.look();
  }

  /** Finds the next character that is no space: `next`, `indent` (columns until there), `blank`. */
  look() {
    let [at, column] = [this.offset, this.column];
    for (; this.text[at] === ' ' || this.text[at] === '\t'; at += 1) column += this.text[at] === '\t' ? 4 - (column % 4) : 1;
    this.next = at;
    this.indent = column - this.column;
    this.blank = at >= this.text.length;
  }

  /** Eats `count` columns of white space; a tab that is only partly eaten becomes spaces. */
  eatColumns(count) {
    for (let left = count; left > 0 && /[ \t]/.test(this.text[this.offset] ?? ''); left -= 1) {
      if (this.text[this.offset] === '\t') {
        const width = 4 - (this.column % 4);
        this.text = this.text.slice(0, this.offset) + ' '.repeat(width) + this.text.slice(this.offset + 1);
      }
      this.offset += 1;
      this.column += 1;
    }
    this.look();
  }

  /** Eats up to the next character that is no space, and `count` characters from there. */
  eatMark(count) {
    this.column += this.indent + count;
    this.offset = this.next + count;
    this.look();
  }

  eatAll() {
    this.offset = this.text.length;
    this.look();
  }

  get rest() { return this.text.slice(this.offset); }
  get body() { return this.text.slice(this.next); }
}

/** Parses into a tree of `{kind, start, end, children | lines | text}`; `start` and `end` are line numbers. */
export function parseBlocks(source) {
  const root = { kind: 'root', children: [], start: 0 };
  const parser = { open: [root], matched: root, line: null };
  const lines = source.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd').split('\n');
  if (lines.at(-1) === '') lines.pop();
  lines.forEach((text, number) => addLine(parser, new Line(text, number)));
  closeTo(parser, 0, lines.length - 1);
  return root.children;
}

const tipOf = (parser) => parser.open[parser.open.length - 1];
const holdsLines = (block) => block.kind === 'p' || block.kind === 'code' || block.kind === 'html' || block.kind === 'table';

function addLine(parser, line) {
  parser.line = line;
  const { open } = parser;
  let depth = 1;
  for (; depth < open.length; depth += 1) {
    const goesOn = continues(parser, open[depth], depth);
    if (goesOn === 'ended') return;
    if (!goesOn) break;
  }
  parser.depth = depth - 1;
  let block = open[parser.depth];
  let leaf = block.kind === 'code' || block.kind === 'html';
  while (!leaf) {
    const started = startBlock(parser, block);
    if (!started) break;
    block = tipOf(parser);
    leaf = started === 'leaf';
  }
  addText(parser, block);
}

function addText(parser, block) {
  const { line } = parser;
  const lazy = parser.depth < parser.open.length - 1 && !line.blank && tipOf(parser).kind === 'p';
  if (lazy) return void tipOf(parser).lines.push(line.body);
  closeUnmatched(parser);
  if (holdsLines(block)) {
    block.lines.push(line.rest);
    if (block.html < 6 && HTML_END[block.html - 1].test(line.rest)) closeTo(parser, parser.open.length - 2, line.number);
  } else if (line.offset < line.text.length && !line.blank) {
    push(parser, { kind: 'p', lines: [line.body] });
  }
}

/** Closes the blocks that did not go on in this line. */
function closeUnmatched(parser) {
  closeTo(parser, parser.depth, parser.line.number - 1);
  parser.depth = parser.open.length - 1;
}

function closeTo(parser, depth, number) {
  while (parser.open.length - 1 > depth) {
    const block = parser.open.pop();
    block.end = number;
    if (block.kind === 'code') closeCode(block);
    else if (block.kind === 'list' || block.kind === 'item') block.end = block.children.at(-1)?.end ?? block.start;
  }
}

function closeCode(block) {
  if (block.fence) {
    block.info = block.lines.shift().trim();
    return;
  }
  while (/^[ \t]*$/.test(block.lines.at(-1) ?? 'x')) block.lines.pop();
  block.end = block.start + block.lines.length - 1;
}

function push(parser, block) {
  closeUnmatched(parser);
  const fits = (parent) => parent.children && (block.kind === 'item') === (parent.kind === 'list');
  while (!fits(tipOf(parser))) closeTo(parser, parser.open.length - 2, parser.line.number - 1);
  tipOf(parser).children.push(block);
  parser.open.push(block);
  block.start = parser.line.number;
  parser.depth = parser.open.length - 1;
  return 'leaf';
}

/** Whether `block` goes on in this line; eats its mark when it does. 'ended' for a closing fence. */
function continues(parser, block, depth) {
  const { line } = parser;
  switch (block.kind) {
    case 'list': return true;
    case 'quote':
      if (line.indent > 3 || line.body[0] !== '>') return false;
      line.eatMark(1);
      line.eatColumns(1);
      return true;
    case 'item':
      if (line.blank ? block.children.length === 0 : line.indent < block.width) return false;
      line.eatColumns(line.blank ? line.indent : block.width);
      return true;
    case 'p': return !line.blank;
    case 'table': return !line.blank && cellsOf(line.body).length > 0;
    case 'html': return !(line.blank && block.html >= 6);
    case 'code': return block.fence ? continuesFence(parser, block, depth) : continuesIndented(line);
    default: return false;
  }
}

function continuesIndented(line) {
  if (line.indent < 4 && !line.blank) return false;
  line.eatColumns(line.blank ? Math.min(4, line.indent) : 4);
  return true;
}

function continuesFence(parser, block, depth) {
  const { line } = parser;
  const mark = /^(?:`{3,}|~{3,})(?=[ \t]*$)/.exec(line.body)?.[0] ?? '';
  if (line.indent <= 3 && mark[0] === block.fence[0] && mark.length >= block.fence.length) {
    closeTo(parser, depth - 1, line.number);
    return 'ended';
  }
  line.eatColumns(Math.min(block.offset, line.indent));
  return true;
}

/** Starts a block inside `parent` at this place: 'leaf', 'container', or null when nothing starts here. */
function startBlock(parser, parent) {
  const { line } = parser;
  if (line.indent >= 4) {
    if (tipOf(parser).kind === 'p' || tipOf(parser).kind === 'table' || line.blank) return null;
    line.eatColumns(4);
    return push(parser, { kind: 'code', fence: null, lines: [] });
  }
  if (line.body[0] === '>' && parser.open.length < MAX_OPEN) {
    line.eatMark(1);
    line.eatColumns(1);
    push(parser, { kind: 'quote', children: [] });
    return 'container';
  }
  return startTable(parser, parent) ?? startLeaf(parser, parent) ?? (parser.open.length < MAX_OPEN ? startItem(parser, parent) : null);
}

/** This line may rule a table whose head was taken for a paragraph, or for the last line of one that looks like a head. */
function startTable(parser, parent) {
  if (parent.kind !== 'p') return null;
  const { line } = parser;
  const head = parent.lines.at(-1);
  const align = parent.lines.length === 1 || head.trimStart().startsWith('|') ? alignOf(head, line.body.trimEnd()) : null;
  if (!align) return null;
  closeUnmatched(parser);
  parent.lines.pop();
  push(parser, { kind: 'table', align, lines: [head] });
  tipOf(parser).start = line.number - 1;
  return 'leaf';
}

function startLeaf(parser, parent) {
  const { line } = parser;
  const { body } = line;
  const heading = HEADING.exec(body);
  if (heading) {
    const text = headingText(body.slice(heading[0].length).trim());
    line.eatAll();
    return push(parser, { kind: 'h', level: heading[1].length, text, children: null });
  }
  const fence = FENCE.exec(body);
  if (fence) {
    const block = { kind: 'code', fence: fence[0], offset: line.indent, lines: [] };
    line.eatMark(fence[0].length);
    return push(parser, block);
  }
  const html = body[0] === '<' ? HTML_START.findIndex((start) => start.test(body)) + 1 : 0;
  const lazy = parser.depth < parser.open.length - 1 && tipOf(parser).kind === 'p';
  if (html && (html < 7 || (parent.kind !== 'p' && parent.kind !== 'table' && !lazy))) return push(parser, { kind: 'html', html, lines: [] });
  if (parent.kind === 'p' && SETEXT.test(body)) {
    closeUnmatched(parser);
    const text = parent.lines.map((each) => each.trim()).join('\n');
    Object.assign(parent, { kind: 'h', level: body[0] === '=' ? 1 : 2, text, lines: null });
    line.eatAll();
    return 'leaf';
  }
  if (!RULE.test(body)) return null;
  line.eatAll();
  return push(parser, { kind: 'hr' });
}

/** A heading's text without its closing marks. */
function headingText(text) {
  let end = text.length;
  while (text[end - 1] === '#') end -= 1;
  return end === 0 || /[ \t]/.test(text[end - 1]) ? text.slice(0, end).trimEnd() : text;
}

function startItem(parser, parent) {
  const { line } = parser;
  const { body, indent } = line;
  const bullet = BULLET.exec(body);
  const ordered = ORDERED.exec(body);
  const mark = (bullet ?? ordered)?.[0];
  if (!mark || /[^ \t]/.test(body[mark.length] ?? ' ')) return null;
  const first = ordered ? Number(ordered[1]) : 1;
  // Only a list that looks meant may interrupt a paragraph: not "2019. was" and not a lone dash.
  if (parent.kind === 'p' && (first !== 1 || !body.slice(mark.length).trim())) return null;
  line.eatMark(mark.length);
  const spaces = line.blank || line.indent >= 5 ? 1 : line.indent;
  line.eatColumns(spaces);
  closeUnmatched(parser);
  const style = bullet?.[0] ?? ordered[2];
  if (tipOf(parser).kind !== 'list' || tipOf(parser).style !== style) {
    push(parser, { kind: 'list', style, ordered: !!ordered, first, children: [] });
  }
  const item = { kind: 'item', width: indent + mark.length + spaces, children: [] };
  push(parser, item);
  const task = line.indent <= 3 ? TASK.exec(line.body) : null;
  if (!task) return 'container';
  item.task = task[1] !== ' ';
  line.eatMark(3);
  return push(parser, { kind: 'p', lines: [] });
}
