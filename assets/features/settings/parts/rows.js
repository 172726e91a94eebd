// What the sections of choices are made of.
import { html } from 'htm/preact';

/** One choice, and what it means. */
export const Row = ({ hint, children }) => html`<div class="settings-row">${children}${hint && html`<p class="field-hint">${hint}</p>`}</div>`;

/** Choices that belong together, under a heading. */
export function Group({ id, title, lead, children }) {
  return html`
    <section class="section settings-group" aria-labelledby=${id}>
      <div><h2 class="section-title" id=${id}>${title}</h2>${lead && html`<p class="section-lead">${lead}</p>`}</div>
      ${children}
    </section>`;
}
