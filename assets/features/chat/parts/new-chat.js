// Beginning something: a message to one or several people, or a channel.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { navigate } from '../../../state/route.js';
import { myId } from '../../../state/session.js';
import { Button } from '../../../ui/controls.js';
import { FormError, Segmented, TextField } from '../../../ui/field.js';
import { Dialog, openDialog } from '../../../ui/layers.js';
import { createChat } from '../actions.js';
import { PeoplePicker } from './people-picker.js';

/** Runs `create` once at a time; goes to the new chat, or shows why there is none. */
function useCreate(close) {
  const [state, setState] = useState({ busy: false, error: null });
  const run = async (wish) => {
    setState({ busy: true, error: null });
    try {
      const chat = await createChat(wish);
      close();
      navigate(`/chat/${chat.id}`);
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return { ...state, run };
}

/** Asks whom to write to: one person is a direct chat, several are a private group. */
export function openNewMessage() {
  openDialog((close) => html`<${NewMessage} close=${close} />`);
}

function NewMessage({ close }) {
  const [ids, setIds] = useState([]);
  const [title, setTitle] = useState('');
  const { busy, error, run } = useCreate(close);
  const isGroup = ids.length > 1;
  const submit = (event) => {
    event.preventDefault();
    if (!ids.length) return;
    run(isGroup ? { kind: 'group', title: title.trim() || undefined, participantIds: ids } : { kind: 'direct', participantIds: ids });
  };
  const foot = html`
    <${Button} onClick=${() => close()}>${t('app.cancel')}<//>
    <${Button} kind="primary" type="submit" form="new-message" disabled=${!ids.length} loading=${busy}>${isGroup ? t('chat.new.createGroup') : t('chat.new.open')}<//>`;
  return html`
    <${Dialog} title=${t('chat.new.message')} footer=${foot} onClose=${close}>
      <form id="new-message" class="stack" onSubmit=${submit}>
        <${FormError} error=${error} />
        <${PeoplePicker} label=${t('chat.new.to')} first chosen=${ids} onChange=${setIds} excluded=${new Set([myId()])} />
        ${isGroup && html`<${TextField} label=${t('chat.new.groupName')} hint=${t('chat.new.groupHint')} value=${title} maxlength="80" onInput=${(event) => setTitle(event.target.value)} />`}
      </form>
    <//>`;
}

/** Asks for a channel's name, topic, first people and whether it is open. */
export function openNewChannel() {
  openDialog((close) => html`<${NewChannel} close=${close} />`);
}

function NewChannel({ close }) {
  const [kind, setKind] = useState('channel');
  const [title, setTitle] = useState('');
  const [topic, setTopic] = useState('');
  const [ids, setIds] = useState([]);
  const { busy, error, run } = useCreate(close);
  // Channel names are lower case without spaces, so that #name reads as one word.
  const name = kind === 'channel' ? title.toLowerCase().replace(/\s+/g, '-') : title;
  const submit = (event) => {
    event.preventDefault();
    if (name.trim()) run({ kind, title: name.trim(), topic: topic.trim() || undefined, participantIds: ids });
  };
  const foot = html`
    <${Button} onClick=${() => close()}>${t('app.cancel')}<//>
    <${Button} kind="primary" type="submit" form="new-channel" disabled=${!name.trim()} loading=${busy}>${t('chat.new.create')}<//>`;
  const kinds = [{ value: 'channel', label: t('chat.new.isOpen'), icon: 'hash' }, { value: 'group', label: t('chat.new.isPrivate'), icon: 'lock' }];
  return html`
    <${Dialog} title=${t('chat.new.channel')} footer=${foot} onClose=${close}>
      <form id="new-channel" class="stack" onSubmit=${submit}>
        <${FormError} error=${error} />
        <${Segmented} label=${t('chat.new.whoMayJoin')} value=${kind} options=${kinds} onChange=${setKind} />
        <p class="field-hint">${kind === 'channel' ? t('chat.new.openHint') : t('chat.new.privateHint')}</p>
        <${TextField} label=${t('chat.new.name')} value=${name} maxlength="80" data-autofocus error=${error?.field?.('title')?.message} onInput=${(event) => setTitle(event.target.value)} />
        <${TextField} label=${t('chat.new.topic')} value=${topic} maxlength="250" onInput=${(event) => setTopic(event.target.value)} />
        <${PeoplePicker} label=${t('chat.new.people')} chosen=${ids} onChange=${setIds} excluded=${new Set([myId()])} />
      </form>
    <//>`;
}
