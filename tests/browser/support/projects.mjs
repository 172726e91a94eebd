// Projects as people see them, and the quick way to have some there before a test begins.

import { moveTo } from './chat.mjs';
import { seen } from './waiting.mjs';

/** What is where on a page of projects. */
export class Projects {
  constructor(page) {
    this.page = page;
    this.main = page.locator('#main');
    // Where it covers the view it is what the page is about.
    this.sheet = page.getByTestId('task-modal');
    this.board = page.getByTestId('project-board');
  }

  /** Goes to another address of the app without loading the page again. */
  go(path) {
    return moveTo(this.page, path);
  }

  /** The lane with this name. */
  lane(name) {
    return this.page.getByTestId('bucket').filter({ has: this.page.getByRole('heading', { name, exact: true }) });
  }

  /** A card by its title, on the whole board or in a lane. */
  card(title, lane) {
    return (lane ? this.lane(lane) : this.main).getByTestId('task-card').filter({ hasText: title });
  }

  /** Titles of the cards of a lane, from top to bottom. */
  async titles(lane) {
    const cards = await this.lane(lane).getByTestId('task-card').all();
    const placed = await Promise.all(cards.map(async (card) => [(await card.boundingBox()).y, await card.locator('.projects-card-title').innerText()]));
    return placed.sort(([a], [b]) => a - b).map(([, title]) => title);
  }

  /** Adds a task at the foot of a lane and stays there. */
  async add(lane, title) {
    const field = this.lane(lane).getByRole('textbox');
    if (!await field.count()) await this.lane(lane).getByRole('button', { name: 'Add task' }).click();
    await field.fill(title);
    await field.press('Enter');
  }

  /** Drags a card with the mouse to a point of another element: `at` are parts of its box. */
  async drag(from, to, { x = 0.5, y = 0.5, drop = true } = {}) {
    const { mouse } = this.page;
    const start = await from.boundingBox();
    const end = await to.boundingBox();
    await mouse.move(start.x + start.width / 2, start.y + Math.min(16, start.height / 2));
    await mouse.down();
    await mouse.move(start.x + start.width / 2 + 12, start.y + 24, { steps: 3 });
    await mouse.move(end.x + end.width * x, end.y + end.height * y, { steps: 8 });
    if (drop) await mouse.up();
  }

  /** Opens the task behind a card. */
  async open(title) {
    await this.card(title).click();
    return seen(this.sheet);
  }
}

/** Opens a path of projects for this person and answers the page's parts. */
export async function projectsOf(person, path = '/projects') {
  return new Projects(await person.open(path));
}

/** A project, made through the API; answers it with its buckets in order. `people` are [person, role]. */
export async function project(owner, name = 'Peluncuran', { people = [], template = 'kanban', ...more } = {}) {
  const made = await owner.post('/projects', { name, template, ...more });
  for (const [person, role = 'member'] of people) await owner.post(`/projects/${made.id}/members`, { userId: person.id, role });
  return { ...made, buckets: [...made.buckets].sort((a, b) => (a.rank < b.rank ? -1 : 1)) };
}

/** A task; answers it. */
export const task = (person, { id, buckets }, title, { bucket = 0, ...more } = {}) => person.post(`/projects/${id}/tasks`, { title, bucketId: buckets[bucket].id, ...more });

/** Titles of a bucket as the server has them, in order. */
export async function orderOf(person, { id, buckets }, bucket) {
  const board = await person.get(`/projects/${id}/board`);
  return board.buckets.find((each) => each.id === buckets[bucket].id).cards.map((card) => card.title);
}

/** A moment so many days from now. */
export const inDays = (n) => new Date(Date.now() + n * 86_400_000).toISOString();
