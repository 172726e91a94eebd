// The pages before the app, chosen by the route's name.
import { html } from 'htm/preact';
import { t } from '../../lib/i18n.js';
import { Invite, Reset } from './parts/joining.js';
import { Setup } from './parts/setup.js';
import { Forgot, Login } from './parts/signing-in.js';

const PAGES = { login: Login, setup: Setup, invite: Invite, forgot: Forgot, reset: Reset };
const TITLES = {
  login: () => t('auth.login.title'),
  setup: () => t('auth.setup.title'),
  invite: () => t('auth.invite.title'),
  forgot: () => t('auth.forgot.title'),
  reset: () => t('auth.reset.title'),
};

/** Title of the window. */
export const title = (route) => TITLES[route.name]();

/** The page of `route`. Another link of the same kind, which differs in its fragment only, is another page. */
export const Main = ({ route }) => html`<${PAGES[route.name]} key=${`${route.name} ${route.hash}`} route=${route} />`;
