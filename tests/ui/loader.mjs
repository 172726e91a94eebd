// Lets node load the page's modules as the browser does: bare names through the import map, every asset an ES module.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

/** URL of the asset root. */
export const root = new URL('../../assets/', import.meta.url);

/** Text of an asset. */
export const text = (path) => readFileSync(new URL(path, root), 'utf8');

/** Bytes of an asset. */
export const bytes = (path) => readFileSync(new URL(path, root));

/** Path on disk of an asset. */
export const pathOf = (path) => fileURLToPath(new URL(path, root));

/** Import an asset by its path below the asset root. */
export const load = (path) => import(new URL(path, root).href);

const hooks = `
let map; let root;
export async function initialize(data) { map = data.map; root = data.root; }
export async function resolve(name, context, next) {
  return map[name] ? { url: new URL(map[name], root).href, shortCircuit: true } : next(name, context);
}
export async function load(url, context, next) {
  return next(url, url.startsWith(root) ? { ...context, format: 'module' } : context);
}`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`, {
  data: { map: JSON.parse(text('vendor/importmap.json')), root: root.href },
});
