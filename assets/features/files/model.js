// What the page of files shows, without drawing it: the address as a question to the server, lines of tiles, ranges of a selection.


export const KINDS = ['image', 'document', 'spreadsheet', 'presentation', 'pdf', 'video', 'audio', 'archive', 'text', 'code', 'other'];
export const SORTS = ['newest', 'oldest', 'name', 'size'];
export const SCOPES = ['all', 'mine', 'shared'];
export const RETENTIONS = ['30d', '90d', '1y', '7y', 'permanent'];
/** What may stand in the address, and narrows the list. */
export const FILTERS = ['kind', 'owner', 'chat', 'project', 'label', 'from', 'to', 'q'];

const DAY = /^\d{4}-\d\d-\d\d$/;
const oneOf = (list, value) => (list.includes(value) ? value : list[0]);

/** The address as `{scope, sort, trashed, kind?, owner?, chat?, project?, label?, from?, to?, q?}`; what makes no sense is left out. */
export function wishOf({ name, query }) {
  const wish = { scope: oneOf(SCOPES, query.scope), sort: oneOf(SORTS, query.sort), trashed: name === 'files-trash' };
  const tests = { kind: (text) => KINDS.includes(text), owner: (text) => /^\d+$/.test(text), chat: (text) => /^\d+$/.test(text), project: (text) => /^\d+$/.test(text), from: (text) => DAY.test(text), to: (text) => DAY.test(text) };
  for (const filter of FILTERS) {
    const text = (query[filter] ?? '').trim();
    if (text && (tests[filter]?.(text) ?? true)) wish[filter] = text;
  }
  return wish;
}

/** The filters that narrow this wish. */
export const activeFilters = (wish) => FILTERS.filter((filter) => wish[filter] !== undefined);

const startOf = (day) => new Date(`${day}T00:00:00`).toISOString();
const endOf = (day) => new Date(`${day}T23:59:59.999`).toISOString();

/** The wish as the query of `GET /files`. Days are days of this device. */
export function queryOf({ scope, sort, trashed, kind, owner, chat, project, label, from, to, q }) {
  return {
    scope: trashed ? 'mine' : scope, sort, trashed: trashed || undefined, kind, ownerId: owner, chatId: chat, projectId: project, label, q,
    from: from && startOf(from), to: to && endOf(to),
  };
}

/** Does the file belong into the list of this wish, as far as can be told here? What only the server knows counts as yes. */
export function belongs(file, { trashed, kind, owner, label }, me) {
  if (Boolean(file.trashedAt) !== trashed || (trashed && file.ownerId !== me)) return false;
  return (!kind || file.kind === kind) && (!owner || file.ownerId === owner) && (!label || file.labels.includes(label));
}

/**
 * The list after its first page was asked again: what is there in the new order, then what was loaded beyond it.
 * `page` is `{items, hasMore}`.
 */
export function refreshed(items, page) {
  if (!page.hasMore) return page.items;
  const fresh = new Set(page.items.map((file) => file.id));
  const last = items.findLastIndex((file) => fresh.has(file.id));
  return [...page.items, ...items.slice(last + 1).filter((file) => !fresh.has(file.id))];
}

/** Files as lines of `columns` tiles, ready for the list: unchanged lines stay the same objects. */
export function linesOf(files, columns, reuse = new Map()) {
  const lines = [];
  for (let i = 0; i < files.length; i += columns) {
    const some = files.slice(i, i + columns);
    const key = `${columns}:${some[0].id}`;
    const known = reuse.get(key);
    lines.push(known && known.files.length === some.length && some.every((file, j) => file === known.files[j]) && known.at === i ? known : { key, files: some, at: i });
  }
  return lines;
}

/** Where a key leads from `at` among `count` files in `columns`; undefined when it leads nowhere. */
export function stepFrom(key, at, count, columns) {
  const next = { ArrowDown: at + columns, j: at + columns, ArrowUp: at - columns, k: at - columns, Home: 0, End: count - 1, ...(columns > 1 ? { ArrowRight: at + 1, ArrowLeft: at - 1 } : {}) }[key];
  if (next === undefined) return undefined;
  if (key === 'ArrowDown' || key === 'j') return next < count ? next : Math.floor(at / columns) < Math.floor((count - 1) / columns) ? count - 1 : at;
  return Math.max(0, Math.min(count - 1, next < 0 ? at : next));
}

/** The ids from one file to another, both included. */
export function rangeOf(files, from, to) {
  const [a, b] = [files.findIndex((file) => file.id === from), files.findIndex((file) => file.id === to)];
  if (a < 0 || b < 0) return [to];
  return files.slice(Math.min(a, b), Math.max(a, b) + 1).map((file) => file.id);
}

/** The name without its ending, for a field in which a name is changed. */
export const stemLength = (name) => {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? dot : name.length;
};


