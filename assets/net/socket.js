// The live connection: one WebSocket that comes back by itself and resumes after the last event seen.
import { batch, signal } from '@preact/signals-core';
import { backoff, nearlyExpired, renewSession } from './api.js';

const PING_MS = 25_000;
const ANSWER_MS = 10_000;
const SIGNED_OUT = 4401;
/** How much of what was missed is shown at once, in events. */
const MOST_HELD = 500;
/** How long it waits for the rest. */
const HOLD_MS = 500;

/** 'idle' | 'connecting' | 'open' | 'waiting' (for the next try). */
export const state = signal('idle');
/** Number of the last durable event before which none is missing, a decimal string: where a new connection goes on. */
export const seq = signal('0');
/** When the next try is due (milliseconds), or null while connected. */
export const retryAt = signal(null);

// Events seen after `seq`, the last of them, the highest ever, and what arrived on this connection. A line keeps order and loses nothing, but
// something between here and the server may, and the numbers do not show it (others' events are not for us). So the server
// says with every answer how many it has sent on this connection: when they are all here, `seq` moves up. Else, and when one
// is late, what came after `seq` is asked for again.
let seen = new Set();
let latest = 0;
let highest = 0;
const arrived = { before: 0, since: new Set(), latest: 0 };

// Events of what was missed, until all of them are here; null on a line that is up to date.
let held = null;
let holdTimer = 0;

const listeners = new Map();
const waiting = new Map();
let socket = null;
let attempts = 0;
let retryTimer = 0;
let pingTimer = 0;
let misses = 0;
let nextId = 0;

/** Listen to an event name, or '*' for all. `fn(data, frame)`. Answers a disposer. */
export function on(event, fn) {
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(fn);
  return () => listeners.get(event).delete(fn);
}

function emit(frame) {
  for (const name of [frame.event, '*']) {
    listeners.get(name)?.forEach((fn) => fn(frame.data ?? {}, frame));
  }
}

// Shown one by one they would draw the page as often.
function release() {
  clearTimeout(holdTimer);
  const frames = held ?? [];
  held = null;
  batch(() => {
    for (const frame of frames) {
      try {
        emit(frame);
      } catch (error) {
        reportError(error);
      }
    }
  });
}

function hold() {
  held = [];
  holdTimer = setTimeout(release, HOLD_MS);
}

function startAfter(number) {
  seen = new Set();
  latest = Number(number);
  highest = latest;
  seq.value = String(number);
}

function isNew(number) {
  if (number <= Number(seq.peek())) return false;
  if (number < arrived.latest && !arrived.since.has(number)) {
    drop();
    return false;
  }
  arrived.since.add(number);
  arrived.latest = Math.max(arrived.latest, number);
  if (seen.has(number)) return false;
  // One that was missed: those seen after it come again and count again, so that all ends as if in order.
  if (number < latest) seen = new Set([...seen].filter((other) => other < number));
  seen.add(number);
  latest = number;
  highest = Math.max(highest, number);
  return true;
}

/** The server has sent `count` events on this connection before saying so. Tries that fail here come ever more slowly. */
function check(count, upTo = latest) {
  if (arrived.before + arrived.since.size !== count) return drop();
  arrived.before = count;
  arrived.since.clear();
  attempts = 0;
  return startAfter(Math.max(latest, upTo));
}

function receive(text) {
  const frame = JSON.parse(text);
  if (frame.event === 'ack') {
    waiting.get(frame.id)?.(frame.data ?? {});
    waiting.delete(frame.id);
    if (frame.data?.events !== undefined) check(frame.data.events);
    return;
  }
  if (frame.seq !== undefined && !isNew(frame.seq)) return;
  // Told after a later one: who counts has to count anew.
  if (frame.seq < highest) frame.late = true;
  if (held && frame.seq !== undefined) {
    if (held.push(frame) === MOST_HELD) {
      release();
      hold();
    }
    return;
  }
  if (frame.event === 'connection.resumed' || frame.event === 'connection.reset') release();
  if (frame.event === 'connection.ready') {
    retryAt.value = null;
    state.value = 'open';
    hold();
  }
  if (frame.event === 'connection.reset') startAfter(frame.data.seq);
  if (frame.event === 'connection.resumed') check(frame.data.count, frame.data.to);
  emit(frame);
}

/** Send an event without waiting; dropped when the connection is not open. Answers whether it was sent. */
export function send(event, data, id) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify({ event, data, id }));
  return true;
}

/** Send an event and wait for its acknowledgement's data; rejects when the connection is away or silent. */
export function request(event, data, ms = ANSWER_MS) {
  nextId += 1;
  const id = String(nextId);
  return new Promise((resolve, reject) => {
    if (!send(event, data, id)) return reject(new Error('not connected'));
    const timer = setTimeout(() => {
      waiting.delete(id);
      reject(new Error('no answer'));
    }, ms);
    waiting.set(id, (answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

async function ping(ms) {
  const asked = socket;
  try {
    await request('ping', {}, ms);
    misses = 0;
  } catch {
    misses += 1;
    if (asked === socket && misses >= 2) drop();
  }
}

function drop() {
  release();
  const old = socket;
  socket = null;
  clearInterval(pingTimer);
  old?.close();
  if (old) retry();
}

function retry() {
  if (state.peek() === 'idle') return;
  state.value = 'waiting';
  const wait = backoff(attempts);
  attempts += 1;
  retryAt.value = Date.now() + wait;
  clearTimeout(retryTimer);
  retryTimer = setTimeout(open, wait);
}

async function closed(event, from) {
  if (from !== socket) return;
  release();
  socket = null;
  clearInterval(pingTimer);
  if (event.code === SIGNED_OUT || nearlyExpired()) {
    try {
      await renewSession();
    } catch (error) {
      if (!error.transient) return disconnect();
    }
  }
  retry();
}

function open() {
  clearTimeout(retryTimer);
  if (socket || state.peek() === 'idle') return;
  state.value = 'connecting';
  const query = new URLSearchParams({ since: seq.peek(), names: 'dot' });
  const opened = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws?${query}`);
  socket = opened;
  misses = 0;
  Object.assign(arrived, { before: 0, since: new Set(), latest: 0 });
  opened.onmessage = (event) => opened === socket && receive(event.data);
  opened.onclose = (event) => closed(event, opened);
  opened.onopen = () => {
    clearInterval(pingTimer);
    pingTimer = setInterval(() => ping(ANSWER_MS), PING_MS);
  };
}

/** Try again at once when waiting; when open, check that the line is alive. */
export function nudge() {
  attempts = 0;
  if (state.peek() === 'waiting') open();
  else if (state.peek() === 'open') ping(3000);
}

function noticed(event) {
  if (event.type === 'offline') {
    misses = 1;
    ping(3000);
  } else if (document.visibilityState === 'visible') nudge();
}

const SIGNS = [
  ['online', () => window],
  ['offline', () => window],
  ['focus', () => window],
  ['visibilitychange', () => document],
];

/** Connect and stay connected, starting after event number `since`. */
export function connect(since) {
  if (state.peek() !== 'idle') return;
  // After a pause (signed in again) what was seen before still counts.
  if (String(since) !== seq.peek()) startAfter(since);
  attempts = 0;
  state.value = 'connecting';
  for (const [name, target] of SIGNS) target().addEventListener(name, noticed);
  open();
}

/** Close for good (signed out). */
export function disconnect() {
  for (const [name, target] of SIGNS) target().removeEventListener(name, noticed);
  state.value = 'idle';
  clearTimeout(retryTimer);
  clearInterval(pingTimer);
  retryAt.value = null;
  const old = socket;
  socket = null;
  old?.close();
}
