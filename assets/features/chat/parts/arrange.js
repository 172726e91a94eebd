// Arranging the sidebar by hand: dragging rows with mouse, pen or a finger held still, and the same by key. Loaded when a
// row is first pressed.

import { t } from '../../../lib/i18n.js';
import { press as watch } from '../../../ui/dnd.js';
import { announce } from '../../../ui/layers.js';
import { moveChat } from '../layout.js';
import { calledChat } from '../model.js';
import { chatOf } from '../store.js';

const sectionsIn = (list) => [...list.querySelectorAll('[data-section]')];
const rowsIn = (section) => [...section.querySelectorAll('.side-row[data-chat]')];
const idsIn = (section) => rowsIn(section).map((row) => row.dataset.chat);
/** A direct chat does not belong among channels, nor the other way round. */
const takes = (section, chat) => ({ channels: chat.kind !== 'direct', direct: chat.kind === 'direct' })[section.dataset.section] ?? true;
/** These two keep an order of their own. */
const isOrdered = (section) => !['channels', 'direct'].includes(section.dataset.section);

/** Where a row would go if it were let go at `y`: `{section, index, top}` or null. `top` is where the line is drawn. */
function targetAt(list, chat, y) {
  const section = sectionsIn(list).find((each) => {
    const { top, bottom } = each.getBoundingClientRect();
    return y >= top && y <= bottom;
  });
  if (!section || !takes(section, chat)) return null;
  const rows = rowsIn(section).filter((row) => row.dataset.chat !== chat.id);
  const before = rows.filter((row) => {
    const { top, height } = row.getBoundingClientRect();
    return y > top + height / 2;
  }).length;
  const box = section.getBoundingClientRect();
  const at = rows[before]?.getBoundingClientRect().top ?? rows.at(-1)?.getBoundingClientRect().bottom ?? box.bottom;
  return { section, index: before, top: isOrdered(section) ? at : null };
}

/** Begins to watch a press on a row; `event` is the pointerdown, `onRest` hears of a finger that rested and did not move. */
export function press(event, row, list, onRest) {
  const chat = chatOf(row.dataset.chat);
  if (chat) watch(event, row, { begin: () => begin(row, list, chat), rest: () => onRest(row), scrollers: [list] });
}

function begin(row, list, chat) {
  const ghost = document.createElement('div');
  ghost.className = 'chat-drag-ghost';
  ghost.textContent = calledChat(chat);
  const line = document.createElement('div');
  line.className = 'chat-drag-line';
  document.body.append(ghost, line);
  row.classList.add('is-dragged');
  let target = null;
  const mark = (section) => {
    for (const each of sectionsIn(list)) each.classList.toggle('is-target', each === section);
  };
  const end = () => {
    ghost.remove();
    line.remove();
    row.classList.remove('is-dragged');
    mark(null);
  };
  return {
    end,
    move({ y }) {
      const box = list.getBoundingClientRect();
      target = targetAt(list, chat, y);
      mark(target?.section ?? null);
      ghost.style.transform = `translate(${Math.round(box.left + 24)}px, ${Math.round(y + 8)}px)`;
      line.style.display = target?.top ? 'block' : 'none';
      line.style.transform = `translate(${Math.round(box.left + 8)}px, ${Math.round(target?.top ?? 0)}px)`;
      line.style.inlineSize = `${Math.round(box.width - 16)}px`;
    },
    drop() {
      if (target) put(chat, target.section, target.index);
    },
  };
}

function put(chat, section, index) {
  const id = section.dataset.section;
  const shown = idsIn(section).filter((each) => each !== chat.id);
  moveChat(chat.id, id, index, shown);
  const words = { name: calledChat(chat), section: section.dataset.name };
  announce(isOrdered(section) ? t('chat.movedTo', { ...words, n: Math.min(index, shown.length) + 1, count: shown.length + 1 }) : t('chat.moved', words));
}

/** Moves the row that has the focus by one, past the edge of a section into the next one. */
export function moveByKey(row, list, step) {
  const chat = chatOf(row.dataset.chat);
  const sections = sectionsIn(list);
  const here = row.closest('[data-section]');
  const ids = idsIn(here);
  const to = ids.indexOf(chat.id) + step;
  if (isOrdered(here) && to >= 0 && to < ids.length) put(chat, here, to);
  else {
    const rest = step < 0 ? sections.slice(0, sections.indexOf(here)).reverse() : sections.slice(sections.indexOf(here) + 1);
    const next = rest.find((section) => takes(section, chat));
    if (!next) return announce(t('chat.moved.edge'));
    put(chat, next, step < 0 ? Infinity : 0);
  }
  // The row is drawn again in its new place: the focus goes along.
  requestAnimationFrame(() => list.querySelector(`.side-row[data-chat="${chat.id}"]`)?.focus());
  return undefined;
}
