// What one can do with a chat from its row or its bar: pin, mute, what to be told of, read and unread, where it stands; why it
// is unread; everything read at once; and the dialogs for sections. Loaded when first wanted.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { keysFor } from '../../../lib/keyboard.js';
import { newId } from '../../../lib/text.js';
import { get, post } from '../../../net/api.js';
import { setQuery } from '../../../state/route.js';
import { Badge, Button } from '../../../ui/controls.js';
import { FormError, TextField } from '../../../ui/field.js';
import { announce, confirmDialog, Dialog, openDialog, openMenu, toast, undoable, undoToast } from '../../../ui/layers.js';
import { EmptyState, ErrorState, errorText, Skeleton } from '../../../ui/states.js';
import { leave, openMembers, toggleFind, updateChat } from '../actions.js';
import { arrange, makeSection, moveChat, moveSection, MOST, removeSection, renameSection } from '../layout.js';
import { countThreads } from '../lists.js';
import { calledChat, canManage, FAVOURITES, mayArchive, placeOf } from '../model.js';
import { muteTimes } from '../presets.js';
import { loadChat, markUnread, setPreference, takeCounts } from '../reading.js';
import { chatOf, chats, layout, patchChat } from '../store.js';
import { useGone } from './gone.js';
import { MessageLine } from './list-row.js';
import { momentText } from './times.js';

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    toast(errorText(error), { kind: 'error' });
  }
}

const prefer = (chat, change) => setPreference(chat.id, change);

// -- The menus

/** Entries that are the same in the row's menu and the bar's. `anchor` is where further menus open. */
export function commonItems(chat, anchor) {
  const unread = chat.unreadCount + chat.mentionCount > 0;
  const next = (openNext) => () => openNext(chatOf(chat.id) ?? chat, anchor());
  return [
    { label: chat.isPinned ? t('chat.unpin') : t('chat.pin'), icon: 'star', run: () => prefer(chat, { isPinned: !chat.isPinned }) },
    chat.isMuted
      ? { label: t('chat.unmute'), hint: chat.mutedUntil ? t('chat.mute.until', { when: momentText(chat.mutedUntil) }) : undefined, icon: 'bell', run: () => prefer(chat, { isMuted: false, mutedUntil: null }) }
      : { label: t('chat.mute.more'), icon: 'bell-off', run: next(openMute) },
    { label: t('chat.notify.title'), hint: levelText(chat), icon: 'sliders-horizontal', run: next(openNotify) },
    { label: t('chat.moveTo'), icon: 'folder', run: next(openMove) },
    '-',
    unread ? { label: t('chat.markRead'), icon: 'check-check', run: () => readChat(chat) }
      : chat.lastMessage && { label: t('chat.markUnread'), icon: 'mail', run: () => unreadChat(chat) },
    unread && { label: t('chat.why'), icon: 'circle-help', run: () => openWhy(chat) },
  ].filter(Boolean);
}

/** The menu of a row in the sidebar. */
export function openRowMenu(row, chatId) {
  const chat = chatOf(chatId);
  if (!chat) return;
  const group = chat.kind !== 'direct';
  const items = [
    ...commonItems(chat, () => row),
    ...(group && !chat.archivedAt ? ['-', { label: t('chat.leave'), icon: 'log-out', danger: true, run: () => leave(chat) }] : []),
  ];
  openMenu(row, items, { label: t('chat.actionsFor', { name: calledChat(chat) }) });
}

/** The menu in the bar of a chat. */
export function openBarMenu(anchor, chat) {
  const more = menuOf(chat);
  openMenu(anchor, [...commonItems(chat, () => anchor), ...(more.length ? ['-', ...more] : [])], { label: t('chat.actions'), placement: 'bottom-end' });
}

/** What only the bar offers: who is in the chat, what it is called, its end. */
function menuOf(chat) {
  const group = chat.kind !== 'direct';
  const edit = group && !chat.archivedAt;
  const archive = () => (chat.archivedAt ? attempt(() => updateChat(chat.id, { archived: false })) : askArchive(chat));
  const managed = mayArchive(chat);
  return [
    { label: t('chat.find'), icon: 'search', keys: keysFor('chat.find'), run: toggleFind },
    { label: t('message.files.title'), icon: 'paperclip', run: () => setQuery({ panel: 'files', thread: null, m: null }) },
    group && { label: t('chat.members.show'), icon: 'users', run: () => openMembers(chat.id) },
    edit && { label: canManage(chat) ? t('chat.rename') : t('chat.topic.change'), icon: 'pencil', run: () => openDialog((close) => html`<${Details} chat=${chat} close=${close} />`) },
    managed && { label: chat.archivedAt ? t('chat.unarchive') : t('chat.archive'), icon: chat.archivedAt ? 'archive-restore' : 'archive', run: archive },
    group && !chat.archivedAt && '-',
    group && !chat.archivedAt && { label: t('chat.leave'), icon: 'log-out', danger: true, run: () => leave(chat) },
  ].filter(Boolean);
}

async function askArchive(chat) {
  const sure = await confirmDialog({ title: t('chat.archive.title', { name: calledChat(chat) }), body: t('chat.archive.body'), confirm: t('chat.archive') });
  if (sure) attempt(() => updateChat(chat.id, { archived: true }));
}

/** Name and topic; the name only for those who may rename. */
function Details({ chat, close }) {
  const [title, setTitle] = useState(chat.title ?? '');
  const [topic, setTopic] = useState(chat.topic ?? '');
  const [state, setState] = useState({ busy: false, error: null });
  const mayRename = canManage(chat);
  const submit = async (event) => {
    event.preventDefault();
    setState({ busy: true, error: null });
    try {
      const name = title.trim();
      const renamed = mayRename && name && name !== chat.title ? { title: name } : {};
      await updateChat(chat.id, { ...renamed, topic: topic.trim() });
      close();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const foot = html`
    <${Button} onClick=${() => close()}>${t('app.cancel')}<//>
    <${Button} kind="primary" type="submit" form="chat-details" loading=${state.busy}>${t('app.save')}<//>`;
  return html`
    <${Dialog} title=${calledChat(chat)} footer=${foot} onClose=${close}>
      <form id="chat-details" class="stack" onSubmit=${submit}>
        <${FormError} error=${state.error} />
        ${mayRename && html`<${TextField} label=${t('chat.new.name')} value=${title} maxlength="80" onInput=${(event) => setTitle(event.target.value)} />`}
        <${TextField} label=${t('chat.new.topic')} value=${topic} maxlength="250" data-autofocus onInput=${(event) => setTopic(event.target.value)} />
      </form>
    <//>`;
}

function openMute(chat, anchor) {
  const items = [
    { heading: t('chat.mute') },
    ...muteTimes().map((each) => ({ label: t(`chat.when.${each.id}`), hint: momentText(each.at), icon: 'clock', run: () => prefer(chat, { isMuted: true, mutedUntil: each.at.toISOString() }) })),
    { label: t('chat.mute.forever'), icon: 'bell-off', run: () => prefer(chat, { isMuted: true, mutedUntil: null }) },
  ];
  openMenu(anchor, items, { label: t('chat.mute') });
}

// i18n: chat.notify.all chat.notify.mentions chat.notify.none
const LEVELS = ['all', 'mentions', 'none'];
const levelText = (chat) => t(`chat.notify.${chat.notify ?? 'all'}`);

function openNotify(chat, anchor) {
  const items = LEVELS.map((notify) => ({ label: t(`chat.notify.${notify}`), checked: (chat.notify ?? 'all') === notify, run: () => prefer(chat, { notify }) }));
  openMenu(anchor, [{ heading: t('chat.notify.title') }, ...items], { label: t('chat.notify.title') });
}

/** Where the chat is to stand: the way without dragging. */
function openMove(chat, anchor) {
  const own = layout.peek().sections.filter((section) => section.id !== FAVOURITES);
  const home = chat.kind === 'direct' ? 'direct' : 'channels';
  const now = chat.isPinned ? 'pinned' : own.find((section) => section.chatIds.includes(chat.id))?.id ?? home;
  const places = [['pinned', t('chat.section.pinned')], ...own.map((section) => [section.id, section.name]), [home, t(`chat.section.${home}`)]];
  const move = (id, name) => {
    moveChat(chat.id, id);
    announce(t('chat.moved', { name: calledChat(chat), section: name }));
  };
  openMenu(anchor, [
    { heading: t('chat.moveTo') },
    ...places.map(([id, name]) => ({ label: name, checked: id === now, run: () => id !== now && move(id, name) })),
    '-',
    { label: t('chat.section.new'), icon: 'plus', run: () => openSection(null, (id, name) => move(id, name)) },
  ], { label: t('chat.moveTo') });
}

// -- Read and unread

/** Marks everything in a chat read: what is in the list, and where I am mentioned in threads. Answers the first message that was unread. */
async function readWhole(chatId) {
  const { unreadCount, mentionCount, countedTo } = chatOf(chatId);
  patchChat(chatId, { unreadCount: 0, mentionCount: 0 });
  try {
    const { messages, mentions } = await get(`/chats/${chatId}/unread`);
    const replies = new Map(mentions.filter((message) => message.rootMessageId).map((reply) => [reply.rootMessageId, reply.id]));
    let counts = null;
    for (const messageId of [...(unreadCount ? [countedTo] : []), ...replies.values()]) counts = await post(`/chats/${chatId}/reads`, { messageId }, { key: newId() });
    if (counts) takeCounts(chatId, counts);
    return messages[0];
  } catch (error) {
    patchChat(chatId, { unreadCount, mentionCount });
    throw error;
  }
}

const readChat = (chat) => attempt(async () => {
  const first = await readWhole(chat.id);
  countThreads();
  if (first) undoable(t('chat.markRead'), () => attempt(() => markUnread(chat.id, first.id)));
});

const unreadChat = (chat) => attempt(async () => {
  await markUnread(chat.id, chat.lastMessage.id);
  undoable(t('chat.markUnread'), () => attempt(() => readWhole(chat.id)));
});

/** Makes everything read, everywhere; the server keeps what it takes to undo it. */
export function markAllRead() {
  const counts = [...chats.peek().values()].filter((chat) => chat.isMember && chat.unreadCount + chat.mentionCount > 0)
    .map(({ id, unreadCount, mentionCount, lastReadMessageId }) => ({ id, unreadCount, mentionCount, lastReadMessageId }));
  const put = (list) => list.forEach(({ id, ...rest }) => patchChat(id, rest));
  return attempt(async () => {
    put(counts.map(({ id }) => ({ id, unreadCount: 0, mentionCount: 0 })));
    try {
      const { undoToken, chats: n } = await post('/chats/read-all', {}, { key: newId() });
      countThreads();
      if (!undoToken) return void toast(t('chat.readAll.none'));
      undoToast(t('chat.readAll.done', { n }), () => attempt(async () => {
        await post('/chats/read-all/undo', { undoToken }, { key: newId() });
        await Promise.all(counts.map(({ id }) => loadChat(id)));
        countThreads();
      }));
    } catch (error) {
      put(counts);
      throw error;
    }
  });
}

// -- Why is this unread?

/** Lists exactly what makes the number of a chat. */
export function openWhy(chat) {
  openDialog((close) => html`<${Why} chatId=${chat.id} close=${close} />`);
}

function Why({ chatId, close }) {
  const chat = chatOf(chatId);
  const [state, setState] = useState({ answer: null, error: null });
  const load = () => get(`/chats/${chatId}/unread`).then((answer) => setState({ answer, error: null }), (error) => setState({ answer: null, error }));
  useEffect(() => {
    load();
  }, []);
  useGone(chat, close);
  if (!chat) return null;
  const { answer, error } = state;
  const foot = html`<${Button} onClick=${() => { close(); readChat(chat); }}>${t('chat.markRead')}<//>`;
  return html`
    <${Dialog} title=${t('chat.why.title', { name: calledChat(chat) })} wide onClose=${close} footer=${answer?.unreadCount + answer?.mentionCount > 0 && foot}>
      ${error && html`<${ErrorState} error=${error} onRetry=${load} />`}
      ${!answer && !error && html`<${Skeleton} lines=${4} height=${28} />`}
      ${answer && html`<${Reasons} answer=${answer} close=${close} />`}
    <//>`;
}

/** The items of an answer, each once, oldest first. */
export function reasonsOf({ messages, mentions }) {
  const called = new Set(mentions.map((message) => message.id));
  const threads = mentions.filter((message) => message.rootMessageId);
  return [...messages, ...threads, ...mentions.filter((message) => !message.rootMessageId && !messages.some((each) => each.id === message.id))]
    .map((message) => ({ message, called: called.has(message.id) }));
}

function Reasons({ answer, close }) {
  const list = reasonsOf(answer);
  const hidden = answer.unreadCount - answer.messages.length;
  if (!list.length) return html`<${EmptyState} icon="circle-check" title=${t('chat.why.nothing')} />`;
  return html`
    <p class="dialog-text">${t('chat.why.count', { n: answer.unreadCount })} ${answer.mentionCount > 0 && t('chat.why.mentions', { n: answer.mentionCount })}</p>
    <ul class="chat-why">
      ${list.map(({ message, called }) => html`
        <li key=${message.id} class="chat-why-item">
          <${MessageLine} message=${message} small href=${placeOf(message)} onOpen=${() => close()} />
          ${called && html`<${Badge} kind="warn">${t('chat.why.you')}<//>`}
          ${message.rootMessageId && html`<${Badge}>${t('chat.thread.title')}<//>`}
        </li>`)}
    </ul>
    ${hidden > 0 && html`<p class="faint">${t('chat.why.more', { n: hidden })}</p>`}`;
}

// -- Sections

/** Asks for the name of a section: a new one (`section` null), or another name for one. `onDone(id, name)`. */
export function openSection(section, onDone) {
  openDialog((close) => html`<${SectionForm} section=${section} onDone=${onDone} close=${close} />`);
}

function SectionForm({ section, onDone, close }) {
  const [name, setName] = useState(section?.name ?? '');
  const [error, setError] = useState(null);
  const submit = (event) => {
    event.preventDefault();
    const given = name.trim();
    if (!given) return setError(t('app.field.required'));
    if (!section && layout.peek().sections.length >= MOST.sections) return setError(t('chat.section.tooMany', { n: MOST.sections }));
    const id = section?.id ?? makeSection(given);
    if (section) arrange((sections) => renameSection(sections, id, given));
    close();
    return onDone?.(id, given);
  };
  const foot = html`
    <${Button} onClick=${() => close()}>${t('app.cancel')}<//>
    <${Button} kind="primary" type="submit" form="chat-section">${section ? t('app.save') : t('chat.new.create')}<//>`;
  return html`
    <${Dialog} title=${section ? t('chat.section.rename') : t('chat.section.new')} footer=${foot} onClose=${close}>
      <form id="chat-section" noValidate onSubmit=${submit}>
        <${TextField} label=${t('chat.new.name')} value=${name} maxlength=${MOST.name} error=${error} data-autofocus dir="auto" onInput=${(event) => setName(event.target.value)} />
      </form>
    <//>`;
}

/** Opens the menu of one of one's own sections. */
export const openSectionMenu = (anchor, section) => openMenu(anchor, sectionItems(section), { label: t('chat.section.actions', { name: section.name }) });

function sectionItems(section) {
  const own = layout.peek().sections.filter((each) => each.id !== FAVOURITES);
  const at = own.findIndex((each) => each.id === section.id);
  const move = (step) => {
    arrange((sections) => moveSection(sections, section.id, step));
    announce(t('chat.section.movedTo', { name: section.name, n: at + step + 1, count: own.length }));
  };
  return [
    { label: t('chat.section.rename'), icon: 'pencil', run: () => openSection(section) },
    at > 0 && { label: t('chat.section.up'), icon: 'arrow-up', run: () => move(-1) },
    at < own.length - 1 && { label: t('chat.section.down'), icon: 'arrow-down', run: () => move(1) },
    '-',
    { label: t('chat.section.remove'), icon: 'trash-2', danger: true, run: () => removeWithUndo(section) },
  ].filter(Boolean);
}

function removeWithUndo(section) {
  const before = layout.peek().sections;
  const at = before.findIndex((each) => each.id === section.id);
  const kept = before[at];
  arrange((sections) => removeSection(sections, section.id));
  undoToast(t('chat.section.removed', { name: section.name }), () => arrange((sections) => (
    sections.some((each) => each.id === kept.id) ? sections : sections.toSpliced(Math.min(at, sections.length), 0, kept))));
}
