// Heights of a long list in a Fenwick tree: where row i begins, and which row lies at y, both in O(log n).

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
