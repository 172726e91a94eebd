// A long text that was pasted into the composer: it may stay as it is, become a block of code, or a file.

import { t } from '../../../lib/i18n.js';
import { attaching } from '../actions.js';
import { fenced, typeInto } from './format.js';

/** What is said about a long text: `{hint, actions}`, for the note of a composer. `from` is where it was put into `area`. */
export function aboutPasted(pasted, { area, from, stream }) {
  const act = (run) => () => {
    const at = area.value.indexOf(pasted, Math.max(0, from - 1));
    if (at >= 0) run(at, at + pasted.length);
  };
  const asCode = (at, end) => typeInto(area, fenced(area.value, at, end));
  const asFile = (at, end) => {
    typeInto(area, { from: at, to: end, text: '' });
    attaching((part) => part.attachText(stream, pasted));
  };
  const actions = [{ label: t('message.long.file'), run: act(asFile) }, { label: t('message.long.code'), run: act(asCode) }];
  return { hint: t('message.long', { n: pasted.length }), actions };
}
