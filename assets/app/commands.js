// Commands that work everywhere, and those the features bring; the mark of a sequence of keys that has begun.
import { effect, untracked } from '@preact/signals';
import { html, render } from 'htm/preact';
import { loadAreas, t } from '../lib/i18n.js';
import { commands, isTextField, listenForKeys, sequence, setSingleKeys } from '../lib/keyboard.js';
import { untilLoaded } from '../net/api.js';
import { applyBindings } from '../state/bindings.js';
import { singleKeys } from '../state/device.js';
import { navigate } from '../state/route.js';
import { me } from '../state/session.js';
import { Kbd } from '../ui/controls.js';
import { canUndo, undoLast } from '../ui/layers.js';
import { features, load, navOf, shown, whenIdle } from './features.js';
import { panelHidden, sideHidden } from './shell.js';

const PRELOAD_MS = 3000;
const REGIONS = ['.shell-rail', '.shell-sidebar', '.shell-main', '.shell-panel'];
const SEARCHES = '.shell-main input[type=search], .shell-sidebar input[type=search]';

// Move the focus to the next part of the frame; Shift goes back.
function cycle(by) {
  const found = REGIONS.map((selector) => document.querySelector(selector)).filter((region) => region?.checkVisibility());
  const at = found.findIndex((region) => region.contains(document.activeElement));
  const next = found.at((at + by + found.length) % found.length);
  const target = next?.matches('main, .shell-panel') ? next : next?.querySelector('[aria-current], a, button, input');
  (target ?? next)?.focus();
}

const flip = (signal) => () => void (signal.value = !signal.peek());
const searchField = () => [...document.querySelectorAll(SEARCHES)].find((field) => field.checkVisibility());
const installed = () => Boolean(globalThis.matchMedia?.('(display-mode: standalone)').matches);
const creating = () => [shown.peek()?.feature, ...features].find((feature) => feature?.create);

function everywhere() {
  // In a tab F6 is the browser's.
  const region = (keys) => (installed() ? [keys.replace('mod+', ''), keys] : keys);
  return [
    { id: 'app.palette', keys: 'mod+k', icon: 'search', label: () => t('keys.palette'), run: () => void import('./palette.js').then((palette) => palette.openPalette()) },
    { id: 'app.shortcuts', keys: '?', icon: 'keyboard', label: () => t('keys.shortcuts'), run: () => void import('./shortcut-sheet.js').then((sheet) => sheet.openShortcutSheet()) },
    { id: 'app.search', keys: '/', icon: 'search', label: () => t('keys.search'), run: () => (searchField() ? searchField().focus() : navigate('/search')) },
    { id: 'app.create', keys: 'c', icon: 'plus', label: () => t('keys.create'), when: () => Boolean(creating()), run: () => void start(creating(), creating().create) },
    // While writing, taking back belongs to what is written.
    { id: 'app.undo', keys: ['z', 'mod+z'], icon: 'undo-2', label: () => t('keys.undo'), when: () => canUndo() && !isTextField(document.activeElement), run: undoLast },
    { id: 'app.sidebar', keys: '[', icon: 'panel-left', label: () => t('keys.sidebar'), run: flip(sideHidden) },
    { id: 'app.panel', keys: [']', 'mod+.'], icon: 'panel-right', label: () => t('keys.panel'), when: () => Boolean(shown.peek()?.view?.Panel), run: flip(panelHidden) },
    { id: 'app.region', keys: region('mod+F6'), quiet: true, label: () => t('keys.region'), run: () => cycle(1) },
    { id: 'app.region_back', keys: region('mod+shift+F6'), quiet: true, label: () => t('keys.region_back'), run: () => cycle(-1) },
    { id: 'app.settings', keys: 'mod+,', icon: 'settings', quiet: true, label: () => t('keys.settings'), run: () => navigate('/settings') },
    { keys: 'Escape', hint: true, label: () => t('keys.escape') },
  ].map((entry) => ({ group: () => t('keys.everywhere'), ...entry }));
}

// What a feature does may need its texts, styles and code, which come with its view.
const start = (feature, run) => load(feature).then(run, (error) => console.error(error));

const commandsOf = (feature) =>
  (feature.commands?.() ?? []).map((entry) => (entry.needsView ? { ...entry, run: () => void start(feature, entry.run) } : entry));

// G and a letter leads to an area; an installed page has Alt and a number as well (in a tab those are the browser's).
const places = () => navOf(me.peek()?.isAdmin).map(({ id, nav }, i) => ({
  id: `go.${id}`, icon: nav.icon, group: () => t('keys.places'), label: () => t('keys.go', { name: nav.label() }), run: () => navigate(nav.href),
  keys: [nav.key && `g ${nav.key}`, installed() && i < 6 && `alt+${i + 1}`].filter(Boolean),
}));

// i18n: keys.section.profile keys.section.notifications keys.section.appearance keys.section.region keys.section.keyboard
// i18n: keys.section.security keys.section.device keys.section.news keys.section.about
const SECTIONS = ['profile', 'notifications', 'appearance', 'region', 'keyboard', 'security', 'device', 'news', 'about'];

// Each section of the settings is found by its name.
const settings = () => SECTIONS.map((id) => ({
  id: `go.settings.${id}`, icon: 'settings', group: () => t('app.nav.settings'), label: () => t(`keys.section.${id}`), run: () => navigate(`/settings/${id}`),
}));

// Where somebody was, for the palette.
function watchPlaces() {
  // Until what was kept has been read, the places wait here.
  const early = [];
  let note = (place) => early.push(place);
  let forget = null;
  let ended = false;
  const stop = effect(() => {
    const { route, feature, view } = shown.value ?? {};
    const title = route?.audience !== 'public' && view?.title?.(route);
    if (title) untracked(() => note({ href: route.path, title, icon: feature?.nav?.icon ?? 'compass' }));
  });
  whenIdle(async () => {
    const { clearHabits, loadHabits, notePlace } = await import('../state/habits.js');
    await loadHabits();
    if (ended) return;
    early.forEach(notePlace);
    note = notePlace;
    forget = clearHabits;
  });
  return () => {
    ended = true;
    delete document.documentElement.dataset.keys;
    stop();
    forget?.();
  };
}

/** Words of all features that bring commands: their names are read before their pages were open. */
export const loadWords = () => loadAreas('keys', ...features.filter((feature) => feature.commands).flatMap((feature) => feature.i18n));

function Hud() {
  const begun = sequence.value;
  if (!begun) return null;
  return html`
    <div class="keys-hud" role="status">
      <${Kbd} keys=${begun.first} />
      <ul class="keys-hud-list">
        ${begun.choices.map(({ entry, key }) => html`<li key=${entry.id}><${Kbd} keys=${key} /><span>${entry.label()}</span></li>`)}
      </ul>
    </div>`;
}

function showHud() {
  const box = document.createElement('div');
  document.body.append(box);
  render(html`<${Hud} />`, box);
  return () => {
    render(null, box);
    box.remove();
  };
}

// A task of something said elsewhere: chats ask for it by an event, and do not know how it is made.
function watchTasks() {
  const made = ({ detail }) => start(features.find((feature) => feature.id === 'projects'), () => import('../features/projects/parts/new-task.js').then((part) => part.openNewTask(detail)));
  document.addEventListener('make-task', made);
  return () => document.removeEventListener('make-task', made);
}

// Fetched when there is time, so that they open in the moment of the key.
const preload = () => {
  const timer = setTimeout(() => void import('./palette.js').then((palette) => palette.prepare()).catch(() => undefined), PRELOAD_MS);
  return () => clearTimeout(timer);
};

/** Register everything and listen; answers a disposer (signed out). */
export function startCommands() {
  const disposers = [
    commands(everywhere()),
    commands(places()),
    commands(settings()),
    ...features.map((feature) => commands(commandsOf(feature))),
    applyBindings(),
    // An effect, because the key handler lies outside what components render.
    effect(() => setSingleKeys(singleKeys.value)),
    listenForKeys(),
    watchPlaces(),
    watchTasks(),
    preload(),
  ];
  // For whoever has to know when keys act: tests, and tools that type.
  document.documentElement.dataset.keys = 'act';
  let ended = false;
  // Keys act before their names can be read: who is quick loses none.
  untilLoaded(loadWords).then(() => !ended && disposers.push(showHud()));
  return () => {
    ended = true;
    disposers.forEach((dispose) => dispose());
  };
}
