// Settings: sections at the left, one at a time at the right; on phones a list that leads to each. A section is a module of
// its own, loaded when it is first shown.
import { html } from 'htm/preact';
import { t } from '../../lib/i18n.js';
import { ApiError } from '../../net/api.js';
import { BackButton, Icon, phone, SideTitle } from '../../ui/controls.js';
import { ErrorState, later } from '../../ui/states.js';

const HEIGHT = 320;
const section = (load, name) => later(load, name, HEIGHT, (again) => html`<${ErrorState} error=${new ApiError({})} onRetry=${again} />`);

// i18n: keys.section.profile keys.section.security keys.section.appearance keys.section.region keys.section.notifications
// i18n: keys.section.keyboard keys.section.device keys.section.news keys.section.about
// i18n: settings.lead.profile settings.lead.security settings.lead.appearance settings.lead.region settings.lead.notifications
// i18n: settings.lead.keyboard settings.lead.device settings.lead.news settings.lead.about
const SECTIONS = Object.entries({
  profile: ['circle-user', section(() => import('./parts/profile.js'), 'Profile')],
  notifications: ['bell', section(() => import('./parts/notifications.js'), 'Notifications')],
  appearance: ['palette', section(() => import('./parts/appearance.js'), 'Appearance')],
  region: ['languages', section(() => import('./parts/region.js'), 'Region')],
  keyboard: ['keyboard', section(() => import('./parts/keyboard.js'), 'Keyboard')],
  security: ['lock', section(() => import('./parts/security.js'), 'Security')],
  device: ['monitor-smartphone', section(() => import('./parts/device.js'), 'Device')],
  news: ['sparkles', section(() => import('./parts/news.js'), 'News')],
  about: ['info', section(() => import('./parts/about.js'), 'About')],
}).map(([id, [icon, Section]]) => ({ id, icon, Section, label: () => t(`keys.section.${id}`), lead: () => t(`settings.lead.${id}`) }));

const sectionOf = (route) => SECTIONS.find((section) => section.id === route.params.section) ?? SECTIONS[0];

/** On phones the list comes first. */
export const pane = (route) => (route.params.section ? 'main' : 'list');

/** Title of the window. */
export const title = (route) => (route.params.section ? sectionOf(route).label() : t('app.nav.settings'));

/** The sections. */
export const Sidebar = ({ route }) => html`
  <header class="pane-bar"><${SideTitle}>${t('app.nav.settings')}<//></header>
  <div class="side-scroll">
    ${SECTIONS.map((section) => html`
      <a key=${section.id} class="side-row" href="/settings/${section.id}" aria-current=${section === sectionOf(route) && !phone.value ? 'page' : undefined}>
        <span class="side-row-lead"><${Icon} name=${section.icon} /></span>
        <span class="side-row-text">${section.label()}</span>
        <span class="side-row-tail phone-only"><${Icon} name="chevron-right" /></span>
      </a>`)}
  </div>`;

/** One section. */
export function Main({ route }) {
  const { id, label, lead, Section } = sectionOf(route);
  // Nothing but text: to be scrolled by keys it takes the focus itself.
  const scroller = id === 'news' ? { tabIndex: 0, role: 'group', 'aria-label': label() } : {};
  return html`
    <div class="pane">
      ${phone.value && html`<header class="pane-bar"><${BackButton} href="/settings" /><h1 class="pane-title">${label()}</h1></header>`}
      <div class="pane-body" key=${id} ...${scroller}>
        <div class="page">
          <header>${!phone.value && html`<h1 class="page-title">${label()}</h1>`}<p class="page-lead">${lead()}</p></header>
          <${Section} />
        </div>
      </div>
    </div>`;
}
