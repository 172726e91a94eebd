// The start: language, address, session, then the page. Everything after that reacts to signals.
import { effect, signal } from '@preact/signals';
import { html, render } from 'htm/preact';
import { loadAreas, t } from '../lib/i18n.js';
import { backoff, untilLoaded } from '../net/api.js';
import { applyPrefs, watchDrafts } from '../state/device.js';
import { navigate, resolve, route, setRoutes, startRouting } from '../state/route.js';
import { entering, me, workspace } from '../state/session.js';
import { Button } from '../ui/controls.js';
import { startTooltips } from '../ui/tooltips.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import { outdated, prefetch, prefetchDaily, routeTable, show, showError, shown, totalCount, whenIdle } from './features.js';
import { firstLocale, phase, prepare, startError, startSession, wasSignedIn } from './session-flow.js';

// The frame around what is signed in: on its way while the server is asked who is there; a public page needs none.
const frame = signal(null);
let framing = null;

function loadFrame() {
  framing ??= untilLoaded(() => import('./shell.js')).then((shell) => {
    shell.watchConnection();
    frame.value = shell;
  });
  return framing;
}

function Page() {
  const current = shown.value;
  if (phase.value === 'failed') return html`<main class="start"><${ErrorState} error=${startError.value} onRetry=${begin} /></main>`;
  if (!current && outdated.value) return html`<main class="start"><${Outdated} /></main>`;
  if (!current) return showError.value && html`<main class="start"><${ErrorState} error=${showError.value} onRetry=${() => location.reload()} /></main>`;
  if (current.route.audience === 'public') return html`<${current.view.Main} route=${current.route} />`;
  return phase.value !== 'signedOut' && frame.value && html`<${frame.value.Shell} current=${current} />`;
}

const Outdated = () => html`
  <${EmptyState} icon="cloud-off" title=${t('app.outdated_title')} action=${html`<${Button} kind="primary" onClick=${() => location.reload()}>${t('app.reload')}<//>`} />`;

const titleOf = ({ route: at, view }) => (view ? view.title?.(at) : t('app.not_found_title')) ?? '';

const changedIcon = (url) => document.querySelector('link[rel="icon"]')?.getAttribute('href').startsWith('/brand/') ? !url || document.querySelector(`link[rel="icon"][href="${url}"]`) === null : Boolean(url);

function watch() {
  // The page came in this look: only another one needs the code.
  let look = workspace.peek().styleUrl ?? null;
  effect(() => {
    const { styleUrl = null, iconUrl = null } = workspace.value;
    if (styleUrl !== look || changedIcon(iconUrl)) untilLoaded(() => import('./brand.js')).then((module) => module.wear(workspace.peek()));
    look = styleUrl;
  });
  // Effects of the start: what is on screen follows the address, the title follows what is on screen.
  effect(() => {
    if (route.value && phase.value !== 'starting' && phase.value !== 'failed') show(route.value);
  });
  effect(() => {
    if (!shown.value) return;
    const count = phase.value === 'ready' ? totalCount() : 0;
    const name = workspace.value.name || 'EPOP';
    // Refused where the page is not installed; nobody misses it there.
    navigator.setAppBadge?.(count).catch(() => undefined);
    document.title = `${count ? `(${count}) ` : ''}${[titleOf(shown.value), name].filter(Boolean).join(' – ')}`;
  });
  effect(() => void (entering.value && enter(entering.value)));
  let keys = null;
  effect(() => {
    if (phase.value === 'ready' && !keys) {
      loadFrame();
      keys = untilLoaded(() => import('./commands.js')).then((module) => module.startCommands());
      prefetchDaily();
      whenIdle(async () => (await import('./pwa.js')).startWorker());
      whenIdle(async () => (await import('./news.js')).startNews());
    }
    if (phase.value === 'signedOut') {
      keys?.then((stop) => stop());
      keys = null;
    }
    if (phase.value === 'expired') untilLoaded(() => import('./expired.js')).then((module) => module.openExpired());
  });
}

// A press on whatever names a person in `data-person` opens their card, and so does the event `person` (its detail is the
// id): on any page, without its knowing how.
function openCards() {
  const open = async (anchor, id) => {
    if (!anchor || !me.peek()) return;
    try {
      (await import('../features/people/card.js')).openPersonCard(anchor, id);
    } catch (error) {
      // Without a connection the card is not there; a name that does not open is no reason to say more.
      console.info(error.message);
    }
  };
  document.addEventListener('click', (event) => {
    const anchor = event.target.closest?.('[data-person]');
    open(anchor, anchor?.dataset.person);
  });
  document.addEventListener('person', (event) => open(event.target, event.detail));
}

// Somebody has just signed in on one of the public pages.
async function enter({ next }) {
  entering.value = null;
  // Somebody else was signed in here: nothing of theirs may stay in memory.
  if (me.peek() || wasSignedIn()) return location.assign(next);
  await Promise.all([startSession(), loadFrame()]);
  // Who was at the door is let in already, and may have gone on while the frame was fetched.
  if (phase.peek() === 'ready' && route.peek()?.audience === 'public') navigate(next, { replace: true });
  return undefined;
}

// Without an answer the start is tried again by itself; the button does it at once.
let retryTimer = 0;
let retries = 0;

async function begin() {
  clearTimeout(retryTimer);
  await startSession();
  if (phase.peek() !== 'failed' || !startError.peek().transient) return;
  retryTimer = setTimeout(begin, backoff(retries));
  retries += 1;
}

async function start() {
  applyPrefs();
  setRoutes(routeTable());
  prepare();
  const here = resolve(location.href);
  await firstLocale();
  prefetch(here);
  // Pages of their own (setup, invitation, reset) need no session; everything else asks for it at once.
  const alone = here.audience === 'public' && here.name !== 'login';
  const framed = here.audience === 'public' ? whenIdle(loadFrame) : loadFrame();
  await Promise.all([loadAreas('app'), framed, alone ? (phase.value = 'signedOut') : begin()]);
  startRouting();
  watchDrafts();
  watch();
  const root = document.getElementById('app');
  root.replaceChildren();
  render(html`<${Page} />`, root);
  startTooltips();
  openCards();
}

start().catch((error) => {
  console.error(error);
  // Not even the texts arrived: the words that stand in the page have to do.
  document.querySelector('.start-slow')?.classList.add('is-late');
});
