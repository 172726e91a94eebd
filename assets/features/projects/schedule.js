// Everything of a project that has a date or waits for something: what the timeline stands on.

import { signal } from '@preact/signals';
import { get } from '../../net/api.js';

const SOON_MS = 400;

/** Stands among the lists of a project, so that tasks which come into sight are asked for. */
export class Schedule {
  status = signal('loading');
  error = signal(null);
  truncated = signal(false);
  #timer = 0;

  constructor(state) {
    this.state = state;
    state.lists.add(this);
    this.load();
  }

  async load() {
    const { state } = this;
    try {
      await state.following(() => get(`/projects/${state.id}/schedule`), (answer) => {
        state.learnLight(answer.tasks);
        state.dependencies.value = answer.dependencies;
        this.truncated.value = answer.truncated;
        this.error.value = null;
        this.status.value = 'ready';
      });
    } catch (error) {
      this.error.value = error;
      this.status.value = 'error';
    }
  }

  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), SOON_MS);
  }

  /** All tasks are shown that are known: nothing to keep. */
  changed() {}

  dropped() {}

  passed() {}

  cares = () => true;

  holds = () => true;

  stop() {
    clearTimeout(this.#timer);
    this.state.lists.delete(this);
  }
}
