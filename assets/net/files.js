// Files the server has: where they are, what can be shown of them, and how they come onto the device.

import { get, patch, post, renewSession } from './api.js';

const pathOf = (id, what, query = '') => `/api/v1/files/${id}/${what}${query}`;

/** Address of a small picture of the file: 'small' (320 px) or 'large' (1280 px). */
export const thumbnail = ({ id, version = 1 }, size) => pathOf(id, 'thumbnail', `?size=${size}&version=${version}`);
/** Address of the file itself, for what may be shown in the page. */
export const view = ({ id, version }) => pathOf(id, 'view', version ? `?version=${version}` : '');
/** An address that is good for a short while without the sign-in: for players, downloads and other tabs. */
export const signed = async (id, purpose) => (await post(`/files/${id}/link`, { purpose })).url;
/** Its text: `{text, language, truncated, rows?}`. */
export const preview = (id, signal) => get(`/files/${id}/preview`, { signal });
/** Everything that is known of it. */
export const details = (id, signal) => get(`/files/${id}`, { signal });

/** Says what a picture shows, for who does not see it; answers the file as it is then. */
export const describe = (id, altText) => patch(`/files/${id}`, { altText });

/** Have the browser save what is at an address. */
export function save(url, name) {
  const link = Object.assign(document.createElement('a'), { href: url, download: name ?? '' });
  document.body.append(link);
  link.click();
  link.remove();
}

/** Saves a file on the device. Rejects with an ApiError. */
export const download = async ({ id, fileName }) => save(await signed(id, 'download'), fileName);

/** Pictures do not renew the sign-in by themselves: after one failed, `again()` once the sign-in is good. */
export async function afterRenewal(again, otherwise) {
  try {
    await renewSession();
    again();
  } catch {
    otherwise();
  }
}

/** All of it together, for the parts of ui/ that get their calls from outside. */
export const fileCalls = { thumbnail, view, signed, preview, details, describe, download, afterRenewal };
