// Keys of a shortcut, drawn as keys.
import { html } from 'htm/preact';
import { keyParts } from '../lib/keyboard.js';

const Step = ({ keys }) => html`<span class="keys">${keyParts(keys).map((part) => html`<kbd class="kbd">${part}</kbd>`)}</span>`;

/** `keys` as in lib/keyboard.js; steps of a sequence are separated by spaces. */
export const Kbd = ({ keys }) => html`<span class="keys">${keys.split(' ').map((step) => html`<${Step} keys=${step} />`)}</span>`;
