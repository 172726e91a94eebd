// How long to wait before trying again.

const STEPS = [500, 1000, 2000, 4000, 8000, 15000, 30000];

/** Milliseconds before retry number `attempt` (0, 1, …): a growing step, give or take half of it. */
export function backoff(attempt, random = Math.random) {
  const step = STEPS[Math.min(attempt, STEPS.length - 1)];
  return Math.round(step * (0.5 + random()));
}
