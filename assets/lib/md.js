// Markdown → a small tree. The dialect of messages: CommonMark's blocks, every line break kept, no raw HTML (shown as
// text), no images (shown as links), `~~strike~~`, bare http(s) addresses become links. tests/ui/fixtures/markdown.json
// holds what both this and the server's renderer make of the same text.
//
// @typedef {{type:'text',text:string}|{type:'br'}|{type:'code',text:string}|{type:'em'|'strong'|'del',children:Inline[]}
//   |{type:'link',href:string,children:Inline[]}} Inline
// @typedef {{type:'p',children:Inline[]}|{type:'h',level:number,children:Inline[]}|{type:'hr'}
//   |{type:'pre',lang:string,text:string}|{type:'quote',children:Block[]}
//   |{type:'list',ordered:boolean,start:number,tight:boolean,items:Block[][]}} Block

import { parseBlocks } from './md-block.js';
import { parseInline } from './md-inline.js';
import { decodeEntity } from './md-href.js';

/** Parses a message's text. @param {string} source @returns {Block[]} */
export function parseMarkdown(source) {
  return finish(parseBlocks(source));
}

/** The text of a message without any marks, on one line: for previews and announcements. @param {string} source */
export function plainText(source) {
  return parseMarkdown(source).map(blockText).join(' ').replace(/\s+/g, ' ').trim();
}

function blockText(block) {
  if (block.items) return block.items.map((item) => item.map(blockText).join(' ')).join(' ');
  if (block.type === 'quote') return block.children.map(blockText).join(' ');
  return inlineText(block);
}

function inlineText(node) {
  if (node.type === 'br' || node.type === 'hr') return ' ';
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
      default: return [list(block)];
    }
  });
}

function paragraph(children) {
  return children.length ? [{ type: 'p', children }] : [];
}

function list(block) {
  const items = block.children.map((item) => finish(item.children));
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
