// Keys that work everywhere, and those the features bring.
import { effect } from '@preact/signals';
import { t } from '../lib/i18n.js';
import { listenForKeys, setSingleKeys, shortcuts } from '../lib/keyboard.js';
import { singleKeys } from '../state/device.js';
import { navigate } from '../state/route.js';
import { features } from './features.js';
import { sideHidden } from './shell.js';

const REGIONS = ['.shell-rail', '.shell-sidebar', '.shell-main', '.shell-panel'];

// Move the focus to the next part of the frame; Shift goes back.
function cycle(by) {
  const found = REGIONS.map((selector) => document.querySelector(selector)).filter((region) => region?.checkVisibility());
  const at = found.findIndex((region) => region.contains(document.activeElement));
  const next = found.at((at + by + found.length) % found.length);
  const target = next?.matches('main, .shell-panel') ? next : next?.querySelector('[aria-current], a, button, input');
  (target ?? next)?.focus();
}

const everywhere = [
  { keys: '?', label: () => t('app.shortcuts'), run: () => void import('./shortcut-sheet.js').then((sheet) => sheet.openShortcutSheet()) },
  { keys: '[', label: () => t('app.key.sidebar'), run: () => void (sideHidden.value = !sideHidden.value) },
  { keys: 'mod+F6', label: () => t('app.key.region'), run: () => cycle(1) },
  { keys: 'mod+shift+F6', label: () => t('app.key.region_back'), run: () => cycle(-1) },
  { keys: 'mod+,', label: () => t('app.nav.settings'), run: () => navigate('/settings') },
  { keys: 'Escape', hint: true, label: () => t('app.key.escape'), run: () => false },
].map((entry) => ({ group: () => t('app.key.everywhere'), ...entry }));

/** Register everything and listen; answers a disposer (signed out). */
export function startShortcuts() {
  const disposers = [
    shortcuts(everywhere),
    ...features.map((feature) => shortcuts(feature.shortcuts?.() ?? [])),
    listenForKeys(),
    // An effect, because the key handler lies outside what components render.
    effect(() => setSingleKeys(singleKeys.value)),
  ];
  return () => disposers.forEach((dispose) => dispose());
}
