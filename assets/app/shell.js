// The frame around every signed-in view: rail, sidebar, main, right panel, what lies over them, and a word when the
// connection is lost.

import { effect, signal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatShort, t } from '../lib/i18n.js';
import { onAnswer } from '../net/api.js';
import { nudge, send, state } from '../net/socket.js';
import { local } from '../state/device.js';
import { items, resume } from '../state/outbox.js';
import { resolve } from '../state/route.js';
import { logo, me, presence, workspace } from '../state/session.js';
import { Avatar, Button, Count, Icon, narrow, phone } from '../ui/controls.js';
import { ToastHost } from '../ui/layers.js';
import { Boundary, EmptyState } from '../ui/states.js';
import { checkVersion, loading, navOf, outdated, prefetch } from './features.js';
import { phase, staleSince, tryNow } from './session-flow.js';

/** The browser's offer to install the page, while there is one. It is made in the profile menu, never by itself. */
export const installOffer = signal(null);

function watchInstalling() {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    installOffer.value = event;
  });
  addEventListener('appinstalled', () => (installOffer.value = null));
}

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

const openPalette = async () => (await import('./palette.js')).openPalette();
const openMe = async ({ currentTarget }) => (await import('./profile.js')).openProfile(currentTarget);

/** `area` is the one on screen; `onShowSide` brings the folded sidebar back. */
export function Rail({ area, onShowSide }) {
  const person = me.value;
  // i18n: app.presence.available app.presence.away app.presence.busy app.presence.offline
  const here = presence.value.get(person.id) ?? person.presence ?? 'offline';
  return html`
    <nav class="shell-rail" aria-label=${t('app.areas')}>
      <span class="rail-logo"><img class=${workspace.value.logoUrl ? 'is-own' : undefined} src=${logo.value} width="28" height="28" alt="" /></span>
      ${onShowSide && html`
        <button type="button" class="rail-item" data-tip=${t('app.show_sidebar')} data-command="app.sidebar" data-tip-side="right" onClick=${onShowSide}>
          <${Icon} name="panel-left" size=${20} /><span class="rail-label">${t('app.show_sidebar')}</span>
        </button>`}
      ${!phone.value && html`
        <button type="button" class="rail-item" data-testid="search-button" data-tip=${t('app.palette')} data-command="app.palette" data-tip-side="right" onClick=${openPalette}>
          <${Icon} name="search" size=${20} /><span class="rail-label">${t('app.palette')}</span>
        </button>`}
      ${navOf(person.isAdmin).map((feature) => html`<${Item} key=${feature.id} feature=${feature} current=${area === (feature.area ?? feature.id)} />`)}
      <span class="rail-space" />
      ${outdated.value && !phone.value && html`
        <button type="button" class="rail-item rail-update" data-tip=${t('app.update_ready')} data-tip-side="right" onClick=${() => location.reload()}>
          <${Icon} name="rotate-cw" size=${18} /><span class="rail-label">${t('app.update_ready')}</span>
        </button>`}
      <span class="visually-hidden" role="status">${outdated.value && t('app.outdated_title')}</span>
      <button type="button" class="rail-me" aria-haspopup="dialog" aria-expanded="false"
        data-tip=${person.displayName} data-tip-side="right" onClick=${openMe}>
        <span aria-hidden="true"><${Avatar} person=${person} size=${phone.value ? 24 : 32} presence=${here} /></span>
        <span class="rail-label">${t('app.profile_menu', { name: person.displayName })}, ${t(`app.presence.${here}`)}</span>
        ${phone.value && html`<span class="rail-short" aria-hidden="true">${t('app.you')}</span>`}
      </button>
    </nav>`;
}

// -- The connection: silence at first, a pill, after 3 s a banner; and that an update is ready

const PILL_MS = 1000;
const BANNER_MS = 3000;
const OFFLINE_MS = 10_000;
const HEARTBEAT_MS = 60_000;

/** 0 = fine, 1 = reconnecting, 2 = worth a banner, 3 = offline for long. */
const trouble = signal(0);

function watchTrouble() {
  let timers = [];
  effect(() => {
    const down = phase.value === 'ready' && state.value !== 'open';
    if (down && !timers.length) {
      timers = [PILL_MS, BANNER_MS, OFFLINE_MS].map((ms, i) => setTimeout(() => (trouble.value = i + 1), ms));
    }
    if (!down) {
      timers.forEach(clearTimeout);
      timers = [];
      trouble.value = 0;
    }
  });
}

const AWAY_MS = 10 * 60_000;

// After a reconnect, or a start from what the worker kept, the server may be a newer one. A page nobody looks at takes the
// new version by itself, unless something is unsent; drafts are on the device by then.
function watchVersion() {
  let opened = 0;
  effect(() => {
    if (state.value !== 'open') return;
    opened += 1;
    if (opened > 1 || navigator.serviceWorker?.controller) checkVersion();
  });
  addEventListener('unhandledrejection', ({ reason }) => {
    if (/dynamically imported module/i.test(reason?.message)) checkVersion();
  });
  const take = () => document.hidden && outdated.peek() && !items.peek().length && location.reload();
  let timer = 0;
  document.addEventListener('visibilitychange', () => {
    clearInterval(timer);
    if (document.hidden) timer = setInterval(take, AWAY_MS);
  });
}

// Socket and outbox wait on their own; whichever finds the server first wakes the other.
function watchRecovery() {
  onAnswer(() => state.peek() === 'waiting' && nudge());
  effect(() => {
    if (state.value === 'open') resume();
  });
}

// "I am here": at most once a minute, only when something was really done.
function watchActivity() {
  let last = 0;
  const active = () => {
    if (Date.now() - last < HEARTBEAT_MS || !send('presence.heartbeat', {})) return;
    last = Date.now();
  };
  for (const name of ['keydown', 'pointerdown', 'wheel']) addEventListener(name, active, { passive: true });
}

/** Start watching; once per page. */
export function watchConnection() {
  watchTrouble();
  watchVersion();
  watchRecovery();
  watchActivity();
  watchInstalling();
}

/** The line across the top. */
export function ConnectionBanner() {
  if (trouble.value < 2) return null;
  const n = items.value.length;
  const kept = staleSince.value && t('app.offline_since', { when: formatShort(staleSince.value) });
  const text = [(!kept || n > 0) && (trouble.value === 3 && n ? t('app.offline_unsent', { n }) : !kept && t('app.offline')), kept].filter(Boolean).join(' ');
  return html`
    <div class="banner shell-banner" role="status">
      <${Icon} name="cloud-off" /><span>${text}</span>
      <button type="button" class="banner-action" onClick=${tryNow}>${t('app.try_now')}</button>
    </div>`;
}

/** The pill at the foot of the sidebar: reconnecting, or an update to load. */
export function ConnectionPill() {
  if (trouble.value) {
    return html`<div class="pill" role="status"><${Icon} name="refresh-cw" size=${14} />${t('app.reconnecting')}</div>`;
  }
  // Where there is a rail it says so at its foot.
  if (!outdated.value || !phone.value) return null;
  return html`
    <button type="button" class="pill pill-update" onClick=${() => location.reload()}>
      <${Icon} name="rotate-cw" size=${14} />${t('app.update_ready')}
    </button>`;
}

// -- The frame

const SIDE = { least: 208, normal: 264, most: 400, step: 16 };
const sideWidth = local('sideWidth', SIDE.normal);
/** Is the sidebar folded away (wide screens)? */
export const sideHidden = local('sideHidden', false);
/** Is the right panel folded away, though the address asks for it? Another address brings it back. */
export const panelHidden = signal(false);

const clamp = (width) => Math.round(Math.max(SIDE.least, Math.min(SIDE.most, width)));

// The edge between sidebar and main: drag, arrow keys, double press to reset.
function Grip() {
  const drag = (event) => {
    const grip = event.currentTarget;
    const left = grip.parentElement.getBoundingClientRect().left;
    grip.setPointerCapture(event.pointerId);
    grip.classList.add('is-dragging');
    grip.onpointermove = (move) => (sideWidth.value = clamp(move.clientX - left));
    grip.onlostpointercapture = () => {
      grip.onpointermove = null;
      grip.classList.remove('is-dragging');
    };
  };
  const key = (event) => {
    const by = { ArrowLeft: -SIDE.step, ArrowRight: SIDE.step }[event.key];
    if (!by) return;
    event.preventDefault();
    sideWidth.value = clamp(sideWidth.value + by);
  };
  return html`
    <div class="side-grip" role="separator" tabindex="0" aria-orientation="vertical" aria-label=${t('app.resize_sidebar')}
      aria-valuenow=${sideWidth.value} aria-valuemin=${SIDE.least} aria-valuemax=${SIDE.most}
      onPointerDown=${drag} onKeyDown=${key} onDblClick=${() => (sideWidth.value = SIDE.normal)} />`;
}

/** What an address without a page shows. */
export const NotFound = () => html`
  <${EmptyState} icon="compass" main title=${t('app.not_found_title')} body=${t('app.not_found_body')}
    action=${html`<${Button} kind="primary" href="/dashboard">${t('app.go_home')}<//>`} />`;

// After a change of path the keyboard goes to the new content: to what the view marks, else to what is open beside, else to main itself.
function useFocus(route, main, panel) {
  const first = useRef(true);
  useEffect(() => {
    const wasFirst = first.current;
    first.current = false;
    if (route.keepFocus) return;
    const target = matchMedia('(pointer: fine)').matches && main.current.querySelector('[data-autofocus]');
    if (target) target.focus({ preventScroll: true });
    else if (!wasFirst) (panel.current ?? main.current).focus({ preventScroll: true });
  }, [route.path]);
}

/** `current` is `{route, feature, view}` of app/views.js. */
export function Shell({ current }) {
  const main = useRef(null);
  const panel = useRef(null);
  const { route, feature, view } = current;
  useFocus(route, main, panel);
  const pane = view?.pane?.(route) ?? 'main';
  const { Sidebar, Main = NotFound, Panel } = view ?? {};
  useEffect(() => void (panelHidden.value = false), [route]);
  const hasPanel = Boolean(Panel) && pane === 'panel' && !(panelHidden.value && !narrow.value);
  const deep = Boolean(Sidebar) && pane !== 'list';
  const listIsPage = phone.value && pane === 'list';
  const id = feature?.id ?? 'none';
  const classes = `shell ${deep ? 'is-deep' : ''} ${hasPanel ? 'has-panel' : ''}`;
  const showSide = Sidebar && !(sideHidden.value && !phone.value);
  return html`
    <a class="skip" href="#main" onClick=${(event) => (event.preventDefault(), main.current.focus())}>${t('app.skip')}</a>
    <div class=${classes} data-pane=${pane === 'panel' && !hasPanel ? 'main' : pane} style=${sideWidth.value === SIDE.normal ? undefined : { '--side-w': `${sideWidth.value}px` }}>
      <${ConnectionBanner} />
      <${Rail} area=${route.area} onShowSide=${Sidebar && !showSide ? () => (sideHidden.value = false) : undefined} />
      ${showSide && html`
        <div class="shell-sidebar" role=${listIsPage ? 'main' : undefined}>
          <nav class="side-content" aria-label=${feature.nav?.label() ?? t('app.sections')}><${Boundary} key=${id} reset=${route.path}><${Sidebar} route=${route} /><//><${Grip} /></nav>
          <${ConnectionPill} />
        </div>`}
      <main class="shell-main" id="main" tabindex="-1" ref=${main} aria-label=${view?.title?.(route)}>
        ${loading.value && html`<div class="progress-line" />`}
        ${!showSide && html`<div class="phone-pill"><${ConnectionPill} /></div>`}
        <${Boundary} key="${id} ${route.name}" reset=${route.path}><${Main} route=${route} /><//>
      </main>
      ${hasPanel && html`<div class="shell-panel" ref=${panel} role=${narrow.value ? 'main' : 'complementary'} tabindex="-1" aria-label=${t('app.side_panel')}><${Boundary} key=${id} reset=${route.path}><${Panel} route=${route} /><//></div>`}
    </div>
    <${ToastHost} />`;
}
