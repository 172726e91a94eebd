// What a pane shows when it has nothing to show: loading, empty, broken.
import { Component } from 'preact';
import { html } from 'htm/preact';
import { t } from '../lib/i18n.js';
import { errorText } from './error-text.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

/** One sentence and one way on. `action` is a vnode; `main` when the sentence is the page's heading. */
export const EmptyState = ({ icon, title, body, action, main }) => html`
  <div class="empty">
    ${icon && html`<span class="empty-icon"><${Icon} name=${icon} size=${24} /></span>`}
    ${main ? html`<h1 class="empty-title">${title}</h1>` : html`<p class="empty-title">${title}</p>`}
    ${body && html`<p class="empty-body">${body}</p>`}
    ${action && html`<div class="empty-action">${action}</div>`}
  </div>`;

/** What failed, and Retry; the request id under "Details". */
export const ErrorState = ({ error, onRetry }) => html`
  <div class="empty" role="alert">
    <span class="empty-icon is-danger"><${Icon} name="circle-alert" size=${24} /></span>
    <p class="empty-title">${errorText(error)}</p>
    <div class="empty-action">${onRetry && html`<${Button} icon="rotate-cw" onClick=${onRetry}>${t('app.retry')}<//>`}</div>
    ${error.requestId && html`<details class="empty-details"><summary>${t('app.details')}</summary><code>${error.requestId}</code></details>`}
  </div>`;

/** Grey bars in the geometry of what is coming; invisible for the first moment. */
export const Skeleton = ({ lines = 3, height = 12 }) => html`
  <div class="skeleton" role="status" aria-label=${t('app.loading')}>
    ${Array.from({ length: lines }, (_, i) => html`<span class="skeleton-line" style=${{ height: `${height}px`, width: `${[92, 68, 80, 55][i % 4]}%` }} />`)}
  </div>`;

/** A turning circle for waits longer than a second. */
export const Spinner = ({ label = t('app.loading') }) => html`
  <span class="spinner" role="status" aria-label=${label}><${Icon} name="loader-circle" size=${18} /></span>`;

/** Keeps a broken pane from blanking the page; a change of `reset` (the address) gives it another chance. */
export class Boundary extends Component {
  constructor(props) {
    super(props);
    this.state = { broken: null };
  }

  componentDidCatch(error) {
    console.error(error);
    this.setState({ broken: error });
  }

  componentDidUpdate(before) {
    if (this.state.broken && before.reset !== this.props.reset) this.setState({ broken: null });
  }

  render({ children }, { broken }) {
    if (!broken) return children;
    return html`
      <div class="empty" role="alert">
        <span class="empty-icon is-danger"><${Icon} name="circle-alert" size=${24} /></span>
        <p class="empty-title">${t('app.broken_title')}</p>
        <p class="empty-body">${t('app.broken_body')}</p>
        <div class="empty-action"><${Button} icon="rotate-cw" onClick=${() => this.setState({ broken: null })}>${t('app.retry')}<//></div>
      </div>`;
  }
}
