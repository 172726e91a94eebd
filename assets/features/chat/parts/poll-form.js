// Asking in a poll: the question, what can be chosen, and until when.

import { html } from 'htm/preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { Button, IconButton } from '../../../ui/controls.js';
import { Checkbox, FormError, TextField } from '../../../ui/field.js';
import { Dialog, openDialog } from '../../../ui/layers.js';
import { sendMessage } from '../messages.js';

const FEWEST = 2;
const MOST = 10;
const LONGEST = 100;
const QUESTION_CHARS = 1000;

/**
 * What is wrong with a poll, or the poll as the server takes it: `{faults: {question?, options?, closesAt?}}` with keys of
 * texts, or `{question, poll}`.
 */
export function readPoll({ question, options, multiple, anonymous, closesAt }, now = Date.now()) {
  const texts = options.map((text) => text.trim()).filter(Boolean);
  const folded = new Set(texts.map((text) => text.toLowerCase()));
  const closes = closesAt ? new Date(closesAt) : null;
  const faults = {};
  if (!question.trim()) faults.question = 'app.field.required';
  if (texts.length < FEWEST) faults.options = 'message.poll.fewest';
  else if (folded.size < texts.length) faults.options = 'message.poll.alike';
  if (closes && !(closes.getTime() > now)) faults.closesAt = 'message.poll.past';
  if (Object.keys(faults).length) return { faults };
  return { question: question.trim(), poll: { options: texts, multiple, anonymous, ...(closes ? { closesAt: closes.toISOString() } : {}) } };
}

const asShown = ({ options, closesAt = null, ...rest }) => ({
  ...rest, closesAt, closedAt: null, voterCount: 0, mine: [], options: options.map((text) => ({ text, count: 0, userIds: rest.anonymous ? null : [] })),
});

function Options({ options, onChange, error }) {
  const box = useRef(null);
  const set = (i, text) => {
    const next = options.with(i, text);
    // There is always an empty line to write the next one into.
    if (next.at(-1).trim() && next.length < MOST) next.push('');
    onChange(next);
  };
  const remove = (i) => {
    onChange(options.toSpliced(i, 1));
    box.current.querySelectorAll('input')[Math.max(0, i - 1)]?.focus();
  };
  const onKeyDown = (event) => {
    if (event.key !== 'Enter') return;
    const fields = [...box.current.querySelectorAll('input')];
    const next = fields[fields.indexOf(event.target) + 1];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return html`
    <fieldset class="stack chat-poll-options" ref=${box} onKeyDown=${onKeyDown}>
      <legend class="field-label">${t('message.poll.options')}</legend>
      ${error && html`<p class="field-error" role="alert">${t(error)}</p>`}
      ${options.map((text, i) => html`
        <div key=${i} class="chat-poll-line">
          <input class="input" aria-label=${t('message.poll.option', { n: i + 1 })} placeholder=${t('message.poll.option', { n: i + 1 })} maxlength=${LONGEST} dir="auto" value=${text} onInput=${(event) => set(i, event.target.value)} />
          ${options.length > FEWEST && html`<${IconButton} icon="x" label=${t('message.poll.option.remove', { n: i + 1 })} onClick=${() => remove(i)} />`}
        </div>`)}
    </fieldset>`;
}

function Form({ ctx, question: begun, close }) {
  const [values, setValues] = useState({ question: begun, options: ['', '', ''], multiple: false, anonymous: false, closesAt: '' });
  const [faults, setFaults] = useState({});
  const set = (change) => setValues((old) => ({ ...old, ...change }));
  const submit = (event) => {
    event.preventDefault();
    const read = readPoll(values);
    if (read.faults) return setFaults(read.faults);
    sendMessage({ chatId: ctx.chatId, rootId: ctx.rootId, content: read.question, more: { poll: read.poll }, shown: { poll: asShown(read.poll) } });
    close(true);
    return ctx.sent();
  };
  const foot = html`
    <${Button} onClick=${() => close()}>${t('app.cancel')}<//>
    <${Button} kind="primary" type="submit" form="chat-poll-form">${t('message.poll.send')}<//>`;
  return html`
    <${Dialog} title=${t('message.poll.title')} footer=${foot} onClose=${close}>
      <form id="chat-poll-form" class="stack" noValidate onSubmit=${submit}>
        <${FormError} error=${Object.keys(faults).length ? t('app.error.invalid_request') : null} />
        <${TextField} label=${t('message.poll.question')} data-autofocus dir="auto" maxlength=${QUESTION_CHARS} value=${values.question} error=${faults.question && t(faults.question)} onInput=${(event) => set({ question: event.target.value })} />
        <${Options} options=${values.options} error=${faults.options} onChange=${(options) => set({ options })} />
        <${Checkbox} label=${t('message.poll.multiple')} checked=${values.multiple} onChange=${(multiple) => set({ multiple })} />
        <${Checkbox} label=${t('message.poll.anonymous')} hint=${t('message.poll.anonymous.hint')} checked=${values.anonymous} onChange=${(anonymous) => set({ anonymous })} />
        <${TextField} label=${t('message.poll.until')} type="datetime-local" value=${values.closesAt} error=${faults.closesAt && t(faults.closesAt)} onInput=${(event) => set({ closesAt: event.target.value })} />
      </form>
    <//>`;
}

/** Opens the form; the poll goes where `ctx` writes to. `onClose(sent)` hears whether it was sent. */
export const openPollForm = (ctx, question = '', onClose = () => {}) => openDialog((close) => html`<${Form} ctx=${ctx} question=${question} close=${close} />`, { onClose: (sent) => onClose(sent === true) });
