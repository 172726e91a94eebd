// Data a page fetches for itself: loading, error and value as signals; a newer load aborts the older.
import { batch, signal } from '@preact/signals';

/** `loader(abortSignal)` answers a promise. Old data stays visible while it is loaded again. */
export function resource(loader) {
  const data = signal(null);
  const error = signal(null);
  const loading = signal(false);
  let running = null;

  async function load() {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    loading.value = true;
    try {
      const value = await loader(mine.signal);
      if (mine === running) batch(() => ((data.value = value), (error.value = null)));
    } catch (problem) {
      if (mine === running && problem.code !== 'aborted') error.value = problem;
    } finally {
      if (mine === running) loading.value = false;
    }
  }

  return {
    data,
    error,
    loading,
    load,
    /** Replace the data by hand (after a change that answered the new state). */
    set: (value) => {
      data.value = value;
    },
    stop: () => running?.abort(),
  };
}
