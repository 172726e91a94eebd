// The rail: areas with their counts, and the person. On phones it is the bar at the bottom.
import { html } from 'htm/preact';
import { t } from '../lib/i18n.js';
import { phone } from '../lib/phone.js';
import { resolve } from '../state/route.js';
import { me, presence } from '../state/session.js';
import { Avatar } from '../ui/avatar.js';
import { Count } from '../ui/badge.js';
import { Icon } from '../ui/icon.js';
import { navOf } from './features.js';
import { prefetch } from './views.js';

const LOGO = new URL('../icons/logo.svg', import.meta.url).pathname;

/** Number for the title of the window: what asks for attention in all areas. */
export const totalCount = () =>
  navOf(me.value?.isAdmin).reduce((sum, feature) => sum + (feature.nav.badge?.().count ?? 0), 0);

function Item({ feature, current }) {
  const { href, icon, label, badge } = feature.nav;
  const { count = 0, dot = false } = badge?.() ?? {};
  return html`
    <a class="rail-item" href=${href} aria-current=${current ? 'page' : undefined} data-tip=${label()} data-tip-side="right" onPointerEnter=${() => prefetch(resolve(href))}>
      <${Icon} name=${icon} size=${20} />
      <span class="rail-label">${label()}</span>
      ${count ? html`<span class="rail-mark"><${Count} n=${count} kind="mention" label=${t('app.unread_count', { n: count })} /></span>` : dot && html`<span class="rail-dot"><span class="visually-hidden">${t('app.has_unread')}</span></span>`}
    </a>`;
}

const openMe = async ({ currentTarget }) => (await import('./profile.js')).openProfile(currentTarget);

/** `area` is the one on screen; `onShowSide` brings the folded sidebar back. */
export function Rail({ area, onShowSide }) {
  const person = me.value;
  return html`
    <nav class="shell-rail" aria-label=${t('app.areas')}>
      <span class="rail-logo"><img src=${LOGO} width="28" height="28" alt="" /></span>
      ${onShowSide && html`
        <button type="button" class="rail-item" data-tip=${t('app.show_sidebar')} data-keys="[" data-tip-side="right" onClick=${onShowSide}>
          <${Icon} name="panel-left" size=${20} /><span class="rail-label">${t('app.show_sidebar')}</span>
        </button>`}
      ${navOf(person.isAdmin).map((feature) => html`<${Item} key=${feature.id} feature=${feature} current=${area === (feature.area ?? feature.id)} />`)}
      <span class="rail-space" />
      <button type="button" class="rail-me" aria-haspopup="dialog" aria-expanded="false"
        data-tip=${person.displayName} data-tip-side="right" onClick=${openMe}>
        <${Avatar} person=${person} size=${phone.value ? 24 : 32} presence=${presence.value.get(person.id) ?? person.presence} />
        <span class="rail-label">${t('app.profile_menu', { name: person.displayName })}</span>
        ${phone.value && html`<span class="rail-short" aria-hidden="true">${t('app.you')}</span>`}
      </button>
    </nav>`;
}
