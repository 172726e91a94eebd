// What a pane shows when it has nothing to show: loading, empty, broken; and a sentence for every failure of a call.

import { html } from 'htm/preact';
import { Component, h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { Button, Icon } from './controls.js';

// i18n: app.error.network app.error.invalid_credentials app.error.rate_limited app.error.forbidden app.error.not_found
// i18n: app.error.conflict app.error.server app.error.email_taken app.error.last_admin app.error.invalid_token app.error.wrong_password app.error.storage_full
// i18n: app.error.chat_archived app.error.chat_join_required app.error.invalid_request app.error.setup_done app.error.too_large
// i18n: app.error.picture_unreadable app.error.picture_too_large app.error.accent_contrast app.error.emoji_name_taken app.error.emoji_not_found
// i18n: app.error.emoji_not_yours app.error.too_many_emoji app.error.mail_off app.error.mail_not_taken
// i18n: app.error.chat_owner_required app.error.chat_admin_required app.error.chat_title_taken app.error.chat_too_many_members app.error.message_gone
// i18n: app.error.too_many_pins app.error.poll_closed app.error.message_fixed app.error.message_not_urgent
const BY_CODE = {
  network: 'app.error.network',
  aborted: 'app.error.network',
  invalid_credentials: 'app.error.invalid_credentials',
  rate_limited: 'app.error.rate_limited',
  email_taken: 'app.error.email_taken',
  last_admin: 'app.error.last_admin',
  invalid_token: 'app.error.invalid_token',
  wrong_password: 'app.error.wrong_password',
  picture_unreadable: 'app.error.picture_unreadable',
  unsupported_media_type: 'app.error.picture_unreadable',
  picture_too_large: 'app.error.picture_too_large',
  storage_full: 'app.error.storage_full',
  accent_contrast: 'app.error.accent_contrast',
  emoji_name_taken: 'app.error.emoji_name_taken',
  emoji_not_found: 'app.error.emoji_not_found',
  emoji_not_yours: 'app.error.emoji_not_yours',
  too_many_emoji: 'app.error.too_many_emoji',
  mail_off: 'app.error.mail_off',
  mail_not_taken: 'app.error.mail_not_taken',
  chat_archived: 'app.error.chat_archived',
  chat_join_required: 'app.error.chat_join_required',
  setup_done: 'app.error.setup_done',
  chat_owner_required: 'app.error.chat_owner_required',
  chat_admin_required: 'app.error.chat_admin_required',
  chat_title_taken: 'app.error.chat_title_taken',
  chat_too_many_members: 'app.error.chat_too_many_members',
  chat_not_found: 'app.error.not_found',
  message_not_found: 'app.error.message_gone',
  too_many_pins: 'app.error.too_many_pins',
  poll_closed: 'app.error.poll_closed',
  message_fixed: 'app.error.message_fixed',
  message_not_urgent: 'app.error.message_not_urgent',
  message_deleted: 'app.error.message_gone',
};

const BY_STATUS = {
  400: 'app.error.invalid_request',
  403: 'app.error.forbidden',
  404: 'app.error.not_found',
  409: 'app.error.conflict',
  413: 'app.error.too_large',
  422: 'app.error.invalid_request',
  429: 'app.error.rate_limited',
};

// i18n: app.field.required app.field.too_short app.field.too_long app.field.invalid app.field.out_of_range app.field.common_password app.field.personal_password
const FIELD_CODES = new Set(['required', 'too_short', 'too_long', 'invalid', 'out_of_range', 'common_password', 'personal_password']);

/** What is wrong with one field, from a detail of an ApiError. */
export const fieldText = (detail) => (FIELD_CODES.has(detail.code) ? t(`app.field.${detail.code}`) : detail.message);

/** Localized text for an ApiError; the server's own words where it explains a refused value. */
export function errorText(error) {
  const key = BY_CODE[error.code] ?? BY_STATUS[error.status] ?? 'app.error.server';
  if (key === 'app.error.rate_limited') return t(key, { n: error.retryAfter ?? 60 });
  if (key === 'app.error.invalid_request' && error.details?.length) return error.details.map(fieldText).join(' ');
  return t(key);
}

// -- Loading, empty, broken

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

/**
 * A component of a module that is loaded when it is first shown: `load` answers the module, `name` is the component's in it.
 * Until then `height` pixels (a number, or a function of the props) are kept free; `failing(again)` is what is shown when it cannot be had.
 */
export function later(load, name, height = 0, failing = () => html`<p class="muted">${t('app.outdated_title')}</p>`) {
  let Loaded = null;
  return function Later(props) {
    const [failed, setFailed] = useState(null);
    const begin = () => load().then((module) => { Loaded = module[name]; setFailed(false); }, () => setFailed(true));
    useEffect(() => {
      if (!Loaded) begin();
    }, []);
    if (Loaded) return h(Loaded, props);
    return failed ? failing(begin) : html`<div style=${{ minBlockSize: `${typeof height === 'function' ? height(props) : height}px` }} />`;
  };
}

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

// -- Style sheets of what appears late

const sheets = new Map();

/** Load the sheet at `href` once; resolves when it holds, or cannot be had: a missing style must not keep a view away. */
export function loadSheet(href) {
  if (document.querySelector(`link[rel=stylesheet][href="${new URL(href).pathname}"]`)) return undefined;
  if (!sheets.has(href)) {
    sheets.set(href, new Promise((resolve) => {
      const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
      link.onload = link.onerror = resolve;
      document.head.append(link);
    }));
  }
  return sheets.get(href);
}
