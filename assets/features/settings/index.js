// One's own settings: profile, sign-in and sessions, look and language.
import { t } from '../../lib/i18n.js';

export default {
  id: 'settings',
  i18n: ['settings'],
  css: [new URL('./settings.css', import.meta.url).href],
  routes: [
    { path: '/settings', name: 'settings' },
    { path: '/settings/:section', name: 'settings' },
  ],
  view: () => import('./view.js'),
  nav: { href: '/settings', icon: 'settings', label: () => t('app.nav.settings'), order: 90 },
};
