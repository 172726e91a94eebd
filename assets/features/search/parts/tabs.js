// The kinds of things, with how many of each were found.

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { kinds } from '../kinds.js';
import { totalOf } from '../store.js';

// i18n: search.tab.all search.tab.messages search.tab.files search.tab.users search.tab.chats search.tab.projects search.tab.tasks search.tab.comments search.tab.mail_messages
export function Tabs({ current, onChoose }) {
  const box = useRef(null);
  const all = ['all', ...kinds.value.map((kind) => kind.id)];
  const tabOf = (id) => box.current.querySelector(`[data-tab="${id}"]`);
  useEffect(() => tabOf(current).scrollIntoView({ block: 'nearest', inline: 'nearest' }), [current]);
  const move = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = all.at((all.indexOf(current) + by) % all.length);
    onChoose(next);
    tabOf(next).focus();
  };
  return html`
    <div class="search-tabs" role="group" aria-label=${t('search.kinds')} ref=${box} onKeyDown=${move}>
      ${all.map((id) => {
        const total = totalOf(id);
        return html`
          <button key=${id} type="button" class="search-tab" data-tab=${id} aria-pressed=${String(id === current)} onClick=${() => onChoose(id)}>
            ${t(`search.tab.${id}`)}${total !== null && html` <span class="search-tab-count num">${t('search.number', { n: total })}</span>`}
          </button>`;
      })}
    </div>`;
}
