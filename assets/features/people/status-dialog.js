// Say what one is doing: a preset or words of one's own, and when it ends.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { endOf, toField } from '../../lib/moments.js';
import { t } from '../../lib/i18n.js';
import { firstDayOf } from '../../lib/week.js';
import { weekStart } from '../../state/device.js';
import { statusOf } from '../../state/doing.js';
import { me } from '../../state/session.js';
import { Button, Icon } from '../../ui/controls.js';
import { FormError, Select, TextField, useForm } from '../../ui/field.js';
import { Dialog, openDialog, openPopover, toast } from '../../ui/layers.js';
import { clearStatus, setStatus } from './actions.js';
import { ready } from './load.js';

const HOUR = 60;
const PRESETS = [
  { emoji: '🗓️', text: () => t('people.preset.meeting'), ends: '60' },
  { emoji: '🎧', text: () => t('people.preset.focus'), ends: '240' },
  { emoji: '🍜', text: () => t('people.preset.lunch'), ends: '60' },
  { emoji: '🚌', text: () => t('people.preset.commuting'), ends: '30' },
  { emoji: '🤒', text: () => t('people.preset.sick'), ends: 'today' },
  { emoji: '🏝️', text: () => t('people.preset.leave'), ends: 'week' },
];
const FACES = [...'🗓🎧🍜🚌🤒🏝🏠🏢☕🚗✈🚴🏃💻📞📚🔧🚀🎉🎂🧘😴🙏🌧☀🔥💡🧪🛠🐛✅⏳👀💬🕌⛪🎄🌙'];

const LASTING = {
  never: () => t('people.ends.never'),
  30: () => t('people.ends.minutes', { n: 30 }),
  60: () => t('people.ends.hours', { n: 1 }),
  240: () => t('people.ends.hours', { n: 240 / HOUR }),
  today: () => t('people.ends.today'),
  week: () => t('people.ends.week'),
  custom: () => t('people.ends.custom'),
};

function Faces({ pick }) {
  return html`
    <div class="people-faces" role="group" aria-label=${t('people.emoji')}>
      ${FACES.map((face) => html`<button key=${face} type="button" class="people-face" onClick=${() => pick(face)}>${face}</button>`)}
      <button type="button" class="people-face" aria-label=${t('people.no_emoji')} onClick=${() => pick('')}><${Icon} name="x" /></button>
    </div>`;
}

function EmojiButton({ value, onPick }) {
  const open = (event) =>
    openPopover(event.currentTarget, (close) => html`<${Faces} pick=${(face) => (onPick(face), close())} />`, { label: t('people.emoji'), class: 'popover-menu' });
  return html`
    <button type="button" class="people-emoji" aria-haspopup="dialog" aria-expanded="false" aria-label=${value ? t('people.emoji_chosen', { emoji: value }) : t('people.choose_emoji')} onClick=${open}>
      ${value || html`<${Icon} name="smile-plus" size=${18} />`}
    </button>`;
}

// What the form starts with, and the end it means when it is sent.
const startOf = (status) => ({
  emoji: status?.emoji ?? '',
  text: status?.text ?? '',
  ends: status?.until ? 'custom' : status ? 'never' : '60',
  at: toField(status?.until ? Date.parse(status.until) : Date.now() + HOUR * 60_000),
});
const untilOf = ({ ends, at }) => (ends === 'custom' ? new Date(at).getTime() : endOf(ends, new Date(), weekStart.peek() ?? firstDayOf()));

function StatusForm({ close }) {
  const status = statusOf(me.value);
  const [clearing, setClearing] = useState(false);
  const form = useForm(startOf(status), async (values) => {
    await setStatus({ ...values, until: untilOf(values) });
    close();
  }, { until: 'at' });
  const { emoji, text, ends } = form.values;
  const preset = (chosen) => Object.entries({ emoji: chosen.emoji, text: chosen.text(), ends: chosen.ends }).forEach(([name, value]) => form.set(name, value));
  const clear = async () => {
    setClearing(true);
    try {
      await clearStatus();
      close();
    } catch (error) {
      setClearing(false);
      toast(t('people.not_cleared'), { kind: 'error' });
    }
  };
  const footer = html`
    ${status && html`<${Button} kind="quiet" loading=${clearing} onClick=${clear}>${t('people.clear_status')}<//>`}
    <span class="grow" />
    <${Button} onClick=${() => close()}>${t('app.cancel')}<//>
    <${Button} kind="primary" type="submit" loading=${form.busy} disabled=${!emoji && !text.trim()}>${t('app.save')}<//>`;
  return html`
    <form ...${form.props}>
      <${Dialog} title=${t('people.set_status')} onClose=${close} footer=${footer}>
        <div class="stack">
          <${FormError} error=${form.error} />
          <div class="people-status-line">
            <${EmojiButton} value=${emoji} onPick=${(face) => form.set('emoji', face)} />
            <div class="grow"><${TextField} ...${form.bind('text', 'status-text')} label=${t('people.status_text')} maxlength="100" autocomplete="off" data-autofocus /></div>
          </div>
          <ul class="people-presets" aria-label=${t('people.presets')}>
            ${PRESETS.map((each) => html`
              <li key=${each.emoji}><button type="button" class="people-preset" onClick=${() => preset(each)}>
                <span aria-hidden="true">${each.emoji}</span><span class="grow">${each.text()}</span><span class="faint">${LASTING[each.ends]()}</span>
              </button></li>`)}
          </ul>
          <${Select} id="status-ends" label=${t('people.ends')} value=${ends} onChange=${(value) => form.set('ends', value)}
            options=${Object.entries(LASTING).map(([value, label]) => ({ value, label: label() }))} />
          ${ends === 'custom' && html`<${TextField} ...${form.bind('at', 'status-at')} label=${t('people.ends_at')} type="datetime-local" min=${toField(Date.now())} required />`}
        </div>
      <//>
    </form>`;
}

/** Open the dialog. */
export async function openStatusDialog() {
  await ready();
  openDialog((close) => html`<${StatusForm} close=${() => close()} />`);
}
