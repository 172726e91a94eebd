// Chat: what the page needs to know of it at the start. The view is loaded when it is first shown.

import { effect } from '@preact/signals';
import { loadAreas, t } from '../../lib/i18n.js';
import { local } from '../../state/device.js';
import { navigate, route } from '../../state/route.js';
import { myId, person } from '../../state/session.js';
import { sectionsOf } from './model.js';
import { apply, chats, eventNames, forgetStreams, layout, replaceChats, resetStore, streamOf } from './store.js';

/** How long after the start the likely chats are loaded. */
const PREFETCH_MS = 1500;
let stops = [];
let starts = 0;

/** Chats in the order of the sidebar. */
function inOrder() {
  const nameOf = (id) => person(id).displayName;
  return sectionsOf(chats.value.values(), { nameOf, myId: myId(), layout: layout.value.sections }).flatMap((section) => section.chats);
}

/** Goes to the chat `step` places away in the sidebar, or to the next one with something unread. */
function go(step, unreadOnly) {
  const list = inOrder();
  if (!list.length) return false;
  const found = list.findIndex((chat) => chat.id === route.value?.params.id);
  const at = found < 0 && step < 0 ? 0 : found;
  for (let i = 1; i <= list.length; i += 1) {
    const chat = list[(at + step * i + list.length * (i + 1)) % list.length];
    const open = (chat.unreadCount > 0 && !chat.isMuted) || chat.mentionCount > 0;
    if (!unreadOnly || open) return void navigate(`/chat/${chat.id}`);
  }
  return false;
}

/** Mentions and direct messages count; other unread chats only show a dot. */
function badge() {
  let [count, dot] = [0, false];
  for (const chat of chats.value.values()) {
    if (!chat.isMember || chat.isMuted || chat.notify === 'none') continue;
    count += chat.kind === 'direct' && chat.notify !== 'mentions' ? chat.unreadCount : chat.mentionCount;
    dot ||= chat.unreadCount > 0;
  }
  return { count, dot };
}

/** The arrangement of the sidebar as this device knew it last, see layout.js: the first picture has it already. */
const keptLayout = local('chat.layout', null);
/** When the browser never rests, and how long until a part that did not arrive is fetched again. */
const LATEST_MS = 1000;
/** How long the first picture has the line for itself at most. */
const FIRST_MS = 3000;
const AGAIN_MS = 5000;
const whenIdle = (work) => (globalThis.requestIdleCallback ? requestIdleCallback(work, { timeout: LATEST_MS }) : setTimeout(work, LATEST_MS / 2));

/** Runs `work` when the conversation at the address is on screen, or there is none; answers a disposer. */
function afterFirst(work) {
  let done = () => {
    done = () => undefined;
    clearTimeout(timer);
    whenIdle(work);
  };
  const timer = setTimeout(() => done(), FIRST_MS);
  const stop = effect(() => {
    const { feature, params } = route.value ?? {};
    const opens = !feature || (feature === 'chat' && params.id && !['ready', 'error'].includes(streamOf(params.id).value.status));
    if (!opens) done();
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** What is not needed for the first picture: the lists across chats, the sidebar's own sections, drafts of other devices, threads, notifications. */
function startLater() {
  let ended = false;
  let ends = [];
  let failures = 0;
  const begin = async () => {
    if (ended) return;
    try {
      const parts = [import('./lists.js'), import('./layout.js'), import('./drafts.js'), import('./notices.js'), import('./attaching.js'), loadAreas('chat'), import('./parts/thread.js')];
      const [lists, sections, drafts, notices, files] = await Promise.all(parts);
      if (!ended) ends = [lists.startLists(), sections.startLayout(keptLayout), drafts.startDrafts(), notices.startNotices(), files.startAttaching()];
    } catch (error) {
      // Most likely the connection broke meanwhile.
      failures += 1;
      if (failures === 3) console.error(error);
      setTimeout(begin, AGAIN_MS);
    }
  };
  const stopWaiting = afterFirst(begin);
  return () => {
    ended = true;
    stopWaiting();
    ends.forEach((end) => end());
  };
}

/** Runs an act of actions.js, which comes with the view. */
const act = (name) => async () => (await import('./actions.js'))[name]();

const inChat = () => route.value?.feature === 'chat';
const inConversation = () => inChat() && Boolean(route.value.params.id);
/** Is something looked for in the conversation? */
const finds = () => inConversation() && Boolean(route.value.query.q);
const goFound = (step) => async () => (await import('./finding.js')).goFound(step);
const group = () => t('chat.keys.chats');

/** What is not needed for the first picture. Answers when it listens: only then may the outbox send. */
async function startLive() {
  starts += 1;
  const mine = starts;
  const [{ followOutbox, prefetch }, { watchDoubts, watchTyping }] = await Promise.all([import('./messages.js'), import('./reading.js')]);
  if (mine !== starts) return;
  const idle = setTimeout(prefetch, PREFETCH_MS);
  stops = [watchDoubts(), watchTyping(), followOutbox(), startLater(), () => clearTimeout(idle)];
}

function stop() {
  starts += 1;
  for (const end of stops) end();
  stops = [];
  resetStore();
}

export default {
  id: 'chat',
  area: 'chat',
  i18n: ['chat', 'message'],
  css: [new URL('./chat.css', import.meta.url).href],
  routes: [
    { path: '/chat', name: 'chat' },
    ...['threads', 'activity', 'saved', 'later'].map((name) => ({ path: `/chat/${name}`, name: `chat-${name}` })),
    { path: '/chat/:id', name: 'chat' },
  ],
  view: () => import('./view.js'),
  nav: { href: '/chat', icon: 'message-circle', label: () => t('app.nav.chat'), order: 10, key: 'c', badge },
  events: Object.fromEntries(eventNames.map((name) => [name, (data, { late }) => apply(name, data, { late })])),

  start(boot) {
    stop();
    resetStore(boot.me.id);
    replaceChats(boot.chats);
    const { user, version, sections } = keptLayout.peek() ?? {};
    if (user === boot.me.id) layout.value = { version, sections };
    return startLive();
  },

  /** Too long away to replay: the lists are new, messages are loaded again when shown. */
  reset(boot) {
    replaceChats(boot.chats);
    forgetStreams();
  },

  /** What was shown so far came from the device: the list is new, messages go on by events. */
  refresh: (boot) => replaceChats(boot.chats),

  snapshot: () => import('./snapshot.js'),

  stop,

  /** Signed out: names of one's own do not stay on the device. */
  forget: () => void (keptLayout.value = null),

  create: act('openNewMessage'),
  palette: () => import('./palette.js'),
  found: () => import('./found.js'),

  commands: () => [
    { id: 'chat.next', keys: 'alt+ArrowDown', label: () => t('chat.keys.next'), group, when: inChat, run: () => go(1, false) },
    { id: 'chat.previous', keys: 'alt+ArrowUp', label: () => t('chat.keys.previous'), group, when: inChat, run: () => go(-1, false) },
    { id: 'chat.next_unread', keys: ['alt+shift+ArrowDown', 'n'], label: () => t('chat.keys.nextUnread'), group, when: inChat, run: () => go(1, true) },
    { id: 'chat.previous_unread', keys: 'alt+shift+ArrowUp', label: () => t('chat.keys.previousUnread'), group, when: inChat, run: () => go(-1, true) },
    // Where one stands in a conversation these go before the same keys elsewhere: they are registered later.
    { id: 'chat.find', keys: '/', icon: 'search', label: () => t('chat.find'), group, when: inConversation, run: act('toggleFind') },
    { id: 'chat.find_next', quiet: true, keys: 'n', label: () => t('chat.find.next'), group, when: finds, run: goFound(1) },
    { id: 'chat.find_previous', quiet: true, keys: 'shift+n', label: () => t('chat.find.previous'), group, when: finds, run: goFound(-1) },
    { id: 'chat.read_all', keys: 'shift+Escape', icon: 'check-check', label: () => t('chat.readAll'), group, when: inChat, run: act('markAllRead') },
    { id: 'chat.browse', icon: 'compass', label: () => t('chat.browse.title'), group, needsView: true, run: act('openBrowse') },
    { id: 'chat.new_channel', icon: 'hash', label: () => t('chat.new.channel'), group, needsView: true, run: act('openNewChannel') },
    { id: 'chat.new_message', icon: 'square-pen', label: () => t('chat.new.message'), group, needsView: true, run: act('openNewMessage') },
  ],
};
