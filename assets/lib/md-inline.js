// Markdown, the inside of a paragraph: text with marks → a list of inline nodes.
// 
// The rules are CommonMark's (so that the server's renderer agrees) without raw HTML and images: tags are shown as
// text, an image becomes a link. Every line break is kept. See md.js for the node shapes.


const SAFE_SCHEME = /^(?:https?:\/\/|mailto:)[^\s]/i;
const UNSAFE_CHAR = /[^!#-;=?-Z^_a-z~]/gu;

/**
 * The address as it may stand in `href`, percent-encoded, or null when it is not http, https or mailto.
 * Anything else (javascript:, data:, relative) never becomes a link.
 * @param {string} address
 */
export function linkHref(address) {
  if (!SAFE_SCHEME.test(address)) return null;
  return address.replace(UNSAFE_CHAR, (char) => {
    const bytes = new TextEncoder().encode(char);
    return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  });
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const REFERENCE = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/iy;

/** Reads a character reference at `at`: `{text, length}`, or null. Unknown names stay as typed. */
export function decodeEntity(source, at) {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(source);
  if (!match) return null;
  const [whole, hex, decimal, name] = match;
  if (name) return NAMED[name] ? { text: NAMED[name], length: whole.length } : null;
  const code = hex ? parseInt(hex, 16) : parseInt(decimal, 10);
  const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return { text: valid ? String.fromCodePoint(code) : '\ufffd', length: whole.length };
}

// -- Marks

const ESCAPABLE = /[!-/:-@[-`{-~]/;
const ATTRIBUTE = String.raw`\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>${'`'}]+|'[^']*'|"[^"]*"))?`;
const TAG = new RegExp(
  String.raw`^(?:<[A-Za-z][A-Za-z0-9-]*(?:${ATTRIBUTE})*\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>|<!---->|<!--(?:-?[^>-])(?:-?[^-])*-->|<[?][^]*?[?]>|<![A-Z]+\s+[^>]*>|<!\[CDATA\[[^]*?\]\]>)`, 'i');
const URI_AUTOLINK = /^<([A-Za-z][A-Za-z0-9.+-]{1,31}:[^\s<>]*)>/;
const MAIL_AUTOLINK = /^<([\w.!#$%&'*+/=?^`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)>/;
const PLAIN = /[^\n`[\]\\!<&*_~]+/y;
const PUNCTUATION = /^[\p{P}\p{S}]$/u;
const SPACE = /^\s$/u;
/** How deep marks (bold in italic in …) may nest; deeper marks are dropped and their text kept. */
const MAX_MARKS = 16;

/** Parses one paragraph's text. @param {string} source @returns {import('./md.js').Inline[]} */
export function parseInline(source) {
  const state = { source, at: 0, tokens: [], delimiters: [], brackets: [] };
  while (state.at < source.length) step(state);
  matchDelimiters(state, 0);
  return linkBareUrls(buildNodes(state.tokens));
}

function step(state) {
  const { source, at } = state;
  PLAIN.lastIndex = at;
  const plain = PLAIN.exec(source);
  if (plain) return take(state, plain[0].length, plain[0]);
  switch (source[at]) {
    case '\n': return lineBreak(state);
    case '\\': return backslash(state);
    case '`': return codeSpan(state);
    case '*': case '_': case '~': return delimiterRun(state);
    case '[': return openBracket(state, 1);
    case '!': return source[at + 1] === '[' ? openBracket(state, 2) : take(state, 1, '!');
    case ']': return closeBracket(state);
    case '<': return angle(state);
    default: return entity(state);
  }
}

function take(state, length, text) {
  state.tokens.push({ text });
  state.at += length;
}

function lineBreak(state) {
  const last = state.tokens.at(-1);
  if (last?.text !== undefined) last.text = last.text.replace(/ +$/, '');
  state.tokens.push({ node: { type: 'br' } });
  state.at += 1;
  while (state.source[state.at] === ' ' || state.source[state.at] === '\t') state.at += 1;
}

function backslash(state) {
  const next = state.source[state.at + 1];
  if (next === '\n') state.at += 1;
  else if (next !== undefined && ESCAPABLE.test(next)) take(state, 2, next);
  else take(state, 1, '\\');
}

function codeSpan(state) {
  const { source, at } = state;
  const ticks = /^`+/.exec(source.slice(at))[0];
  const rest = /`+/g;
  rest.lastIndex = at + ticks.length;
  for (let match; (match = rest.exec(source));) {
    if (match[0].length !== ticks.length) continue;
    let text = source.slice(at + ticks.length, match.index).replace(/\n/g, ' ');
    if (/[^ ]/.test(text) && text.startsWith(' ') && text.endsWith(' ')) text = text.slice(1, -1);
    state.tokens.push({ node: { type: 'code', text } });
    state.at = rest.lastIndex;
    return;
  }
  take(state, ticks.length, ticks);
}

function entity(state) {
  const found = decodeEntity(state.source, state.at);
  if (found) take(state, found.length, found.text);
  else take(state, 1, '&');
}

function angle(state) {
  const rest = state.source.slice(state.at);
  const uri = URI_AUTOLINK.exec(rest);
  const mail = uri ? null : MAIL_AUTOLINK.exec(rest);
  if (uri || mail) {
    const label = (uri ?? mail)[1];
    const href = linkHref(uri ? label : `mailto:${label}`);
    const text = { type: 'text', text: label };
    state.tokens.push({ node: href ? { type: 'link', href, children: [text] } : text });
    state.at += (uri ?? mail)[0].length;
    return;
  }
  const tag = TAG.exec(rest);
  // A tag is text; line breaks inside it stay line breaks.
  if (!tag) return take(state, 1, '<');
  tag[0].split('\n').forEach((line, i) => {
    if (i > 0) state.tokens.push({ node: { type: 'br' } });
    state.tokens.push({ text: line });
  });
  state.at += tag[0].length;
}

function delimiterRun(state) {
  const { source, at } = state;
  const char = source[at];
  let end = at;
  while (source[end] === char) end += 1;
  const count = end - at;
  const before = at === 0 ? '\n' : lastSymbol(source.slice(Math.max(0, at - 2), at));
  const after = end === source.length ? '\n' : String.fromCodePoint(source.codePointAt(end));
  const [spaceBefore, spaceAfter] = [SPACE.test(before), SPACE.test(after)];
  const [markBefore, markAfter] = [PUNCTUATION.test(before), PUNCTUATION.test(after)];
  const left = !spaceAfter && (!markAfter || spaceBefore || markBefore);
  const right = !spaceBefore && (!markBefore || spaceAfter || markAfter);
  const token = { text: '', char, count, original: count, opens: [], closes: [], deleted: false };
  token.canOpen = char === '_' ? left && (!right || markBefore) : left;
  token.canClose = char === '_' ? right && (!left || markAfter) : right;
  if (char === '~' && count > 2) token.canOpen = token.canClose = false;
  state.tokens.push(token);
  if (token.canOpen || token.canClose) state.delimiters.push(token);
  state.at = end;
}

function lastSymbol(text) {
  return [...text].at(-1);
}

/** Pairs the delimiter runs above `bottom`, then forgets them. */
function matchDelimiters(state, bottom) {
  const runs = state.delimiters.splice(bottom);
  // Where looking for an opener is known to be in vain, per kind of closer: keeps hostile input linear.
  const floor = new Map();
  for (let i = 0; i < runs.length; i += 1) {
    const closer = runs[i];
    while (closer.canClose && closer.count > 0 && !closer.deleted) {
      const kind = `${closer.char}${closer.canOpen}${closer.char === '~' ? closer.count : closer.original % 3}`;
      const low = floor.get(kind) ?? 0;
      let j = i - 1;
      while (j >= low && !pairs(runs[j], closer)) j -= 1;
      if (j < low) {
        floor.set(kind, i);
        break;
      }
      const opener = runs[j];
      const width = closer.char === '~' ? closer.count : opener.count > 1 && closer.count > 1 ? 2 : 1;
      const type = closer.char === '~' ? 'del' : width === 2 ? 'strong' : 'em';
      opener.opens.unshift(type);
      closer.closes.push(type);
      opener.count -= width;
      closer.count -= width;
      for (let k = j + 1; k < i; k += 1) runs[k].deleted = true;
    }
  }
}

function pairs(opener, closer) {
  if (opener.deleted || opener.count === 0 || opener.char !== closer.char || !opener.canOpen) return false;
  if (opener.char === '~') return opener.count === closer.count;
  const odd = (opener.canClose || closer.canOpen) && closer.original % 3 !== 0
    && (opener.original + closer.original) % 3 === 0;
  return !odd;
}

function openBracket(state, width) {
  const text = state.source.slice(state.at, state.at + width);
  state.brackets.push({
    image: width === 2, token: state.tokens.length, delimiters: state.delimiters.length,
    after: state.at + width, active: true,
  });
  take(state, width, text);
}

function closeBracket(state) {
  const bracket = state.brackets.pop();
  const target = bracket?.active ? linkTarget(state.source, state.at + 1) : null;
  if (!target) return take(state, 1, ']');
  matchDelimiters(state, bracket.delimiters);
  let children = buildNodes(state.tokens.splice(bracket.token).slice(1));
  const href = linkHref(target.href);
  if (href) children = children.flatMap(withoutLinks);
  if (href && !plainOf(children)) children = [{ type: 'text', text: href }];
  const node = href ? { type: 'link', href, children } : { type: 'group', children };
  state.tokens.push({ node });
  state.at = target.end;
  // A link holds no link: earlier brackets can only be images now.
  if (!bracket.image) for (const open of state.brackets) if (!open.image) open.active = false;
}

/** A link inside a link (it was an image) is only its text. */
function withoutLinks(node) {
  if (!node.children) return [node];
  const children = node.children.flatMap(withoutLinks);
  return node.type === 'link' ? children : [{ ...node, children }];
}

function plainOf(nodes) {
  return nodes.map((node) => node.text ?? (node.children ? plainOf(node.children) : '')).join('');
}

const TITLE = /(?:"(?:\\[^]|[^\\"])*"|'(?:\\[^]|[^\\'])*'|\((?:\\[^]|[^\\()])*\))/y;

/** Reads `(address "title")` at `at`; null when there is none. */
function linkTarget(source, at) {
  if (source[at] !== '(') return null;
  let end = skipSpace(source, at + 1);
  const address = source[end] === '<' ? angleAddress(source, end) : bareAddress(source, end);
  if (!address) return null;
  end = skipSpace(source, address.end);
  if (end > address.end) {
    TITLE.lastIndex = end;
    if (TITLE.test(source)) end = skipSpace(source, TITLE.lastIndex);
  }
  return source[end] === ')' ? { href: unescape(address.text), end: end + 1 } : null;
}

function skipSpace(source, at) {
  while (/[ \t\n]/.test(source[at] ?? '')) at += 1;
  return at;
}

function angleAddress(source, at) {
  const match = /^<((?:[^<>\n\\]|\\.)*)>/.exec(source.slice(at));
  return match && { text: match[1], end: at + match[0].length };
}

function bareAddress(source, at) {
  let depth = 0;
  let end = at;
  for (; end < source.length; end += 1) {
    const char = source[end];
    if (char === '\\' && ESCAPABLE.test(source[end + 1] ?? '')) end += 1;
    else if (char === '(') depth += 1;
    else if (char === ')' && (depth -= 1) < 0) break;
    else if (/[\s\u0000-\u001f]/.test(char)) break;
    if (depth > 32) return null;
  }
  return depth > 0 ? null : { text: source.slice(at, end), end };
}

function unescape(text) {
  let out = '';
  for (let i = 0; i < text.length; i += 1) {
    const found = text[i] === '&' ? decodeEntity(text, i) : null;
    if (found) {
      out += found.text;
      i += found.length - 1;
    } else if (text[i] === '\\' && ESCAPABLE.test(text[i + 1] ?? '')) out += text[i += 1];
    else out += text[i];
  }
  return out;
}

/** Turns the flat tokens into a tree; neighbouring texts become one. */
function buildNodes(tokens) {
  const root = { type: 'root', children: [] };
  const stack = [root];
  const addText = (text) => {
    const siblings = stack.at(-1).children;
    const last = siblings.at(-1);
    if (!text) return;
    if (last?.type === 'text') last.text += text;
    else siblings.push({ type: 'text', text });
  };
  const add = (node) => {
    if (node.type === 'text') addText(node.text);
    else if (node.type === 'group') node.children.forEach(add);
    else stack.at(-1).children.push(node);
  };
  for (const token of tokens) {
    if (token.node) {
      add(token.node);
      continue;
    }
    for (let i = 0; i < (token.closes?.length ?? 0); i += 1) stack.pop();
    addText(token.char ? token.char.repeat(token.count) : token.text);
    for (const type of token.opens ?? []) {
      const node = { type, children: [] };
      if (stack.length > MAX_MARKS) stack.push(stack.at(-1));
      else {
        stack.at(-1).children.push(node);
        stack.push(node);
      }
    }
  }
  return root.children;
}

const BARE_URL = /(?<![\p{L}\p{N}_])https?:\/\/[\p{L}\p{N}][^\s<>"`]*/giu;

/** Makes links of the http(s) addresses that stand in plain text. */
function linkBareUrls(nodes) {
  return nodes.flatMap((node) => {
    if (node.type === 'text') return splitUrls(node.text);
    if (node.children && node.type !== 'link') return [{ ...node, children: linkBareUrls(node.children) }];
    return [node];
  });
}

function splitUrls(text) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(BARE_URL)) {
    const url = trimUrl(match[0]);
    if (match.index > from) out.push({ type: 'text', text: text.slice(from, match.index) });
    out.push({ type: 'link', href: linkHref(url), children: [{ type: 'text', text: url }] });
    from = match.index + url.length;
  }
  if (from < text.length) out.push({ type: 'text', text: text.slice(from) });
  return out;
}

/** Punctuation at the end belongs to the sentence; a closing bracket too, unless it was opened inside. */
function trimUrl(url) {
  const surplus = { ')': countOf(url, ')') - countOf(url, '('), ']': countOf(url, ']') - countOf(url, '[') };
  let end = url.length;
  for (; end > 0; end -= 1) {
    const last = url[end - 1];
    if (last in surplus ? (surplus[last] -= 1) < 0 : !/[.,:;!?'*_~]/.test(last)) break;
  }
  return url.slice(0, end);
}

function countOf(text, char) {
  return text.split(char).length - 1;
}
