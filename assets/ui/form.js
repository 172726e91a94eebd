// State of a form: values, who is to blame for a refusal, and that it is on its way.
import { useRef, useState } from 'preact/hooks';
import { errorText, fieldText } from './error-text.js';

/**
 * `send(values)` answers a promise. Answers `{values, set, bind, error, busy, onSubmit}`: `bind(name)` are the props of a field
 * (value, onInput, error); `error` is what no field explains. `blame` maps codes of refusals to the field at fault. After a refusal the first blamed field gets the focus.
 */
export function useForm(initial, send, blame = {}) {
  const [values, setValues] = useState(initial);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const fields = useRef({});
  const set = (name, value) => setValues((old) => ({ ...old, [name]: value }));

  async function onSubmit(event) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await send(values);
    } catch (problem) {
      const fault = blame[problem.code];
      if (fault) problem.details = [{ field: fault, code: problem.code, message: errorText(problem) }];
      setError(problem);
      const blamed = problem.details?.find((detail) => fields.current[detail.field]);
      if (blamed) document.getElementById(fields.current[blamed.field])?.focus();
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
  return { values, set, bind, error: explained ? null : error, busy, onSubmit };
}
