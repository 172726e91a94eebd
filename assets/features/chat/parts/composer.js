// Writing a message: a growing text field with marks, completions, a draft that survives everything, and a priority.

import { html } from 'htm/preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { draftOf, flushDrafts, saveDraft } from '../../../state/drafts.js';
import { myId } from '../../../state/session.js';
import { IconButton } from '../../../ui/button.js';
import { confirmDialog } from '../../../ui/dialog.js';
import { MenuButton } from '../../../ui/menu.js';
import { Icon } from '../../../ui/icon.js';
import { maxChars, sendMessage } from '../messages.js';
import { tellTyping, tellTypingOver } from '../reading.js';
import { chatOf } from '../store.js';
import { useCompletion } from './completion.js';
import { fitHeight } from './field-size.js';
import { applyFormat, continuation, FORMAT_KEYS, formatOnKey, typeInto } from './format.js';
import { openEmojiPicker } from './lazy.js';
import { calledChat } from './names.js';
import { noteEmoji } from './reactions.js';

/** `@channel` in a chat of more people than this asks first. */
const ASK_ABOVE = 25;
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
  const ready = text.trim().length > 0 && left >= 0;
  const send = async () => {
    const content = text.trim();
    if (!ready || !await callsEverybody(chat, content)) return;
    sendMessage({ chatId: ctx.chatId, rootId: ctx.rootId, content, delivery });
    setText('');
    setDelivery('normal');
    completion.close();
    area.current.focus();
    ctx.sent();
  };
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
      ${delivery !== 'normal' && html`<${DeliveryNote} delivery=${delivery} onClear=${() => setDelivery('normal')} />`}
      <textarea class="chat-input" data-testid="message-input" data-autofocus=${ctx.rootId ? undefined : true} ref=${area} rows="1" dir="auto"
        aria-label=${label} placeholder=${label} value=${text} enterkeyhint="send" ...${completion.props}
        onInput=${(event) => { setText(event.target.value); completion.update(); }} onKeyDown=${onKeyDown}
        onClick=${completion.update} onBlur=${() => { completion.close(); flushDrafts(); }} />
      <div class="chat-composer-foot">
        <${Tools} area=${area} ctx=${ctx} delivery=${delivery} onDelivery=${setDelivery} />
        ${left < WARN_LEFT && html`<span class="chat-left ${left < 0 ? 'is-over' : ''}" role="status">${left < 0 ? t('chat.tooLong', { n: -left }) : t('chat.left', { n: left })}</span>`}
        <button type="button" class="chat-send" data-testid="send-button" aria-label=${t('chat.send')} data-tip=${t('chat.send')} data-keys="Enter" disabled=${!ready} onClick=${send}>
          <${Icon} name="send-horizontal" size=${17} />
        </button>
      </div>
    </div>`;
}

/** Keys of the field itself; answers whether the key was used. */
function composerKey(event, { ctx, send, text }) {
  const { target } = event;
  if (event.key === 'Enter' && !event.altKey) {
    const more = event.shiftKey && target.selectionStart === target.selectionEnd ? continuation(target.value, target.selectionStart) : null;
    if (more) typeInto(target, more);
    else if (!event.shiftKey || event.ctrlKey || event.metaKey) send();
    else return false;
    return true;
  }
  if (event.key === 'ArrowUp' && !text && !event.shiftKey && !event.altKey) return ctx.editLast(myId());
  if (event.key === 'Escape') {
    ctx.escape();
    return true;
  }
  return formatOnKey(event);
}

function Tools({ area, ctx, delivery, onDelivery }) {
  const pickEmoji = (event) => openEmojiPicker(event.currentTarget, (emoji) => {
    noteEmoji(emoji);
    const at = area.current.selectionStart;
    typeInto(area.current, { from: at, to: area.current.selectionEnd, text: emoji });
  }, { label: t('chat.emoji.title') });
  const mention = () => {
    const { value, selectionStart: at } = area.current;
    typeInto(area.current, { from: at, to: area.current.selectionEnd, text: !at || /\s$/.test(value.slice(0, at)) ? '@' : ' @' });
  };
  const deliveries = () => DELIVERIES.map(([name, icon]) => ({ label: t(`chat.delivery.${name}`), icon, checked: delivery === name, run: () => { onDelivery(name); ctx.composer.current.focus(); } }));
  // Pressing a tool must not take the selection out of the field.
  return html`
    <div class="chat-tools-row" onMouseDown=${(event) => event.target.closest('button') && event.preventDefault()}>
      <${IconButton} small icon="smile" label=${t('chat.emoji.title')} aria-haspopup="dialog" onClick=${pickEmoji} />
      <${IconButton} small icon="at-sign" label=${t('chat.mention.add')} onClick=${mention} />
      <${MenuButton} small icon="flag" label=${t('chat.delivery.title')} items=${deliveries} placement="top-start" />
      <span class="chat-tools-line" />
      <span class="chat-format">
        ${TOOLS.map(([mark, icon]) => html`<${IconButton} key=${mark} small icon=${icon} label=${t(`chat.format.${mark}`)} keys=${FORMAT_KEYS[mark]} onClick=${() => applyFormat(area.current, mark)} />`)}
      </span>
    </div>`;
}

function DeliveryNote({ delivery, onClear }) {
  return html`
    <p class="chat-delivery">
      <${Icon} name=${delivery === 'urgent' ? 'zap' : 'flag'} size=${13} /><span>${t(`chat.delivery.${delivery}`)}</span>
      <${IconButton} small icon="x" label=${t('chat.delivery.clear')} onClick=${onClear} />
    </p>`;
}
