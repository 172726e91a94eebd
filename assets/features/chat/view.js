// What the shell shows of chat: the list beside, the conversation in the middle, a thread on the right.

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../lib/i18n.js';
import { local } from '../../state/persist.js';
import { navigate } from '../../state/route.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/states.js';
import { Conversation } from './parts/conversation.js';
import { nameOfChat } from './parts/names.js';
import { openNewMessage } from './parts/lazy.js';
import { Thread } from './parts/thread.js';
import { chatOf, chats } from './store.js';

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

export function Main({ route }) {
  const { id } = route.params;
  useEffect(() => {
    if (id) lastOpen.value = id;
  }, [id]);
  if (!id) return html`<${Welcome} />`;
  return html`<${Conversation} key=${id} chatId=${id} wanted=${route.query.m ?? null} />`;
}

export function Panel({ route }) {
  const { thread } = route.query;
  return thread ? html`<${Thread} key=${thread} chatId=${route.params.id} rootId=${thread} />` : null;
}

/** What is in front on a phone. */
export function pane(route) {
  if (!route.params.id) return 'list';
  return route.query.thread ? 'panel' : 'main';
}

/** Words for the window's title. */
export function title(route) {
  const chat = chatOf(route.params.id);
  if (!chat) return t('chat.title');
  return chat.kind === 'channel' ? `#${nameOfChat(chat)}` : nameOfChat(chat);
}
