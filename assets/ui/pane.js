// Headings of panes.
import { html } from 'htm/preact';
import { narrow, phone } from '../lib/phone.js';

/** Title of a sidebar: on a phone the sidebar is the page, so it is the page's main heading there. */
export const SideTitle = ({ children }) => html`<div class="pane-title" role="heading" aria-level=${phone.value ? 1 : 2}>${children}</div>`;

/** Title of the right panel: the page's main heading where the panel covers the rest. */
export const PanelTitle = ({ children }) => html`<div class="pane-title" role="heading" aria-level=${narrow.value ? 1 : 2}>${children}</div>`;
