// The words and the style of this feature: it has no page of its own and appears on those of others.
import { loadAreas } from '../../lib/i18n.js';
import { loadSheet } from '../../ui/states.js';

const SHEET = new URL('./people.css', import.meta.url).href;

/** Resolves when what this feature shows can be shown. */
export const ready = () => Promise.all([loadAreas('people'), loadSheet(SHEET)]);
