// Headings of panes.
import { html } from 'htm/preact';
import { phone } from '../lib/phone.js';

/** Title of a sidebar: on a phone the sidebar is the page, so it is the page's main heading there. */
export const SideTitle = ({ children }) => html`<div class="pane-title" role="heading" aria-level=${phone.value ? 1 : 2}>${children}</div>`;
