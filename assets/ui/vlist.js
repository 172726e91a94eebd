// A long list of rows of unknown height: only what is near the window exists as nodes. Rows are placed absolutely from a
// Fenwick tree of heights; what is above the reader's place may be measured, added or removed without anything moving.
// "Pinned to the end" is a state, not a position: it holds through any change of height until the reader scrolls away.

import { html } from 'htm/preact';
import { Component } from 'preact';

/** Heights in pixels of `count` rows; built once per set of rows, then corrected as rows are measured. */
export class Heights {
  #tree;
  #values;

  /** @param {ArrayLike<number>} values height of every row */
  constructor(values) {
    const count = values.length;
    this.#values = Float64Array.from(values);
    this.#tree = new Float64Array(count + 1);
    for (let i = 1; i <= count; i += 1) {
      this.#tree[i] += this.#values[i - 1];
      const parent = i + (i & -i);
      if (parent <= count) this.#tree[parent] += this.#tree[i];
    }
  }

  get count() {
    return this.#values.length;
  }

  get total() {
    return this.topOf(this.count);
  }

  /** Height of row `index`. */
  of(index) {
    return this.#values[index];
  }

  /** Where row `index` begins; `topOf(count)` is the total height. */
  topOf(index) {
    let sum = 0;
    for (let i = index; i > 0; i -= i & -i) sum += this.#tree[i];
    return sum;
  }

  /** Changes one height; answers the difference. */
  set(index, height) {
    const difference = height - this.#values[index];
    if (difference === 0) return 0;
    this.#values[index] = height;
    for (let i = index + 1; i < this.#tree.length; i += i & -i) this.#tree[i] += difference;
    return difference;
  }

  /** The row that covers `y` (clamped to the rows there are; −1 in an empty list). */
  at(y) {
    let index = 0;
    let left = Math.max(0, y);
    for (let step = 2 ** Math.floor(Math.log2(this.count || 1)); step > 0; step >>= 1) {
      const next = index + step;
      if (next <= this.count && this.#tree[next] <= left) {
        index = next;
        left -= this.#tree[next];
      }
    }
    return Math.min(index, this.count - 1);
  }
}

// -- The list

const PIN_PX = 80;

class Row extends Component {
  shouldComponentUpdate(next) {
    return next.item !== this.props.item || next.render !== this.props.render;
  }

  render({ item, render }) {
    return html`<div class="vlist-row" data-key=${item.key}>${render(item)}</div>`;
  }
}

/**
 * Props: `items` ([{key, …}], a new array per change), `render(item)`, `estimate(item, width)` px, `initial`
 * ({key, align:'start'|'center'|'end'|px below the top} or null for the end), `onView({first, last, atEnd, nearStart, nearEnd})`,
 * `api(list)` once, and `api(null)` when it goes; `top` for a list that is read from its beginning: it never sticks to its end, and Tab
 * enters at its first row; other props go to the scroller. The list offers `scrollTo(key, align)`, `scrollToEnd()`,
 * `focusRow(key)` (the row's `[data-row]` element), `readerPlace()`, `isShown(key)`.
 */
export class VList extends Component {
  state = { from: 0, to: 0 };
  measured = new Map();
  index = new Map();
  heights = new Heights([]);
  pinned = true;
  anchor = null;
  activeKey = null;

  componentWillMount() {
    this.pinned = !this.props.top;
    this.takeItems(this.props.items);
  }

  componentDidMount() {
    this.observer = new ResizeObserver(() => this.settle());
    this.observer.observe(this.scroller);
    this.props.api?.(this);
    if (this.props.initial) this.aim(this.props.initial.key, this.props.initial.align);
    this.settle();
    this.onFonts = () => this.settle();
    document.fonts?.addEventListener('loadingdone', this.onFonts);
  }

  componentWillUnmount() {
    this.observer.disconnect();
    this.props.api?.(null);
    document.fonts?.removeEventListener('loadingdone', this.onFonts);
  }

  componentWillReceiveProps(next) {
    if (next.items === this.props.items) return;
    this.takeItems(next.items);
    this.setState(this.rangeFor(this.placeOfAnchor() ?? this.scroller?.scrollTop ?? 0));
  }

  componentDidUpdate() {
    this.settle();
  }

  takeItems(items) {
    const width = this.width ?? 640;
    this.items = items;
    this.index = new Map(items.map((item, i) => [item.key, i]));
    this.heights = new Heights(items.map((item) => this.measured.get(item.key) ?? this.props.estimate(item, width)));
  }

  /** Where to scroll so that the reader's place stays where it is; null when there is none. */
  placeOfAnchor() {
    if (this.pinned) return Math.max(0, this.heights.total - (this.viewport ?? 0));
    const at = this.anchor && this.index.get(this.anchor.key);
    return at === undefined || at === null ? null : this.heights.topOf(at) - this.anchor.offset;
  }

  rangeFor(top) {
    const view = this.viewport ?? 800;
    const from = Math.max(0, this.heights.at(top - view / 2));
    return { from, to: Math.min(this.items.length, this.heights.at(top + 1.5 * view) + 1) };
  }

  /** Measures what is drawn, puts every row in its place and the reader where they were. */
  settle() {
    const { scroller } = this;
    if (!scroller || !scroller.clientHeight) return;
    if (scroller.clientWidth !== this.width) {
      if (this.width) this.measured.clear();
      this.width = scroller.clientWidth;
    }
    this.viewport = scroller.clientHeight;
    const drawn = [...this.canvas.children];
    for (const row of drawn) this.measure(row);
    for (const row of drawn) this.place(row);
    this.canvas.style.height = `${this.heights.total}px`;
    this.moveTo(this.placeOfAnchor());
    this.look();
  }

  measure(row) {
    const at = this.index.get(row.dataset.key);
    if (at === undefined) return;
    const height = row.offsetHeight;
    this.measured.set(row.dataset.key, height);
    this.heights.set(at, height);
    if (!row.watched) {
      row.watched = true;
      this.observer?.observe(row);
    }
  }

  place(row) {
    const at = this.index.get(row.dataset.key);
    if (at === undefined) return;
    const top = `${this.heights.topOf(at)}px`;
    if (row.style.top !== top) row.style.top = top;
    const target = row.querySelector('[data-row]');
    if (target) target.tabIndex = row.dataset.key === this.entry() ? 0 : -1;
  }

  /** The row Tab enters at. */
  entry() {
    if (!this.props.top || this.index.has(this.activeKey)) return this.activeKey;
    return this.items[0]?.key;
  }

  moveTo(top) {
    if (top === null) return;
    const wanted = Math.round(top);
    if (Math.abs(this.scroller.scrollTop - wanted) < 1) return;
    this.scroller.scrollTop = wanted;
    this.ownTop = this.scroller.scrollTop;
  }

  /** Draws what the window needs and tells the owner what it shows. */
  look() {
    const top = this.scroller.scrollTop;
    const range = this.rangeFor(top);
    if (range.from !== this.state.from || range.to !== this.state.to) this.setState(range);
    this.report(top);
  }

  report(top) {
    if (!this.items.length || !this.props.onView) return;
    const end = this.heights.total - top - this.viewport;
    const first = this.heights.at(top);
    const last = this.heights.at(top + this.viewport - 1);
    const atEnd = end <= PIN_PX;
    const nearStart = top < 1.5 * this.viewport;
    const nearEnd = end < 1.5 * this.viewport;
    const view = { first: this.items[first], last: this.items[last], atEnd, nearStart, nearEnd, pinned: this.pinned };
    const key = `${view.first.key} ${view.last.key} ${atEnd} ${nearStart} ${nearEnd} ${this.items.length}`;
    if (key === this.reported) return;
    this.reported = key;
    this.props.onView(view);
  }

  scrolled = () => {
    if (!this.scroller) return;
    const top = this.scroller.scrollTop;
    // A scroll of our own making changes neither the pin nor the reader's place.
    if (this.ownTop === top) this.ownTop = null;
    else {
      this.pinned = this.heights.total - top - this.viewport <= PIN_PX && !this.props.open && !this.props.top;
      this.keepPlace(top);
    }
    this.look();
  };

  keepPlace(top) {
    const at = this.heights.at(top);
    if (at >= 0) this.anchor = { key: this.items[at].key, offset: this.heights.topOf(at) - top };
  }

  aim(key, align = 'start') {
    const at = this.index.get(key);
    if (at === undefined) return false;
    this.pinned = false;
    this.anchor = { key, offset: this.offsetFor(at, align) };
    return true;
  }

  /** Where a row goes below the top of the window, in px. */
  offsetFor(at, align) {
    if (typeof align === 'number') return align;
    const room = Math.max(0, (this.scroller.clientHeight || 600) - this.heights.of(at));
    if (align === 'center') return room / 2;
    return align === 'end' ? room : Math.min(96, room / 3);
  }

  /** The reader's place, to come back to with `initial`; null at the end. */
  readerPlace() {
    return this.pinned || !this.anchor ? null : { key: this.anchor.key, align: this.anchor.offset };
  }

  /** Brings a row into view; answers false when there is no such row. */
  scrollTo(key, align) {
    if (!this.aim(key, align)) return false;
    this.settle();
    return true;
  }

  scrollToEnd() {
    this.pinned = !this.props.top;
    this.settle();
  }

  isShown(key) {
    const at = this.index.get(key);
    if (at === undefined) return false;
    const top = this.heights.topOf(at);
    const { scrollTop, clientHeight } = this.scroller;
    return top >= scrollTop && top + this.heights.of(at) <= scrollTop + clientHeight;
  }

  /** Focuses the `[data-row]` of a row, scrolling as little as needed. */
  focusRow(key) {
    const at = this.index.get(key);
    if (at === undefined) return;
    if (!this.isShown(key)) {
      const below = this.heights.topOf(at) > this.scroller.scrollTop;
      this.scrollTo(key, below ? 'end' : 'start');
    }
    this.activeKey = key;
    this.forceUpdate(() => {
      this.rowOf(key)?.querySelector('[data-row]')?.focus({ preventScroll: true });
    });
  }

  rowOf(key) {
    return this.canvas.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  focused = (event) => {
    const key = event.target.closest?.('.vlist-row')?.dataset.key;
    if (!key || key === this.activeKey) return;
    this.activeKey = key;
    for (const row of this.canvas.children) this.place(row);
  };

  /** Indexes to draw: the window, and the row that has the focus wherever it is. */
  drawn() {
    const { from, to } = this.state;
    const held = this.canvas?.contains(document.activeElement) ? this.index.get(this.activeKey) : undefined;
    const indexes = Array.from({ length: Math.max(0, Math.min(to, this.items.length) - from) }, (_, i) => from + i);
    if (held === undefined || (held >= from && held < to)) return indexes;
    return held < from ? [held, ...indexes] : [...indexes, held];
  }

  render({ items, render, estimate, initial, onView, api, open, top, class: name = '', ...rest }) {
    return html`
      <div ...${rest} class=${`vlist ${name}`} ref=${(node) => { this.scroller = node; }}
        onScroll=${this.scrolled} onFocusIn=${this.focused}>
        <div class="vlist-canvas" ref=${(node) => { this.canvas = node; }}>
          ${this.drawn().map((i) => html`<${Row} key=${this.items[i].key} item=${this.items[i]} render=${render} />`)}
        </div>
      </div>`;
  }
}
