// An emoji as it is drawn: a character, or a picture of the workspace's own. One that is gone shows its name.
import { html } from 'htm/preact';
import { customEmoji } from '../../../state/session.js';

const CODE = /:([a-z0-9_+-]{2,32}):/g;

/** The picture of an emoji of the workspace's own; its text says its name. */
export const Drawing = ({ emoji }) => html`<img class="chat-drawing" src=${emoji.url} alt=${`:${emoji.name}:`} title=${`:${emoji.name}:`} draggable=${false} />`;

/** An emoji, given as a character or as `:name:`. */
export function Glyph({ code }) {
  const own = code.startsWith(':') && customEmoji.value.get(code.slice(1, -1));
  return own ? html`<${Drawing} emoji=${own} />` : code;
}

/** Splits text at the names of emoji in `known` (a Map by name): strings and `{emoji}`. */
export function splitEmoji(text, known) {
  if (!known.size || !text.includes(':')) return [text];
  const out = [];
  let from = 0;
  CODE.lastIndex = 0;
  for (let match; (match = CODE.exec(text));) {
    const emoji = known.get(match[1]);
    // The colon that ends a word may begin the next one.
    if (!emoji) CODE.lastIndex -= 1;
    else {
      if (match.index > from) out.push(text.slice(from, match.index));
      out.push({ emoji });
      from = CODE.lastIndex;
    }
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

/** The text with each of the emoji in `known` as one character, to see what else there is. */
export const withoutDrawings = (text, known) => splitEmoji(text, known).map((piece) => (typeof piece === 'string' ? piece : '😀')).join('');
