// The card of a person: who they are, whether they are here, what time it is for them, how to reach them.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { localeTag, t } from '../../lib/i18n.js';
import { copyText, newId } from '../../lib/text.js';
import { get, post } from '../../net/api.js';
import { quietUntil, statusOf } from '../../state/doing.js';
import { navigate } from '../../state/route.js';
import { addPeople, myId, person as personOf, presence } from '../../state/session.js';
import { Avatar, Badge, Button, ExtensionBadge, Icon, Presence } from '../../ui/controls.js';
import { announce, openPopover, toast } from '../../ui/layers.js';
import { errorText } from '../../ui/states.js';
import { ready } from './load.js';
import { momentText } from './mine.js';

const complain = (error) => toast(errorText(error), { kind: 'error' });

// What time it is for somebody, if their clock shows another one than ours.
function localTime(zone) {
  try {
    return new Intl.DateTimeFormat(localeTag(), { hour: '2-digit', minute: '2-digit', weekday: 'short', timeZone: zone }).format(Date.now());
  } catch {
    // A zone this browser does not know.
    return null;
  }
}

function State({ person }) {
  // i18n: app.presence.available app.presence.away app.presence.busy app.presence.offline
  const state = person.disabled ? 'offline' : (presence.value.get(person.id) ?? person.presence ?? 'offline');
  const time = person.timeZone && localTime(person.timeZone);
  return html`<p class="people-card-line"><${Presence} value=${state} silent /><span>${t(`app.presence.${state}`)}${time && ` · ${t('people.local_time', { time })}`}</span></p>`;
}

function Doing({ person }) {
  const status = statusOf(person);
  const quiet = quietUntil(person);
  return html`
    ${status && html`<p class="people-card-line"><span aria-hidden="true">${status.emoji || '💬'}</span>
      <span class="people-card-words" dir="auto">${status.text}${status.until && html` <span class="faint">${t('people.until', { time: momentText(status.until) })}</span>`}</span></p>`}
    ${quiet && html`<p class="people-card-line"><${Icon} name="bell-off" />${t('people.quiet_until', { time: momentText(quiet) })}</p>`}`;
}

function Acts({ person, close }) {
  const [busy, setBusy] = useState(false);
  const write = async () => {
    setBusy(true);
    try {
      const chat = await post('/chats', { kind: 'direct', participantIds: [person.id] }, { key: newId() });
      close();
      navigate(`/chat/${chat.id}`);
    } catch (error) {
      setBusy(false);
      complain(error);
    }
  };
  const copy = async () => {
    if (await copyText(person.email)) announce(t('app.copied'));
    toast(t('app.copied'), { kind: 'success' });
  };
  return html`
    <div class="people-card-acts">
      ${!person.disabled && html`<${Button} kind="primary" icon="message-circle" loading=${busy} onClick=${write} data-autofocus>${t('people.message')}<//>`}
      <${Button} icon="copy" onClick=${copy}>${t('people.copy_mail')}<//>
    </div>`;
}

function Card({ id, close }) {
  const person = personOf(id);
  return html`
    <div class="people-card">
      <div class="people-card-head">
        <${Avatar} person=${person} size=${96} />
        <div class="grow">
          <h2 class="people-card-name" dir="auto">${person.displayName}</h2>
          ${person.title && html`<p class="muted">${person.title}</p>`}
          <p class="row wrap"><${ExtensionBadge} ext=${person.phoneExt} />${person.id === myId() && html`<span class="faint">${t('app.you')}</span>`}
            ${person.disabled && html`<${Badge} kind="warn">${t('people.disabled')}<//>`}</p>
        </div>
      </div>
      ${!person.missing && html`<div class="people-card-lines">
        <${State} person=${person} /><${Doing} person=${person} />
        <p class="people-card-line"><${Icon} name="mail" /><span class="truncate">${person.email}</span></p></div>
        <${Acts} person=${person} close=${close} />`}
    </div>`;
}

/** Open the card of the person with this id beside `anchor`. */
export async function openPersonCard(anchor, userId) {
  await ready();
  // What depends on the time (quiet hours of the week) is asked anew; what is known is shown meanwhile.
  get(`/users/${userId}`).then((fresh) => addPeople([fresh]), () => undefined);
  return openPopover(anchor, (close) => html`<${Card} id=${userId} close=${close} />`, { label: personOf(userId).displayName, placement: 'right-start', class: 'popover-person' });
}
