// Fields of forms, and the state of a form around them.

import { html, useId } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { Icon } from './controls.js';
import { announce } from './layers.js';
import { errorText, fieldText } from './states.js';

// Ids of the texts that describe a control.
function useDescription({ id, hint, error }) {
  const fallback = useId();
  const own = id ?? fallback;
  const ids = [error && `${own}-error`, hint && `${own}-hint`].filter(Boolean).join(' ');
  return { own, props: { 'aria-describedby': ids || undefined, 'aria-invalid': error ? 'true' : undefined } };
}

const Frame = ({ id, label, hint, error, extra, children }) => html`
  <div class="field ${error ? 'is-invalid' : ''}">
    <label class="field-label" for=${id}>${label}</label>
    ${children}
    ${error && html`<p class="field-error" id="${id}-error"><${Icon} name="circle-alert" size=${14} />${error}</p>`}
    ${hint && html`<p class="field-hint" id="${id}-hint">${hint}</p>`}
    ${extra && html`<span class="field-extra">${extra}</span>`}
  </div>`;

/** One line of text. `extra` (a link) stands at the end of the label's line, and comes after the field for the keyboard. All other props go to the input. */
export function TextField({ id, label, hint, error, extra, class: inputClass = '', ...rest }) {
  const { own, props } = useDescription({ id, hint, error });
  return html`
    <${Frame} id=${own} label=${label} hint=${hint} error=${error} extra=${extra}>
      <input ...${props} ...${rest} id=${own} class="input ${inputClass}" />
    <//>`;
}

/** Several lines of text. */
export function TextArea({ id, label, hint, error, rows = 3, ...rest }) {
  const { own, props } = useDescription({ id, hint, error });
  return html`
    <${Frame} id=${own} label=${label} hint=${hint} error=${error}>
      <textarea ...${props} ...${rest} id=${own} rows=${rows} class="input input-area" />
    <//>`;
}

/** A password that can be shown. */
export function PasswordField({ id, label, hint, error, extra, children, ...rest }) {
  const { own, props } = useDescription({ id, hint, error });
  const [shown, setShown] = useState(false);
  const name = shown ? t('app.hide_password') : t('app.show_password');
  return html`
    <${Frame} id=${own} label=${label} hint=${hint} error=${error} extra=${extra}>
      <span class="input-wrap">
        <input ...${props} ...${rest} id=${own} class="input input-with-button" type=${shown ? 'text' : 'password'} autocapitalize="off" autocorrect="off" spellcheck=${false} />
        <button type="button" class="input-button" aria-label=${name} data-tip=${name} aria-pressed=${String(shown)} onClick=${() => setShown(!shown)}>
          <${Icon} name=${shown ? 'eye-off' : 'eye'} />
        </button>
      </span>
      ${children}
    <//>`;
}

/** A native choice. `options`: [{value, label}]; `onChange(value)`. */
export function Select({ id, label, hint, error, value, options, onChange, ...rest }) {
  const { own, props } = useDescription({ id, hint, error });
  return html`
    <${Frame} id=${own} label=${label} hint=${hint} error=${error}>
      <span class="select-wrap">
        <select ...${props} ...${rest} id=${own} class="input select" value=${value} onChange=${(event) => onChange(event.target.value)}>
          ${options.map((option) => html`<option key=${option.value} value=${option.value} selected=${option.value === value}>${option.label}</option>`)}
        </select>
        <${Icon} name="chevron-down" />
      </span>
    <//>`;
}

/** A box to tick; `onChange(checked)`. `kind` 'switch' looks like one. */
export function Checkbox({ label, hint, checked, onChange, kind = 'checkbox', ...rest }) {
  const id = useId();
  return html`
    <div class="check">
      <input ...${rest} id=${id} type="checkbox" class=${kind} role=${kind === 'switch' ? 'switch' : undefined} checked=${checked}
        aria-describedby=${hint ? `${id}-hint` : undefined} onChange=${(event) => onChange(event.target.checked)} />
      <div class="check-text">
        <label for=${id}>${label}</label>
        ${hint && html`<p class="field-hint" id="${id}-hint">${hint}</p>`}
      </div>
    </div>`;
}

/** A setting that acts at once. */
export const Switch = (props) => html`<${Checkbox} ...${props} kind="switch" />`;

/** One of a few: radio buttons side by side. `options`: [{value, label, icon?}]. */
export function Segmented({ label, value, options, onChange, hideLabel }) {
  const name = useId();
  return html`
    <fieldset class="segmented-field">
      <legend class=${hideLabel ? 'visually-hidden' : 'field-label'}>${label}</legend>
      <div class="segmented">
        ${options.map((option) => html`
          <label key=${option.value} class="segment">
            <input type="radio" class="visually-hidden" name=${name} checked=${option.value === value} onChange=${() => onChange(option.value)} />
            <span class="segment-face">${option.icon && html`<${Icon} name=${option.icon} />`}${option.label}</span>
          </label>`)}
      </div>
    </fieldset>`;
}

/** A filter line with a magnifier and a way to clear it. */
export function SearchField({ label, value, onInput, inputRef, ...rest }) {
  return html`
    <span class="search">
      <${Icon} name="search" />
      <input ...${rest} ref=${inputRef} class="input search-input" type="search" aria-label=${label} placeholder=${rest.placeholder ?? label} value=${value}
        autocomplete="off" spellcheck=${false} onInput=${(event) => onInput(event.target.value)} />
      ${value && html`
        <button type="button" class="input-button" aria-label=${t('app.clear')} onClick=${() => onInput('')}><${Icon} name="x" size=${14} /></button>`}
    </span>`;
}

const REST_MS = 1000;

/** How far what is written is from its limit, or over it; said aloud when the writing rests, not at every key. */
export function LimitNote({ id, text, over }) {
  useEffect(() => {
    if (!text) return undefined;
    const timer = setTimeout(announce, REST_MS, text);
    return () => clearTimeout(timer);
  }, [text]);
  return text && html`<span id=${id} class="limit-note ${over ? 'is-over' : ''}">${text}</span>`;
}

/** What went wrong with a form, announced and focused when it appears. `error` is an ApiError or a sentence. */
export function FormError({ error }) {
  const box = useRef(null);
  useEffect(() => {
    if (error) box.current?.focus();
  }, [error]);
  if (!error) return null;
  return html`
    <div class="form-error" role="alert" tabindex="-1" ref=${box}>
      <${Icon} name="circle-alert" /><span>${typeof error === 'string' ? error : errorText(error)}</span>
    </div>`;
}

// -- The form: values, who is to blame for a refusal, and that it is on its way

// What the browser finds wrong, told in the page's own words and place instead of the browser's.
function faultsIn(form) {
  const faulty = [...form.elements].filter((field) => field.name && !field.validity.valid);
  const codeOf = ({ valueMissing, tooShort }) => (valueMissing ? 'required' : tooShort ? 'too_short' : 'invalid');
  return faulty.map(({ name, validity }) => ({ field: name, code: codeOf(validity) }));
}

/**
 * `send(values)` answers a promise. Answers `{values, set, bind, error, busy, props}`: `props` are those of the form element,
 * `bind(name)` those of a field (value, onInput, error); `error` is what no field explains. `blame` maps codes of refusals to the field at fault. After a refusal the first blamed field gets the focus.
 */
export function useForm(initial, send, blame = {}) {
  const [values, setValues] = useState(initial);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const fields = useRef({});
  const set = (name, value) => setValues((old) => ({ ...old, [name]: value }));

  function show(problem) {
    setError(problem);
    const blamed = problem.details?.find((detail) => fields.current[detail.field]);
    if (blamed) document.getElementById(fields.current[blamed.field])?.focus();
  }

  async function onSubmit(event) {
    event.preventDefault();
    if (busy) return;
    const details = faultsIn(event.currentTarget);
    if (details.length) return void show({ details, field: (name) => details.find((detail) => detail.field === name) });
    setBusy(true);
    setError(null);
    try {
      await send(values);
    } catch (problem) {
      const fault = blame[problem.code];
      if (fault) problem.details = [{ field: fault, code: problem.code, message: errorText(problem) }];
      show(problem);
    } finally {
      setBusy(false);
    }
  }

  const textOf = (detail) => detail && fieldText(detail);
  const bind = (name, id = name) => {
    fields.current[name] = id;
    return { id, name, value: values[name], onInput: (event) => set(name, event.target.value), error: textOf(error?.field?.(name)) };
  };
  const explained = error?.details?.some((detail) => fields.current[detail.field]);
  return { values, set, bind, error: explained ? null : error, busy, props: { noValidate: true, onSubmit } };
}
