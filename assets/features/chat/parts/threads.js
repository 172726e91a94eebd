// All threads I follow, unread first: root, latest replies, what is new among them. A thread opens in the panel beside.

import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { compareIds } from '../../../lib/text.js';
import { get } from '../../../net/api.js';
import { navigate, setQuery } from '../../../state/route.js';
import { Button, Count, IconButton } from '../../../ui/controls.js';
import { MenuButton } from '../../../ui/layers.js';
import { isFollowing, threadUnread, toggleFollow } from '../lists.js';
import { calledChat, placeOf } from '../model.js';
import { markThreadRead } from '../reading.js';
import { chatOf } from '../store.js';
import { ListPane, MessageLine, PlaceName, usePages } from './list-row.js';

const EVENTS = [
  'chat.message.created', 'chat.message.updated', 'chat.message.deleted', 'chat.message.read', 'chat.message.reaction.added',
  'chat.message.reaction.removed', 'chat.thread.follow.changed',
];
const keyOf = (item) => item.root.id;
const fetchPage = (cursor, signal) => get('/chats/threads', { query: { limit: 20, cursor }, signal });
const open = ({ chatId, root }) => setQuery({ thread: root.id, in: chatId });

export function Threads({ route }) {
  const pages = usePages(fetchPage, { events: EVENTS, keyOf });
  const { threads } = threadUnread.value;
  const read = (item) => {
    pages.setItems((items) => items.map((each) => (each === item ? { ...each, unreadCount: 0, mentionCount: 0 } : each)));
    markThreadRead(item.chatId, item.root.id, item.lastReplies.at(-1).id);
  };
  const unread = pages.items?.filter((item) => item.unreadCount > 0 && item.lastReplies.length) ?? [];
  const actions = unread.length > 0 && html`<${IconButton} icon="check-check" label=${t('chat.threads.readAll')} onClick=${() => unread.forEach(read)} />`;
  return html`
    <${ListPane} title=${t('chat.threads.title')} sub=${threads ? t('chat.threads.unread', { n: threads }) : null} actions=${actions} pages=${pages}
      empty=${{ icon: 'messages-square', title: t('chat.threads.empty'), body: t('chat.threads.emptyBody') }}>
      <ul class="chat-threads">
        ${pages.items?.map((item) => html`<li key=${item.root.id}><${ThreadCard} item=${item} current=${route.query.thread === item.root.id} onRead=${() => read(item)} /></li>`)}
      </ul>
    <//>`;
}

function ThreadCard({ item, current, onRead }) {
  const chat = chatOf(item.chatId);
  const { root, lastReplies, unreadCount, mentionCount, lastReadMessageId } = item;
  const hidden = root.replyCount - lastReplies.length;
  const firstNew = unreadCount ? lastReplies.find((reply) => compareIds(reply.id, lastReadMessageId ?? '0') > 0)?.id : null;
  const follows = isFollowing(root) ?? true;
  const label = mentionCount ? t('chat.unread.mentioned', { n: unreadCount }) : t('chat.unread.count', { n: unreadCount });
  const items = () => [
    { label: t('chat.thread.goto'), icon: 'arrow-up-right', run: () => navigate(placeOf(root)) },
    unreadCount > 0 && { label: t('chat.threads.markRead'), icon: 'check-check', run: onRead },
    { label: follows ? t('chat.unfollow') : t('chat.follow'), icon: follows ? 'bell-off' : 'bell', run: () => toggleFollow(root) },
  ].filter(Boolean);
  return html`
    <article class="chat-card ${unreadCount ? 'is-unread' : ''} ${current ? 'is-current' : ''}" aria-label=${t('chat.thread.in', { name: chat ? calledChat(chat) : '' })}>
      <header class="chat-card-head">
        <h2 class="chat-card-title"><${PlaceName} chatId=${item.chatId} /></h2>
        <${Count} n=${unreadCount} kind=${mentionCount ? 'mention' : 'plain'} label=${label} />
        <span class="chat-card-tools">
          ${!follows && html`<span class="faint">${t('chat.unfollowed')}</span>`}
          ${unreadCount > 0 && html`<${IconButton} small icon="check-check" label=${t('chat.threads.markRead')} onClick=${onRead} />`}
          <${MenuButton} small icon="ellipsis" label=${t('chat.thread.actions')} items=${items} />
        </span>
      </header>
      <${MessageLine} message=${root} />
      <div class="chat-card-replies">
        ${hidden > 0 && html`<button type="button" class="chat-card-more" onClick=${() => open(item)}>${t('chat.threads.earlier', { n: hidden })}</button>`}
        ${lastReplies.map((reply) => html`
          ${reply.id === firstNew && html`<div class="chat-new" role="separator" aria-label=${t('chat.new.divider')}><span>${t('chat.new.divider')}</span></div>`}
          <${MessageLine} key=${reply.id} message=${reply} small />`)}
        <${Button} small icon="reply" aria-pressed=${String(current)} onClick=${() => open(item)}>${t('chat.threads.reply')}<//>
      </div>
    </article>`;
}
