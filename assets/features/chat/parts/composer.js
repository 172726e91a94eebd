// Writing: a growing text field with marks, completions, commands, a draft that survives everything, and a priority.

import { html, useId } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { locale, t } from '../../../lib/i18n.js';
import { hits } from '../../../lib/keyboard.js';
import { fold } from '../../../lib/text.js';
import { draftOf, enterSends, flushDrafts, saveDraft } from '../../../state/device.js';
import { myId, people, person, presence } from '../../../state/session.js';
import { Avatar, Button, ExtensionBadge, Icon, IconButton } from '../../../ui/controls.js';
import { LimitNote } from '../../../ui/field.js';
import { announce, confirmDialog, MenuButton } from '../../../ui/layers.js';
import { later } from '../../../ui/states.js';
import { attaching, open, openEmojiPicker, openScheduleMenu, withFiles } from '../actions.js';
import { maxChars, sendMessage } from '../messages.js';
import { calledChat, commandOf } from '../model.js';
import { tellTyping, tellTypingOver } from '../reading.js';
import { attached, chatOf, chats } from '../store.js';
import { applyFormat, continuation, fitHeight, FORMAT_KEYS, formatOnKey, typeInto } from './format.js';
import { Glyph } from './glyph.js';
import { noteEmoji } from './message-acts.js';

const Files = later(() => withFiles(import('./attach-list.js')), 'AttachList', 60);

const LIMIT = 8;
const MENTION = /(?:^|[\s([{"'])@([\p{L}\p{N}._'-]*(?: [\p{L}\p{N}._'-]*)?)$/u;
const COMMAND = /^\/(\p{L}*)$/u;
const CHANNEL = /(?:^|[\s([{"'])#([\p{L}\p{N}._-]*)$/u;
const EMOJI = /(?:^|[\s([{"'])(:[\p{L}\p{N}_+-]{2,})$/u;

/** What is being completed before the cursor: `{kind, query, from}` or null. */
export function findTrigger(value, at) {
  const before = value.slice(Math.max(0, at - 60), at);
  const command = at < 40 && COMMAND.exec(before);
  if (command) return { kind: 'command', query: command[1], from: 0 };
  const channel = CHANNEL.exec(before);
  if (channel) return { kind: 'channel', query: channel[1], from: at - channel[1].length - 1 };
  const mention = MENTION.exec(before);
  if (mention) return { kind: 'mention', query: mention[1], from: at - mention[1].length - 1 };
  const emoji = EMOJI.exec(before);
  return emoji ? { kind: 'emoji', query: emoji[1].slice(1), from: at - emoji[1].length } : null;
}

/** People of the chat (of the workspace with `all`) and the two groups that fit, best first: name starts, word starts. */
export function mentionOffers(chat, query, all = false) {
  const needle = fold(query);
  const rank = (name) => {
    const folded = fold(name);
    if (folded.startsWith(needle)) return 0;
    return folded.split(/\s+/).some((word) => word.startsWith(needle)) ? 1 : 9;
  };
  const here = new Set(chat.members);
  const known = all || chat.memberCount > chat.members.length ? [...people.value.keys()] : chat.members;
  const found = known.filter((id) => id !== myId()).map((id) => person(id))
    .map((each) => ({ person: each, rank: rank(each.displayName) + (here.has(each.id) ? 0 : 2) }))
    .filter((each) => each.rank < 9 && !each.person.missing && !each.person.disabled)
    .sort((a, b) => a.rank - b.rank || a.person.displayName.localeCompare(b.person.displayName));
  const offers = found.slice(0, LIMIT).map((each) => ({ key: each.person.id, person: each.person, text: `@${each.person.displayName} ` }));
  // i18n: chat.mention.channel chat.mention.here
  const groups = chat.kind === 'direct' ? [] : ['channel', 'here'].filter((name) => name.startsWith(needle));
  return [...offers, ...groups.map((name) => ({ key: name, group: name, text: `@${name} ` }))].slice(0, LIMIT);
}

/** Channels known here whose name begins so. */
export function channelOffers(all, query) {
  const needle = fold(query);
  return [...all].filter((chat) => chat.kind === 'channel' && !chat.archivedAt && fold(chat.title ?? '').startsWith(needle))
    .sort((a, b) => a.title.localeCompare(b.title)).slice(0, LIMIT).map((chat) => ({ key: chat.id, channel: chat, text: `#${chat.title} ` }));
}

const commandOffers = async (chat, query) => (await import('./commands.js')).commandOffers(chat, query);

const OFFERS = {
  mention: (chat, query, value) => mentionOffers(chat, query, value.startsWith('/invite ')),
  channel: (chat, query) => channelOffers(chats.peek().values(), query),
  command: commandOffers,
  emoji: (chat, query) => emojiOffers(query),
};

async function emojiOffers(query) {
  const [{ loadEmoji, searchEmoji }, { ownEmoji }] = await Promise.all([import('../emoji/table.js'), import('../emoji/own.js')]);
  const table = await loadEmoji(locale.peek());
  return searchEmoji([...ownEmoji(), ...table], query, LIMIT).map((entry) => ({ key: entry.emoji, emoji: entry, text: `${entry.emoji} ` }));
}

/**
 * Completion for a text field: `{onKeyDown(event) → handled, update(), close(), list, props}`; `list` is a vnode to place
 * above the field, `props` go on the field.
 */
export function useCompletion(area, chat, id) {
  const [state, setState] = useState(null);
  const asked = useRef(0);
  const close = () => {
    asked.current += 1;
    setState(null);
  };
  const update = async () => {
    const { value, selectionStart, selectionEnd } = area.current;
    const trigger = selectionStart === selectionEnd ? findTrigger(value, selectionStart) : null;
    asked.current += 1;
    const turn = asked.current;
    if (!trigger) return setState(null);
    // What cannot be loaded is not offered; writing goes on.
    const offers = await Promise.resolve(OFFERS[trigger.kind](chat, trigger.query, value)).catch(() => []);
    if (turn === asked.current) setState(offers.length ? { ...trigger, offers, active: 0 } : null);
  };
  const choose = (offer) => {
    if (offer.emoji) noteEmoji(offer.emoji.emoji);
    typeInto(area.current, { from: state.from, to: area.current.selectionStart, text: offer.text });
    close();
  };
  const onKeyDown = (event) => {
    if (!state) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { offers, active } = state;
    // A command that is written out is given, not completed.
    if (event.key === 'Enter' && offers[active].command && area.current.value.trim() === `/${offers[active].command.name}`) {
      close();
      return false;
    }
    if (step) setState({ ...state, active: (active + step + offers.length) % offers.length });
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') choose(offers[active]);
    else if (event.key === 'Escape') close();
    else return false;
    return true;
  };
  const count = state?.offers.length ?? 0;
  useEffect(() => {
    if (count) announce(t('chat.complete.count', { n: count }));
  }, [count]);
  const listId = `${id}-offers`;
  const props = {
    'aria-autocomplete': 'list', 'aria-controls': state ? listId : undefined,
    'aria-activedescendant': state ? `${listId}-${state.active}` : undefined,
  };
  const list = state && html`<${Offers} id=${listId} state=${state} onChoose=${choose} />`;
  return { onKeyDown, update, close, list, props, open: Boolean(state) };
}

// i18n: chat.complete.mention chat.complete.channel chat.complete.command chat.complete.emoji
function Offers({ id, state, onChoose }) {
  const box = useRef(null);
  useLayoutEffect(() => {
    box.current.children[state.active]?.scrollIntoView({ block: 'nearest' });
  }, [state.active]);
  return html`
    <ul class="chat-offers" id=${id} ref=${box} role="listbox" tabindex="0" onMouseDown=${(event) => event.preventDefault()} aria-label=${t(`chat.complete.${state.kind}`)}>
      ${state.offers.map((offer, i) => html`
        <li key=${offer.key} id=${`${id}-${i}`} role="option" class="chat-offer" aria-selected=${String(i === state.active)} onClick=${() => onChoose(offer)}><${Offer} offer=${offer} /></li>`)}
    </ul>`;
}

function Offer({ offer }) {
  if (offer.emoji) return html`<span class="chat-offer-emoji"><${Glyph} code=${offer.emoji.emoji} /></span><span class="truncate">:${offer.emoji.codes[0]}:</span><span class="chat-offer-sub truncate">${offer.emoji.group === 'own' ? '' : offer.emoji.name}</span>`;
  if (offer.command) return html`<span class="chat-offer-icon"><${Icon} name="command" size=${14} /></span><span class="chat-offer-command"><span><strong>/${offer.command.name}</strong> <span class="faint">${offer.command.args}</span></span><span class="chat-offer-help">${offer.command.help}</span></span>`;
  if (offer.channel) return html`<span class="chat-offer-icon"><${Icon} name="hash" size=${14} /></span><span class="truncate">${offer.channel.title}</span><span class="chat-offer-sub truncate">${offer.channel.topic}</span>`;
  if (offer.group) return html`<span class="chat-offer-icon"><${Icon} name="megaphone" size=${14} /></span><strong>@${offer.group}</strong><span class="chat-offer-sub truncate">${t(`chat.mention.${offer.group}`)}</span>`;
  const each = offer.person;
  return html`
    <${Avatar} person=${each} size=${24} presence=${presence.value.get(each.id) ?? 'offline'} /><span class="truncate">${each.displayName}</span>
    <${ExtensionBadge} ext=${each.phoneExt} /><span class="chat-offer-sub truncate">${each.title}</span>`;
}

// -- The composer

/** `@channel` in a chat of more people than this asks first. */
const ASK_ABOVE = 25;
/** A text pasted that is longer than this is pointed out. */
const LONG_PASTE = 4000;
const ATTACH_KEYS = 'mod+shift+u';
/** From here on the characters left are shown. */
const WARN_LEFT = 500;
// i18n: chat.format.bold chat.format.italic chat.format.strike chat.format.code chat.format.link chat.format.quote chat.format.bullets chat.format.numbers
const TOOLS = [['bold', 'bold'], ['italic', 'italic'], ['strike', 'strikethrough'], ['code', 'code'], ['link', 'link'], ['quote', 'quote'], ['bullets', 'list'], ['numbers', 'list-ordered']];
// i18n: chat.delivery.normal chat.delivery.important chat.delivery.urgent
const DELIVERIES = [['normal', 'minus'], ['important', 'flag'], ['urgent', 'zap']];

/** What other parts may do with this composer, under `ctx.composer`. */
function useComposerLink(ctx, area, setText) {
  useLayoutEffect(() => {
    const put = (text) => {
      const { value } = area.current;
      typeInto(area.current, { from: value.length, to: value.length, text: value && !value.endsWith('\n') ? `\n${text}` : text });
    };
    ctx.composer.current = {
      focus: () => area.current.focus(),
      insertBlock: put,
      restore: (text) => (area.current.value ? put(text) : setText(text)),
    };
    return () => {
      ctx.composer.current = null;
    };
  }, [ctx]);
}

/** The field's text is the draft: what is read from disk late appears by itself. */
function useDraft(ctx) {
  useEffect(() => () => {
    tellTypingOver(ctx.chatId, ctx.rootId);
    flushDrafts();
  }, [ctx]);
  const change = (next) => {
    saveDraft(ctx.key, next);
    if (next.trim()) tellTyping(ctx.chatId, ctx.rootId);
    else tellTypingOver(ctx.chatId, ctx.rootId);
  };
  return [draftOf(ctx.key), change];
}

/** Whether everybody should really be called, when there are many. */
function callsEverybody(chat, content) {
  if (chat.memberCount <= ASK_ABOVE || !/(?:^|\s)@(?:channel|here)\b/i.test(content)) return true;
  return confirmDialog({ title: t('chat.everybody.title'), body: t('chat.everybody.body', { n: chat.memberCount - 1 }), confirm: t('chat.send') });
}

export function Composer({ ctx }) {
  const id = useId();
  const area = useRef(null);
  const chat = chatOf(ctx.chatId);
  const [text, setText] = useDraft(ctx);
  const [delivery, setDelivery] = useState('normal');
  const completion = useCompletion(area, chat, id);
  useComposerLink(ctx, area, setText);
  useLayoutEffect(() => fitHeight(area.current), [text]);
  const left = maxChars() - text.length;
  const files = attached.value.get(ctx.key) ?? 0;
  const ready = (text.trim().length > 0 || files > 0) && left >= 0;
  const [note, setNote] = useState(null);
  const attach = (list) => attaching((part) => part.attach(ctx.key, list));
  const onPaste = (event) => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    const copied = [...event.clipboardData?.files ?? []];
    // Words that were copied with a picture of them are meant as words.
    if (copied.length && !pasted) {
      event.preventDefault();
      attach(copied);
    }
    const from = area.current.selectionStart;
    // What is pasted comes in after this event, and that takes an older note away.
    if (pasted.length > LONG_PASTE) setTimeout(() => open(import('./pasting.js'), (part) => setNote(part.aboutPasted(pasted, { area: area.current, from, stream: ctx.key }))));
  };
  const ordered = useRef(false);
  const clear = () => {
    setText('');
    setNote(null);
    completion.close();
    area.current?.focus();
  };
  const begin = () => {
    setDelivery('normal');
    clear();
  };
  const say = async (content) => {
    if (!await callsEverybody(chat, content)) return;
    const wish = { chatId: ctx.chatId, rootId: ctx.rootId, content, delivery };
    const sent = () => [begin(), ctx.sent()];
    if (files) attaching((part) => part.sendWithFiles(wish) && sent());
    else sent(sendMessage(wish));
  };
  // One command at a time; what is written while it is under way stays.
  const order = (command) => open(import('./commands.js'), async (part) => {
    if (ordered.current) return;
    const written = text;
    ordered.current = true;
    const { done, send: words, fault, unknown } = await part.runCommand(command, { chat, ctx }).finally(() => { ordered.current = false; });
    completion.close();
    if (fault) setNote({ fault, actions: unknown && [{ label: t('message.command.asText'), run: () => say(area.current.value.trim()) }] });
    else if (words) say(words);
    else if (done && area.current?.value === written) clear();
  });
  const send = () => {
    const content = text.trim();
    if (!ready) return;
    const command = commandOf(content);
    if (command) order(command);
    // Two strokes are one that means itself.
    else say(content.startsWith('//') && commandOf(content.slice(1)) ? content.slice(1) : content);
  };
  const wish = () => (ready && !files ? { chatId: ctx.chatId, rootId: ctx.rootId, content: text.trim(), delivery } : null);
  const onKeyDown = (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (completion.onKeyDown(event) || composerKey(event, { ctx, send, text })) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const label = ctx.rootId ? t('chat.compose.reply') : t('chat.compose.to', { name: calledChat(chat) });
  return html`
    <div class="chat-composer ${delivery === 'normal' ? '' : `is-${delivery}`}">
      ${completion.list}
      ${note && html`<${Note} note=${note} onClose=${() => { setNote(null); area.current.focus(); }} />`}
      ${files > 0 && html`<${Files} place=${ctx.key} />`}
      ${delivery !== 'normal' && html`<${DeliveryNote} delivery=${delivery} onClear=${() => setDelivery('normal')} />`}
      <textarea class="chat-input" data-testid="message-input" data-autofocus=${ctx.rootId ? undefined : true} ref=${area} rows="1" dir="auto"
        aria-label=${label} placeholder=${label} value=${text} enterkeyhint=${enterSends.value ? 'send' : 'enter'} ...${completion.props}
        aria-invalid=${left < 0 ? 'true' : undefined} aria-describedby=${left < WARN_LEFT ? `${id}-left` : undefined}
        onInput=${(event) => { setText(event.target.value); setNote(null); completion.update(); }} onKeyDown=${onKeyDown} onPaste=${onPaste}
        onClick=${completion.update} onBlur=${() => { completion.close(); flushDrafts(); }} />
      <div class="chat-composer-foot">
        <${Tools} area=${area} ctx=${ctx} delivery=${delivery} onDelivery=${setDelivery} onFiles=${attach} />
        <${LimitNote} id=${`${id}-left`} text=${leftText(left)} over=${left < 0} />
        <${IconButton} small icon="clock" label=${files ? t('message.attach.now') : t('chat.later.title')} aria-haspopup="menu" aria-expanded="false" disabled=${!ready || files > 0} onClick=${(event) => openScheduleMenu(event.currentTarget, wish, begin)} />
        <button type="button" class="chat-send" data-testid="send-button" aria-label=${t('chat.send')} data-tip=${t('chat.send')} data-keys=${enterSends.value ? 'Enter' : 'mod+Enter'} disabled=${!ready} onClick=${send}>
          <${Icon} name="send-horizontal" size=${17} />
        </button>
      </div>
    </div>`;
}

/** How far one is from the limit, once it is near. */
const leftText = (left) => (left >= WARN_LEFT ? '' : left < 0 ? t('chat.tooLong', { n: -left }) : t('chat.left', { n: left }));

/** Asks for a poll, beginning with a question. */
const openPoll = (ctx, question) => open(import('./poll-form.js'), (part) => part.openPollForm(ctx, question));

/** Keys of the field itself; answers whether the key was used. */
function composerKey(event, { ctx, send, text }) {
  const { target } = event;
  if (event.key === 'Enter' && !event.altKey) {
    const sends = event.ctrlKey || event.metaKey || (!event.shiftKey && enterSends.peek());
    const more = !sends && target.selectionStart === target.selectionEnd ? continuation(target.value, target.selectionStart) : null;
    if (more) typeInto(target, more);
    else if (sends) send();
    else return false;
    return true;
  }
  if (event.key === 'ArrowUp' && !text && !event.shiftKey && !event.altKey) return ctx.editLast(myId());
  if (hits(event, ATTACH_KEYS)) {
    target.closest('.chat-composer').querySelector('[data-attach]').click();
    return true;
  }
  if (event.key === 'Escape' && !event.shiftKey) {
    ctx.escape();
    return true;
  }
  return formatOnKey(event);
}

/** The way to the files of the device. */
function Attach({ onFiles }) {
  const field = useRef(null);
  const chosen = () => {
    onFiles([...field.current.files]);
    field.current.value = '';
  };
  return html`
    <${IconButton} small icon="paperclip" label=${t('message.attach')} keys=${ATTACH_KEYS} data-testid="attach-button" data-attach onClick=${() => field.current.click()} />
    <input ref=${field} type="file" multiple hidden data-testid="file-upload" onChange=${chosen} />`;
}

function Tools({ area, ctx, delivery, onDelivery, onFiles }) {
  const pickEmoji = (event) => openEmojiPicker(event.currentTarget, (emoji) => {
    noteEmoji(emoji);
    const at = area.current.selectionStart;
    typeInto(area.current, { from: at, to: area.current.selectionEnd, text: emoji });
  }, { label: t('chat.emoji.title'), placement: 'top-start' });
  const mention = () => {
    const { value, selectionStart: at } = area.current;
    typeInto(area.current, { from: at, to: area.current.selectionEnd, text: !at || /\s$/.test(value.slice(0, at)) ? '@' : ' @' });
  };
  const deliveries = () => DELIVERIES.map(([name, icon]) => ({ label: t(`chat.delivery.${name}`), icon, checked: delivery === name, run: () => { onDelivery(name); ctx.composer.current.focus(); } }));
  // Pressing a tool must not take the selection out of the field.
  return html`
    <div class="chat-tools-row" onMouseDown=${(event) => event.target.closest('button') && event.preventDefault()}>
      <${Attach} onFiles=${onFiles} />
      <${IconButton} small icon="smile" label=${t('chat.emoji.title')} aria-haspopup="dialog" onClick=${pickEmoji} />
      <${IconButton} small icon="at-sign" label=${t('chat.mention.add')} onClick=${mention} />
      <${IconButton} small icon="circle-dot" label=${t('message.poll.add')} aria-haspopup="dialog" onClick=${() => openPoll(ctx)} />
      <${MenuButton} small icon="flag" label=${t('chat.delivery.title')} items=${deliveries} placement="top-start" />
      <span class="chat-tools-line" />
      <span class="chat-format">
        ${TOOLS.map(([mark, icon]) => html`<${IconButton} key=${mark} small icon=${icon} label=${t(`chat.format.${mark}`)} keys=${FORMAT_KEYS[mark]} onClick=${() => applyFormat(area.current, mark)} />`)}
      </span>
    </div>`;
}

/** Something about what is being written: `fault` or `hint` in words, and perhaps what to do about it. */
function Note({ note: { fault, hint, actions }, onClose }) {
  const act = (action) => {
    onClose();
    action.run();
  };
  return html`
    <div class="chat-note ${fault ? 'is-fault' : ''}" role=${fault ? 'alert' : 'status'}>
      <${Icon} name=${fault ? 'circle-alert' : 'info'} size=${14} /><span class="grow">${fault ?? hint}</span>
      ${actions?.map((action) => html`<${Button} key=${action.label} small onClick=${() => act(action)}>${action.label}<//>`)}
      <${IconButton} small icon="x" label=${t('app.close')} onClick=${onClose} />
    </div>`;
}

function DeliveryNote({ delivery, onClear }) {
  return html`
    <p class="chat-delivery">
      <${Icon} name=${delivery === 'urgent' ? 'zap' : 'flag'} size=${13} /><span>${t(`chat.delivery.${delivery}`)}</span>
      <${IconButton} small icon="x" label=${t('chat.delivery.clear')} onClick=${onClear} />
    </p>`;
}
