// My own arrangement of the sidebar: sections and the order in them. Changed at once here, kept on this device, sent to the
// server shortly after; should another device have been faster, the same changes are made again to what it left.

import { effect } from '@preact/signals';
import { t } from '../../lib/i18n.js';
import { newId } from '../../lib/text.js';
import { get, put } from '../../net/api.js';
import { on, state as connection } from '../../net/socket.js';
import { myId } from '../../state/session.js';
import { toast, undoable } from '../../ui/layers.js';
import { errorText } from '../../ui/states.js';
import { FAVOURITES } from './model.js';
import { prefer } from './reading.js';
import { chatOf, layout } from './store.js';

// -- Changes, as functions from sections to sections

/** How long the name of a section may be, and how many there may be. */
export const MOST = { name: 60, sections: 50 };

const without = (sections, chatId) => sections.map((section) => (
  section.chatIds.includes(chatId) ? { ...section, chatIds: section.chatIds.filter((id) => id !== chatId) } : section));

/** Puts a chat into a section (null: into none) at `index` of `shown`, the ids on screen there. */
export function placeChat(sections, chatId, sectionId, index = Infinity, shown = []) {
  const cleared = without(sections, chatId);
  if (!sectionId) return cleared;
  const known = cleared.some((section) => section.id === sectionId);
  const all = known ? cleared : [...cleared, { id: sectionId, name: '', chatIds: [] }];
  return all.map((section) => {
    if (section.id !== sectionId) return section;
    // Chats that are not on screen (left, archived, filtered) keep their place behind.
    const order = [...shown.filter((id) => id !== chatId), ...section.chatIds.filter((id) => !shown.includes(id))];
    return { ...section, chatIds: order.toSpliced(Math.min(index, order.length), 0, chatId) };
  });
}

/** Adds a section at the end. */
export const addSection = (sections, id, name) => (sections.some((section) => section.id === id) ? sections : [...sections, { id, name, chatIds: [] }]);

/** Gives a section another name. */
export const renameSection = (sections, id, name) => sections.map((section) => (section.id === id ? { ...section, name } : section));

/** Takes a section away; its chats go back to where they belong. */
export const removeSection = (sections, id) => sections.filter((section) => section.id !== id);

/** Moves a section by one among one's own. */
export function moveSection(sections, id, step) {
  const own = sections.filter((section) => section.id !== FAVOURITES);
  const at = own.findIndex((section) => section.id === id);
  const to = at + step;
  if (at < 0 || to < 0 || to >= own.length) return sections;
  const moved = own.toSpliced(at, 1).toSpliced(to, 0, own[at]);
  return [...sections.filter((section) => section.id === FAVOURITES), ...moved];
}

// -- Keeping it

const SAVE_MS = 500;
const TRIES = 4;
/**
 * Signal of the arrangement as this device knew it last, `{user, version, sections, unsent}`; `unsent` when the server does
 * not have it yet.
 */
let kept = null;
let waiting = [];
let timer = 0;
let saving = false;

function take({ version, sections }) {
  layout.value = { version, sections: waiting.reduce((all, change) => change(all), sections) };
  keep();
}

function keep() {
  kept.value = { user: myId(), ...layout.peek(), unsent: waiting.length > 0 };
}

/** Makes a change (a function from sections to sections) here and, shortly after, on the server. */
export function arrange(change) {
  waiting.push(change);
  layout.value = { ...layout.peek(), sections: change(layout.peek().sections) };
  keep();
  clearTimeout(timer);
  timer = setTimeout(store, SAVE_MS);
}

async function store() {
  if (saving) return;
  saving = true;
  try {
    while (waiting.length) await send();
  } catch (error) {
    // Without a connection the changes wait for it; what is refused is undone.
    if (!error.transient) {
      waiting = [];
      toast(errorText(error), { kind: 'error' });
      await load().catch(() => {});
    }
  }
  saving = false;
}

async function send() {
  for (let tried = 1; ; tried += 1) {
    const { version, sections } = layout.peek();
    const count = waiting.length;
    try {
      const answer = await put('/chats/sidebar', { version, sections }, { key: newId() });
      waiting = waiting.slice(count);
      return take(answer);
    } catch (error) {
      if (error.code !== 'sidebar_conflict' || tried === TRIES) throw error;
      take(await get('/chats/sidebar'));
    }
  }
}

async function load() {
  take(await get('/chats/sidebar'));
}

/** Fetches what the server has and follows other devices; `device` is the signal to keep it in. Answers a disposer. */
export function startLayout(device) {
  kept = device;
  const last = kept.peek();
  // Arranged without a connection, by a page that was closed since.
  if (last?.user === myId() && last.unsent) waiting = [() => last.sections];
  const refresh = () => (waiting.length ? store() : load()).catch(() => {});
  const stops = [
    on('chat.sidebar.updated', ({ patch }) => patch.version > layout.peek().version && !saving && refresh()),
    effect(() => {
      if (connection.value === 'open') refresh();
    }),
  ];
  return () => {
    stops.forEach((stop) => stop());
    clearTimeout(timer);
    waiting = [];
  };
}

// -- What people do with it

/** A new section with this name; answers its id. */
export function makeSection(name) {
  const id = newId().toLowerCase().replace(/[^a-z0-9]/g, '').slice(0, 12).padStart(8, 's');
  arrange((sections) => addSection(sections, id, name));
  return id;
}

/**
 * Moves a chat to a section of the sidebar: 'pinned', the id of one of one's own, or where it belongs ('channels', 'direct').
 * `index` is its new place among `shown`, the ids on screen there.
 */
export function moveChat(chatId, sectionId, index, shown) {
  const isPinned = sectionId === 'pinned';
  const home = isPinned ? FAVOURITES : ['channels', 'direct'].includes(sectionId) ? null : sectionId;
  const before = { isPinned: chatOf(chatId)?.isPinned, sections: layout.peek().sections };
  arrange((sections) => placeChat(sections, chatId, home, index, shown));
  if (before.isPinned !== isPinned) prefer(chatId, { isPinned });
  undoable(t('chat.moveTo.act'), () => {
    arrange(() => before.sections);
    if (before.isPinned !== isPinned) prefer(chatId, { isPinned: before.isPinned });
  });
}
