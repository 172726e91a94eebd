// Settings: sections at the left, one at a time at the right; on phones a list that leads to each.
import { html } from 'htm/preact';
import { t } from '../../lib/i18n.js';
import { BackButton, Icon, phone, SideTitle } from '../../ui/controls.js';
import { Appearance } from './parts/appearance.js';
import { Profile } from './parts/profile.js';
import { Security } from './parts/security.js';

const SECTIONS = [
  { id: 'profile', icon: 'circle-user', label: () => t('settings.profile'), lead: () => t('settings.profile_lead'), Section: Profile },
  { id: 'security', icon: 'lock', label: () => t('settings.security'), lead: () => t('settings.security_lead'), Section: Security },
  { id: 'appearance', icon: 'palette', label: () => t('settings.appearance'), lead: () => t('settings.appearance_lead'), Section: Appearance },
];

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
