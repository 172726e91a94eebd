// Choosing the language: at once, on this device, and in the profile of whoever is signed in.
import { setLocale } from '../lib/i18n.js';
import { patch } from '../net/api.js';
import { chosenLocale } from './device.js';
import { me } from './session.js';

/** Switch now; rejects with an ApiError when only the profile could not be changed. */
export async function chooseLanguage(code) {
  await setLocale(code);
  chosenLocale.value = code;
  if (me.peek()) await patch('/users/me', { locale: code });
}
