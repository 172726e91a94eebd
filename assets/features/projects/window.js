// A list of tasks of which only a part is here: the first so many of what the server found, in its order, and how many there
// are in all. What happens to tasks finds its place in it, or is only counted where it lies beyond what is here.

/** `{ids, total, cursor, status}`; `total` null while unknown, `cursor` null at the end. `status`: 'new' | 'loading' | 'ready' | 'error'. */
export const emptyWindow = () => ({ ids: [], total: null, cursor: null, status: 'new', error: null });

/** After the first page. */
export const firstPage = ({ ids, total, cursor }) => ({ ids, total, cursor, status: 'ready', error: null });

/** After another page; what is known already stays where it is. */
export function nextPage(window, { ids, cursor }) {
  const known = new Set(window.ids);
  return { ...window, ids: [...window.ids, ...ids.filter((id) => !known.has(id))], cursor, status: 'ready', error: null };
}

/** Where `task` belongs among `ids`, which does not hold it. */
export function placeIn(ids, task, get, compare) {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(get(ids[middle]), task) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Does a place lie within what is here? The end does only when nothing comes after it. */
const isHere = (window, at) => at < window.ids.length || window.cursor === null;

/**
 * After a task changed. `was` and `is` say whether it belonged and belongs; `get` answers tasks as they are now. The same
 * window comes back when nothing changed.
 */
export function settle(window, task, { was, is }, get, compare) {
  const at = window.ids.indexOf(task.id);
  const total = window.total === null ? null : window.total + (is ? 1 : 0) - (was ? 1 : 0);
  const rest = at < 0 ? window.ids : window.ids.filter((id) => id !== task.id);
  if (!is) return at < 0 && total === window.total ? window : { ...window, ids: rest, total };
  const place = placeIn(rest, task, get, compare);
  if (place === at) return total === window.total ? window : { ...window, total };
  if (!isHere({ ...window, ids: rest }, place)) return { ...window, ids: rest, total };
  return { ...window, ids: [...rest.slice(0, place), task.id, ...rest.slice(place)], total };
}

/** After a task is gone; `was` says whether it belonged. */
export function drop(window, id, was) {
  const ids = window.ids.filter((each) => each !== id);
  const total = window.total === null ? null : window.total - (was ? 1 : 0);
  return ids.length === window.ids.length && total === window.total ? window : { ...window, ids, total };
}

/**
 * The window as it will be when what is on its way has arrived. `changed` are tasks as they will be; `fits(task)` says whether
 * they belong, `was(id)` whether they did.
 */
export function foresee(window, changed, { get, fits, was, compare }) {
  return changed.reduce((next, task) => settle(next, task, { was: was(task.id), is: fits(task) }, (id) => changed.find((each) => each.id === id) ?? get(id), compare), window);
}
