// What is on its way while the page shows something else: a small window at the edge, wherever one goes. It stands beside the
// page, so no view has to know it.

import { signal } from '@preact/signals';
import { html, render } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { percentOf } from '../../lib/files.js';
import { loadAreas, t } from '../../lib/i18n.js';
import { get } from '../../net/api.js';
import { fileCalls } from '../../net/files.js';
import { on } from '../../net/socket.js';
import { route } from '../../state/route.js';
import { ALONE, mostBytes, uploads } from '../../state/uploads.js';
import { IconButton, phone } from '../../ui/controls.js';
import { isFaulty, Upload } from '../../ui/files.js';
import { announce, toast } from '../../ui/layers.js';
import { loadSheet } from '../../ui/states.js';

/** Whether only its head is seen; null until somebody says. */
const folded = signal(null);
/** On its own page it lies at the foot. Elsewhere that is where people write: it keeps to the top, on a phone as small as it can. */
const isAtHome = () => route.value?.feature === 'files';
const isFolded = () => folded.value ?? (phone.value && !isAtHome());
const busy = (item) => ['waiting', 'sending', 'paused'].includes(item.state);

/** What a conversation or a task on screen shows itself. */
function isShownElsewhere(item) {
  const { feature, params, query } = route.value ?? {};
  if (feature === 'projects') return item.place === `task:${params.id}:${query.task}`;
  return feature === 'chat' && (item.place === `chat:${params.id}` || item.place.startsWith(`chat:${params.id}:`) || item.place.startsWith('sent:'));
}

/** What the window is about now. */
const listed = () => uploads.items.value.filter((item) => (item.place === ALONE ? true : busy(item) && !isShownElsewhere(item)));

/** What came of them, when none is on its way. */
function doneTitle(list) {
  const faulty = list.filter(isFaulty).length;
  if (!faulty) return t('file.tray.done', { n: list.length });
  return faulty === list.length ? t('file.tray.faulty', { n: faulty }) : t('file.tray.some', { n: list.length - faulty, faulty });
}

function Tray() {
  const list = listed();
  const going = list.filter(busy);
  const before = useRef(0);
  useEffect(() => {
    if (before.current > 0 && going.length === 0 && list.length > 0) announce(doneTitle(list));
    before.current = going.length;
  }, [going.length]);
  if (!list.length) return null;
  const total = going.reduce((sum, { size, sent }) => ({ size: sum.size + size, sent: sum.sent + sent }), { size: 0, sent: 0 });
  const title = going.length ? t('file.tray.going', { n: going.length, percent: percentOf(total) }) : doneTitle(list);
  const close = () => list.filter((item) => !busy(item)).forEach((item) => uploads.remove(item.id));
  return html`
    <section class="tray ${isAtHome() ? '' : 'is-away'}" aria-label=${t('file.tray')}>
      <header class="tray-head">
        <h2 class="truncate">${title}</h2>
        <${IconButton} small icon=${isFolded() === isAtHome() ? 'chevron-up' : 'chevron-down'} label=${isFolded() ? t('file.tray.unfold') : t('file.tray.fold')} onClick=${() => { folded.value = !isFolded(); }} />
        ${!going.length && html`<${IconButton} small icon="x" label=${t('app.close')} onClick=${close} />`}
      </header>
      ${!isFolded() && html`<ul class="tray-list">${list.map((item) => html`<${Upload} key=${item.id} item=${item} uploads=${uploads} source=${fileCalls} most=${mostBytes()} arrives />`)}</ul>`}
    </section>`;
}

// A version that is blocked never shows where its file is used: who brought it hears so here.
const blocked = new Set();

async function checked({ fileId }) {
  const item = uploads.items.peek().find((each) => each.into === fileId);
  if (!item) return;
  try {
    const { versions: [newest] } = await get(`/files/${fileId}/versions`);
    if (!['infected', 'failed'].includes(newest.status) || blocked.has(newest.versionId)) return;
    blocked.add(newest.versionId);
    uploads.change(item.id, { state: 'blocked', error: { code: newest.status === 'infected' ? 'file_infected' : 'file_unchecked' } });
    toast(t('file.blocked', { name: item.name }), { kind: 'error' });
  } catch (error) {
    console.info(error.message);
  }
}

let mounted = false;

/** Shows it from now on; once per page. */
export async function startTray() {
  if (mounted) return;
  mounted = true;
  on('file.updated', checked);
  await Promise.all([loadAreas('file'), loadSheet(new URL('../../ui/files.css', import.meta.url).href)]);
  render(html`<${Tray} />`, document.body.appendChild(document.createElement('div')));
}
