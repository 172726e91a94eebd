// Moving cards about a board: dragging with mouse, pen or a held finger, and the same by key.

import { t } from '../../../lib/i18n.js';
import { ghostOf, press } from '../../../ui/dnd.js';
import { announce } from '../../../ui/layers.js';
import { complain, editTask, moveTask } from '../actions.js';
import { canEdit, canManage, fullness } from '../model.js';
import { chosen } from './open.js';

const lanesIn = (root) => [...root.querySelectorAll('[data-lane]')];
const cardsIn = (lane) => [...lane.querySelectorAll('[data-task]')];

/** May a task come into the lane? False where the bucket refuses more; admins may override. */
function room(project, lane, task) {
  const { bucket } = lane;
  if (!bucket || bucket.id === task.bucketId || bucket.wipPolicy !== 'refuse') return { free: true, override: false };
  const full = ['full', 'over'].includes(fullness(bucket));
  return { free: !full || canManage(project), override: full };
}

/**
 * Puts tasks into a lane at `index` among `ids`, the lane's tasks without them. What the lane stands for becomes true of them:
 * their bucket, or one of their people, labels, or their priority.
 */
export function put(state, tasks, lane, from, ids, index) {
  const project = state.project.peek();
  tasks.forEach((task, i) => {
    const { free, override } = room(project, lane, task);
    if (!free) return complain({ code: 'bucket_full', status: 422, details: [] });
    if (lane.kind !== 'bucket') {
      const change = lane.change(task, from?.kind === lane.kind ? from.key : null);
      return editTask(state, task, change);
    }
    const before = ids.slice(0, index);
    moveTask(state, task, lane.key === 'none' ? null : lane.key, [...before, ...tasks.slice(0, i).map((each) => each.id), ...ids.slice(index)], index + i, { override });
    return undefined;
  });
}

/** Where cards would go if they were let go at a point: `{lane, element, index, ids, top}` or null. */
function targetAt(root, board, moving, { x, y }) {
  const element = lanesIn(root).find((each) => {
    const { left, right } = each.getBoundingClientRect();
    return x >= left && x <= right;
  });
  const lane = element && board.laneOf(element.dataset.lane);
  if (!lane) return null;
  const ids = board.lists.shown(lane.key).ids.filter((id) => !moving.has(id));
  if (lane.kind !== 'bucket' || element.classList.contains('is-collapsed')) return { lane, element, ids, index: ids.length, top: null };
  const cards = cardsIn(element).filter((card) => !moving.has(card.dataset.task)).map((card) => ({ id: card.dataset.task, box: card.getBoundingClientRect() })).sort((a, b) => a.box.top - b.box.top);
  const below = cards.find(({ box }) => y < box.top + box.height / 2);
  const above = cards.at(-1);
  const index = below ? ids.indexOf(below.id) : above ? ids.indexOf(above.id) + 1 : 0;
  const list = element.querySelector('.projects-cards, .projects-lane-none').getBoundingClientRect();
  const top = below ? below.box.top - 4 : above ? above.box.bottom + 3 : list.top + 4;
  return { lane, element, ids, index, top: Math.max(list.top, Math.min(top, list.bottom)) };
}

/** Begins to watch a press on a card; `board` is `{state, lists, laneOf(key), menu(card)}`. */
export function pressCard(event, card, root, board) {
  const { state } = board;
  const project = state.project.peek();
  const task = state.task(card.dataset.task);
  if (event.button !== 0 || !event.isPrimary || !task || task.isNew) return;
  const rest = () => board.menu(card);
  const begin = (point) => {
    if (!canEdit(state.project.peek())) return null;
    const ids = chosen.peek().has(task.id) ? [...chosen.peek()] : [task.id];
    const tasks = ids.map((id) => state.task(id)).filter((each) => each && !each.isNew);
    const moving = new Set(ids);
    const from = board.laneOf(card.closest('[data-lane]').dataset.lane);
    const ghost = ghostOf(card, point, tasks.length);
    const line = Object.assign(document.createElement('div'), { className: 'projects-drop' });
    document.body.append(line);
    const marked = () => root.querySelectorAll(ids.map((id) => `[data-task="${CSS.escape(id)}"]`).join());
    for (const each of marked()) each.classList.add('is-dragged');
    let target = null;
    const mark = (next) => {
      for (const each of lanesIn(root)) {
        const here = each === next?.element;
        const free = !here || tasks.every((each2) => room(project, next.lane, each2).free);
        each.classList.toggle('is-target', here && free);
        each.classList.toggle('is-refused', here && !free);
      }
    };
    return {
      move(at) {
        ghost.move(at);
        target = targetAt(root, board, moving, at);
        mark(target);
        if (target && tasks.some((each) => !room(project, target.lane, each).free)) target = null;
        line.hidden = !target?.top;
        if (!target?.top) return;
        const { left, width } = target.element.getBoundingClientRect();
        line.style.transform = `translate(${Math.round(left + 8)}px, ${Math.round(target.top)}px)`;
        line.style.inlineSize = `${Math.round(width - 16)}px`;
      },
      drop() {
        if (target) put(state, tasks, target.lane, from, target.ids, target.index);
      },
      end() {
        ghost.end();
        line.remove();
        mark(null);
        for (const each of marked()) each.classList.remove('is-dragged');
      },
    };
  };
  press(event, card, { begin, rest, scrollers: [root, ...root.querySelectorAll('.projects-cards')] });
}

/** Moves the card that has the focus by one place or one lane. Answers its id when it moved. */
export function moveByKey(key, task, lane, board) {
  const { state, lanes, lists } = board;
  const ids = lists.shown(lane.key).ids.filter((id) => id !== task.id);
  const at = lists.shown(lane.key).ids.indexOf(task.id);
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (step) {
    const to = at + step;
    if (lane.kind !== 'bucket') return announce(t('projects.moved.sorted'));
    if (to < 0 || to > ids.length) return announce(t('projects.moved.edge'));
    put(state, [task], lane, lane, ids, to);
    return task.id;
  }
  const next = lanes[lanes.indexOf(lane) + (key === 'ArrowLeft' ? -1 : 1)];
  if (!next) return announce(t('projects.moved.edge'));
  const there = lists.shown(next.key).ids.filter((id) => id !== task.id);
  put(state, [task], next, lane, there, Math.min(at, there.length));
  return task.id;
}
