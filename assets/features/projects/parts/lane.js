// One column of a board: its head, its cards, and a line to add one.

import { html } from 'htm/preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { person } from '../../../state/session.js';
import { Avatar, Button, Icon, IconButton } from '../../../ui/controls.js';
import { errorText } from '../../../ui/states.js';
import { VList } from '../../../ui/vlist.js';
import { createTask } from '../actions.js';
import { canEdit, canManage, fullness } from '../model.js';
import { Card, cardHeight } from './card.js';
import { PriorityIcon, priorityText } from './marks.js';

/** What a lane is called. */
export function laneName(lane) {
  if (lane.kind === 'priority') return priorityText(lane.key);
  if (lane.person) return person(lane.person).displayName;
  if (lane.name) return lane.name;
  return { bucket: t('projects.no_bucket'), assignee: t('projects.nobody'), label: t('projects.no_label') }[lane.kind];
}

function Lead({ lane }) {
  if (lane.kind === 'priority') return html`<${PriorityIcon} value=${lane.key} />`;
  if (lane.person) return html`<${Avatar} person=${person(lane.person)} size=${20} />`;
  return lane.color && html`<svg class="projects-dot" width="10" height="10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill=${lane.color} /></svg>`;
}

function Count({ lane, count }) {
  const full = lane.bucket && fullness(lane.bucket, count);
  const words = { near: t('projects.wip.near'), full: t('projects.wip.full'), over: t('projects.wip.over') }[full];
  return html`
    <span class="projects-count ${full ? `is-${full}` : ''}"><span class="num">${lane.bucket?.wipLimit ? `${count}/${lane.bucket.wipLimit}` : count}</span>${words && html`<span class="projects-count-words">${words}</span>`}</span>`;
}

/** A line at the foot: Enter adds and stays, Escape leaves. */
function QuickAdd({ state, lane, window, onAdded }) {
  const [open, setOpen] = useState(false);
  const [title, setTitle] = useState('');
  const opener = useRef(null);
  const leave = () => {
    setOpen(false);
    setTitle('');
    requestAnimationFrame(() => opener.current?.focus());
  };
  const add = () => {
    const words = title.trim();
    if (!words) return;
    const first = window.ids.find((id) => !id.startsWith('new:'));
    // Where not all are here, the end is out of sight: it goes to the top.
    const top = lane.kind === 'bucket' && window.cursor !== null && first;
    const preset = lane.change({ assigneeIds: [], labelIds: [] });
    const rank = top ? '!' : '~~';
    onAdded(createTask(state, { title: words, ...preset, ...(top ? { beforeId: first } : {}) }, { rank }), top);
    setTitle('');
  };
  const onKeyDown = (event) => {
    if (event.key === 'Enter' && !event.isComposing) add();
    else if (event.key === 'Escape') leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (!open) return html`<button type="button" class="projects-add" ref=${opener} onClick=${() => setOpen(true)}><${Icon} name="plus" />${t('projects.task.add')}</button>`;
  return html`
    <div class="projects-add-form">
      <input class="input" ref=${(field) => field?.dataset.ready || (field && ((field.dataset.ready = '1'), field.focus()))} aria-label=${t('projects.task.add_to', { name: laneName(lane) })} placeholder=${t('projects.task.title')} maxlength="300" value=${title}
        onInput=${(event) => setTitle(event.target.value)} onKeyDown=${onKeyDown} onBlur=${() => !title.trim() && setOpen(false)} />
      <div class="row"><${Button} small kind="primary" onMouseDown=${(event) => event.preventDefault()} onClick=${add}>${t('projects.task.add_now')}<//><span class="faint projects-add-hint">${t('projects.task.add_hint')}</span></div>
    </div>`;
}

// The same items as before where nothing about them changed: only what did is drawn again.
function useItems({ state, project, ids, openId, chosen, withStatus }) {
  const last = useRef({ byId: new Map(), list: [] });
  const version = state.version.value;
  return useMemo(() => {
    const before = last.current;
    const list = ids.map((id) => {
      const task = state.task(id) ?? state.unborn(id);
      const item = task && { key: id, task, project, open: id === openId, chosen: chosen.has(id), withStatus };
      const known = before.byId.get(id);
      return item && known && Object.keys(item).every((name) => item[name] === known[name]) ? known : item;
    }).filter(Boolean);
    const same = list.length === before.list.length && list.every((item, i) => item === before.list[i]);
    if (!same) last.current = { byId: new Map(list.map((item) => [item.key, item])), list };
    return last.current.list;
  }, [ids, version, project, openId, chosen, withStatus]);
}

function Foot({ lists, lane, window }) {
  if (window.status === 'error') return html`<p class="projects-lane-error" role="alert">${errorText(window.error)} <${Button} small onClick=${() => lists.more(lane.key)}>${t('app.retry')}<//></p>`;
  return null;
}

const render = (item) => html`<${Card} ...${item} />`;

/**
 * `board` is what the board shares with its lanes: `{openId, chosen, apis, menu(anchor, lane)}`. `onAdded(id)` hears of a new
 * card, so that it comes into sight.
 */
export function Lane({ state, project, lists, lane, board, collapsed, onCollapse }) {
  const window = lists.shown(lane.key);
  const withStatus = lane.kind !== 'bucket' || !lane.bucket?.status;
  const items = useItems({ state, project, ids: window.ids, openId: board.openId, chosen: board.chosen, withStatus });
  const name = laneName(lane);
  const matching = window.total ?? 0;
  const count = lane.bucket && !board.filtered ? lane.bucket.taskCount + (window.added ?? 0) : matching;
  const more = ({ nearEnd }) => nearEnd && lists.more(lane.key);
  const api = (list) => (list ? board.apis.set(lane.key, list) : board.apis.delete(lane.key));
  const added = (id, top) => requestAnimationFrame(() => (top ? board.apis.get(lane.key)?.scrollTo(board.apis.get(lane.key).items[0]?.key, 'start') : board.apis.get(lane.key)?.scrollTo(id, 'end')));
  if (collapsed) {
    return html`
      <section class="projects-lane is-collapsed" data-lane=${lane.key} data-testid="bucket" aria-label=${name}>
        <button type="button" class="projects-lane-open" aria-expanded="false" aria-label=${t('projects.lane.expand', { name, n: count })} onClick=${onCollapse}><span class="projects-lane-name">${name}</span><span class="num">${count}</span></button>
      </section>`;
  }
  return html`
    <section class="projects-lane" data-lane=${lane.key} data-testid="bucket" aria-label=${t('projects.lane.named', { name, n: count })}>
      <header class="projects-lane-head">
        <${Lead} lane=${lane} /><h2 class="projects-lane-name truncate" dir="auto">${name}</h2><${Count} lane=${lane} count=${count} />
        <span class="grow" />
        ${lane.bucket && canManage(project) ? html`<${IconButton} small icon="ellipsis" label=${t('projects.lane.actions', { name })} aria-haspopup="menu" aria-expanded="false" onClick=${(event) => board.openLaneMenu(event.currentTarget, lane, onCollapse)} />`
          : html`<${IconButton} small icon="minimize-2" label=${t('projects.lane.collapse', { name })} onClick=${onCollapse} />`}
      </header>
      <p class="projects-lane-why" aria-hidden="true">${t('projects.wip.no_room')}</p>
      ${items.length > 0
        ? html`<${VList} class="projects-cards" top items=${items} render=${render} estimate=${cardHeight} api=${api} onView=${more} role="list" aria-label=${name} />`
        : html`<p class="projects-lane-none">${window.status === 'new' ? '' : board.filtered ? t('projects.lane.no_match') : t('projects.lane.empty')}</p>`}
      <${Foot} lists=${lists} lane=${lane} window=${window} />
      ${canEdit(project) && html`<${QuickAdd} state=${state} lane=${lane} window=${window} onAdded=${added} />`}
    </section>`;
}
