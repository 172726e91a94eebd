// A sentence for every failure of a call.
import { t } from '../lib/i18n.js';

// i18n: app.error.network app.error.invalid_credentials app.error.rate_limited app.error.forbidden app.error.not_found
// i18n: app.error.conflict app.error.server app.error.email_taken app.error.last_admin app.error.invalid_token app.error.password_weak
// i18n: app.error.user_disabled app.error.chat_archived app.error.chat_join_required app.error.invalid_request app.error.setup_done app.error.too_large
const BY_CODE = {
  network: 'app.error.network',
  aborted: 'app.error.network',
  invalid_credentials: 'app.error.invalid_credentials',
  rate_limited: 'app.error.rate_limited',
  email_taken: 'app.error.email_taken',
  last_admin: 'app.error.last_admin',
  invalid_token: 'app.error.invalid_token',
  password_weak: 'app.error.password_weak',
  password_too_short: 'app.error.password_weak',
  password_too_common: 'app.error.password_weak',
  user_disabled: 'app.error.user_disabled',
  account_disabled: 'app.error.user_disabled',
  chat_archived: 'app.error.chat_archived',
  chat_join_required: 'app.error.chat_join_required',
  setup_done: 'app.error.setup_done',
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

/** Localized text for an ApiError; the server's own words where it explains a refused value. */
export function errorText(error) {
  const key = BY_CODE[error.code] ?? BY_STATUS[error.status] ?? 'app.error.server';
  if (key === 'app.error.rate_limited') return t(key, { n: error.retryAfter ?? 60 });
  if (key === 'app.error.invalid_request' && error.details?.length) return error.details.map((detail) => detail.message).join(' ');
  return t(key);
}
