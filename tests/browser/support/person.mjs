// Somebody with a browser of their own: their pages, their API calls, and what went wrong in their pages.

import { seen } from './waiting.mjs';

const API = '/api/v1';
export const PASSWORD = 'kopi tubruk tanpa gula';

const WATCH_POLICY = () => {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
};

export class Person {
  faults = [];
  allowed = [];
  password = PASSWORD;

  constructor(context, name) {
    this.context = context;
    this.name = name;
    this.email = `${name.toLowerCase().replace(/\W+/g, '.')}@example.test`;
  }

  /** Somebody in this context; from now on its pages are watched. */
  static async watch(context, name) {
    const person = new Person(context, name);
    context.setDefaultTimeout(20_000);
    await context.addInitScript(WATCH_POLICY);
    context.on('console', (message) => {
      // A refused request is judged by its response, which says more.
      if (/Service Worker registration blocked by Playwright/.test(message.text())) return;
      const refused = /the server responded with a status of/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !refused) person.fault(`console ${message.type()}: ${message.text()} ${message.location().url}`);
    });
    context.on('weberror', (event) => {
      const { name, message, stack } = event.error();
      person.fault(`exception: ${stack || `${name}: ${message}`}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 400) person.fault(`${response.status()} ${response.request().method()} ${response.url()}`);
    });
    context.on('dialog', (dialog) => {
      person.fault(`dialog: ${dialog.message()}`);
      dialog.dismiss().catch(() => undefined);
    });
    return person;
  }

  fault(text) {
    if (!this.allowed.some((pattern) => pattern.test(text))) this.faults.push(text);
  }

  /** From now on, faults whose line fits one of the patterns are part of the story. */
  allow(...patterns) {
    this.allowed.push(...patterns);
  }

  /** Network failures are part of the story (the connection will be cut). */
  allowCuts() {
    this.allow(/net::ERR_/, /WebSocket connection to/, /Failed to fetch dynamically imported module/);
  }

  /** Makes the account through the API and signs this context in. */
  async enroll(path, proof) {
    const { email, name, password } = this;
    const answer = await this.post(path, { ...proof, email, displayName: name, password });
    this.id = answer.user.id;
  }

  /** Calls the API as this person; answers the JSON, or throws when refused. */
  async call(method, path, data) {
    const response = await this.context.request.fetch(API + path, { method, data, headers: { accept: 'application/json' } });
    if (!response.ok()) throw new Error(`${method} ${path} answered ${response.status()}: ${await response.text()}`);
    return response.json();
  }

  get(path) {
    return this.call('GET', path);
  }

  post(path, data = {}) {
    return this.call('POST', path, data);
  }

  patch(path, data) {
    return this.call('PATCH', path, data);
  }

  delete(path, data) {
    return this.call('DELETE', path, data);
  }

  /** Opens an address in a new page; `page` is then this page. Answers when something is on screen and keys act. */
  async open(path) {
    this.page = await this.context.newPage();
    await this.page.goto(path);
    await seen(this.page.getByRole('main'));
    await this.page.waitForFunction(() => !document.querySelector('.shell-rail') || document.documentElement.dataset.keys);
    return this.page;
  }

  /** Fills in the form at /login of the page that is open. */
  async signIn({ email = this.email, password = this.password } = {}) {
    await this.page.getByLabel('E-mail', { exact: true }).fill(email);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  /** No connection: requests and new sockets fail. A socket that is open stays so: see `Wire`. */
  async offline(on = true) {
    if (on) this.allowCuts();
    await this.context.setOffline(on);
  }
}
