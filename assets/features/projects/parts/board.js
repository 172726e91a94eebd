// The board: lanes side by side, cards in them, moved by pointer, finger and key.

import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { commands } from '../../../lib/keyboard.js';
import { local, singleKeys } from '../../../state/device.js';
import { Button } from '../../../ui/controls.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { canEdit, canManage, lanesOf, noFilter, sortOfGroup, unsortedLane } from '../model.js';
import { Lists } from '../lists.js';
import { setQuery } from '../../../state/route.js';
import { complain } from '../actions.js';
import { moveByKey, pressCard } from './board-moves.js';
import { BulkBar } from './bulk.js';
import { Lane } from './lane.js';
import { openRename, openTaskMenu, taskHints, taskKey } from './menus.js';
import { choose, chooseNone, chosen, openTask } from './open.js';

/** Lanes that are folded away on this device: project id → keys. */
const folded = local('projects.folded', {});

function fold(id, key) {
  const now = folded.peek()[id] ?? [];
  folded.value = { ...folded.peek(), [id]: now.includes(key) ? now.filter((each) => each !== key) : [...now, key] };
}

/** The lists of the lanes; new ones when what they show is another thing, rearranged when lanes come and go. */
function useLists(state, lanes, group, filter) {
  const specs = lanes.map((lane) => ({ key: lane.key, lane, filter, sort: sortOfGroup(group) }));
  const lists = useMemo(() => new Lists(state, { specs, board: group === 'bucket', filter }), [state, group, filter]);
  const keys = lanes.map((lane) => lane.key).join();
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) lists.arrange(specs);
    first.current = false;
  }, [keys]);
  useEffect(() => () => lists.stop(), [lists]);
  return lists;
}

const NAMES = { h: 'ArrowLeft', j: 'ArrowDown', k: 'ArrowUp', l: 'ArrowRight' };

/** Moves the focus from card to card; answers whether the key was used. */
function walk(key, id, lane, { lanes, apis }) {
  const list = apis.get(lane.key);
  const items = list?.items ?? [];
  const at = items.findIndex((item) => item.key === id);
  const step = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: items.length - 1 }[key];
  if (step !== undefined) {
    if (items[step]) list.focusRow(items[step].key);
    return true;
  }
  const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (!by) return false;
  for (let i = lanes.indexOf(lane) + by; lanes[i]; i += by) {
    const next = apis.get(lanes[i].key);
    if (!next?.items.length) continue;
    const top = next.heights.at(next.scroller.scrollTop + list.heights.topOf(at) - list.scroller.scrollTop + 10);
    next.focusRow(next.items[Math.max(0, top)].key);
    next.rowOf(next.items[Math.max(0, top)].key)?.closest('[data-lane]').scrollIntoView({ block: 'nearest', inline: 'nearest' });
    break;
  }
  return true;
}

function useKeys(board, wanted) {
  return (event) => {
    const card = event.target.closest?.('[data-task]');
    if (!card || event.target !== card) return undefined;
    const lane = board.laneOf(card.closest('[data-lane]').dataset.lane);
    const task = board.state.task(card.dataset.task);
    if (!lane || !task) return undefined;
    const plain = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && !singleKeys.value) return undefined;
    let used = false;
    if (event.altKey && event.key.startsWith('Arrow')) {
      used = true;
      if (canEdit(board.state.project.peek())) wanted.current = moveByKey(event.key, task, lane, board) ?? null;
    } else if (event.ctrlKey || event.metaKey) return undefined;
    // L labels; H, J and K walk as the arrows do.
    else if (walk(event.key === 'l' ? '' : NAMES[event.key] ?? event.key, task.id, lane, board)) used = true;
    else if (event.key === 'x') used = choose(task.id) ?? true;
    else if (event.key === 'e' && canEdit(board.state.project.peek())) used = openRename(card, board.state, task) ?? true;
    else if (event.key === 'Escape' && chosen.peek().size) used = chooseNone() ?? true;
    else used = taskKey(event, card, board.state, task);
    if (used) {
      event.preventDefault();
      event.stopPropagation();
    }
    return undefined;
  };
}

/** The card that was moved by key keeps the focus where it is drawn again, unless somebody has gone on to something else. */
function useFocus(board, wanted) {
  useLayoutEffect(() => {
    const id = wanted.current;
    if (!id) return;
    const { activeElement: now } = document;
    if (now !== document.body && now.dataset.task !== id) {
      wanted.current = null;
      return;
    }
    for (const list of board.apis.values()) {
      if (!list.index.has(id)) continue;
      wanted.current = null;
      list.focusRow(id);
      list.rowOf(id)?.closest('[data-lane]').scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  });
}

const laneMenu = (state) => (anchor, lane, collapse) => void import('./lane-menu.js').then((part) => part.openLaneMenu(anchor, state, lane, collapse), complain);

export function Board({ state, project, route, filter, filtered }) {
  const group = route.query.group ?? 'bucket';
  const named = lanesOf(project, group);
  const lanes = group === 'bucket' && (project.unsortedCount > 0 || !named.length) ? [unsortedLane, ...named] : named;
  const lists = useLists(state, lanes, group, filter);
  const root = useRef(null);
  const wanted = useRef(null);
  const apis = useRef(new Map()).current;
  const board = {
    state, lanes, lists, apis, filtered, openId: route.query.task, chosen: chosen.value, laneOf: (key) => lanes.find((lane) => lane.key === key),
    menu: (card) => { const task = state.task(card.dataset.task); if (task) openTaskMenu(card, state, task); }, openLaneMenu: laneMenu(state),
  };
  const onKeyDown = useKeys(board, wanted);
  useFocus(board, wanted);
  useEffect(() => commands(taskHints()), []);
  useEffect(() => chooseNone, [state, group]);
  const onPointerDown = (event) => {
    const card = event.target.closest('[data-task]');
    if (card && !event.target.closest('button, input')) pressCard(event, card, root.current, board);
  };
  const onClick = (event) => {
    const card = event.target.closest('[data-task]');
    if (!card || event.target.closest('button, input, a')) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) choose(card.dataset.task);
    else openTask(card.dataset.task);
  };
  const onContextMenu = (event) => {
    const card = event.target.closest('[data-task]');
    if (!card) return;
    event.preventDefault();
    board.menu(card);
  };
  if (lists.status.value === 'error' && lanes.every((lane) => lists.shown(lane.key).status === 'new') && !state.tasks.size) return html`<${ErrorState} error=${lists.error.value} onRetry=${() => lists.load()} />`;
  if (lists.status.value === 'loading' && !state.tasks.size) return html`<div class="projects-board-wait">${lanes.slice(0, 4).map((lane) => html`<${Skeleton} key=${lane.key} lines=${4} height=${64} />`)}</div>`;
  const none = filtered && lists.status.value === 'ready' && lanes.every((lane) => !lists.shown(lane.key).total);
  return html`
    ${none && html`<${EmptyState} icon="list-filter" title=${t('projects.filter.none')} action=${html`<${Button} onClick=${() => setQuery(noFilter())}>${t('projects.filter.clear')}<//>`} />`}
    <div class="projects-board ${none ? 'is-empty' : ''}" ref=${root} data-testid="project-board" tabindex="-1" onKeyDown=${onKeyDown} onPointerDown=${onPointerDown} onClick=${onClick} onContextMenu=${onContextMenu}>
      ${lanes.map((lane) => html`<${Lane} key=${`${group} ${lane.key}`} state=${state} project=${project} lists=${lists} lane=${lane} board=${board} collapsed=${(folded.value[state.id] ?? []).includes(lane.key)} onCollapse=${() => fold(state.id, lane.key)} />`)}
      ${group === 'bucket' && canManage(project) && html`<${NewLane} state=${state} />`}
    </div>
    <${BulkBar} state=${state} />`;
}

function NewLane({ state }) {
  const add = (event) => import('./lane-menu.js').then((part) => part.openNewBucket(event.target, state));
  return html`<div class="projects-lane-new"><${Button} kind="quiet" icon="plus" onClick=${add}>${t('projects.bucket.new')}<//></div>`;
}
