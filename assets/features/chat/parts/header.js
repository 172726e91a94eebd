// The bar over a conversation: what it is, who is in it, and what one can do with it.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { myId, person, presence } from '../../../state/session.js';
import { Avatar } from '../../../ui/avatar.js';
import { ExtensionBadge } from '../../../ui/badge.js';
import { BackButton, Button, IconButton } from '../../../ui/button.js';
import { confirmDialog, Dialog, openDialog } from '../../../ui/dialog.js';
import { errorText } from '../../../ui/error-text.js';
import { FormError, TextField } from '../../../ui/field.js';
import { Icon } from '../../../ui/icon.js';
import { MenuButton } from '../../../ui/menu.js';
import { toast } from '../../../ui/toast.js';
import { setPreference, updateChat } from '../actions.js';
import { canManage, otherOf } from '../model.js';
import { iconOfChat, calledChat, nameOfChat } from './names.js';
import { leave, openMembers } from './lazy.js';

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    toast(errorText(error), { kind: 'error' });
  }
}

// i18n: app.presence.available app.presence.busy app.presence.away app.presence.offline
function Sub({ chat, other }) {
  if (other) return html`<span class="pane-sub">${t(`app.presence.${presence.value.get(other) ?? 'offline'}`)}${person(other).title ? ` · ${person(other).title}` : ''}</span>`;
  if (!chat.topic) return null;
  return html`<span class="pane-sub" dir="auto" data-tip=${chat.topic}>${chat.topic}</span>`;
}

export function Header({ chat }) {
  const other = otherOf(chat, myId());
  const pin = () => attempt(() => setPreference(chat.id, { isPinned: !chat.isPinned }));
  const mute = () => attempt(() => setPreference(chat.id, { isMuted: !chat.isMuted }));
  return html`
    <header class="pane-bar chat-bar">
      <${BackButton} href="/chat" />
      <span class="chat-bar-lead">
        ${other ? html`<${Avatar} person=${person(other)} size=${24} presence=${presence.value.get(other) ?? 'offline'} />` : html`<${Icon} name=${iconOfChat(chat)} size=${17} />`}
      </span>
      <div class="chat-bar-text">
        <h1 class="pane-title" dir="auto">${nameOfChat(chat)}</h1>
        ${other && html`<${ExtensionBadge} ext=${person(other).phoneExt} />`}
        <${Sub} chat=${chat} other=${other} />
      </div>
      <div class="pane-actions">
        ${!other && html`
          <button type="button" class="chat-bar-members" aria-label=${t('chat.members.count', { n: chat.memberCount })} data-tip=${t('chat.members.show')} onClick=${() => openMembers(chat.id)}>
            <${Icon} name="users" size=${16} /><span class="num">${chat.memberCount}</span>
          </button>`}
        ${chat.isMember && html`
          <span class="wide-only"><${IconButton} icon=${chat.isPinned ? 'pin-off' : 'pin'} pressed=${chat.isPinned} label=${chat.isPinned ? t('chat.unpin') : t('chat.pin')} onClick=${pin} /></span>
          <span class="wide-only"><${IconButton} icon=${chat.isMuted ? 'bell-off' : 'bell'} pressed=${chat.isMuted} label=${chat.isMuted ? t('chat.unmute') : t('chat.mute')} onClick=${mute} /></span>
          <${MenuButton} icon="ellipsis" label=${t('chat.actions')} items=${() => menuOf(chat, pin, mute)} />`}
      </div>
    </header>`;
}

function menuOf(chat, pin, mute) {
  const group = chat.kind !== 'direct';
  const edit = group && !chat.archivedAt;
  const archive = () => (chat.archivedAt ? attempt(() => updateChat(chat.id, { archived: false })) : askArchive(chat));
  const managed = group && (canManage(chat) || (chat.archivedAt && ['owner', 'admin'].includes(chat.role)));
  return [
    { label: chat.isPinned ? t('chat.unpin') : t('chat.pin'), icon: chat.isPinned ? 'pin-off' : 'pin', run: pin },
    { label: chat.isMuted ? t('chat.unmute') : t('chat.mute'), icon: chat.isMuted ? 'bell' : 'bell-off', run: mute },
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
