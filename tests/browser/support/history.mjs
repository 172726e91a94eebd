// What two people do to two chats, at random but the same in each run, and whether a page shows what came of it.

import assert from 'node:assert/strict';
import { eventually } from './waiting.mjs';

/** Numbers that look random and are the same for a seed (mulberry32). */
export function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (n) => Math.floor(next() * n), chance: (p) => next() < p, pick: (list) => list[Math.floor(next() * list.length)] };
}

const EMOJI = ['👍', '🎉', '😄'];
// How often each act is done; people mostly write.
const ACTS = { post: 8, reply: 4, edit: 3, remove: 2, react: 5, read: 1 };
const BAG = Object.entries(ACTS).flatMap(([act, n]) => Array(n).fill(act));

export class History {
  messages = [];
  written = 0;

  /** `people` act through the API in the `chats` (ids). */
  constructor(seed, people, chats) {
    Object.assign(this, { people, chats, dice: dice(seed) });
  }

  /** Does so many things, one after the other. */
  async play(steps) {
    for (let i = 0; i < steps; i += 1) await this.step();
  }

  async step() {
    const act = this.messages.length < 3 ? 'post' : this.dice.pick(BAG);
    await this[act](this.dice.pick(this.people), this.dice.pick(this.chats));
  }

  text() {
    this.written += 1;
    return `${this.dice.chance(0.25) ? `@${this.dice.pick(this.people).name} ` : ''}pesan ${this.written}.`;
  }

  async post(who, chatId, more = {}) {
    const { id } = await who.post(`/chats/${chatId}/messages`, { content: this.text(), ...more });
    if (!more.rootMessageId) this.messages.push({ id, who, chatId, reactions: new Set() });
  }

  reply(who) {
    const { id, chatId } = this.dice.pick(this.messages);
    return this.post(who, chatId, { rootMessageId: id });
  }

  edit() {
    const { id, who, chatId } = this.dice.pick(this.messages);
    return who.post(`/chats/${chatId}/messages/${id}/edit`, { content: this.text() });
  }

  remove() {
    const [{ id, who, chatId }] = this.messages.splice(this.dice.below(this.messages.length), 1);
    return who.delete(`/chats/${chatId}/messages/${id}`);
  }

  react(who) {
    const { id, chatId, reactions } = this.dice.pick(this.messages);
    const emoji = this.dice.pick(EMOJI);
    const mine = `${who.id} ${emoji}`;
    const method = reactions.has(mine) ? 'DELETE' : 'POST';
    if (!reactions.delete(mine)) reactions.add(mine);
    return who.call(method, `/chats/${chatId}/reactions`, { messageId: id, emoji });
  }

  read(who) {
    const { id, chatId } = this.dice.pick(this.messages);
    return who.post(`/chats/${chatId}/reads`, { messageId: id });
  }
}

// -- The page beside the server

/** Runs in the page: the messages of one pane as they are drawn. */
const drawnIn = (pane) => [...document.querySelectorAll(`${pane} [data-testid="message"]`)].map((element) => {
  const body = element.querySelector('.chat-msg-body').cloneNode(true);
  const edited = body.querySelector('.chat-edited');
  edited?.remove();
  const reactions = [...element.querySelectorAll('.chat-reaction[aria-pressed]')].map((each) => `${each.textContent} ${each.getAttribute('aria-pressed') === 'true'}`);
  return { text: body.textContent.trim(), edited: Boolean(edited), reactions: reactions.sort(), replies: parseInt(element.querySelector('.chat-thread-count')?.textContent ?? '0', 10) };
});

const asDrawn = (me, inThread = false) => ({ content, editedAt, deletedAt, reactionsSummary, replyCount }) => ({
  text: deletedAt ? 'This message was deleted.' : content, edited: Boolean(editedAt) && !deletedAt,
  reactions: reactionsSummary.map(({ emoji, count, userIds }) => `${emoji}${count} ${userIds.includes(me)}`).sort(),
  replies: inThread ? 0 : replyCount,
});

/** Runs in the page: what the sidebar says of each chat, by id. */
const countsDrawn = () => Object.fromEntries([...document.querySelectorAll('[data-testid="chat-item"]')]
  .map((row) => [row.dataset.chat, row.querySelector('.count .visually-hidden')?.textContent ?? '']));

function countLabel({ unreadCount, mentionCount }) {
  if (mentionCount) return unreadCount ? `${unreadCount} unread, you are mentioned` : 'You are mentioned in a thread';
  return unreadCount ? `${unreadCount} unread` : '';
}

/**
 * The page shows, once each and in order, the messages of `chatId` the server has, with their reactions and threads; the
 * replies of `rootId` beside it where one is given; and the numbers of unread messages of all chats.
 */
export const equalsServer = (page, person, chatId, rootId = null) => eventually(async () => {
  const rows = await person.get(`/chats/${chatId}/messages?limit=100`);
  assert.deepEqual(await page.evaluate(drawnIn, '#main'), rows.map(asDrawn(person.id)));
  if (rootId) {
    const replies = await person.get(`/chats/${chatId}/threads?rootMessageId=${rootId}&limit=100`);
    assert.deepEqual((await page.evaluate(drawnIn, '.shell-panel')).slice(1), replies.map(asDrawn(person.id, true)));
  }
  const chats = await person.get('/chats');
  assert.deepEqual(await page.evaluate(countsDrawn), Object.fromEntries(chats.map((chat) => [chat.id, countLabel(chat)])));
}, 25_000);
