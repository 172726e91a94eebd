// After an update: a word, once, that there is something new. Never to somebody who has just come.
import { effect, untracked } from '@preact/signals';
import { t } from '../lib/i18n.js';
import { checkNews } from '../state/news.js';
import { navigate } from '../state/route.js';
import { myId, serverVersion } from '../state/session.js';
import { toast } from '../ui/layers.js';
import { phase, staleSince } from './session-flow.js';

let checked = '';

async function check(version) {
  if (!(await checkNews(version))) return;
  toast(t('app.updated', { version }), { action: { label: t('app.whats_new'), run: () => navigate('/settings/news') } });
}

/** Begin to watch; once per page is enough. */
export function startNews() {
  if (checked) return;
  // An effect, because it follows the session and draws nothing. What a device kept says an old version.
  effect(() => {
    const ready = phase.value === 'ready' && staleSince.value === null && serverVersion.value;
    const now = `${myId()} ${serverVersion.value}`;
    if (!ready || checked === now) return;
    checked = now;
    untracked(() => check(serverVersion.peek()));
  });
}
