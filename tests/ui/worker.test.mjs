// The worker: which requests it answers, from where, and what it throws away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { text } from './loader.mjs';

const ORIGIN = 'https://team.test';

/** A worker of one version with caches and a network in our hands. */
function worker({ tree = '0123456789ab', brand = '', network = async (url) => `net ${url}`, existing = [] } = {}) {
  const handlers = {};
  const stores = new Map(existing.map((name) => [name, new Map()]));
  const open = (name) => stores.get(name) ?? stores.set(name, new Map()).get(name);
  const path = (request) => new URL(typeof request === 'string' ? request : request.url, ORIGIN).pathname;
  const later = [];
  const context = vm.createContext({
    URL, Promise,
    self: { addEventListener: (name, fn) => void (handlers[name] = fn), location: { origin: ORIGIN }, skipWaiting: async () => undefined },
    Request: class { constructor(url) { this.url = url; } },
    Response: { error: () => 'error' },
    setTimeout: (fn) => void later.push(fn),
    fetch: (request) => network(path(request)),
    caches: {
      open: async (name) => ({ addAll: async (list) => list.forEach((each) => open(name).set(path(each), `kept ${path(each)}`)) }),
      keys: async () => [...stores.keys()],
      delete: async (name) => stores.delete(name),
      match: async (request, { cacheName } = {}) => (cacheName ? [open(cacheName)] : [...stores.values()]).map((store) => store.get(path(request))).find(Boolean),
    },
  });
  vm.runInContext(text('app/sw.js').replace('{{TREE}}', tree).replace('{{FILES}}', 'app/main.js icons/icons.svg').replace('{{BRAND}}', brand), context);
  const wait = (name) => new Promise((resolve, reject) => { handlers[name]({ waitUntil: (promise) => promise.then(resolve, reject) }); });
  const ask = (url, more = {}) => {
    let answer = 'untouched';
    handlers.fetch({ request: { method: 'GET', mode: 'cors', url: new URL(url, ORIGIN).href, ...more }, respondWith: (promise) => void (answer = promise) });
    return answer;
  };
  return { ask, wait, stores, later };
}

const visit = { mode: 'navigate' };
const down = async () => { throw new TypeError('no network'); };

test('it keeps the page and the files of its version, and nothing of the API', async () => {
  const { wait, stores } = worker();
  await wait('install');
  assert.deepEqual([...stores.get('epop-0123456789ab').keys()], ['/', '/a/0123456789ab/app/main.js', '/a/0123456789ab/icons/icons.svg']);
});

test('it keeps how the workspace looks, and gives it out without asking', async () => {
  const { wait, stores, ask } = worker({ brand: '/brand/aa/theme.css /brand/aa/logo.png', network: down });
  await wait('install');
  assert.deepEqual([...stores.get('epop-0123456789ab').keys()].slice(-2), ['/brand/aa/theme.css', '/brand/aa/logo.png']);
  assert.equal(await ask('/brand/aa/theme.css'), 'kept /brand/aa/theme.css');
  assert.equal(ask('/brand/aa/logo.png', visit), 'untouched');
});

test('it leaves calls, sockets, other sites, writes and addresses of programs alone', () => {
  const { ask } = worker();
  for (const url of ['/api/v1/boot', '/ws?since=1', 'https://elsewhere.test/a/x.js', '/manifest.webmanifest']) assert.equal(ask(url), 'untouched', url);
  assert.equal(ask('/a/0123456789ab/app/main.js', { method: 'POST' }), 'untouched');
  for (const url of ['/docs', '/api/v1/files/1', '/metrics']) assert.equal(ask(url, visit), 'untouched', url);
  assert.notEqual(ask('/apiary', visit), 'untouched');
});

test('a visit gets the server\'s page, and without a server the kept one, whatever the address', async () => {
  const up = worker();
  await up.wait('install');
  assert.equal(await up.ask('/chat/5', visit), 'net /chat/5');
  const gone = worker({ network: down });
  await gone.wait('install');
  assert.equal(await gone.ask('/chat/5', visit), 'kept /');
  assert.equal(await worker({ network: down }).ask('/chat/5', visit), 'error');
});

test('a connection that says nothing is not waited for, unless there is nothing else', async () => {
  const silent = worker({ network: () => new Promise(() => undefined) });
  await silent.wait('install');
  const answer = silent.ask('/chat/5', visit);
  silent.later.forEach((fn) => fn());
  assert.equal(await answer, 'kept /');
  let speak = null;
  const slow = worker({ network: () => new Promise((resolve) => { speak = resolve; }) });
  const late = slow.ask('/chat/5', visit);
  slow.later.forEach((fn) => fn());
  setImmediate(() => speak('at last'));
  assert.equal(await late, 'at last');
});

test('files of a version come from the device; while developing from the server', async () => {
  const kept = worker();
  await kept.wait('install');
  assert.equal(await kept.ask('/a/0123456789ab/app/main.js'), 'kept /a/0123456789ab/app/main.js');
  assert.equal(await kept.ask('/a/999999999999/app/main.js'), 'net /a/999999999999/app/main.js');
  const dev = worker({ tree: 'dev' });
  await dev.wait('install');
  assert.equal(await dev.ask('/a/dev/app/main.js'), 'net /a/dev/app/main.js');
  const away = worker({ tree: 'dev', network: down });
  await away.wait('install');
  assert.equal(await away.ask('/a/dev/app/main.js'), 'kept /a/dev/app/main.js');
});

test('the version before stays for pages still open, older ones go, and what is not ours stays', async () => {
  const { wait, stores } = worker({ existing: ['epop-1', 'epop-2', 'another'] });
  await wait('install');
  await wait('activate');
  assert.deepEqual([...stores.keys()], ['epop-2', 'another', 'epop-0123456789ab']);
});
