// Editing a message in its place: Enter saves, Escape leaves it as it was, nothing left asks whether to delete.

import { html } from 'htm/preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { enterSends } from '../../../state/device.js';
import { Button } from '../../../ui/controls.js';
import { confirmDialog } from '../../../ui/layers.js';
import { deleteMessage, editMessage, maxChars } from '../messages.js';
import { rowKey } from '../model.js';
import { fitHeight, formatOnKey } from './format.js';

/** The field in which `message` is changed. */
export function EditForm({ message, ctx }) {
  const area = useRef(null);
  const [text, setText] = useState(message.content);
  useLayoutEffect(() => {
    area.current.focus();
    area.current.setSelectionRange(text.length, text.length);
  }, []);
  useLayoutEffect(() => fitHeight(area.current), [text]);
  const leave = () => {
    ctx.editing.value = null;
    ctx.list.current?.focusRow(rowKey(message));
  };
  const save = async () => {
    const next = text.trim();
    if (next.length > maxChars()) return;
    leave();
    if (next) editMessage(message, next);
    else if (await confirmDialog({ title: t('chat.delete.label'), body: t('chat.delete.emptied'), confirm: t('app.delete'), danger: true })) deleteMessage(message);
  };
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || (!event.shiftKey && enterSends.peek()))) save();
    else if (event.key === 'Escape') leave();
    else if (!formatOnKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const over = text.length - maxChars();
  return html`
    <div class="chat-edit">
      <textarea class="chat-input" ref=${area} rows="1" dir="auto" aria-label=${t('chat.edit')} value=${text}
        onInput=${(event) => setText(event.target.value)} onKeyDown=${onKeyDown} />
      <div class="chat-edit-foot">
        <span class="chat-edit-hint ${over > 0 ? 'is-over' : ''}">${over > 0 ? t('chat.tooLong', { n: over }) : enterSends.value ? t('chat.edit.hint') : t('chat.edit.hintMod')}</span>
        <${Button} small onClick=${leave}>${t('app.cancel')}<//>
        <${Button} small kind="primary" disabled=${over > 0} onClick=${save}>${t('app.save')}<//>
      </div>
    </div>`;
}
