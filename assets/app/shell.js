// The frame around every signed-in view: rail, sidebar, main, right panel, and what lies over them.
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { narrow, phone } from '../lib/phone.js';
import { local } from '../state/persist.js';
import { EmptyState, Boundary } from '../ui/states.js';
import { Button } from '../ui/button.js';
import { ToastHost } from '../ui/toast.js';
import { ConnectionBanner, ConnectionPill } from './connection.js';
import { Rail } from './rail.js';
import { loading } from './views.js';

const SIDE = { least: 208, normal: 264, most: 400, step: 16 };
const sideWidth = local('sideWidth', SIDE.normal);
/** Is the sidebar folded away (wide screens)? */
export const sideHidden = local('sideHidden', false);

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

// After a change of path the keyboard goes to the new content: to what the view marks, else to main itself.
function useFocus(route, main) {
  const first = useRef(true);
  useEffect(() => {
    const wasFirst = first.current;
    first.current = false;
    if (route.keepFocus) return;
    const target = matchMedia('(pointer: fine)').matches && main.current.querySelector('[data-autofocus]');
    if (target) target.focus({ preventScroll: true });
    else if (!wasFirst) main.current.focus({ preventScroll: true });
  }, [route.path]);
}

/** `current` is `{route, feature, view}` of app/views.js. */
export function Shell({ current }) {
  const main = useRef(null);
  const { route, feature, view } = current;
  useFocus(route, main);
  const pane = view?.pane?.(route) ?? 'main';
  const { Sidebar, Main = NotFound, Panel } = view ?? {};
  const hasPanel = Boolean(Panel) && pane === 'panel';
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
      ${hasPanel && html`<div class="shell-panel" role=${narrow.value ? 'main' : 'complementary'} tabindex="-1" aria-label=${t('app.side_panel')}><${Boundary} key=${id} reset=${route.path}><${Panel} route=${route} /><//></div>`}
    </div>
    <${ToastHost} />`;
}
