// The first page after signing in: what is waiting, who is here, where to go on.
import { t } from '../../lib/i18n.js';

export default {
  id: 'home',
  i18n: ['home'],
  css: [new URL('./home.css', import.meta.url).href],
  routes: [{ path: '/dashboard', name: 'dashboard' }],
  view: () => import('./view.js'),
  nav: { href: '/dashboard', icon: 'house', label: () => t('app.nav.home'), order: 0 },
};
