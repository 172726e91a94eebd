// The workspace's own emoji: who may add some, and which there are.
import { html } from 'htm/preact';
import { t } from '../../lib/i18n.js';
import { customEmoji, person, workspace } from '../../state/session.js';
import { IconButton } from '../../ui/controls.js';
import { Segmented } from '../../ui/field.js';
import { confirmDialog, toast } from '../../ui/layers.js';
import { EmptyState, errorText } from '../../ui/states.js';
import { removeEmoji, setEmojiAdders } from './actions.js';

const complain = (error) => toast(errorText(error), { kind: 'error' });

async function remove(emoji) {
  const sure = await confirmDialog({ title: t('brand.emoji_remove_title', { name: emoji.name }), body: t('brand.emoji_remove_body'), confirm: t('brand.emoji_remove'), danger: true });
  if (sure) await removeEmoji(emoji.id).catch(complain);
}

const Row = ({ emoji }) => html`
  <li class="brand-emoji">
    <img src=${emoji.url} width="32" height="32" alt="" />
    <div class="grow"><p class="mono truncate">:${emoji.name}:</p><p class="faint admin-mail truncate">${t('brand.emoji_by', { name: person(emoji.createdBy).displayName })}</p></div>
    <${IconButton} icon="trash-2" label=${t('brand.emoji_remove_of', { name: emoji.name })} onClick=${() => remove(emoji)} />
  </li>`;

/** The section. */
export function EmojiAdmin() {
  const list = [...customEmoji.value.values()];
  const options = [{ value: 'everyone', label: t('brand.everyone') }, { value: 'admins', label: t('brand.admins') }];
  return html`
    <section class="section" aria-label=${t('brand.emoji')}>
      <${Segmented} label=${t('brand.emoji_added_by')} value=${workspace.value.emojiAddedBy ?? 'everyone'} options=${options} onChange=${(who) => setEmojiAdders(who).catch(complain)} />
      ${list.length
        ? html`<ul class="card">${list.map((emoji) => html`<${Row} key=${emoji.id} emoji=${emoji} />`)}</ul>`
        : html`<div class="card"><${EmptyState} icon="smile" title=${t('brand.emoji_none')} body=${t('brand.emoji_none_body')} /></div>`}
    </section>`;
}
