// For admins: who is here, who is invited, who may do what.
import { t } from '../../lib/i18n.js';

export default {
  id: 'admin',
  i18n: ['admin'],
  css: [new URL('./admin.css', import.meta.url).href],
  routes: [
    { path: '/admin', name: 'users', audience: 'admin' },
    { path: '/admin/users', name: 'users', audience: 'admin' },
  ],
  view: () => import('./view.js'),
  nav: { href: '/admin/users', icon: 'shield', label: () => t('app.nav.admin'), order: 80, audience: 'admin' },
};
