// Messages I saved for later, with a note and a reminder each; done means gone, with a way back.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { Badge, Button, Icon, IconButton } from '../../../ui/controls.js';
import { Segmented } from '../../../ui/field.js';
import { toast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';
import { changeSaved, dropSaved, listSaved, saved } from '../lists.js';
import { placeOf } from '../model.js';
import { ListPane, MessageLine, PlaceName, usePages } from './list-row.js';
import { momentText, openReminder } from './times.js';

const EVENTS = ['chat.saved.created', 'chat.saved.updated', 'chat.saved.deleted', 'chat.reminder.due'];
const keyOf = (item) => item.id;
const NOTE_CHARS = 500;
const FILTERS = { all: () => true, due: (item) => item.remindedAt, waiting: (item) => item.remindAt && !item.remindedAt };

const byNewest = (a, b) => (a.savedAt < b.savedAt ? 1 : -1);

export function Saved() {
  const pages = usePages(listSaved, { events: EVENTS, keyOf });
  const [filter, setFilter] = useState('all');
  // The pages say how far the list was read; what stands there now is in the store.
  const oldest = pages.items?.at(-1)?.savedAt;
  const all = useMemo(() => [...saved.value.values()].filter((item) => (!pages.next || item.savedAt >= oldest)).sort(byNewest), [saved.value, oldest, pages.next]);
  const shown = all.filter(FILTERS[filter]);
  // i18n: chat.saved.filter.all chat.saved.filter.due chat.saved.filter.waiting
  const options = Object.keys(FILTERS).map((value) => ({ value, label: t(`chat.saved.filter.${value}`) }));
  const head = all.length > 0 && html`<div class="chat-list-head"><${Segmented} label=${t('chat.saved.show')} hideLabel value=${filter} options=${options} onChange=${setFilter} /></div>`;
  const none = filter === 'all' ? { icon: 'bookmark', title: t('chat.saved.empty'), body: t('chat.saved.emptyBody') } : { icon: 'alarm-clock', title: t('chat.saved.none') };
  return html`
    <${ListPane} title=${t('chat.saved.title')} pages=${{ ...pages, items: pages.items && shown }} head=${head} empty=${none}>
      <ul class="chat-threads">${shown.map((item) => html`<li key=${item.id}><${SavedCard} item=${item} /></li>`)}</ul>
    <//>`;
}

function SavedCard({ item }) {
  const [editing, setEditing] = useState(false);
  const { message, remindAt, remindedAt } = item;
  return html`
    <article class="chat-card ${remindedAt ? 'is-due' : ''}">
      <header class="chat-card-head">
        ${item.chatId && html`<h2 class="chat-card-title"><${PlaceName} chatId=${item.chatId} /></h2>`}
        ${remindedAt ? html`<${Badge} kind="warn"><${Icon} name="alarm-clock" size=${11} />${t('chat.remind.isDue')}<//>`
          : remindAt && html`<span class="chat-card-when"><${Icon} name="alarm-clock" size=${13} />${momentText(remindAt)}</span>`}
        ${item.pending ? html`<span class="chat-card-when"><${Icon} name="clock" size=${13} />${t('chat.saved.pending')}</span>` : html`<span class="chat-card-tools">
          <${IconButton} small icon="alarm-clock" label=${t('chat.remind.title')} onClick=${() => openReminder(item)} />
          <${IconButton} small icon="pencil" label=${t('chat.saved.editNote')} pressed=${editing} onClick=${() => setEditing(!editing)} />
          <${Button} small icon="check" onClick=${() => dropSaved(item, t('chat.saved.doneToast'))}>${t('chat.saved.finish')}<//>
        </span>`}
      </header>
      ${editing ? html`<${NoteForm} item=${item} onDone=${() => setEditing(false)} />` : item.note && html`<p class="chat-saved-note" dir="auto">${item.note}</p>`}
      ${message ? html`<${MessageLine} message=${message} href=${placeOf(message)} />`
        : item.messageId ? html`<p class="chat-gone">${t('chat.saved.gone')}</p>`
          : item.chatId && html`<p><${Button} small href="/chat/${item.chatId}">${t('chat.saved.openChat')}<//></p>`}
    </article>`;
}

function NoteForm({ item, onDone }) {
  const [note, setNote] = useState(item.note);
  const field = useRef(null);
  useEffect(() => field.current.focus(), []);
  const submit = async (event) => {
    event.preventDefault();
    onDone();
    try {
      if (note.trim() !== item.note) await changeSaved(item, { note: note.trim() });
    } catch (error) {
      toast(errorText(error), { kind: 'error' });
    }
  };
  const onKeyDown = (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onDone();
  };
  return html`
    <form class="chat-note-form" onSubmit=${submit}>
      <input class="input" ref=${field} aria-label=${t('chat.saved.note')} value=${note} maxlength=${NOTE_CHARS} dir="auto" onInput=${(event) => setNote(event.target.value)} onKeyDown=${onKeyDown} />
      <${Button} small type="submit" kind="primary">${t('app.save')}<//>
    </form>`;
}
