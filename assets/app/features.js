// Every feature of the page: the place to register a new one. What a feature must do before it is on screen is in a module
// of its own; the others are only an entry here and are loaded when they are first wanted. And how they come on screen: from
// an address to who may see it, then its code, texts and style, then the switch in one step.

import { effect, signal } from '@preact/signals';
import chat from '../features/chat/index.js';
import { loadAreas, t } from '../lib/i18n.js';
import { ApiError } from '../net/api.js';
import { navigate, safeNext } from '../state/route.js';
import { me } from '../state/session.js';
import { errorText, loadSheet } from '../ui/states.js';

const sheet = (path) => new URL(`../features/${path}`, import.meta.url).href;

/** The first page after signing in: what is waiting, who is here, where to go on. */
const home = {
  id: 'home',
  i18n: ['home'],
  css: [sheet('home/home.css')],
  routes: [{ path: '/dashboard', name: 'dashboard' }],
  view: () => import('../features/home/view.js'),
  snapshot: () => import('../features/home/store.js'),
  nav: { href: '/dashboard', icon: 'house', label: () => t('app.nav.home'), order: 0, key: 'h' },
};

/** Where teams plan their work: boards, lists, calendars and timelines of tasks. */
const projects = {
  id: 'projects',
  i18n: ['projects', 'file'],
  css: [sheet('projects/projects.css'), sheet('../ui/files.css')],
  routes: [
    { path: '/projects', name: 'projects' },
    { path: '/projects/:id', name: 'project' },
    ...['list', 'calendar', 'timeline', 'charts', 'settings'].map((name) => ({ path: `/projects/:id/${name}`, name: `project-${name}` })),
  ],
  view: () => import('../features/projects/view.js'),
  palette: () => import('../features/projects/palette.js'),
  found: () => import('../features/projects/found.js'),
  create: async () => (await import('../features/projects/parts/new-task.js')).openNewTask(),
  nav: { href: '/projects', icon: 'folder-kanban', label: () => t('app.nav.projects'), order: 20, key: 'p' },
};

/** What other apps of the device share with this one. */
const share = {
  id: 'share',
  i18n: ['chat'],
  css: chat.css,
  routes: [{ path: '/share', name: 'share' }],
  view: () => import('../features/chat/share.js'),
};

/** One's own files and those shared with one. While anything is on its way, a small window says so on every page. */
const files = {
  id: 'files',
  i18n: ['files', 'file'],
  css: [sheet('files/files.css'), sheet('../ui/files.css')],
  routes: [
    { path: '/files', name: 'files' },
    { path: '/files/trash', name: 'files-trash' },
  ],
  view: () => import('../features/files/view.js'),
  nav: { href: '/files', icon: 'folder', label: () => t('app.nav.files'), order: 30, key: 'f' },
  start: () => whenIdle(watchUploads),
  create: async () => (await import('../features/files/actions.js')).chooseFiles(),
  palette: () => import('../features/files/palette.js'),
  found: () => import('../features/files/found.js'),
  commands: () => [{ id: 'files.add', icon: 'upload', label: () => t('files.upload'), group: () => t('app.nav.files'), needsView: true, run: files.create }],
};

async function watchUploads() {
  const { uploads } = await import('../state/uploads.js');
  const attach = effect(() => {
    if (uploads.items.value.some((item) => item.place.startsWith('task:'))) import('../features/projects/attaching.js').then((part) => (attach(), part.startAttaching()), (error) => console.info(error.message));
  });
  const stop = effect(() => {
    // Not to be had without a connection: with the next change it is tried again.
    if (uploads.items.value.length) import('../features/files/tray.js').then((tray) => (stop(), tray.startTray()), (error) => console.info(error.message));
  });
}

/** One's own settings; their sections are in view.js of the feature, and as commands in commands.js. */
const settings = {
  id: 'settings',
  i18n: ['settings', 'keys'],
  css: [sheet('settings/settings.css')],
  routes: [
    { path: '/settings', name: 'settings' },
    { path: '/settings/:section', name: 'settings' },
  ],
  view: () => import('../features/settings/view.js'),
  nav: { href: '/settings', icon: 'settings', label: () => t('app.nav.settings'), order: 90, key: 's' },
};

let forgetFound = () => undefined;

/** Everything there is, searched. Features say how what is theirs looks there: `found: () => import(…)`, see features/search/kinds.js. */
const search = {
  id: 'search',
  i18n: ['search'],
  css: [sheet('search/search.css'), new URL('../ui/searching.css', import.meta.url).href],
  routes: [{ path: '/search', name: 'search' }],
  async view() {
    const bring = features.filter((feature) => feature.found);
    const [view, { setKinds }, ...found] = await Promise.all([
      import('../features/search/view.js'), import('../features/search/kinds.js'), ...bring.map((feature) => feature.found()),
      ...bring.flatMap((feature) => [loadAreas(...feature.i18n), ...feature.css.map(loadSheet)]),
    ]);
    setKinds(found.slice(0, bring.length));
    forgetFound = view.forget;
    return view;
  },
  stop: () => forgetFound(),
  commands: () => [{ id: 'search.open', keys: 'mod+/', icon: 'search', group: () => t('keys.everywhere'), label: () => t('search.keys.open'), run: () => navigate('/search') }],
};

/** For admins: who is here, who is invited, who may do what; how the workspace looks, and its emoji. */
const admin = {
  id: 'admin',
  i18n: ['admin', 'brand'],
  css: [sheet('admin/admin.css'), sheet('admin/brand.css')],
  routes: [
    { path: '/admin', name: 'users', audience: 'admin' },
    { path: '/admin/users', name: 'users', audience: 'admin' },
    { path: '/admin/brand', name: 'brand', audience: 'admin' },
    { path: '/admin/emoji', name: 'emoji', audience: 'admin' },
  ],
  view: () => import('../features/admin/view.js'),
  nav: { href: '/admin/users', icon: 'shield', label: () => t('app.nav.admin'), order: 80, key: 'x', audience: 'admin' },
};

/** The first minutes of a workspace, and of somebody in it. */
const welcome = {
  id: 'welcome',
  i18n: ['welcome'],
  css: [sheet('welcome/welcome.css')],
  routes: [
    { path: '/welcome', name: 'welcome' },
    { path: '/welcome/status', name: 'welcome-status', audience: 'admin' },
    { path: '/welcome/invite', name: 'welcome-invite', audience: 'admin' },
  ],
  view: () => import('../features/welcome/view.js'),
};

/** The doors: first set-up, sign-in, invitation, forgotten password. */
const auth = {
  id: 'auth',
  i18n: ['auth'],
  css: [sheet('auth/auth.css')],
  routes: [
    { path: '/login', name: 'login', audience: 'public' },
    { path: '/setup', name: 'setup', audience: 'public' },
    { path: '/invite', name: 'invite', audience: 'public' },
    { path: '/forgot', name: 'forgot', audience: 'public' },
    { path: '/reset', name: 'reset', audience: 'public' },
  ],
  view: () => import('../features/auth/view.js'),
};

/** All of them, in the order their routes are tried. */
export const features = [home, chat, projects, files, search, share, settings, admin, welcome, auth];

/** Rail items the person may see, in order. */
export const navOf = (isAdmin) =>
  features
    .filter((feature) => feature.nav && (isAdmin || feature.nav.audience !== 'admin'))
    .sort((a, b) => a.nav.order - b.nav.order);

/** Number for the title of the window: what asks for attention in all areas. */
export const totalCount = () =>
  navOf(me.value?.isAdmin).reduce((sum, feature) => sum + (feature.nav.badge?.().count ?? 0), 0);

/** The table of all addresses for state/route.js. */
export const routeTable = () =>
  features.flatMap((feature) =>
    feature.routes.map((entry) => ({ audience: 'user', ...entry, feature: feature.id, area: feature.area ?? feature.id })),
  );

// -- From an address to what is on screen

const DAILY = 2;

/** `{route, feature, view}` on screen now, or null before the first. `view` null means "no such page". */
export const shown = signal(null);
/** True while the next view is being loaded. */
export const loading = signal(false);
/** True when the server has another version of the page than this one. */
export const outdated = signal(false);
/** Why the address wanted first could not be shown, or null. */
export const showError = signal(null);

// The page's own address names the version it was loaded from.
const MINE = /\/a\/[^/]+\//.exec(import.meta.url)?.[0];

/** Ask the server which version of the page it has. Without an answer nothing is known. */
export async function checkVersion() {
  try {
    const answer = await fetch('/login', { cache: 'no-cache' });
    if (answer.ok && !(await answer.text()).includes(MINE)) outdated.value = true;
  } catch {
    // Not reachable: asked again when it is.
  }
}

/** Where `route` may not be shown to this person: the address to go to instead, else null. */
export function redirectOf(route, person, origin) {
  if (route.path === '/') return '/dashboard';
  if (route.audience === 'public') {
    return person && route.name === 'login' ? safeNext(route.query.next, '/dashboard', origin) : null;
  }
  if (!person) {
    const next = route.path + (Object.keys(route.query).length ? `?${new URLSearchParams(route.query)}` : '');
    return next === '/dashboard' ? '/login' : `/login?${new URLSearchParams({ next })}`;
  }
  return route.audience === 'admin' && !person.isAdmin ? '/dashboard?forbidden=1' : null;
}

const featureOf = (route) => features.find((feature) => feature.id === route.feature);

/** Fetch everything the view of a feature needs; answers `[view]`. */
export const load = (feature) =>
  Promise.all([feature.view(), loadAreas(...(feature.i18n ?? [])), ...(feature.css ?? []).map(loadSheet)]);

/** Fetch what `route` will need while something else is still awaited. Failures show when it is really wanted. */
export function prefetch(route) {
  const feature = featureOf(route);
  if (feature) load(feature).catch(() => undefined);
}

const IDLE_MS = 1500;
const idle = globalThis.requestIdleCallback ?? ((fn) => fn());

/**
 * Run `fn`, which may answer a promise, when the first picture is complete and the page has nothing better to do. For what the
 * page can do without: a failure (the connection may be gone by then) is noted and forgotten.
 */
export const whenIdle = (fn) => void setTimeout(() => idle(async () => {
  try {
    await fn();
  } catch (error) {
    console.info(error.message);
  }
}), IDLE_MS);

/** Fetch the first areas of the rail (those used all day) in idle time; the others are fetched when pointed at. */
export function prefetchDaily() {
  whenIdle(() => navOf(false).slice(0, DAILY).forEach((feature) => load(feature).catch(() => undefined)));
}

let wanted = null;

async function failed(route) {
  const problem = new ApiError({});
  if (!shown.peek()) return void (showError.value = problem);
  // What is on screen has brought it: it is there without a connection.
  const { toast } = await import('../ui/layers.js');
  if (!outdated.peek()) toast(errorText(problem), { kind: 'error', action: { label: t('app.retry'), run: () => show(route) } });
  return undefined;
}

/** Bring `route` on screen. The old view stays until the new one is complete. */
export async function show(route) {
  const elsewhere = redirectOf(route, me.peek(), location.origin);
  if (elsewhere) return navigate(elsewhere, { replace: true });
  const feature = featureOf(route);
  wanted = route;
  if (!feature) {
    shown.value = { route, feature: null, view: null };
    return undefined;
  }
  loading.value = true;
  try {
    const [view] = await load(feature);
    if (wanted !== route) return undefined;
    shown.value = { route, feature, view };
    showError.value = null;
  } catch (error) {
    console.error(error);
    // Either the server has another version, which has no such file, or it cannot be reached.
    await checkVersion();
    failed(route);
  } finally {
    if (wanted === route) loading.value = false;
  }
  return undefined;
}
