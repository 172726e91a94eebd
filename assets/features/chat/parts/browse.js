// All open channels: look for one, read it, join it.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { navigate } from '../../../state/route.js';
import { Button, IconButton } from '../../../ui/controls.js';
import { SearchField } from '../../../ui/field.js';
import { announce, Dialog, openDialog, toast } from '../../../ui/layers.js';
import { EmptyState, ErrorState, errorText, Skeleton } from '../../../ui/states.js';
import { joinChat, leaveChat, listChannels } from '../actions.js';
import { openNewChannel } from './new-chat.js';

/** Opens the list of channels. */
export function openBrowse() {
  openDialog((close) => html`<${Browse} close=${close} />`);
}

function Browse({ close }) {
  const [query, setQuery] = useState('');
  const [state, setState] = useState({ items: null, next: null, error: null });
  const load = async (cursor, signal) => {
    try {
      const page = await listChannels(query, cursor, signal);
      setState((before) => ({ items: cursor ? [...before.items, ...page.items] : page.items, next: page.nextCursor ?? null, error: null }));
    } catch (error) {
      if (error.code !== 'aborted') setState((before) => ({ ...before, error }));
    }
  };
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(load, query ? 120 : 0, undefined, controller.signal);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [query]);
  const open = (id) => {
    close();
    navigate(`/chat/${id}`);
  };
  const join = async (id) => {
    try {
      await joinChat(id);
      open(id);
    } catch (error) {
      toast(errorText(error), { kind: 'error' });
    }
  };
  const quit = async (chat) => {
    try {
      await leaveChat(chat.id);
      setState((before) => ({ ...before, items: before.items.map((each) => (each.id === chat.id ? { ...each, isMember: false, memberCount: each.memberCount - 1 } : each)) }));
      announce(t('chat.leave.done', { name: `#${chat.title}` }));
    } catch (error) {
      toast(errorText(error), { kind: 'error' });
    }
  };
  const create = () => {
    close();
    openNewChannel();
  };
  const { items, next, error } = state;
  return html`
    <${Dialog} title=${t('chat.browse.title')} wide onClose=${close} footer=${html`<${Button} icon="plus" onClick=${create}>${t('chat.new.channel')}<//>`}>
      <div class="stack">
        <${SearchField} label=${t('chat.browse.search')} value=${query} onInput=${setQuery} data-autofocus />
        ${error && html`<${ErrorState} error=${error} onRetry=${() => load()} />`}
        ${!items && !error && html`<${Skeleton} lines=${5} height=${36} />`}
        ${items && !items.length && html`<${EmptyState} icon="hash" title=${query ? t('chat.browse.none') : t('chat.browse.empty')} />`}
        <ul class="chat-browse">
          ${items?.map((chat) => html`<${ChannelRow} key=${chat.id} chat=${chat} onOpen=${() => open(chat.id)} onJoin=${() => join(chat.id)} onLeave=${() => quit(chat)} />`)}
        </ul>
        ${next && html`<${Button} kind="quiet" onClick=${() => load(next)}>${t('chat.more')}<//>`}
      </div>
    <//>`;
}

function ChannelRow({ chat, onOpen, onJoin, onLeave }) {
  return html`
    <li class="chat-browse-row">
      <button type="button" class="chat-browse-name" onClick=${onOpen}>
        <strong class="truncate" dir="auto">#${chat.title}</strong>
        <span class="chat-browse-sub truncate">${chat.isMember ? `${t('chat.browse.joined')} · ` : ''}${t('chat.members.count', { n: chat.memberCount })}${chat.topic ? ` · ${chat.topic}` : ''}</span>
      </button>
      ${chat.isMember && !chat.archivedAt && html`<${IconButton} small icon="log-out" label=${t('chat.browse.leave', { name: `#${chat.title}` })} onClick=${onLeave} />`}
      ${chat.isMember
        ? html`<${Button} small kind="quiet" onClick=${onOpen}>${t('chat.browse.open')}<//>`
        : html`<${Button} small onClick=${onJoin}>${t('chat.join')}<//>`}
    </li>`;
}
