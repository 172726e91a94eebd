// The chat pages as people see them, and the quick way to have chats and messages there before a test begins.

import { seen } from './waiting.mjs';

/** Changes the address as the browser's own buttons do: the app follows without being loaded again. */
export const moveTo = (page, path) => page.evaluate((next) => {
  history.pushState(null, '', next);
  dispatchEvent(new PopStateEvent('popstate'));
}, path);

/** What is where on a page of chat. All are locators or do what a person does. */
export class Chat {
  constructor(page) {
    this.page = page;
    this.main = page.locator('#main');
    // Where it covers the conversation it is what the page is about.
    this.panel = page.getByRole('complementary', { name: 'Side panel' }).or(page.getByRole('main', { name: 'Side panel' }));
    this.list = page.getByTestId('chat-list');
    this.input = this.main.getByTestId('message-input');
    this.reply = this.panel.getByTestId('message-input');
    this.typing = this.main.getByTestId('typing-indicator');
  }

  /** Goes to another address of the app without loading the page again. */
  go(path) {
    return moveTo(this.page, path);
  }

  /** The row of a chat in the list. */
  item(name) {
    return this.page.getByTestId('chat-item').filter({ hasText: name });
  }

  /** The messages of the conversation with this text in them. */
  message(text, within = this.main) {
    return within.getByTestId('message').filter({ hasText: text });
  }

  /** The mark of a message that is still on its way. */
  pending(text, within = this.main) {
    return this.message(text, within).locator('.chat-sending');
  }

  /** Writes and presses Enter. */
  async send(text) {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  /** Points at a message and answers its toolbar. */
  async tools(text, within = this.main) {
    const message = this.message(text, within);
    await message.hover();
    return seen(message.getByRole('toolbar', { name: 'Message actions' }));
  }

  /** Chooses an entry of a message's menu. */
  async choose(text, entry, within = this.main) {
    const tools = await this.tools(text, within);
    await tools.getByRole('button', { name: 'More' }).click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  /** Chooses an entry of the conversation's menu. */
  async chooseForChat(entry) {
    await this.main.getByRole('button', { name: 'Chat actions' }).click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  /** The texts of all messages on screen, from top to bottom. */
  texts(within = this.main) {
    return within.locator('.chat-msg-body').allInnerTexts();
  }
}

/** Opens `path` for this person and answers the page's parts. */
export async function chatOf(person, path = '/chat') {
  return new Chat(await person.open(path));
}

/** A direct chat, made through the API; answers its id. */
export const direct = async (from, to) => (await from.post('/chats', { kind: 'direct', participantIds: [to.id] })).id;

/** A private group. */
export const group = async (from, title, people) => (await from.post('/chats', { kind: 'group', title, participantIds: people.map((each) => each.id) })).id;

/** An open channel. */
export const channel = async (from, title, people = []) => (await from.post('/chats', { kind: 'channel', title, participantIds: people.map((each) => each.id) })).id;

/** A message; answers its id. `more` may hold rootMessageId, delivery, … */
export const say = async (from, chatId, content, more = {}) => (await from.post(`/chats/${chatId}/messages`, { content, ...more })).id;

/** All messages of a chat as the server has them. */
export const messagesOf = (person, chatId) => person.get(`/chats/${chatId}/messages?limit=100`);
