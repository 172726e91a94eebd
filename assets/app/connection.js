// Telling the person about the connection: silence at first, a pill, after 3 s a banner; and that an update is ready.
import { effect, signal } from '@preact/signals';
import { html } from 'htm/preact';
import { t } from '../lib/i18n.js';
import { onAnswer } from '../net/api.js';
import { nudge, send, state } from '../net/socket.js';
import { items, resume } from '../state/outbox.js';
import { Icon } from '../ui/icon.js';
import { phase } from './session-flow.js';
import { outdated } from './views.js';

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

// After a reconnect the server may be a newer one: the page's own address names the version it was loaded from.
function watchVersion() {
  const mine = /\/a\/[^/]+\//.exec(import.meta.url)[0];
  let opened = 0;
  effect(() => {
    if (state.value !== 'open') return;
    opened += 1;
    if (opened === 1) return;
    fetch('/login', { cache: 'no-cache' })
      .then((answer) => answer.text())
      .then((page) => {
        outdated.value = outdated.peek() || !page.includes(mine);
      })
      .catch(() => undefined);
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
}

/** The line across the top. */
export function ConnectionBanner() {
  if (trouble.value < 2) return null;
  const n = items.value.length;
  const text = trouble.value === 3 && n ? t('app.offline_unsent', { n }) : t('app.offline');
  return html`
    <div class="banner shell-banner" role="status">
      <${Icon} name="cloud-off" /><span>${text}</span>
      <button type="button" class="banner-action" onClick=${nudge}>${t('app.try_now')}</button>
    </div>`;
}

/** The pill at the foot of the sidebar: reconnecting, or an update to load. */
export function ConnectionPill() {
  if (trouble.value) {
    return html`<div class="pill" role="status"><${Icon} name="refresh-cw" size=${14} />${t('app.reconnecting')}</div>`;
  }
  if (!outdated.value) return null;
  return html`
    <button type="button" class="pill pill-update" onClick=${() => location.reload()}>
      <${Icon} name="rotate-cw" size=${14} />${t('app.update_ready')}
    </button>`;
}
