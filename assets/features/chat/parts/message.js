// One message in the stream. It is drawn again only when its row object is another one.

import { computed } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatDateTime, formatList, formatRelative, formatShort, formatTime, t } from '../../../lib/i18n.js';
import { compareIds } from '../../../lib/text.js';
import { state as connection } from '../../../net/socket.js';
import { discard, retry } from '../../../state/outbox.js';
import { customEmoji, myId, person } from '../../../state/session.js';
import { Avatar, AvatarStack, Badge, Button, ExtensionBadge, Icon, IconButton } from '../../../ui/controls.js';
import { announce } from '../../../ui/layers.js';
import { Markdown, RichText } from '../../../ui/rich-text.js';
import { errorText, later } from '../../../ui/states.js';
import { attaching, withFiles } from '../actions.js';
import { attachmentsHeight, isJumbo, ownLinks, pathOfMessage, splitChannels, splitMentions } from '../model.js';
import { loadReaders, RECEIPT_MEMBERS } from '../reading.js';
import { chatOf, chats, receipts } from '../store.js';
import { Drawing, Glyph, splitEmoji, withoutDrawings } from './glyph.js';
import { HOLD_MS, openMessageMenu, openReactionPicker, openReaders, openThreadOf, quickEmoji, react, Reactions, rightsOn, startEdit } from './message-acts.js';

/** How wide a message may be here: 880 px, less where the window is narrow. */
const columnWidth = () => Math.min(880, (document.querySelector('.chat-log')?.clientWidth ?? 960) - 88);

// What few messages have comes when the first of them is shown.
const Poll = later(() => import('./poll.js'), 'Poll', 140);
const EditForm = later(() => import('./edit-form.js'), 'EditForm', 96);
const Cards = later(() => import('./cards.js'), 'Cards', 76);
const Attachments = later(() => withFiles(import('./attachments.js')), 'Attachments', ({ message }) => attachmentsHeight(message.attachments, columnWidth()));
const Held = later(() => withFiles(import('./attachments.js')), 'Held', 20);
const Acknowledgement = later(() => import('./urgent.js'), 'Acknowledgement', 30);

/** What a message holds: its words, and its files below them. */
function Contents({ message }) {
  const hasFiles = message.attachments?.length > 0 && !message.deletedAt;
  return html`${(message.content || !hasFiles) && html`<${Words} message=${message} />`}${hasFiles && html`<${Attachments} message=${message} />`}`;
}

export function MessageBody({ message }) {
  if (!message.forwarded || message.deletedAt) return html`<${Contents} message=${message} />`;
  const { senderId, sentAt, chatId, messageId } = message.forwarded;
  const from = t('message.forwarded.from', { name: person(senderId).displayName, when: formatShort(sentAt) });
  return html`
    <div class="chat-forwarded">
      <p class="chat-forwarded-head"><${Icon} name="forward" size=${13} />
        ${chatId && messageId ? html`<a href=${pathOfMessage({ chatId, id: messageId })} data-tip=${formatDateTime(sentAt)}>${from}</a>` : html`<span data-tip=${formatDateTime(sentAt)}>${from}</span>`}
      </p>
      <${Contents} message=${message} />
    </div>`;
}

function Words({ message }) {
  const { content, contentJson, mentions, mentionsAll, editedAt } = message;
  // Names change rarely; what is mentioned is told by the ids of the message.
  const names = mentions.map((id) => person(id).displayName).join('\n');
  const places = content.includes('#') ? channels.value : '';
  const drawings = content.includes(':') ? customEmoji.value : NONE;
  const decorate = useMemo(() => withDrawings(marker(mentions, mentionsAll, places), drawings), [names, mentionsAll, places, drawings]);
  if (message.deletedAt) return html`<p class="chat-gone">${t('chat.message.deleted')}</p>`;
  if (contentJson?.type === 'html') return html`<${RichText} html=${contentJson.html} text=${content} />`;
  const edited = editedAt && html` <small class="chat-edited" data-tip=${formatDateTime(editedAt)}>${t('chat.message.edited')}</small>`;
  return html`
    <${Markdown} text=${content} decorate=${decorate} class=${isJumbo(withoutDrawings(content, drawings)) ? 'is-jumbo' : ''} />${edited}`;
}

const NONE = new Map();

/** `decorate`, after the names of the workspace's own emoji have become their pictures. */
const withDrawings = (decorate, drawings) => (drawings.size
  ? (text) => splitEmoji(text, drawings).map((piece, i) => (typeof piece === 'string' ? decorate(piece) : html`<${Drawing} key=${`${i} ${piece.emoji.id}`} emoji=${piece.emoji} />`))
  : decorate);

/** The channels known here, as a text: what is drawn with it is drawn again only when they change. */
const channels = computed(() => [...chats.value.values()].filter((chat) => chat.kind === 'channel' && chat.title).map((chat) => `${chat.id} ${chat.title}`).sort().join('\n'));

/** Splits text at the names mentioned and marks them, one's own more strongly; names of channels become links. */
function marker(mentions, all, places) {
  const people = mentions.map((id) => person(id));
  const named = places ? places.split('\n').map((line) => ({ id: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) })) : [];
  if (!people.length && !all && !named.length) return (text) => text;
  const words = (text) => splitChannels(text, named).map((piece) => (typeof piece === 'string' ? piece : html`<a key=${piece.id} class="chat-mention" href="/chat/${piece.id}">${piece.channel}</a>`));
  return (text) => splitMentions(text, people, all).map((piece, i) => {
    if (typeof piece === 'string') return words(piece);
    const mine = piece.id === null || piece.id === myId();
    if (piece.id === null) return html`<span key=${i} class="chat-mention is-me">${piece.mention}</span>`;
    return html`<button type="button" key=${i} tabindex="-1" data-person=${piece.id} class="chat-mention ${mine ? 'is-me' : ''}">${piece.mention}</button>`;
  });
}

// -- Who has read this far, under one's own last message in direct chats and small groups

export function Receipts({ message }) {
  const { chatId, id } = message;
  const chat = chatOf(chatId);
  const small = chat && chat.isMember && chat.memberCount <= RECEIPT_MEMBERS && !message.rootMessageId;
  useEffect(() => {
    // Not knowing who has read it is no failure worth a word.
    if (small) loadReaders(chatId, id).catch(() => {});
  }, [small, chatId, id]);
  if (!small) return null;
  const readers = [...(receipts.value.get(chatId) ?? [])].filter(([, upTo]) => compareIds(upTo, id) >= 0).map(([userId]) => person(userId));
  if (!readers.length) return null;
  if (chat.kind === 'direct') return html`<p class="chat-receipt"><${Icon} name="check-check" size=${13} />${t('chat.read.direct')}</p>`;
  const label = t('chat.read.by', { names: formatList(readers.slice(0, 5).map((each) => each.displayName)), n: readers.length });
  return html`
    <button type="button" class="chat-receipt" data-tip=${label} onClick=${() => openReaders(message)}>
      <span class="visually-hidden">${label}</span><${AvatarStack} people=${readers} size=${20} />
    </button>`;
}

// -- The row

const HOLD_PX = 8;

/** Opens the menu after a long press, where there is no pointer to hover with: when the finger leaves, lest that closes it. */
function useHold(open) {
  const timer = useRef(0);
  const held = useRef(false);
  const from = useRef([0, 0]);
  const stop = () => clearTimeout(timer.current);
  const start = (event) => {
    held.current = false;
    from.current = [event.clientX, event.clientY];
    if (event.pointerType !== 'touch' || event.target.closest('button, a, textarea')) return;
    timer.current = setTimeout(() => {
      held.current = true;
      navigator.vibrate?.(10);
    }, HOLD_MS);
  };
  const release = (event) => {
    if (!held.current) return;
    held.current = false;
    // No mouse events follow then, which would press beside the menu and close it.
    if (event.cancelable) event.preventDefault();
    open(event.currentTarget);
  };
  const onPointerMove = (event) => {
    if (Math.hypot(event.clientX - from.current[0], event.clientY - from.current[1]) <= HOLD_PX) return;
    stop();
    held.current = false;
  };
  const onContextMenu = (event) => {
    if (event.pointerType === 'touch') event.preventDefault();
  };
  return { onPointerDown: start, onPointerMove, onPointerUp: stop, onPointerCancel: stop, onTouchEnd: release, onTouchCancel: release, onContextMenu };
}

export function Message({ item, ctx }) {
  const { message, head } = item;
  const [hot, setHot] = useState(false);
  const sender = person(message.senderId);
  const name = sender.missing ? message.sender?.displayName ?? sender.displayName : sender.displayName;
  const editing = ctx.editing.value === message.id;
  const links = useMemo(() => (message.deletedAt ? [] : ownLinks(message.content, location.origin)), [message.content, message.deletedAt]);
  const hold = useHold((anchor) => openMessageMenu(anchor, ctx, message));
  const state = [
    head && 'is-head', item.root && 'is-root', message.sending && `is-${message.sending}`, editing && 'is-editing',
    message.delivery !== 'normal' && `is-${message.delivery}`, ctx.highlight.value === message.id && 'is-lit',
  ].filter(Boolean).join(' ');
  const leave = (event) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setHot(event.currentTarget.matches(':hover'));
  };
  return html`
    <article class="chat-msg ${state}" data-row data-testid="message" data-id=${message.id} tabindex="-1"
      aria-label=${t('chat.message.by', { name, time: formatTime(message.createdAt) })} ...${hold}
      onPointerEnter=${() => setHot(true)} onPointerLeave=${(event) => setHot(event.currentTarget.contains(document.activeElement))}
      onFocusIn=${() => setHot(true)} onFocusOut=${leave}>
      <div class="chat-msg-side">
        ${head ? html`<${Avatar} person=${sender} size=${36} />` : html`<time class="chat-msg-gutter" datetime=${message.createdAt}>${formatTime(message.createdAt)}</time>`}
      </div>
      <div class="chat-msg-main">
        ${message.pinnedAt && !message.deletedAt && html`<${PinnedMark} message=${message} />`}
        ${head && html`<${Head} message=${message} sender=${sender} name=${name} />`}
        ${editing ? html`<${EditForm} message=${message} ctx=${ctx} />` : html`<div class="chat-msg-body"><${MessageBody} message=${message} /></div>`}
        ${links.length > 0 && html`<${Cards} links=${links} />`}
        ${message.poll && !message.deletedAt && html`<${Poll} message=${message} />`}
        ${message.delivery === 'urgent' && !message.deletedAt && !message.sending && html`<${Acknowledgement} message=${message} />`}
        ${message.sending && (message.sending === 'held' ? html`<${Held} message=${message} ctx=${ctx} />` : html`<${Sending} message=${message} ctx=${ctx} />`)}
        <${Reactions} message=${message} canReact=${rightsOn(message).react} />
        ${message.replyCount > 0 && !ctx.rootId && html`<${ThreadLine} message=${message} />`}
        ${item.lastOwn && !message.sending && html`<${Receipts} message=${message} />`}
      </div>
      ${hot && !editing && !message.sending && html`<${Toolbar} message=${message} ctx=${ctx} />`}
    </article>`;
}

function PinnedMark({ message }) {
  return html`<p class="chat-pinned-mark" data-tip=${formatDateTime(message.pinnedAt)}><${Icon} name="pin" size=${12} />${t('message.pinned.by', { name: person(message.pinnedBy).displayName })}</p>`;
}

function Head({ message, sender, name }) {
  return html`
    <header class="chat-msg-head">
      <button type="button" class="chat-msg-name" dir="auto" tabindex="-1" data-person=${sender.id}>${name}</button>
      <${ExtensionBadge} ext=${sender.phoneExt} />
      <time class="chat-msg-time" datetime=${message.createdAt} data-tip=${formatDateTime(message.createdAt)}>${formatTime(message.createdAt)}</time>
      ${message.delivery === 'important' && html`<${Badge} kind="warn"><${Icon} name="flag" size=${11} />${t('chat.delivery.important')}<//>`}
      ${message.delivery === 'urgent' && html`<${Badge} kind="danger"><${Icon} name="zap" size=${11} />${t('chat.delivery.urgent')}<//>`}
    </header>`;
}

/** The state of a message under way: quiet while it is, honest when it failed. */
function Sending({ message, ctx }) {
  const id = message.clientId;
  if (message.sending === 'pending') {
    const waits = connection.value !== 'open';
    return html`
      <p class="chat-sending ${waits ? 'is-waiting' : ''}"><${Icon} name="clock" size=${12} /><span class=${waits ? '' : 'visually-hidden'}>${waits ? t('chat.sending.later') : t('chat.sending')}</span></p>`;
  }
  const { uploads } = message;
  const edit = () => {
    if (uploads) return attaching((part) => part.takeBack(message, ctx));
    discard(id);
    return ctx.composer.current?.restore(message.content);
  };
  const drop = () => {
    if (uploads) attaching((part) => part.throwAway(message));
    else discard(id);
    announce(t('chat.discarded'));
  };
  return html`
    <div class="chat-failed" role="alert">
      <${Icon} name="circle-alert" size=${14} /><span>${t('chat.failed', { reason: errorText(message.error ?? {}) })}</span>
      <${Button} small kind="quiet" onClick=${() => retry(id)}>${t('app.retry')}<//>
      ${!message.poll && !message.forwarded && html`<${Button} small kind="quiet" onClick=${edit}>${t('app.edit')}<//>`}
      <${Button} small kind="quiet" onClick=${drop}>${t('chat.discard')}<//>
    </div>`;
}

function ThreadLine({ message }) {
  const people = message.lastRepliers.map((id) => person(id));
  return html`
    <button type="button" class="chat-thread-line" onClick=${() => openThreadOf(message)}>
      <${AvatarStack} people=${people} size=${20} />
      <span class="chat-thread-count">${t('chat.thread.replies', { n: message.replyCount })}</span>
      ${message.lastReplyAt && html`<span class="chat-thread-last">${t('chat.thread.last', { when: formatRelative(message.lastReplyAt) })}</span>`}
      <${Icon} name="chevron-right" size=${14} />
    </button>`;
}

function Toolbar({ message, ctx }) {
  const can = rightsOn(message);
  return html`
    <div class="chat-tools" role="toolbar" aria-label=${t('chat.message.actions')}>
      ${can.react && quickEmoji(3).map((emoji) => html`
        <button key=${emoji} type="button" class="chat-tool chat-tool-emoji" aria-label=${t('chat.react.with', { emoji })} data-tip=${t('chat.react.with', { emoji })} onClick=${() => react(message, emoji)}><${Glyph} code=${emoji} /></button>`)}
      ${can.react && html`<${IconButton} small class="chat-tool" icon="smile-plus" label=${t('chat.react')} keys=":" aria-haspopup="dialog" onClick=${(event) => openReactionPicker(event.currentTarget, message)} />`}
      ${can.reply && !ctx.rootId && html`<${IconButton} small class="chat-tool" icon="reply" label=${t('chat.reply')} keys="r" onClick=${() => openThreadOf(message)} />`}
      ${can.edit && html`<${IconButton} small class="chat-tool" icon="pencil" label=${t('chat.edit')} keys="e" onClick=${() => startEdit(ctx, message)} />`}
      <${IconButton} small class="chat-tool" icon="ellipsis" label=${t('app.more')} keys="." aria-haspopup="menu" onClick=${(event) => openMessageMenu(event.currentTarget, ctx, message)} />
    </div>`;
}
