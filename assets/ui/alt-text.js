// What a picture shows, in words: written by its owner, heard by who does not see it.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { Button } from './controls.js';
import { TextArea } from './field.js';

/** The field for it; `save(text)` answers whether it was taken. */
export function AltText({ file, save }) {
  const [text, setText] = useState(null);
  const [busy, setBusy] = useState(false);
  const now = text ?? file.altText ?? '';
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    if (await save(now.trim())) setText(null);
    setBusy(false);
  };
  return html`
    <form class="file-alt" onSubmit=${submit}>
      <${TextArea} label=${t('file.alt')} hint=${t('file.alt.hint')} value=${now} maxlength="1000" rows="2" dir="auto" onInput=${(event) => setText(event.target.value)} />
      ${text !== null && text.trim() !== (file.altText ?? '') && html`<${Button} small kind="primary" type="submit" loading=${busy}>${t('app.save')}<//>`}
    </form>`;
}
