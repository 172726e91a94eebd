// The dashboard.
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { formatDay, formatNumber, formatShort, t } from '../../lib/i18n.js';
import { plainText } from '../../lib/md.js';
import { saidIn } from '../../lib/text.js';
import { setQuery } from '../../state/route.js';
import { me, people, presence, workspace } from '../../state/session.js';
import { Avatar, Button, Count, Icon, IconButton } from '../../ui/controls.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { dashboard, follow } from './store.js';

const SHOWN_PEOPLE = 12;

/** Title of the window. */
export const title = () => t('app.nav.home');

const Figure = ({ icon, value, label, href }) => html`
  <a class="home-figure" href=${href}>
    <span class="home-figure-icon"><${Icon} name=${icon} size=${18} /></span>
    <span class="home-figure-value num">${value}</span>
    <span class="home-figure-label">${label}</span>
  </a>`;

// In a direct chat only one's own words need a name.
function preview(chat, message) {
  const text = plainText(saidIn(message).slice(0, 400)).replace(/\s+/g, ' ').slice(0, 160);
  const mine = message.senderId === me.value.id;
  if (chat.kind === 'direct' && !mine) return text;
  return t('home.said', { name: mine ? t('app.you') : (message.sender?.displayName ?? ''), text });
}

function ChatRow({ chat }) {
  const other = chat.kind === 'direct' ? people.value.get(chat.members.find((id) => id !== me.value.id)) : null;
  const last = chat.lastMessage;
  // In threads one can be mentioned with nothing else unread.
  const waiting = Math.max(chat.unreadCount, chat.mentionCount);
  const text = last ? preview(chat, last) : t('home.no_messages');
  return html`
    <li>
      <a class="home-chat ${waiting ? 'is-unread' : ''}" href="/chat/${chat.id}">
        ${other
          ? html`<${Avatar} person=${other} size=${32} presence=${presence.value.get(other.id)} />`
          : html`<span class="home-chat-icon"><${Icon} name=${chat.kind === 'channel' ? 'hash' : 'lock'} /></span>`}
        <span class="home-chat-text">
          <span class="home-chat-name truncate" dir="auto">${chat.name}</span>
          <span class="home-chat-last truncate" dir="auto">${text}</span>
        </span>
        <span class="home-chat-tail">
          ${last && html`<time class="faint" datetime=${last.createdAt}>${formatShort(last.createdAt)}</time>`}
          <${Count} n=${waiting} kind=${chat.mentionCount || chat.kind === 'direct' ? 'mention' : 'plain'} label=${t('app.unread_count', { n: waiting })} />
        </span>
      </a>
    </li>`;
}

function Recent({ chats }) {
  const action = html`<${Button} kind="primary" icon="message-circle" href="/chat">${t('home.open_chat')}<//>`;
  if (!chats.length) return html`<div class="card"><${EmptyState} icon="message-circle" title=${t('home.empty_title')} body=${t('home.empty_body')} action=${action} /></div>`;
  return html`<ul class="card home-chats">${chats.map((chat) => html`<${ChatRow} key=${chat.id} chat=${chat} />`)}</ul>`;
}

function Online({ list }) {
  return html`
    <section class="section" aria-labelledby="home-online">
      <h2 class="section-title" id="home-online">${t('home.online')}</h2>
      ${list.length
        ? html`<ul class="home-people">
            ${list.slice(0, SHOWN_PEOPLE).map((person) => html`
              <li key=${person.id}>
                <button type="button" class="home-person" data-person=${person.id} aria-haspopup="dialog" aria-expanded="false">
                  <${Avatar} person=${person} size=${24} presence=${presence.value.get(person.id)} />
                  <span class="truncate">${person.displayName}</span>
                </button>
              </li>`)}
            ${list.length > SHOWN_PEOPLE && html`<li class="faint">${t('home.more_people', { n: list.length - SHOWN_PEOPLE })}</li>`}
          </ul>`
        : html`<p class="muted">${t('home.nobody')}</p>`}
    </section>`;
}

// What is to be done next, whatever project it is in.
function Tasks({ summary }) {
  const projects = new Map((summary.currentProjects ?? []).map((each) => [each.id, each]));
  const late = (task) => Date.parse(task.dueAt) < Date.now();
  return html`
    <section class="section" aria-labelledby="home-tasks">
      <div class="section-head"><h2 class="section-title" id="home-tasks">${t('home.tasks')}</h2><a href="/projects?mine">${t('home.tasks_all')}</a></div>
      <ul class="card home-chats">${summary.myTasks.map((task) => html`
        <li key=${task.id}><a class="home-task" href="/projects/${task.projectId}?task=${task.id}">
          <${Icon} name="square-check" />
          <span class="home-chat-text"><span class="truncate" dir="auto">${task.title}</span>${projects.has(task.projectId) && html`<span class="home-chat-last truncate" dir="auto">${projects.get(task.projectId).name}</span>`}</span>
          ${task.dueAt && html`<time class=${late(task) ? 'home-late' : 'faint'} datetime=${task.dueAt}>${late(task) && html`<span class="visually-hidden">${t('home.tasks_late')} </span>`}${formatShort(task.dueAt)}</time>`}
        </a></li>`)}</ul>
    </section>`;
}

const Forbidden = () => html`
  <div class="home-forbidden" role="alert">
    <${Icon} name="shield" />
    <div class="grow"><p class="home-forbidden-title">${t('home.forbidden_title')}</p><p>${t('home.forbidden_body')}</p></div>
    <${IconButton} icon="x" label=${t('app.close')} onClick=${() => setQuery({ forbidden: null }, { replace: true })} />
  </div>`;

const Invite = () => html`
  <section class="card home-invite">
    <span class="home-invite-icon"><${Icon} name="user-plus" size=${20} /></span>
    <div class="grow"><h2 class="section-title">${t('home.invite_title')}</h2><p class="muted">${t('home.invite_body')}</p></div>
    <${Button} kind="primary" href="/admin/users?invite=1">${t('home.invite_action')}<//>
  </section>`;

function greeting(hour) {
  if (hour < 11) return t('home.morning', { name: me.value.displayName });
  return hour < 18 ? t('home.afternoon', { name: me.value.displayName }) : t('home.evening', { name: me.value.displayName });
}

/** The page. */
export function Main({ route }) {
  useEffect(follow, []);
  const { data, error } = dashboard;
  const others = [...people.value.values()].filter((person) => !person.disabled && person.id !== me.value.id);
  const online = others.filter((person) => (presence.value.get(person.id) ?? 'offline') !== 'offline');
  const now = new Date();
  return html`
    <div class="pane-body">
      <div class="page page-wide">
        ${route.query.forbidden && html`<${Forbidden} />`}
        <header>
          <h1 class="page-title">${greeting(now.getHours())}</h1>
          <p class="page-lead">${t('home.lead', { day: formatDay(now, new Date(0)), workspace: workspace.value.name })}</p>
        </header>
        ${me.value.isAdmin && !others.length && html`<${Invite} />`}
        ${!data.value && error.value && html`<${ErrorState} error=${error.value} onRetry=${dashboard.load} />`}
        ${!data.value && !error.value && html`<${Skeleton} lines=${6} height=${28} />`}
        ${data.value && html`
          <div class="home-figures">
            <${Figure} icon="message-circle" href="/chat" value=${formatNumber(data.value.summary.unreadMessages)} label=${t('home.unread', { n: data.value.summary.unreadMessages })} />
            <${Figure} icon="circle-user" href="/chat" value=${formatNumber(online.length + 1)} label=${t('home.people_online', { n: online.length + 1 })} />
          </div>
          <div class="home-columns">
            <div class="stack home-main">
              ${data.value.summary.myTasks?.length > 0 && html`<${Tasks} summary=${data.value.summary} />`}
              <section class="section" aria-labelledby="home-recent">
                <h2 class="section-title" id="home-recent">${t('home.recent')}</h2>
                <${Recent} chats=${data.value.chats} />
              </section>
            </div>
            <${Online} list=${online} />
          </div>`}
      </div>
    </div>`;
}
