// What people say about a task, and what became of it.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDateTime, formatRelative, t } from '../../../lib/i18n.js';
import { fold } from '../../../lib/text.js';
import { draftOf, local, saveDraft } from '../../../state/device.js';
import { items as outboxItems } from '../../../state/outbox.js';
import { route } from '../../../state/route.js';
import { addPeople, myId, person } from '../../../state/session.js';
import { Avatar, Button, Icon, IconButton } from '../../../ui/controls.js';
import { Segmented } from '../../../ui/field.js';
import { MenuButton, openPopover } from '../../../ui/layers.js';
import { Markdown } from '../../../ui/rich-text.js';
import { errorText, Skeleton } from '../../../ui/states.js';
import { comment, complain, deleteComment, editComment, listActivity, listComments, react } from '../actions.js';
import { canManage } from '../model.js';
import { activityWords, ready } from './activity.js';
import { PartTitle } from './marks.js';

const EMOJI = ['👍', '❤️', '🎉', '😄', '👀', '✅'];
const NONE = { items: [], cursor: null, status: 'new' };
/** Whether one sees what became of a task among what was said: 'all' | 'comments'. */
const scope = local('projects.talk', 'all');

/** Comments of a task: the newest first page, and older ones when asked for. */
function useComments(state, task) {
  const known = state.comments.value.get(task.id) ?? NONE;
  const set = (next) => (state.comments.value = new Map(state.comments.peek()).set(task.id, next));
  const load = async (cursor) => {
    try {
      const page = await listComments(state, task, cursor);
      addPeople(page.items.map((each) => each.user).filter(Boolean));
      const now = cursor ? (state.comments.peek().get(task.id) ?? NONE).items : [];
      const ids = new Set(now.map((each) => each.id));
      set({ items: [...now, ...page.items.filter((each) => !ids.has(each.id))], cursor: page.nextCursor ?? null, status: 'ready' });
    } catch (error) {
      set({ ...(state.comments.peek().get(task.id) ?? NONE), status: 'error', error });
    }
  };
  useEffect(() => void load(), [task.id]);
  return { ...known, load };
}

/** A field to write in, with the names of members offered after an @. */
function Writer({ state, label, value, onInput, onSend, onCancel, autoFocus }) {
  const field = useRef(null);
  const [active, setActive] = useState(0);
  const before = value.slice(0, field.current?.selectionStart ?? value.length);
  const typed = /(?:^|\s)@([^\s@]*)$/.exec(before)?.[1];
  const offers = typed === undefined ? [] : state.project.value.memberIds.map(person).filter((each) => fold(each.displayName).split(/\s+/).some((word) => word.startsWith(fold(typed))) && !each.missing).slice(0, 5);
  useEffect(() => {
    if (autoFocus) field.current.focus();
  }, []);
  const choose = (each) => {
    const at = before.length - typed.length;
    onInput(`${value.slice(0, at)}${each.displayName} ${value.slice(before.length)}`);
    setActive(0);
    requestAnimationFrame(() => field.current.setSelectionRange(at + each.displayName.length + 1, at + each.displayName.length + 1));
  };
  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (offers.length && step) setActive((active + step + offers.length) % offers.length);
    else if (offers.length && (event.key === 'Enter' || event.key === 'Tab')) choose(offers[Math.min(active, offers.length - 1)]);
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSend();
    else if (event.key === 'Escape' && onCancel) onCancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`
    <div class="projects-writer">
      ${offers.length > 0 && html`<ul class="projects-mentions" role="listbox" aria-label=${t('projects.mention')}>${offers.map((each, i) => html`<li key=${each.id} role="option" aria-selected=${String(i === active)} class="projects-offer" onMouseDown=${(event) => { event.preventDefault(); choose(each); }}><${Avatar} person=${each} size=${20} />${each.displayName}</li>`)}</ul>`}
      <textarea ref=${field} class="input input-area" rows="2" maxlength="5000" dir="auto" aria-label=${label} placeholder=${label} data-testid="comment-input" value=${value} onInput=${(event) => onInput(event.target.value)} onKeyDown=${onKeyDown} />
    </div>`;
}

function Reactions({ state, task, entry, edits }) {
  const flip = (emoji, on) => react(state, task, entry.id, emoji, on).catch(complain);
  return html`
    <div class="projects-reactions">
      ${(entry.reactionsSummary ?? []).map(({ emoji, count, userIds = [] }) => {
        const mine = userIds.includes(myId());
        return html`<button key=${emoji} type="button" class="projects-reaction ${mine ? 'is-mine' : ''}" disabled=${!edits} aria-pressed=${String(mine)} aria-label=${t('projects.reaction', { emoji, names: userIds.map((id) => person(id).displayName).join(', ') })} onClick=${() => flip(emoji, !mine)}>${emoji} <span class="num">${count}</span></button>`;
      })}
    </div>`;
}

const openEmoji = (anchor, onPick) => void openPopover(anchor, (close) => html`<div class="projects-emoji">${EMOJI.map((emoji) => html`<button key=${emoji} type="button" class="projects-emoji-one" aria-label=${emoji} onClick=${() => { close(); onPick(emoji); }}>${emoji}</button>`)}</div>`, { label: t('projects.react'), placement: 'bottom-end' });

function Comment({ state, project, task, entry, edits, found }) {
  const [text, setText] = useState(null);
  const author = person(entry.userId);
  const mine = entry.userId === myId();
  const remove = () => deleteComment(state, task, entry.id).catch(complain);
  const save = async () => {
    if (!text.trim()) return;
    try {
      await editComment(state, task, entry.id, text.trim());
      setText(null);
    } catch (error) {
      complain(error);
    }
  };
  const acts = [...(mine && edits ? [{ label: t('app.edit'), icon: 'pencil', run: () => setText(entry.body) }] : []), ...((mine && edits) || canManage(project) ? [{ label: t('app.delete'), icon: 'trash-2', danger: true, run: remove }] : [])];
  return html`
    <li class="projects-comment ${entry.waits ? 'is-waiting' : ''} ${found ? 'is-found' : ''}" data-comment=${entry.id}>
      <${Avatar} person=${author} size=${24} />
      <div class="grow">
        <div class="projects-comment-head"><strong>${author.displayName}</strong><time class="faint" datetime=${entry.createdAt} title=${formatDateTime(entry.createdAt)}>${formatRelative(entry.createdAt)}</time>${entry.editedAt && html`<span class="faint">${t('projects.edited')}</span>`}
          ${entry.waits && html`<${Icon} name="clock" size=${12} label=${t('projects.waiting')} />`}<span class="grow" />
          ${edits && !entry.waits && html`<${IconButton} small icon="smile-plus" label=${t('projects.react')} aria-haspopup="dialog" onClick=${(event) => openEmoji(event.currentTarget, (emoji) => react(state, task, entry.id, emoji, true).catch(complain))} />`}
          ${acts.length > 0 && !entry.waits && html`<${MenuButton} small icon="ellipsis" label=${t('projects.comment.actions')} items=${() => acts} />`}</div>
        ${text === null ? html`<${Markdown} text=${entry.body} />` : html`
          <${Writer} state=${state} label=${t('projects.comment.edit')} value=${text} onInput=${setText} onSend=${save} onCancel=${() => setText(null)} autoFocus />
          <div class="row"><${Button} small kind="primary" onClick=${save}>${t('projects.save')}<//><${Button} small onClick=${() => setText(null)}>${t('app.cancel')}<//></div>`}
        <${Reactions} state=${state} task=${task} entry=${entry} edits=${edits} />
      </div>
    </li>`;
}

/** Goes to the comment that the address names; while it is older than what is here, `older()` is asked for. Answers its id. */
function useFound(list, { ready: isReady, shown, since, older }) {
  const wanted = route.value.query.comment;
  const gone = useRef(null);
  useEffect(() => {
    if (!wanted || !isReady || gone.current === wanted) return;
    const row = list.current.querySelector(`[data-comment="${CSS.escape(wanted)}"]`);
    if (row) {
      gone.current = wanted;
      row.scrollIntoView({ block: 'center' });
    } else if (since > -Infinity) older();
  }, [wanted, isReady, shown.length, since]);
  return wanted;
}

/** Comments on their way, oldest first. */
const unsent = (state, task, known) => outboxItems.value.filter((item) => item.kind === 'task.comment' && item.meta.project === state.id && item.meta.task === task.id && item.state !== 'failed' && !known.has(item.key))
  .map((item) => ({ id: item.key, userId: myId(), body: item.meta.body, createdAt: new Date(item.createdAt).toISOString(), reactionsSummary: [], waits: true }));

/** What became of a task: the newest first page, asked again whenever the task is another, and older ones when asked for. */
function useHistory(state, task, wanted) {
  const [known, set] = useState(NONE);
  const load = async (cursor) => {
    try {
      const [page] = await Promise.all([listActivity(state, task, cursor), ready()]);
      addPeople(page.items.map((each) => each.actor).filter(Boolean));
      set((now) => {
        const ids = new Set(page.items.map((each) => each.id));
        const rest = now.items.filter((each) => !ids.has(each.id));
        const items = cursor ? [...rest, ...page.items] : [...page.items, ...rest];
        return { items, cursor: cursor || now.status === 'new' ? page.nextCursor ?? null : now.cursor, status: 'ready' };
      });
    } catch (error) {
      set((now) => ({ ...now, status: 'error', error }));
    }
  };
  useEffect(() => {
    if (wanted) load();
  }, [task.revision, wanted]);
  return { ...known, load };
}

const timeOf = (each) => Date.parse(each.createdAt);
/** From when on everything of a list is here. */
const wholeSince = ({ items, cursor }) => (cursor && items.length ? Math.min(...items.map(timeOf)) : -Infinity);

function Happened({ project, entry }) {
  return html`
    <li class="projects-happened"><span class="projects-happened-dot" aria-hidden="true" />
      <span>${activityWords(project, entry)}</span> <time class="faint" datetime=${entry.createdAt} title=${formatDateTime(entry.createdAt)}>${formatRelative(entry.createdAt)}</time></li>`;
}

/** What was said and what became of it, in the order in which it happened; or only what was said. */
export function Talk({ state, project, task, edits }) {
  const all = scope.value === 'all';
  const comments = useComments(state, task);
  const history = useHistory(state, task, all);
  const key = `task:${task.id}:comment`;
  const text = draftOf(key);
  const known = new Set(comments.items.map((each) => each.clientId).filter(Boolean));
  const send = () => {
    if (!text.trim()) return;
    comment(state, task, text.trim());
    saveDraft(key, '');
  };
  const lists = all ? [comments, history] : [comments];
  // What is older than the oldest of a list that goes on waits until that has gone on.
  const since = Math.max(...lists.map(wholeSince));
  const said = comments.items.map((entry) => ({ entry, at: timeOf(entry), key: entry.clientId ?? entry.id }));
  const done = all ? history.items.filter((entry) => entry.action !== 'task.commented').map((entry) => ({ entry, at: timeOf(entry), key: `h${entry.id}`, happened: true })) : [];
  const shown = [...said, ...done].filter(({ at }) => at >= since).sort((one, other) => one.at - other.at);
  const waiting = unsent(state, task, known).map((entry) => ({ entry, key: entry.id }));
  const older = () => lists.filter((list) => wholeSince(list) === since).forEach((list) => list.load(list.cursor));
  const list = useRef(null);
  const found = useFound(list, { ready: lists.every(({ status: at }) => at === 'ready'), shown, since, older });
  const broken = lists.find((list) => list.status === 'error');
  const options = [{ value: 'all', label: t('projects.talk.all') }, { value: 'comments', label: t('projects.comments') }];
  return html`
    <section class="projects-part" aria-labelledby="projects-talk">
      <div class="projects-part-head"><${PartTitle} id="projects-talk">${t('projects.talk')}<//><${Segmented} label=${t('projects.talk.show')} hideLabel value=${scope.value} options=${options} onChange=${(value) => { scope.value = value; }} /></div>
      ${since > -Infinity && html`<${Button} small kind="quiet" onClick=${older}>${t('projects.comment.older')}<//>`}
      ${lists.some((list) => list.status === 'new') && html`<${Skeleton} lines=${2} height=${14} />`}
      ${broken && html`<p class="muted" role="alert">${errorText(broken.error)} <${Button} small onClick=${() => broken.load()}>${t('app.retry')}<//></p>`}
      <ol class="projects-comments" data-testid="comments-section" ref=${list}>${[...shown, ...waiting].map((each) => (each.happened ? html`<${Happened} key=${each.key} project=${project} entry=${each.entry} />` : html`<${Comment} key=${each.key} state=${state} project=${project} task=${task} entry=${each.entry} edits=${edits} found=${each.entry.id === found} />`))}</ol>
      ${!all && comments.status === 'ready' && !shown.length && !waiting.length && html`<p class="faint">${t('projects.comment.none')}</p>`}
      ${edits && html`
        <${Writer} state=${state} label=${t('projects.comment.write')} value=${text} onInput=${(words) => saveDraft(key, words)} onSend=${send} />
        <div class="row"><${Button} small kind="primary" disabled=${!text.trim()} onClick=${send} data-testid="add-comment">${t('projects.comment.send')}<//></div>`}
    </section>`;
}
