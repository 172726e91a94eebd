// What the shell shows of chat: the list beside, the conversation in the middle, a thread on the right.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../lib/i18n.js';
import { ApiError } from '../../net/api.js';
import { local } from '../../state/device.js';
import { navigate } from '../../state/route.js';
import { Button } from '../../ui/controls.js';
import { EmptyState, ErrorState, later, Skeleton } from '../../ui/states.js';
import { openNewMessage, withFiles } from './actions.js';
import { nameOfChat } from './model.js';
import { Conversation } from './parts/conversation.js';
import { chatOf, chats } from './store.js';

// -- What the shell asks for

export { Sidebar } from './parts/sidebar.js';

/** The chat open last on this device. */
const lastOpen = local('chat.last', null);

/** Where there is room for it, the last chat opens by itself. */
function Welcome() {
  useEffect(() => {
    const id = lastOpen.peek();
    if (id && chats.peek().get(id)?.isMember && matchMedia('(min-width: 768px)').matches) navigate(`/chat/${id}`, { replace: true });
  }, []);
  return html`
    <${EmptyState} main icon="message-circle" title=${t('chat.welcome.title')} body=${t('chat.welcome.body')}
      action=${html`<${Button} kind="primary" icon="square-pen" onClick=${openNewMessage}>${t('chat.new.message')}<//>`} />`;
}

/** Lists across chats, each loaded when it is first wanted. */
const LISTS = {
  'chat-threads': () => import('./parts/threads.js').then((part) => part.Threads),
  'chat-activity': () => import('./parts/activity.js').then((part) => part.Activity),
  'chat-saved': () => import('./parts/saved.js').then((part) => part.Saved),
  'chat-later': () => import('./parts/later.js').then((part) => part.Later),
};

function List({ route }) {
  const [state, setState] = useState({ View: null, error: null });
  const load = () => {
    setState({ View: null, error: null });
    // A part that cannot be loaded is a connection lost, or a version the server no longer has.
    LISTS[route.name]().then((View) => setState({ View, error: null }), () => setState({ View: null, error: new ApiError({}) }));
  };
  useEffect(load, [route.name]);
  if (state.error) return html`<${ErrorState} error=${state.error} onRetry=${load} />`;
  return state.View ? html`<${state.View} route=${route} />` : html`<${Skeleton} lines=${6} height=${28} />`;
}

export function Main({ route }) {
  const { id } = route.params;
  useEffect(() => {
    if (id) lastOpen.value = id;
  }, [id]);
  if (LISTS[route.name]) return html`<${List} key=${route.name} route=${route} />`;
  if (!id) return html`<${Welcome} />`;
  return html`<${Conversation} key=${id} chatId=${id} wanted=${route.query.thread ? null : route.query.m ?? null} />`;
}

const Files = later(() => withFiles(import('./parts/files-panel.js')), 'FilesPanel');
const Pins = later(() => import('./parts/pins.js'), 'Pins');
const Find = later(() => import('./parts/find.js').then((part) => part.prepare()), 'Find');
const Thread = later(() => import('./parts/thread.js'), 'Thread');

/** The chat of the thread beside: that of the page, or the one a list names. */
const chatIdOf = (route) => route.params.id ?? route.query.in;

export function Panel({ route }) {
  const { thread, panel } = route.query;
  if (!thread && panel === 'pins' && route.params.id) return html`<${Pins} key=${route.params.id} chatId=${route.params.id} />`;
  if (!thread && panel === 'find' && route.params.id) return html`<${Find} key=${route.params.id} chatId=${route.params.id} />`;
  if (!thread && panel === 'files' && route.params.id) return html`<${Files} key=${route.params.id} chatId=${route.params.id} />`;
  return thread && chatIdOf(route) ? html`<${Thread} key=${thread} chatId=${chatIdOf(route)} rootId=${thread} />` : null;
}

/** What is in front on a phone. */
export function pane(route) {
  if (!route.params.id && !LISTS[route.name]) return 'list';
  const beside = (route.query.thread && chatIdOf(route)) || (route.query.panel && route.params.id);
  return beside ? 'panel' : 'main';
}

/** Words for the window's title. */
export function title(route) {
  // i18n: chat.threads.title chat.activity.title chat.saved.title
  if (route.name === 'chat-later') return t('chat.later.all');
  if (LISTS[route.name]) return t(`chat.${route.name.slice('chat-'.length)}.title`);
  const chat = chatOf(route.params.id);
  if (!chat) return t('chat.title');
  return chat.kind === 'channel' ? `#${nameOfChat(chat)}` : nameOfChat(chat);
}
