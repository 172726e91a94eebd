// Measuring a page: what it loads, when it can be used, how soon it paints what a person did. Headless Chromium reports times
// of events rightly only while somebody looks at its frames, so a tiny screencast runs along.

import { cpus, loadavg } from 'node:os';

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
export const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)];

/** Runs in the page before anything else: when it painted, what shifted, how long events took. `ready` are selectors that must all be there. */
function noteTimes(ready) {
  const times = { fcp: null, ready: null, shifts: [], events: [] };
  window.measured = times;
  const watch = (type, take, more = {}) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  watch('paint', (entry) => entry.name === 'first-contentful-paint' && (times.fcp = entry.startTime));
  const called = ({ node, previousRect: from, currentRect: to }) => `${node?.className || node?.nodeName} ${from.x},${from.y},${from.width}×${from.height} → ${to.x},${to.y},${to.width}×${to.height}`;
  watch('layout-shift', (entry) => times.shifts.push({ value: entry.value, what: entry.sources.map(called) }));
  watch('event', (entry) => times.events.push({ name: entry.name, duration: entry.duration, id: entry.interactionId }), { durationThreshold: 16 });
  const observer = new MutationObserver(() => {
    if (!ready.every((selector) => document.querySelector(selector))) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => (times.ready = performance.now())));
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** A page under the glass. */
export class Glass {
  requests = [];

  /** A page in `context`, watched from before its first request; `rate` slows its processor down. */
  static async on(context, { ready, rate = 1 }) {
    const glass = new Glass();
    glass.page = await context.newPage();
    await glass.page.addInitScript(noteTimes, ready);
    glass.cdp = await context.newCDPSession(glass.page);
    const { cdp } = glass;
    const open = new Map();
    cdp.on('Network.requestWillBeSent', ({ requestId, request, type, wallTime }) => !request.url.startsWith('data:') && open.set(requestId, { url: request.url, type, began: wallTime * 1000 }));
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const request = open.get(requestId);
      if (request) glass.requests.push({ ...request, bytes: encodedDataLength });
    });
    cdp.on('Page.screencastFrame', ({ sessionId }) => cdp.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined));
    await cdp.send('Network.enable');
    await cdp.send('Performance.enable');
    await cdp.send('Page.startScreencast', { format: 'jpeg', quality: 10, maxWidth: 160, maxHeight: 100 });
    if (rate > 1) await cdp.send('Emulation.setCPUThrottlingRate', { rate });
    return glass;
  }

  /** Opens an address and waits until it can be used: `{fcp, ready}` in ms, and the requests begun until then, however late we look. */
  async load(url) {
    this.requests.length = 0;
    await this.page.goto(url);
    await this.page.waitForFunction(() => window.measured.ready !== null && window.measured.fcp !== null, undefined, { polling: 20 });
    const { fcp, ready, origin } = await this.page.evaluate(() => ({ ...window.measured, origin: performance.timeOrigin }));
    const requests = this.requests.filter(({ began }) => began <= origin + ready);
    const sum = (list) => list.reduce((all, { bytes }) => all + bytes, 0);
    const of = (type) => requests.filter((request) => request.type === type);
    return { fcp, ready, requests: requests.length, bytes: sum(requests), js: sum(of('Script')), modules: of('Script').length, css: sum(of('Stylesheet')), urls: requests.map(({ url: each }) => each) };
  }

  /** How long each key pressed in `type()` took until it was on screen; those under 16 ms are not told and count as 16. */
  async keys(text, delay = 30) {
    await this.page.evaluate(() => void (window.measured.events.length = 0));
    await this.page.keyboard.type(text, { delay });
    await this.frame();
    const events = await this.page.evaluate(() => window.measured.events.filter((event) => event.id > 0));
    const slowest = new Map();
    for (const { id, duration } of events) slowest.set(id, Math.max(slowest.get(id) ?? 0, duration));
    return [...slowest.values(), ...Array(Math.max(0, text.length - slowest.size)).fill(16)];
  }

  /** Waits until what is there now has been painted and told. */
  frame() {
    return this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 60)))));
  }

  /** Runs `act` (a function of the page) and tells how long until `selector` is there with `text` in it, painted. */
  time(act, selector, text = '') {
    return this.page.evaluate(([source, sought, words]) => new Promise((resolve) => {
      const isThere = () => [...document.querySelectorAll(sought)].some((element) => element.textContent.includes(words));
      const begun = performance.now();
      const done = () => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
      const observer = new MutationObserver(() => {
        if (!isThere()) return;
        observer.disconnect();
        done();
      });
      observer.observe(document, { childList: true, subtree: true, characterData: true });
      // The page allows no evaluation of strings; a function is looked up by name instead.
      const [name, argument] = source;
      if (name === 'click') document.querySelector(argument).click();
      if (name === 'key') document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...argument }));
    }), [act, selector, text]);
  }

  /** Scrolls an element for so many frames: the times between frames in ms, and the most nodes there were in it. */
  scroll(selector, frames, step) {
    return this.page.evaluate(([sought, count, by]) => new Promise((resolve) => {
      const element = document.querySelector(sought);
      const deltas = [];
      let [last, nodes] = [null, 0];
      const begun = performance.now();
      const turn = (now) => {
        if (last !== null) deltas.push(now - last);
        last = now;
        if (deltas.length % 20 === 0) nodes = Math.max(nodes, element.querySelectorAll('*').length);
        if (deltas.length >= count || now - begun > 20_000) return resolve({ deltas, nodes });
        element.scrollTop += by;
        return requestAnimationFrame(turn);
      };
      requestAnimationFrame(turn);
    }), [selector, frames, step]);
  }

  /** What the page holds after its garbage was collected: `{heap}` in MB, `{nodes}`, `{listeners}`. */
  async holds() {
    await this.cdp.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.cdp.send('Performance.getMetrics');
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    return { heap: of('JSHeapUsedSize') / 2 ** 20, nodes: of('Nodes'), listeners: of('JSEventListeners') };
  }

  /** The sum of all layout shifts so far, also those right after an input; what shifted is printed. */
  async shifted() {
    const shifts = await this.page.evaluate(() => window.measured.shifts);
    for (const { value, what } of shifts) console.log(`# shifted by ${value}: ${what.join('; ')}`);
    return shifts.reduce((sum, each) => sum + each.value, 0);
  }

  async close() {
    await this.page.close();
  }
}

/**
 * Whether the machine has no time for us: more wants to run than there are processors for, by half, or an empty page, which has
 * nothing to do, misses more than one frame in twenty.
 */
export async function isStrained(context) {
  if (loadavg()[0] > 1.5 * cpus().length) return true;
  const page = await context.newPage();
  const missed = await page.evaluate(() => new Promise((resolve) => {
    const [frames, deltas] = [90, []];
    let last = null;
    const turn = (now) => {
      if (last !== null) deltas.push(now - last);
      last = now;
      if (deltas.length < frames) requestAnimationFrame(turn);
      else resolve(deltas.filter((delta) => delta > 25).length / frames);
    };
    requestAnimationFrame(turn);
  }));
  await page.close();
  return missed > 0.05;
}

/** Messages put into a chat by somebody, many at a time. */
export async function fill(person, baseURL, chatId, count, textOf = (n) => `Pesan ${n}: besok rapat jam ${n % 12}, tolong review rencana.`) {
  const cookie = (await person.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  let next = 0;
  const work = async () => {
    while (next < count) {
      next += 1;
      const content = textOf(next);
      const response = await fetch(`${baseURL}/api/v1/chats/${chatId}/messages`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify({ content }) });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
}

