// Signing in: first set-up, sign-in, invitation, forgotten password.
export default {
  id: 'auth',
  i18n: ['auth'],
  css: [new URL('./auth.css', import.meta.url).href],
  routes: [
    { path: '/login', name: 'login', audience: 'public' },
    { path: '/setup', name: 'setup', audience: 'public' },
    { path: '/invite', name: 'invite', audience: 'public' },
    { path: '/forgot', name: 'forgot', audience: 'public' },
    { path: '/reset', name: 'reset', audience: 'public' },
  ],
  view: () => import('./view.js'),
};
