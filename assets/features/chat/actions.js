// What people can do with chats as such: find, make, join, leave, name, arrange, and who is in them; and the dialogs for
// it, loaded when they are first opened.

import { loadAreas, t } from '../../lib/i18n.js';
import { newId } from '../../lib/text.js';
import { del, get, patch, post } from '../../net/api.js';
import { route, setQuery } from '../../state/route.js';
import { addPeople } from '../../state/session.js';
import { toast } from '../../ui/layers.js';
import { loadSheet } from '../../ui/states.js';
import { chatOf, patchChat, putChats } from './store.js';

/** Makes a chat, or finds the direct one there is. @param {{kind, title?, topic?, participantIds}} wish */
export async function createChat(wish) {
  const chat = await post('/chats', wish, { key: newId() });
  putChats([chat]);
  return chat;
}

/** Open channels: a page of chats. */
export const listChannels = (q, cursor, signal) => get('/chats/channels', { query: { q, cursor, limit: 50 }, signal });

/** Enters an open channel. */
export async function joinChat(id) {
  putChats([await post(`/chats/${id}/join`, {}, { key: newId() })]);
}

/** Leaves a chat; a group vanishes from the list, a channel stays open to read. */
export async function leaveChat(id) {
  await post(`/chats/${id}/leave`, {}, { key: newId() });
  patchChat(id, { isMember: false, role: null, unreadCount: 0, mentionCount: 0 });
}

/** Changes title, topic or `archived`. */
export async function updateChat(id, change) {
  putChats([await patch(`/chats/${id}`, change, { key: newId() })]);
}

/** A page of members: `{items:[{userId, role, joinedAt, person}], nextCursor?, hasMore}`. */
export async function listMembers(id, cursor, signal) {
  const page = await get(`/chats/${id}/members`, { query: { limit: 100, cursor }, signal });
  addPeople(page.items.map((member) => member.person));
  return page;
}

/** Adds people; those already in are left as they are. */
export const addMembers = (id, userIds) => post(`/chats/${id}/members`, { userIds }, { key: newId() });

/** Gives a member another role. */
export const setRole = (id, userId, role) => patch(`/chats/${id}/members/${userId}`, { role }, { key: newId() });

/** Takes somebody out. */
export const removeMember = (id, userId) => del(`/chats/${id}/members/${userId}`, undefined, { key: newId() });

/** People for a picker, by name, e-mail or extension. */
export async function searchPeople(q, signal) {
  const page = await get('/users', { query: { q, limit: 20 }, signal });
  addPeople(page.items);
  return page.items;
}

/** Opens the search in the conversation on screen, or closes it. */
export const toggleFind = () => setQuery(route.peek().query.panel === 'find' ? { panel: null, q: null } : { panel: 'find', thread: null });

// -- Dialogs and the picker, loaded when they are first opened

/** Runs something from a part that may still have to be loaded. */
export async function open(loading, run) {
  try {
    run(await loading);
  } catch (error) {
    // A part that cannot be loaded belongs to a version the server no longer has.
    console.error(error);
    toast(t('app.outdated_title'), { kind: 'error', action: { label: t('app.reload'), run: () => location.reload() } });
  }
}

/** A part about files comes with their words and looks. */
export const withFiles = (loading) => Promise.all([loading, loadAreas('file'), loadSheet(new URL('../../ui/files.css', import.meta.url).href)]).then(([part]) => part);
/** Files for messages: `run` gets attaching.js. */
export const attaching = (run) => open(withFiles(import('./attaching.js')), run);
/** Asks whom to write to. */
export const openNewMessage = () => open(import('./parts/new-chat.js'), (part) => part.openNewMessage());
/** Asks what channel to make. */
export const openNewChannel = () => open(import('./parts/new-chat.js'), (part) => part.openNewChannel());
/** Shows all open channels. */
export const openBrowse = () => open(import('./parts/browse.js'), (part) => part.openBrowse());
/** Shows who is in a chat. */
export const openMembers = (chatId) => open(import('./parts/members.js'), (part) => part.openMembers(chatId));
/** Leaves a chat, after asking where that is needed. */
export const leave = (chat) => open(import('./parts/members.js'), (part) => part.leave(chat));
/** Opens the menu of a chat's row in the sidebar. */
export const openRowMenu = (row, chatId) => open(import('./parts/chat-menu.js'), (part) => part.openRowMenu(row, chatId));
/** Opens the menu in a chat's bar. */
export const openBarMenu = (anchor, chat) => open(import('./parts/chat-menu.js'), (part) => part.openBarMenu(anchor, chat));
/** Opens the menu of one of one's own sections. */
export const openSectionMenu = (anchor, section) => open(import('./parts/chat-menu.js'), (part) => part.openSectionMenu(anchor, section));
/** Asks for the name of a new section of the sidebar. */
export const openNewSection = () => open(import('./parts/chat-menu.js'), (part) => part.openSection(null));
/** Makes everything read, with a way back. */
export const markAllRead = () => open(import('./parts/chat-menu.js'), (part) => part.markAllRead());
/** Opens the menu for sending later beside `anchor`; `read` and `done` as for `scheduleItems` of times.js. */
export const openScheduleMenu = (anchor, read, done) => open(import('./parts/times.js'), (part) => part.openScheduleMenu(anchor, read, done));
/** Arranging the sidebar by hand; see arrange.js. */
export const arranging = (run) => open(import('./parts/arrange.js'), run);
/** Opens the emoji picker beside `anchor`; see emoji-picker.js. */
export const openEmojiPicker = (anchor, onPick, options) => open(import('./parts/emoji-picker.js'), (part) => part.openEmojiPicker(anchor, onPick, options));
