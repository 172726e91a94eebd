// What admins look after: sections at the left, one at a time at the right; on phones a list that leads to each.
import { html } from 'htm/preact';
import { t } from '../../lib/i18n.js';
import { BackButton, Icon, phone, SideTitle } from '../../ui/controls.js';
import { Accounts } from './accounts.js';
import { Brand } from './brand.js';
import { EmojiAdmin } from './emoji.js';

const SECTIONS = [
  { id: 'users', icon: 'users', label: () => t('admin.title'), Section: Accounts },
  { id: 'brand', icon: 'palette', label: () => t('brand.title'), lead: () => t('brand.lead'), Section: Brand },
  { id: 'emoji', icon: 'smile', label: () => t('brand.emoji'), lead: () => t('brand.emoji_lead'), Section: EmojiAdmin },
];

const sectionOf = (route) => SECTIONS.find((section) => section.id === route.name) ?? SECTIONS[0];

/** On phones the list comes first. */
export const pane = (route) => (route.path === '/admin' ? 'list' : 'main');

/** Title of the window. */
export const title = (route) => sectionOf(route).label();

/** The sections. */
export const Sidebar = ({ route }) => html`
  <header class="pane-bar"><${SideTitle}>${t('app.nav.admin')}<//></header>
  <div class="side-scroll">
    ${SECTIONS.map((section) => html`
      <a key=${section.id} class="side-row" href="/admin/${section.id}" aria-current=${section === sectionOf(route) && !phone.value ? 'page' : undefined}>
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
      ${phone.value && html`<header class="pane-bar"><${BackButton} href="/admin" />${lead ? html`<h1 class="pane-title">${label()}</h1>` : html`<span class="pane-title">${t('app.nav.admin')}</span>`}</header>`}
      <div class="pane-body" key=${id}>
        <div class="page page-wide">
          ${lead && html`<header>${!phone.value && html`<h1 class="page-title">${label()}</h1>`}<p class="page-lead">${lead()}</p></header>`}
          <${Section} route=${route} />
        </div>
      </div>
    </div>`;
}
