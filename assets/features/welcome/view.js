// The first minutes: what the machine is like and whom to invite, for who set it up; oneself and the channels, for who was invited.
import { html } from 'htm/preact';
import { t } from '../../lib/i18n.js';
import { Invite, Machine } from './machine.js';
import { Yourself } from './yourself.js';

const PAGES = { 'welcome-status': Machine, 'welcome-invite': Invite, welcome: Yourself };

/** Title of the window. */
export const title = () => t('welcome.title');

/** The page of `route`. */
export const Main = ({ route }) => html`<div class="pane-body"><div class="page welcome"><${PAGES[route.name]} key=${route.name} /></div></div>`;
