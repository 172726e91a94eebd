// All projects one may see, as a list.

import { batch, signal } from '@preact/signals';
import { get } from '../../net/api.js';
import { kv } from '../../state/device.js';
import { addPeople } from '../../state/session.js';

const disk = kv('cache');

/** Map of id → Project; null until it was asked. */
export const projects = signal(null);
export const projectsError = signal(null);

const keep = (list) => {
  projects.value = new Map(list.map((each) => [each.id, each]));
};

/** A project is new or other than before. */
export function putProject(project) {
  const { members, buckets, labels, fields, seq, ...light } = project;
  const known = projects.peek()?.get(project.id);
  if (projects.peek()) projects.value = new Map(projects.peek()).set(project.id, { ...known, ...light });
}

/** A project is gone. */
export function dropProject(id) {
  if (!projects.peek()?.has(id)) return;
  const next = new Map(projects.peek());
  next.delete(id);
  projects.value = next;
}

async function every(archived) {
  const found = [];
  for (let cursor; ;) {
    const page = await get('/projects', { query: { limit: 100, archived: archived || undefined, cursor } });
    found.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) return found;
  }
}

/** Asks for all projects one may see, those that are archived as well. What was kept is shown until the answer is here. */
export async function loadProjects() {
  if (!projects.peek()) {
    const kept = await disk.get('projects').catch(() => null);
    if (kept && !projects.peek()) keep(kept);
  }
  try {
    const found = (await Promise.all([false, true].map(every))).flat();
    addPeople(found.map((each) => each.owner).filter(Boolean));
    batch(() => {
      projectsError.value = null;
      keep(found);
    });
    disk.set('projects', found).catch(() => undefined);
  } catch (error) {
    projectsError.value = error;
  }
}
