// Every feature of the page: the place to register a new one. What a feature must do before it is on screen is in a module
// of its own; the others are only an entry here and are loaded when they are first wanted.

import chat from '../features/chat/index.js';
import { t } from '../lib/i18n.js';

const sheet = (path) => new URL(`../features/${path}`, import.meta.url).href;

/** The first page after signing in: what is waiting, who is here, where to go on. */
const home = {
  id: 'home',
  i18n: ['home'],
  css: [sheet('home/home.css')],
  routes: [{ path: '/dashboard', name: 'dashboard' }],
  view: () => import('../features/home/view.js'),
  nav: { href: '/dashboard', icon: 'house', label: () => t('app.nav.home'), order: 0, key: 'h' },
};

/** What other apps of the device share with this one. */
const share = {
  id: 'share',
  i18n: ['chat'],
  css: chat.css,
  routes: [{ path: '/share', name: 'share' }],
  view: () => import('../features/chat/share.js'),
};

/** One's own settings: profile, sign-in and sessions, look and language. */
const settings = {
  id: 'settings',
  i18n: ['settings'],
  css: [sheet('settings/settings.css')],
  routes: [
    { path: '/settings', name: 'settings' },
    { path: '/settings/:section', name: 'settings' },
  ],
  view: () => import('../features/settings/view.js'),
  nav: { href: '/settings', icon: 'settings', label: () => t('app.nav.settings'), order: 90, key: 's' },
};

/** For admins: who is here, who is invited, who may do what. */
const admin = {
  id: 'admin',
  i18n: ['admin'],
  css: [sheet('admin/admin.css')],
  routes: [
    { path: '/admin', name: 'users', audience: 'admin' },
    { path: '/admin/users', name: 'users', audience: 'admin' },
  ],
  view: () => import('../features/admin/view.js'),
  nav: { href: '/admin/users', icon: 'shield', label: () => t('app.nav.admin'), order: 80, key: 'x', audience: 'admin' },
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
export const features = [home, chat, share, settings, admin, auth];

/** Rail items the person may see, in order. */
export const navOf = (isAdmin) =>
  features
    .filter((feature) => feature.nav && (isAdmin || feature.nav.audience !== 'admin'))
    .sort((a, b) => a.nav.order - b.nav.order);

/** The table of all addresses for state/route.js. */
export const routeTable = () =>
  features.flatMap((feature) =>
    feature.routes.map((entry) => ({ audience: 'user', ...entry, feature: feature.id, area: feature.area ?? feature.id })),
  );
