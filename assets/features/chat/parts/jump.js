// The way to another day of a conversation.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { setQuery } from '../../../state/route.js';
import { Button } from '../../../ui/controls.js';
import { FormError, TextField } from '../../../ui/field.js';
import { openPopover } from '../../../ui/layers.js';
import { messageAt } from '../messages.js';

const pad = (n) => String(n).padStart(2, '0');

/** A day as a date field writes it, on this device's calendar. */
export const dayValue = (date) => `${String(date.getFullYear()).padStart(4, '0')}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;

/** The moment a day of a date field begins here, or null. */
export function dayBegins(value) {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number);
  const date = new Date(year, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day ? date : null;
}

/** The days one jumps to most: `[key, date]`. */
function shortcuts(now = new Date()) {
  const back = (days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
  return [['today', back(0)], ['week', back(7)], ['month', new Date(now.getFullYear(), now.getMonth() - 1, now.getDate())], ['first', new Date(0)]];
}

function Jump({ chatId, at, close }) {
  const [value, setValue] = useState(dayValue(new Date(at)));
  const [state, setState] = useState({ busy: false, error: null });
  const go = async (date) => {
    setState({ busy: true, error: null });
    try {
      const id = await messageAt(chatId, date);
      if (!id) return setState({ busy: false, error: t('message.jump.none') });
      close();
      setQuery({ m: id, thread: null });
    } catch (error) {
      setState({ busy: false, error });
    }
    return undefined;
  };
  const submit = (event) => {
    event.preventDefault();
    const date = dayBegins(value);
    if (date) go(date);
    else setState({ busy: false, error: t('message.jump.which') });
  };
  // i18n: message.jump.today message.jump.week message.jump.month message.jump.first
  return html`
    <form class="chat-day-form" onSubmit=${submit} noValidate>
      <div class="chat-day-quick">${shortcuts().map(([key, date]) => html`<${Button} key=${key} small onClick=${() => go(date)}>${t(`message.jump.${key}`)}<//>`)}</div>
      <${TextField} label=${t('message.jump.day')} type="date" value=${value} max=${dayValue(new Date())} data-autofocus onInput=${(event) => setValue(event.target.value)} />
      <${FormError} error=${state.error} />
      <${Button} kind="primary" type="submit" block loading=${state.busy}>${t('message.jump.go')}<//>
    </form>`;
}

/** Opens the choice of a day beside `anchor`; `at` is the day one stands at. */
export const openJump = (anchor, chatId, at) => openPopover(anchor, (close) => html`<${Jump} chatId=${chatId} at=${at} close=${close} />`, { label: t('message.jump.title'), placement: 'bottom-center' });
