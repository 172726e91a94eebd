// A sentence for every failure of a call.
import { t } from '../lib/i18n.js';

// i18n: app.error.network app.error.invalid_credentials app.error.rate_limited app.error.forbidden app.error.not_found
// i18n: app.error.conflict app.error.server app.error.email_taken app.error.last_admin app.error.invalid_token app.error.wrong_password app.error.storage_full
// i18n: app.error.chat_archived app.error.chat_join_required app.error.invalid_request app.error.setup_done app.error.too_large
// i18n: app.error.chat_owner_required app.error.chat_admin_required app.error.chat_title_taken app.error.chat_too_many_members app.error.message_gone
const BY_CODE = {
  network: 'app.error.network',
  aborted: 'app.error.network',
  invalid_credentials: 'app.error.invalid_credentials',
  rate_limited: 'app.error.rate_limited',
  email_taken: 'app.error.email_taken',
  last_admin: 'app.error.last_admin',
  invalid_token: 'app.error.invalid_token',
  wrong_password: 'app.error.wrong_password',
  storage_full: 'app.error.storage_full',
  chat_archived: 'app.error.chat_archived',
  chat_join_required: 'app.error.chat_join_required',
  setup_done: 'app.error.setup_done',
  chat_owner_required: 'app.error.chat_owner_required',
  chat_admin_required: 'app.error.chat_admin_required',
  chat_title_taken: 'app.error.chat_title_taken',
  chat_too_many_members: 'app.error.chat_too_many_members',
  chat_not_found: 'app.error.not_found',
  message_not_found: 'app.error.message_gone',
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
