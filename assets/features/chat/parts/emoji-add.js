// Adding an emoji of the workspace's own: a picture and a name; and taking away those one has added.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { del, post } from '../../../net/api.js';
import { addEmoji, customEmoji, dropEmoji, myId } from '../../../state/session.js';
import { Button, IconButton } from '../../../ui/controls.js';
import { FormError, TextField, useForm } from '../../../ui/field.js';
import { Dialog, openDialog, toast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';

const MOST_BYTES = 256 * 1024;
const KINDS = 'image/png,image/jpeg,image/gif,image/webp';

/** The name a file suggests. */
export const nameOf = (file) => file.name.replace(/\.\w+$/, '').toLowerCase().replace(/[^a-z0-9_+-]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 32);

function Picked({ file }) {
  const [url, setUrl] = useState(null);
  useEffect(() => {
    if (!file) return undefined;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return html`<span class="chat-own-face">${file && url && html`<img src=${url} alt="" />`}</span>`;
}

async function remove(emoji) {
  try {
    await del(`/emoji/${emoji.id}`);
    dropEmoji(emoji.id);
  } catch (error) {
    toast(errorText(error), { kind: 'error' });
  }
}

function Mine() {
  const mine = [...customEmoji.value.values()].filter((each) => each.createdBy === myId());
  if (!mine.length) return null;
  return html`
    <section><h3 class="field-label">${t('chat.emoji.add.mine')}</h3>
      <ul class="chat-own-list">${mine.map((emoji) => html`
        <li key=${emoji.id} class="chat-own"><img src=${emoji.url} width="24" height="24" alt="" /><span class="mono truncate grow">:${emoji.name}:</span>
          <${IconButton} small icon="trash-2" label=${t('chat.emoji.add.remove', { name: emoji.name })} onClick=${() => remove(emoji)} /></li>`)}</ul>
    </section>`;
}

function Add({ close }) {
  const input = useRef(null);
  const [file, setFile] = useState(null);
  const [fault, setFault] = useState(null);
  const form = useForm({ name: '' }, async ({ name }) => {
    if (!file) return void setFault(t('chat.emoji.add.no_file'));
    addEmoji(await post('/emoji', file, { query: { name } }));
    toast(t('chat.emoji.add.done', { name }), { kind: 'success' });
    close();
  }, { emoji_name_taken: 'name' });
  const chosen = ({ target }) => {
    const [next] = target.files;
    target.value = '';
    if (!next) return;
    setFault(next.size > MOST_BYTES ? t('chat.emoji.add.too_many_bytes') : null);
    if (next.size > MOST_BYTES) return;
    setFile(next);
    if (!form.values.name) form.set('name', nameOf(next));
  };
  const footer = html`<${Button} onClick=${close}>${t('app.cancel')}<//><${Button} kind="primary" type="submit" loading=${form.busy}>${t('chat.emoji.add')}<//>`;
  return html`
    <form ...${form.props}>
      <${Dialog} title=${t('chat.emoji.add')} onClose=${close} footer=${footer}>
        <div class="stack">
          <${FormError} error=${fault ?? form.error} />
          <div class="row chat-own-pick">
            <${Picked} file=${file} />
            <div><input ref=${input} type="file" class="visually-hidden" accept=${KINDS} tabindex="-1" aria-label=${t('chat.emoji.add.file')} onChange=${chosen} />
              <${Button} icon="upload" data-autofocus aria-describedby="emoji-file-hint" onClick=${() => input.current.click()}>${file ? t('chat.emoji.add.change') : t('chat.emoji.add.choose')}<//>
              <p class="field-hint" id="emoji-file-hint">${t('chat.emoji.add.file_hint')}</p></div>
          </div>
          <${TextField} ...${form.bind('name', 'emoji-name')} label=${t('chat.emoji.add.name')} hint=${t('chat.emoji.add.name_hint')} required minlength="2" maxlength="32" pattern="[a-z0-9_+\\-]{2,32}"
            autocomplete="off" autocapitalize="off" spellcheck=${false} class="mono" />
          <${Mine} />
        </div>
      <//>
    </form>`;
}

/** Open the dialog. */
export const openAddEmoji = () => openDialog((close) => html`<${Add} close=${() => close()} />`);
