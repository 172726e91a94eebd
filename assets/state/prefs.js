// Choices of this device: look, size, keys. app/early.js applies the same values before the first paint.
import { effect } from '@preact/signals';
import { local } from './persist.js';

/** 'auto' | 'light' | 'dark' */
export const theme = local('theme', 'auto');
/** 'compact' | 'cozy' | 'comfortable' */
export const density = local('density', 'cozy');
/** Percent of the normal text size: 90, 100, 110, 125. */
export const textSize = local('textSize', 100);
/** May keys without a modifier act? */
export const singleKeys = local('singleKeys', true);
/** Language chosen on this device, or null to follow the profile and then the browser. */
export const chosenLocale = local('locale', null);

/** Keep the document in step with the choices. */
export function applyPrefs() {
  // An effect, because the document element lies outside what components render.
  effect(() => {
    const root = document.documentElement;
    root.dataset.theme = theme.value;
    root.dataset.density = density.value;
    root.style.fontSize = textSize.value === 100 ? '' : `${textSize.value}%`;
  });
}
