// The first minute of somebody invited: a picture, the language, the channels; then they are in.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { LANGUAGE_NAMES, locale, LOCALES, t } from '../../lib/i18n.js';
import { chooseLanguage } from '../../state/language.js';
import { navigate } from '../../state/route.js';
import { generalChatId, me, workspace } from '../../state/session.js';
import { Avatar, Button } from '../../ui/controls.js';
import { Checkbox, FormError, Segmented } from '../../ui/field.js';
import { errorText } from '../../ui/states.js';
import { joinChannel, landing, loadChannels, saveLanguage, savePicture } from './actions.js';

const KINDS = 'image/png,image/jpeg,image/gif,image/webp';
const MOST_BYTES = 5 * 1024 * 1024;

function Picture({ onFault }) {
  const input = useRef(null);
  const [busy, setBusy] = useState(false);
  const chosen = async ({ target }) => {
    const [file] = target.files;
    target.value = '';
    if (!file) return;
    setBusy(true);
    onFault(file.size > MOST_BYTES ? t('app.error.picture_too_large') : await savePicture(file).then(() => '', errorText));
    setBusy(false);
  };
  return html`
    <div class="row welcome-picture">
      <${Avatar} person=${me.value} size=${96} />
      <div><input ref=${input} type="file" class="visually-hidden" accept=${KINDS} tabindex="-1" aria-label=${t('welcome.picture_file')} onChange=${chosen} />
        <${Button} icon="upload" loading=${busy} onClick=${() => input.current.click()}>${me.value.avatarUrl ? t('welcome.picture_change') : t('welcome.picture')}<//></div>
    </div>`;
}

function Channels({ list, chosen, onChange }) {
  return html`
    <fieldset class="welcome-channels"><legend class="field-label">${t('welcome.channels')}</legend>
      <div class="stack">
        ${list.map((chat) => html`<${Checkbox} key=${chat.id} label=${`#${chat.title}`} hint=${chat.topic || undefined} checked=${chosen.has(chat.id)} disabled=${chat.id === generalChatId.value} onChange=${(on) => onChange(chat.id, on)} />`)}
      </div>
    </fieldset>`;
}

/** The page. */
export function Yourself() {
  const [list, setList] = useState([]);
  const [left, setLeft] = useState(new Set());
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  // Without the list one still gets in: channels can be joined later.
  useEffect(() => void loadChannels().then(setList, () => undefined), []);
  const chosen = new Set(list.map((chat) => chat.id).filter((id) => !left.has(id)));
  const choose = (id, on) => setLeft((before) => {
    const next = new Set(before);
    if (on) next.delete(id);
    else next.add(id);
    return next;
  });
  const speak = (code) => {
    chooseLanguage(code);
    saveLanguage(code).catch((error) => setFault(errorText(error)));
  };
  const enter = async () => {
    setBusy(true);
    setFault('');
    try {
      for (const chat of list) if (chosen.has(chat.id) && !chat.isMember) await joinChannel(chat.id);
      navigate(landing(), { replace: true });
    } catch (error) {
      setFault(errorText(error));
      setBusy(false);
    }
  };
  return html`
    <header><h1 class="page-title">${t('welcome.hello', { name: me.value.displayName, workspace: workspace.value.name })}</h1><p class="page-lead">${t('welcome.hello_lead')}</p></header>
    <${FormError} error=${fault} />
    <${Picture} onFault=${setFault} />
    <${Segmented} label=${t('app.language')} value=${locale.value} options=${LOCALES.map((code) => ({ value: code, label: LANGUAGE_NAMES[code] }))} onChange=${speak} />
    ${list.length > 0 && html`<${Channels} list=${list} chosen=${chosen} onChange=${choose} />`}
    <div><${Button} kind="primary" loading=${busy} onClick=${enter}>${t('welcome.enter')}<//></div>`;
}
