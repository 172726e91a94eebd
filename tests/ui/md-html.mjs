// The canonical HTML of the Markdown tree: the form in which the fixtures state what both renderers must agree on.

const escapeText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  .replaceAll('\u00a0', '&nbsp;');
const escapeAttribute = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('\u00a0', '&nbsp;');

/** @param {import('../../assets/lib/md.js').Block[]} blocks */
export function toHtml(blocks) {
  return blocks.map(blockHtml).join('');
}

function blockHtml(block) {
  switch (block.type) {
    case 'p': return `<p>${inlineHtml(block.children)}</p>`;
    case 'h': {
      const tag = `h${Math.min(6, block.level + 2)}`;
      return `<${tag}>${inlineHtml(block.children)}</${tag}>`;
    }
    case 'hr': return '<hr>';
    case 'pre': {
      const lang = block.lang ? ` class="language-${escapeAttribute(block.lang)}"` : '';
      return `<pre><code${lang}>${escapeText(block.text)}</code></pre>`;
    }
    case 'table': return tableHtml(block);
    case 'quote': return `<blockquote>${toHtml(block.children)}</blockquote>`;
    default: return listHtml(block);
  }
}

function tableHtml({ head, rows }) {
  const row = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${inlineHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row(head, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
}

function listHtml({ ordered, start, tight, items }) {
  const tag = ordered ? 'ol' : 'ul';
  const from = ordered && start !== 1 ? ` start="${start}"` : '';
  const inside = (block) => (tight && block.type === 'p' ? inlineHtml(block.children) : blockHtml(block));
  return `<${tag}${from}>${items.map((item) => `<li>${item.map(inside).join('')}</li>`).join('')}</${tag}>`;
}

function inlineHtml(nodes) {
  return nodes.map((node) => {
    switch (node.type) {
      case 'text': return escapeText(node.text);
      case 'br': return '<br>';
      case 'task': return node.done ? '☑ ' : '☐ ';
      case 'code': return `<code>${escapeText(node.text)}</code>`;
      case 'link':
        return `<a href="${escapeAttribute(node.href)}" rel="noopener noreferrer">${inlineHtml(node.children)}</a>`;
      default: return `<${node.type}>${inlineHtml(node.children)}</${node.type}>`;
    }
  }).join('');
}
