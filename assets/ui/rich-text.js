// Bodies written by people. Markdown is drawn as nodes; HTML that the server has sanitised goes through Element.setHTML,
// which strips once more whatever could act, and falls back to plain text where a browser lacks it.

import { html } from 'htm/preact';
import { Fragment, h } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { parseMarkdown } from '../lib/md.js';
import { copyText } from '../lib/text.js';
import { Icon, IconButton } from './controls.js';
import { announce } from './layers.js';

/** Code with more lines than this starts folded. */
const LONG_CODE = 25;
/** How many of them are seen then. */
const FOLDED_LINES = 8;

/**
 * A Markdown body. `decorate(text)` may split a piece of text into strings and nodes (mentions).
 * It is drawn again only when `text` or `decorate` changes.
 */
export function Markdown({ text, decorate = (piece) => piece, class: extra = '', tail }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  const nodes = useMemo(() => blocks.map((block, i) => blockNode(block, i, decorate)), [blocks, decorate]);
  return html`<div class="md ${extra}" dir="auto">${nodes}${tail}</div>`;
}

function blockNode(block, key, decorate) {
  const inline = (nodes) => nodes.map((node, i) => inlineNode(node, i, decorate));
  switch (block.type) {
    case 'p': return h('p', { key }, inline(block.children));
    case 'h': return h(`h${Math.min(6, block.level + 2)}`, { key, class: `md-h md-h${block.level}` }, inline(block.children));
    case 'hr': return h('hr', { key });
    case 'pre': return h(CodeBlock, { key, lang: block.lang, text: block.text });
    case 'quote': return h('blockquote', { key }, block.children.map((child, i) => blockNode(child, i, decorate)));
    case 'table': return tableNode(block, key, inline);
    default: return listNode(block, key, decorate);
  }
}

/** How wide a table may be so that short rows get the cells they lack: of a very wide one they would be most. */
const MOST_FILLED = 50;

/** Wider than its place it is moved sideways, by the keyboard as well. */
function tableNode({ align, head, rows }, key, inline) {
  const row = (cells, tag, i) => h('tr', { key: i }, (align.length > MOST_FILLED ? cells : align).map((_, j) => h(tag, { key: j, class: align[j] ? `is-${align[j]}` : undefined }, inline(cells[j] ?? []))));
  return html`
    <div key=${key} class="md-table" tabindex="0" role="group" aria-label=${t('app.table')}>
      <table><thead>${row(head, 'th')}</thead><tbody>${rows.map((cells, i) => row(cells, 'td', i))}</tbody></table>
    </div>`;
}

function listNode({ ordered, start, tight, items }, key, decorate) {
  const inside = (block, i) => (tight && block.type === 'p'
    ? block.children.map((node, j) => inlineNode(node, `${i}.${j}`, decorate)) : blockNode(block, i, decorate));
  return h(ordered ? 'ol' : 'ul', { key, start: ordered && start !== 1 ? start : undefined },
    items.map((item, i) => h('li', { key: i }, item.map(inside))));
}

function inlineNode(node, key, decorate) {
  switch (node.type) {
    case 'text': return decorate(node.text);
    case 'br': return h('br', { key });
    case 'code': return h('code', { key }, node.text);
    case 'task': return html`<span key=${key} class="md-task ${node.done ? 'is-done' : ''}" role="img" aria-label=${node.done ? t('app.task.done') : t('app.task.open')}>${node.done && html`<${Icon} name="check" size=${12} />`}</span>`;
    case 'link': return linkNode(node, key, decorate);
    default: return h(node.type, { key }, node.children.map((child, i) => inlineNode(child, i, decorate)));
  }
}

/** Links within this site stay in the page; the others open beside it. */
function linkNode({ href, children }, key, decorate) {
  const away = !href.startsWith(`${location.origin}/`);
  const outside = away ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  return h('a', { key, href, ...outside }, children.map((child, i) => inlineNode(child, i, decorate)));
}

// -- Code: its language, its colours, copying, long lines, many lines

const loadColours = () => import('../lib/highlight.js');
/** The module once it is here, so that rows drawn again have their colours at once. */
let colours = null;

/** The pieces of the code, or null while (or where) it has no colours. */
export function usePieces(lang, text) {
  const [, redraw] = useState(0);
  const known = lang && colours ? colours.highlighted(text, lang) : null;
  useEffect(() => {
    if (!lang || known) return undefined;
    let wanted = true;
    loadColours().then(async (module) => {
      colours = module;
      await module.highlight(text, lang);
      if (wanted) redraw((n) => n + 1);
    }).catch(() => {});
    return () => {
      wanted = false;
    };
  }, [lang, text]);
  return known;
}

/** A piece as a node. */
export function pieceNode(piece, key) {
  if (typeof piece === 'string') return piece;
  const colour = colours.colourOf(piece.scope);
  const inside = piece.children.map(pieceNode);
  return colour ? h('span', { key, class: `hl-${colour}` }, inside) : h(Fragment, { key }, inside);
}

function CodeBlock({ lang, text }) {
  const lines = text.split('\n').length - 1;
  const [open, setOpen] = useState(lines <= LONG_CODE);
  const [wrap, setWrap] = useState(false);
  const [copied, setCopied] = useState(false);
  const pieces = usePieces(lang, text);
  const nodes = useMemo(() => pieces?.map(pieceNode) ?? text, [pieces, text]);
  const copy = async () => {
    const done = await copyText(text);
    setCopied(done);
    announce(done ? t('app.copied') : t('app.code.not_copied'));
    setTimeout(setCopied, 1500, false);
  };
  const name = lang && (colours?.languageName(lang) ?? lang);
  return html`
    <div class="md-code ${lines > 1 || lang ? 'has-bar' : ''}">
      <div class="md-code-bar">
        <span class="md-code-lang">${name}</span>
        <${IconButton} small icon="corner-down-left" label=${t('app.code.wrap')} pressed=${wrap} onClick=${() => setWrap(!wrap)} />
        <${IconButton} small icon=${copied ? 'check' : 'copy'} label=${copied ? t('app.copied') : t('app.code.copy')} onClick=${copy} />
      </div>
      <pre class="${open ? '' : 'is-folded'} ${wrap ? 'is-wrapped' : ''}" dir="ltr" tabindex=${open ? 0 : undefined} role=${open ? 'group' : undefined}
        aria-label=${open ? t('app.code.label', { name }) : undefined}><code>${nodes}</code></pre>
      ${lines > LONG_CODE && html`
        <button type="button" class="md-code-more" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>
          ${open ? t('app.less') : t('app.more_lines', { n: lines - FOLDED_LINES })}
        </button>`}
    </div>`;
}

/** A body the server keeps as sanitised HTML; `text` is what it says without marks. */
export function RichText({ html: source, text }) {
  const box = useRef(null);
  useLayoutEffect(() => {
    if (box.current.setHTML && source) box.current.setHTML(source);
    else box.current.textContent = text;
  }, [source, text]);
  return html`<div class="md md-html" dir="auto" ref=${box} />`;
}
