// Three hints for the first day, in the channel everyone is in. Dismissed once, they are gone on every device.
import { html } from 'htm/preact';
import { commandOf, keysFor } from '../../../lib/keyboard.js';
import { t } from '../../../lib/i18n.js';
import { patch } from '../../../net/api.js';
import { me, myId, setMe } from '../../../state/session.js';
import { Icon, IconButton, Kbd } from '../../../ui/controls.js';
import { toast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';
import { streamOf } from '../store.js';

async function dismiss() {
  setMe({ isNew: false });
  try {
    await patch('/users/me', { isNew: false });
  } catch (error) {
    setMe({ isNew: true });
    toast(errorText(error), { kind: 'error' });
  }
}

const Point = ({ done, children }) => html`
  <li class="chat-hint ${done ? 'is-done' : ''}"><${Icon} name=${done ? 'circle-check' : 'circle'} size=${16} label=${done ? t('chat.hints.done') : undefined} />${children}</li>`;

/** The list. */
export function Checklist({ chat }) {
  const said = streamOf(chat.id).value.rows.some((row) => row.senderId === myId());
  const shortcuts = commandOf('app.shortcuts');
  const write = () => document.querySelector('[data-testid="message-input"]')?.focus();
  return html`
    <section class="chat-hints" aria-label=${t('chat.hints')}>
      <ul>
        <${Point} done=${said}><button type="button" class="chat-hint-act" onClick=${write}>${t('chat.hints.hello')}</button><//>
        <${Point} done=${Boolean(me.value.avatarUrl)}><a class="chat-hint-act" href="/settings/profile">${t('chat.hints.picture')}</a><//>
        ${shortcuts && html`<${Point}><button type="button" class="chat-hint-act" onClick=${shortcuts.run}>${t('chat.hints.shortcuts')}</button><${Kbd} keys=${keysFor('app.shortcuts') ?? '?'} /><//>`}
      </ul>
      <${IconButton} small icon="x" label=${t('chat.hints.dismiss')} onClick=${dismiss} />
    </section>`;
}
