// Pages on which time stands still, so that what they show is the same whenever it is looked at: the device's clock is fixed,
// and what the server dates is moved to times that depend on nothing but the order in which things were written. Every disk has as
// much room.

/** The moment every page shows: a Monday morning in Jakarta. */
export const NOW = Date.parse('2026-11-23T02:41:00.000Z');

// Runs in the page before its code. Times are moved where the answers are read, the only place that knows them all.
function still({ now, began }) {
  const HOUR = 3_600_000;
  const DATED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  // Setting the stage takes minutes at most: what is further away was put there, by whole hours.
  const moved = (text) => new Date(now + Math.round((Date.parse(text) - began) / HOUR) * HOUR).toISOString();
  // Messages have ids in one order: an hour lies between them, and some minutes.
  const spoken = (id) => new Date(now - (48 - id) * HOUR - (Number(id) % 7) * 500_000).toISOString();
  const made = new Date(now - 80 * HOUR).toISOString();
  const walk = (value) => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value === 'string') return DATED.test(value) ? moved(value) : value;
    if (value === null || typeof value !== 'object') return value;
    const next = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each)]));
    if ('senderId' in value && value.id && next.createdAt) next.createdAt = spoken(value.id);
    if ('freeBytes' in value) next.freeBytes = 64e9;
    if ('lastMessage' in value && next.createdAt) next.createdAt = made;
    return next;
  };
  const parse = JSON.parse;
  JSON.parse = (text, ...rest) => (rest.length ? parse(text, ...rest) : walk(parse(text)));
  const { text } = Response.prototype;
  Response.prototype.json = async function json() {
    return JSON.parse(await text.call(this));
  };
  // Nobody looks, so nothing becomes read while it is looked at.
  document.hasFocus = () => false;
}

/** From now on the pages of this person stand still. `began` is when the stage was set, by the server's clock. */
export async function holdStill(person, began) {
  await person.context.clock.setFixedTime(NOW);
  await person.context.addInitScript(still, { now: NOW, began });
}
