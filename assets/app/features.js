// Every feature of the page, one line each: the place to register a new one.
import admin from '../features/admin/index.js';
import auth from '../features/auth/index.js';
import chat from '../features/chat/index.js';
import home from '../features/home/index.js';
import settings from '../features/settings/index.js';

/** Manifests, in the order their routes are tried. */
export const features = [home, chat, settings, admin, auth];

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
