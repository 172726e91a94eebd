// Addresses: patterns, redirects, and where a sign-in may lead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './loader.mjs';

const { matcher, resolve, safeNext, setRoutes } = await load('state/route.js');
const { redirectOf } = await load('app/features.js');
const { routeTable } = await load('app/features.js');

const origin = 'http://team.lan';
setRoutes(routeTable());
const at = (href) => resolve(href, origin);

test('patterns match whole paths and decode their params', () => {
  const chat = matcher('/chat/:id');
  assert.deepEqual(chat('/chat/5'), { id: '5' });
  assert.deepEqual(chat('/chat/a%20b/'), { id: 'a b' });
  assert.equal(chat('/chat'), null);
  assert.equal(chat('/chat/5/6'), null);
  assert.equal(chat('/chat/%E0%A4%A'), null);
});

test('every address of the first pages has a feature', () => {
  for (const path of ['/login', '/setup', '/invite', '/forgot', '/reset', '/dashboard', '/chat', '/chat/5', '/settings', '/settings/security', '/admin/users']) {
    assert.ok(at(path).name, path);
  }
  assert.equal(at('/nothing/here').name, null);
});

test('a route keeps query, fragment and params apart', () => {
  const route = at('/chat/5?thread=9#m');
  assert.deepEqual([route.path, route.params, route.query, route.hash, route.area], ['/chat/5', { id: '5' }, { thread: '9' }, 'm', 'chat']);
});

test('who is not signed in goes to sign-in and comes back', () => {
  assert.equal(redirectOf(at('/chat/5?m=7'), null, origin), '/login?next=%2Fchat%2F5%3Fm%3D7');
  assert.equal(redirectOf(at('/dashboard'), null, origin), '/login');
  assert.equal(redirectOf(at('/login'), null, origin), null);
  assert.equal(redirectOf(at('/setup'), null, origin), null);
});

test('who is signed in does not stay at sign-in, and a member not in the admin area', () => {
  const member = { id: '2', isAdmin: false };
  assert.equal(redirectOf(at('/login?next=%2Fchat%2F5'), member, origin), '/chat/5');
  assert.equal(redirectOf(at('/login'), member, origin), '/dashboard');
  assert.equal(redirectOf(at('/admin/users'), member, origin), '/dashboard?forbidden=1');
  assert.equal(redirectOf(at('/admin/users'), { id: '1', isAdmin: true }, origin), null);
  assert.equal(redirectOf(at('/'), member, origin), '/dashboard');
});

test('a sign-in leads only to this site', () => {
  for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example/', 'javascript:alert(1)', '/\t/evil.example', '', undefined]) {
    assert.equal(safeNext(bad, '/dashboard', origin), '/dashboard', String(bad));
  }
  assert.equal(safeNext('/chat/5?m=7#x', '/dashboard', origin), '/chat/5?m=7#x');
});
