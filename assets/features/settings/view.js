// Settings: sections at the left, one at a time at the right; on phones a list that leads to each. A section is a module of
// its own, loaded when it is first shown.
import { html } from 'htm/preact';
import { t } from '../../lib/i18n.js';
import { BackButton, Icon, phone, SideTitle } from '../../ui/controls.js';
import { later } from '../../ui/states.js';

const HEIGHT = 320;

// i18n: keys.section.profile keys.section.security keys.section.appearance keys.section.region keys.section.notifications
// i18n: keys.section.keyboard keys.section.device keys.section.news keys.section.about
// i18n: settings.lead.profile settings.lead.security settings.lead.appearance settings.lead.region settings.lead.notifications
// i18n: settings.lead.keyboard settings.lead.device settings.lead.news settings.lead.about
const SECTIONS = Object.entries({
  profile: ['circle-user', later(() => import('./parts/profile.js'), 'Profile', HEIGHT)],
  notifications: ['bell', later(() => import('./parts/notifications.js'), 'Notifications', HEIGHT)],
  appearance: ['palette', later(() => import('./parts/appearance.js'), 'Appearance', HEIGHT)],
  region: ['languages', later(() => import('./parts/region.js'), 'Region', HEIGHT)],
  keyboard: ['keyboard', later(() => import('./parts/keyboard.js'), 'Keyboard', HEIGHT)],
  security: ['lock', later(() => import('./parts/security.js'), 'Security', HEIGHT)],
  device: ['monitor-smartphone', later(() => import('./parts/device.js'), 'Device', HEIGHT)],
  news: ['sparkles', later(() => import('./parts/news.js'), 'News', HEIGHT)],
  about: ['info', later(() => import('./parts/about.js'), 'About', HEIGHT)],
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
  return html`
    <div class="pane">
      ${phone.value && html`<header class="pane-bar"><${BackButton} href="/settings" /><h1 class="pane-title">${label()}</h1></header>`}
      <div class="pane-body" key=${id}>
        <div class="page">
          <header>${!phone.value && html`<h1 class="page-title">${label()}</h1>`}<p class="page-lead">${lead()}</p></header>
          <${Section} />
        </div>
      </div>
    </div>`;
}
