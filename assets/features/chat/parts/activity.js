// What others did that concerns me: mentions, reactions to what I wrote, replies. Each leads to the exact message.

import { html } from 'htm/preact';
import { formatDay, formatList, sameDay, t } from '../../../lib/i18n.js';
import { plainText } from '../../../lib/md.js';
import { saidIn } from '../../../lib/text.js';
import { get } from '../../../net/api.js';
import { setQuery } from '../../../state/route.js';
import { person } from '../../../state/session.js';
import { Avatar, Icon } from '../../../ui/controls.js';
import { Segmented } from '../../../ui/field.js';
import { placeOf } from '../model.js';
import { ListPane, Moment, PlaceName, usePages } from './list-row.js';
import { Glyph } from './glyph.js';

const EVENTS = ['chat.message.created', 'chat.message.deleted', 'chat.message.updated', 'chat.message.reaction.added', 'chat.message.reaction.removed'];
const KINDS = ['mention', 'reaction', 'reply'];
const ICONS = { mention: 'at-sign', reaction: 'smile', reply: 'message-square-reply' };
const keyOf = (item) => item.id;
const EXCERPT = 240;

/** Reactions to one message with one emoji, told one after the other, stand in one line: `[{...item, actorIds}]`. */
export function folded(items) {
  const out = [];
  for (const item of items) {
    const last = out.at(-1);
    const same = last && item.kind === 'reaction' && last.kind === 'reaction' && last.message.id === item.message.id && last.emoji === item.emoji;
    if (same) last.actorIds.push(item.actorId);
    else out.push({ ...item, actorIds: [item.actorId] });
  }
  return out;
}

const NAMED = 3;

function namesOf(ids) {
  const names = ids.map((id) => person(id).displayName);
  return formatList(names.length > NAMED ? [...names.slice(0, NAMED - 1), t('chat.reaction.more', { n: names.length - NAMED + 1 })] : names);
}

export function Activity({ route }) {
  const kind = KINDS.includes(route.query.kind) ? route.query.kind : '';
  const fetchPage = (cursor, signal) => get('/chats/activity', { query: { kind, limit: 30, cursor }, signal });
  const pages = usePages(fetchPage, { events: EVENTS, keyOf, deps: [kind] });
  const items = folded(pages.items ?? []);
  // i18n: chat.activity.all chat.activity.mention chat.activity.reaction chat.activity.reply
  const options = ['', ...KINDS].map((value) => ({ value, label: t(`chat.activity.${value || 'all'}`) }));
  const head = html`<div class="chat-list-head"><${Segmented} label=${t('chat.activity.show')} hideLabel value=${kind} options=${options} onChange=${(next) => setQuery({ kind: next || null }, { replace: true })} /></div>`;
  return html`
    <${ListPane} title=${t('chat.activity.title')} pages=${pages} head=${head}
      empty=${{ icon: 'at-sign', title: t('chat.activity.empty'), body: t('chat.activity.emptyBody') }}>
      <ol class="chat-activity">
        ${items.map((item, i) => html`
          ${!(i && sameDay(item.at, items[i - 1].at)) && html`<li key=${`day ${item.at}`} class="chat-activity-day">${formatDay(item.at)}</li>`}
          <li key=${item.id}><${Entry} item=${item} /></li>`)}
      </ol>
    <//>`;
}

// i18n: chat.activity.did.mention chat.activity.did.reaction chat.activity.did.reply
function Entry({ item }) {
  const { kind, actorIds, emoji, message, chatId } = item;
  const text = message.deletedAt ? t('chat.message.deleted') : plainText(saidIn(message).slice(0, EXCERPT * 2)).replace(/\s+/g, ' ').slice(0, EXCERPT);
  return html`
    <a class="chat-entry" href=${placeOf(message)}>
      <span class="chat-entry-face"><${Avatar} person=${person(actorIds[0])} size=${36} /><span class="chat-entry-kind is-${kind}" aria-hidden="true">${kind === 'reaction' ? html`<${Glyph} code=${emoji} />` : html`<${Icon} name=${ICONS[kind]} size=${12} />`}</span></span>
      <span class="chat-line-main">
        <span class="chat-line-head"><span class="chat-entry-what">${t(`chat.activity.did.${kind}`, { name: namesOf(actorIds), emoji: emoji ?? '' })}</span><${Moment} at=${item.at} /></span>
        <span class="chat-entry-text" dir="auto">${text}</span>
        <${PlaceName} chatId=${chatId} />
      </span>
    </a>`;
}
