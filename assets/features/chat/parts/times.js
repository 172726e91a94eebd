// Choosing a moment: to be reminded, or to have a message sent; the menu beside the send button.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { formatDay, formatTime, t } from '../../../lib/i18n.js';
import { toField } from '../../../lib/moments.js';
import { newId } from '../../../lib/text.js';
import { patch, post } from '../../../net/api.js';
import { navigate } from '../../../state/route.js';
import { Button } from '../../../ui/controls.js';
import { FormError, TextArea, TextField } from '../../../ui/field.js';
import { Dialog, openDialog, openMenu, toast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';
import { changeSaved, loadScheduled, save } from '../lists.js';
import { faultOf, fromField, reminderTimes, sendTimes, tomorrow } from '../presets.js';

/** "Tomorrow, 09:00". */
export const momentText = (at) => t('chat.when.at', { day: formatDay(at), time: formatTime(at) });

// i18n: chat.when.missing chat.when.past chat.when.far
const faultText = (fault) => fault && t(`chat.when.${fault}`);

/** A moment of one's own, with presets beside it. `onPick(date)` answers a promise; `children` stand above. */
function TimeForm({ id, presets, initial, onPick, confirm, close, children, title }) {
  const [value, setValue] = useState(toField(initial ?? tomorrow(new Date())));
  const [state, setState] = useState({ busy: false, error: null, fault: null });
  const run = async (date) => {
    const fault = faultOf(date);
    if (fault) return setState({ busy: false, error: null, fault });
    setState({ busy: true, error: null, fault: null });
    try {
      await onPick(date);
      return close();
    } catch (error) {
      return setState({ busy: false, error, fault: null });
    }
  };
  const submit = (event) => {
    event.preventDefault();
    run(fromField(value));
  };
  const foot = html`
    <${Button} onClick=${() => close()}>${t('app.cancel')}<//>
    <${Button} kind="primary" type="submit" form=${id} loading=${state.busy}>${confirm}<//>`;
  return html`
    <${Dialog} title=${title} footer=${foot} onClose=${close}>
      <form id=${id} class="stack" noValidate onSubmit=${submit}>
        <${FormError} error=${state.error} />
        ${children}
        ${presets && html`
          <div class="chat-presets" role="group" aria-label=${t('chat.when.presets')}>
            ${presets.map((each) => html`
              <${Button} key=${each.id} disabled=${state.busy} onClick=${() => run(each.at)}>
                <span class="chat-preset">${t(`chat.when.${each.id}`)}<small>${momentText(each.at)}</small></span>
              <//>`)}
          </div>`}
        <${TextField} label=${t('chat.when.own')} type="datetime-local" value=${value} min=${toField(new Date())}
          error=${faultText(state.fault)} onInput=${(event) => setValue(event.target.value)} />
      </form>
    <//>`;
}

// -- Reminders

/** Asks when to be reminded: of something saved (with an id), or of `{messageId}` or `{chatId, note}` to be saved. */
export function openReminder(item) {
  openDialog((close) => html`<${Reminder} item=${item} close=${close} />`);
}

function Reminder({ item, close }) {
  const [note, setNote] = useState(item.note ?? '');
  const pick = async (date) => {
    const change = { remindAt: date.toISOString(), note: note.trim() };
    if (item.id) await changeSaved(item, change);
    else await save({ ...item, remindAt: change.remindAt, ...(change.note ? { note: change.note } : {}) });
    toast(t('chat.remind.set', { when: momentText(date) }), { kind: 'success' });
  };
  return html`
    <${TimeForm} id="reminder" title=${t('chat.remind.title')} presets=${reminderTimes()} initial=${item.remindAt && !item.remindedAt ? new Date(item.remindAt) : null}
      confirm=${t('chat.remind.confirm')} onPick=${pick} close=${close}>
      <${TextField} label=${t('chat.saved.note')} value=${note} maxlength="500" onInput=${(event) => setNote(event.target.value)} />
    <//>`;
}

// -- Messages to be sent later

/** Has a message sent at a moment. Answers the scheduled message; rejects with the ApiError. */
export async function scheduleMessage({ chatId, rootId = null, content, delivery = 'normal', sendAt }) {
  const body = { content, sendAt: new Date(sendAt).toISOString() };
  if (delivery !== 'normal') body.delivery = delivery;
  if (rootId) body.rootMessageId = rootId;
  const item = await post(`/chats/${chatId}/scheduled`, body, { key: newId() });
  await loadScheduled().catch(() => {});
  return item;
}

async function schedule(wish, at) {
  await scheduleMessage({ ...wish, sendAt: at });
  wish.done?.();
  toast(t('chat.later.set', { when: momentText(at) }), { kind: 'success', action: { label: t('chat.saved.show'), run: () => navigate('/chat/later') } });
}

/** Asks when to send `{chatId, rootId?, content, delivery?}`; `done()` is called once the server has it. */
export function openSchedule(wish) {
  openDialog((close) => html`
    <${TimeForm} id="schedule" title=${t('chat.later.title')} presets=${sendTimes()} confirm=${t('chat.later.confirm')} onPick=${(at) => schedule(wish, at)} close=${close} />`);
}

/**
 * Entries of the menu beside the send button. `read()` answers `{chatId, rootId, content, delivery}` as it is written now, or
 * null when there is nothing to send; `done()` empties the composer.
 */
export function scheduleItems(read, done) {
  const later = (at) => {
    const wish = read();
    if (!wish) return toast(t('chat.later.nothing'));
    if (!at) return openSchedule({ ...wish, done });
    return schedule({ ...wish, done }, at).catch((error) => {
      openSchedule({ ...wish, done });
      toast(errorText(error), { kind: 'error' });
    });
  };
  const disabled = !read();
  return [
    { heading: t('chat.later.title') },
    ...sendTimes().map((each) => ({ label: t(`chat.when.${each.id}`), hint: momentText(each.at), icon: 'clock', disabled, run: () => later(each.at) })),
    { label: t('chat.when.other'), icon: 'calendar', disabled, run: () => later(null) },
  ];
}

/** Opens those entries beside the send button. */
export const openScheduleMenu = (anchor, read, done) => openMenu(anchor, scheduleItems(read, done), { label: t('chat.later.title'), placement: 'top-end' });

/** Changes the words and the moment of a scheduled message. */
export function openScheduled(item) {
  openDialog((close) => html`<${EditScheduled} item=${item} close=${close} />`);
}

function EditScheduled({ item, close }) {
  const [content, setContent] = useState(item.content);
  const [empty, setEmpty] = useState(false);
  const pick = async (date) => {
    const text = content.trim();
    setEmpty(!text);
    if (!text) throw Object.assign(new Error('empty'), { code: 'invalid_request', status: 400, details: [{ code: 'required', field: 'content' }] });
    await patch(`/chats/${item.chatId}/scheduled/${item.id}`, { content: text, sendAt: date.toISOString() }, { key: newId() });
    await loadScheduled().catch(() => {});
  };
  return html`
    <${TimeForm} id="scheduled" title=${t('chat.later.edit')} initial=${new Date(item.sendAt)} confirm=${t('app.save')} onPick=${pick} close=${close}>
      <${TextArea} label=${t('chat.later.text')} rows=${5} value=${content} error=${empty ? t('app.field.required') : undefined} onInput=${(event) => setContent(event.target.value)} />
    <//>`;
}
