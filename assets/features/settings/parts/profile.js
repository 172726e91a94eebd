// What colleagues see of me.
import { html } from 'htm/preact';
import { t } from '../../../lib/i18n.js';
import { me } from '../../../state/session.js';
import { Button } from '../../../ui/controls.js';
import { FormError, TextField, useForm } from '../../../ui/field.js';
import { toast } from '../../../ui/layers.js';
import { saveProfile } from '../actions.js';
import { AvatarEditor } from './avatar.js';

/** The section "Profile". */
export function Profile() {
  const person = me.value;
  const kept = { displayName: person.displayName, title: person.title ?? '', phoneExt: person.phoneExt ?? '' };
  const form = useForm(kept, async (values) => {
    await saveProfile(values);
    toast(t('settings.saved'), { kind: 'success' });
  });
  const same = Object.keys(kept).every((name) => kept[name] === form.values[name]);
  return html`
    <section class="section">
      <${AvatarEditor} person=${{ ...person, displayName: form.values.displayName || person.displayName }} />
      <form class="form" ...${form.props}>
        <${FormError} error=${form.error} />
        <${TextField} ...${form.bind('displayName')} label=${t('settings.display_name')} autocomplete="name" required maxlength="80" />
        <${TextField} ...${form.bind('title')} label=${t('settings.title')} hint=${t('settings.title_hint')} autocomplete="organization-title" maxlength="80" />
        <${TextField} ...${form.bind('phoneExt')} label=${t('settings.phone_ext')} hint=${t('settings.phone_ext_hint')} inputmode="tel" maxlength="20" />
        <div class="form-row"><${Button} kind="primary" type="submit" loading=${form.busy} disabled=${same}>${t('app.save')}<//></div>
      </form>
    </section>`;
}
