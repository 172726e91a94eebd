// Who is in a chat: roles, adding, removing, leaving.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { matches } from '../../../lib/text.js';
import { navigate } from '../../../state/route.js';
import { myId, person, presence } from '../../../state/session.js';
import { Avatar, Button, ExtensionBadge } from '../../../ui/controls.js';
import { FormError, SearchField } from '../../../ui/field.js';
import { confirmDialog, Dialog, MenuButton, openDialog, toast, undoToast } from '../../../ui/layers.js';
import { ErrorState, errorText, Skeleton } from '../../../ui/states.js';
import { addMembers, joinChat, leaveChat, listMembers, removeMember, setRole } from '../actions.js';
import { calledChat, canManage, rolesToGive } from '../model.js';
import { chatOf } from '../store.js';
import { useGone } from './gone.js';
import { PeoplePicker } from './people-picker.js';

// i18n: chat.role.owner chat.role.admin chat.role.member

/** Opens the list of members. */
export function openMembers(chatId) {
  openDialog((close) => html`<${Members} chatId=${chatId} close=${close} />`);
}

/** Leaves after asking where leaving cannot be taken back by oneself. */
export async function leave(chat) {
  const name = calledChat(chat);
  const sure = chat.kind === 'channel' || await confirmDialog({
    title: t('chat.leave.title', { name }), body: t('chat.leave.body'), confirm: t('chat.leave'), danger: true,
  });
  if (!sure) return undefined;
  try {
    await leaveChat(chat.id);
    if (chat.kind !== 'channel') return navigate('/chat', { replace: true });
    return undoToast(t('chat.leave.done', { name }), async () => {
      try {
        await joinChat(chat.id);
        toast(t('chat.leave.undone', { name }), { kind: 'success' });
      } catch (error) {
        toast(errorText(error), { kind: 'error' });
      }
    });
  } catch (error) {
    return toast(errorText(error), { kind: 'error' });
  }
}

/** Members as loaded so far, and a way to load them (again); redone when the chat's members change. */
function useMembers(chatId) {
  const chat = chatOf(chatId);
  const [state, setState] = useState({ items: null, next: null, error: null });
  const load = async (cursor, signal) => {
    try {
      const page = await listMembers(chatId, cursor, signal);
      setState((before) => ({ items: cursor ? [...before.items, ...page.items] : page.items, next: page.nextCursor ?? null, error: null }));
    } catch (error) {
      if (error.code !== 'aborted') setState((before) => ({ ...before, error }));
    }
  };
  useEffect(() => {
    if (!chat) return undefined;
    const controller = new AbortController();
    load(undefined, controller.signal);
    return () => controller.abort();
  }, [chatId, chat?.memberCount, chat?.role]);
  return { chat, ...state, load };
}

function Members({ chatId, close }) {
  const { chat, items, next, error, load } = useMembers(chatId);
  const [query, setQuery] = useState('');
  const [adding, setAdding] = useState(false);
  useGone(chat, close);
  if (!chat) return null;
  if (adding) return html`<${AddPeople} chat=${chat} present=${items ?? []} onDone=${() => { setAdding(false); load(); }} close=${close} />`;
  const found = items?.filter((member) => matches(query, member.person.displayName, member.person.email));
  const writable = chat.isMember && !chat.archivedAt && chat.kind !== 'direct';
  const foot = writable && html`
    <${Button} onClick=${() => { close(); leave(chat); }}>${t('chat.leave')}<//>
    <${Button} kind="primary" icon="user-plus" onClick=${() => setAdding(true)}>${t('chat.members.add')}<//>`;
  return html`
    <${Dialog} title=${t('chat.members.title', { name: calledChat(chat) })} footer=${foot} onClose=${close}>
      <div class="stack">
        ${items?.length > 8 && html`<${SearchField} label=${t('chat.members.search')} value=${query} onInput=${setQuery} />`}
        ${error && html`<${ErrorState} error=${error} onRetry=${() => load()} />`}
        ${!items && !error && html`<${Skeleton} lines=${4} height=${28} />`}
        <ul class="chat-people">
          ${found?.map((member) => html`<${MemberRow} key=${member.userId} chat=${chat} member=${member} onChanged=${() => load()} />`)}
        </ul>
        ${next && html`<${Button} kind="quiet" onClick=${() => load(next)}>${t('chat.more')}<//>`}
      </div>
    <//>`;
}

function MemberRow({ chat, member, onChanged }) {
  const { userId, role } = member;
  const each = person(userId).missing ? member.person : person(userId);
  const mine = userId === myId();
  const run = async (work) => {
    try {
      await work();
      onChanged();
    } catch (error) {
      toast(errorText(error), { kind: 'error' });
    }
  };
  const given = mine || !canManage(chat) ? [] : rolesToGive(chat.role, role);
  const items = () => [
    { heading: t('chat.role.title') },
    ...given.map((name) => ({ label: t(`chat.role.${name}`), checked: name === role, run: () => run(() => setRole(chat.id, userId, name)) })),
    '-',
    { label: t('chat.members.remove'), icon: 'user-minus', danger: true, run: () => run(() => removeMember(chat.id, userId)) },
  ];
  return html`
    <li class="chat-people-row">
      <${Avatar} person=${each} size=${32} presence=${presence.value.get(userId) ?? 'offline'} />
      <span class="chat-people-text">
        <span class="chat-people-name"><span class="truncate">${each.displayName}${mine ? ` (${t('app.you')})` : ''}</span><${ExtensionBadge} ext=${each.phoneExt} /></span>
        <span class="chat-people-sub truncate">${each.disabled ? t('chat.person.off') : each.title || each.email}</span>
      </span>
      ${chat.kind !== 'direct' && role !== 'member' && html`<span class="chat-people-role">${t(`chat.role.${role}`)}</span>`}
      ${given.length > 0 && html`<${MenuButton} small icon="ellipsis" label=${t('chat.members.actions', { name: each.displayName })} items=${items} />`}
    </li>`;
}

function AddPeople({ chat, present, onDone, close }) {
  const [ids, setIds] = useState([]);
  const [state, setState] = useState({ busy: false, error: null });
  const submit = async (event) => {
    event.preventDefault();
    if (!ids.length) return;
    setState({ busy: true, error: null });
    try {
      await addMembers(chat.id, ids);
      onDone();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const foot = html`
    <${Button} onClick=${onDone}>${t('app.cancel')}<//>
    <${Button} kind="primary" type="submit" form="add-people" disabled=${!ids.length} loading=${state.busy}>${t('chat.members.add')}<//>`;
  const excluded = new Set([...chat.members, ...present.map((member) => member.userId)]);
  return html`
    <${Dialog} title=${t('chat.members.addTo', { name: calledChat(chat) })} footer=${foot} onClose=${close}>
      <form id="add-people" class="stack" onSubmit=${submit}>
        <${FormError} error=${state.error} />
        <${PeoplePicker} label=${t('chat.new.people')} first chosen=${ids} onChange=${setIds} excluded=${excluded} />
      </form>
    <//>`;
}
