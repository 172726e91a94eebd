// What changed between two texts, word by word.

/** Beyond this many steps of comparing, the texts are shown one after the other. */
const MOST_CELLS = 400_000;

const words = (text) => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

/** Length of the part two lists have in common at one end. */
function common(a, b, at) {
  const most = Math.min(a.length, b.length);
  let n = 0;
  while (n < most && at(a, n) === at(b, n)) n += 1;
  return n;
}

/** For every place the length of the longest list of words both rests share. */
function table(a, b) {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) rows[i][j] = a[i] === b[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
  }
  return rows;
}

function compare(a, b, add) {
  if ((a.length + 1) * (b.length + 1) > MOST_CELLS) {
    add('removed', a.join(''));
    add('added', b.join(''));
    return;
  }
  const rows = table(a, b);
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a[i]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && rows[i + 1][j] >= rows[i][j + 1])) {
      add('removed', a[i]);
      i += 1;
    } else {
      add('added', b[j]);
      j += 1;
    }
  }
}

/** Pieces in order: those 'same' and 'removed' make up `before`, those 'same' and 'added' make up `after`. @returns {{kind:'same'|'removed'|'added',text:string}[]} */
export function diffWords(before, after) {
  const [a, b] = [words(before), words(after)];
  const head = common(a, b, (list, n) => list[n]);
  const [restA, restB] = [a.slice(head), b.slice(head)];
  const tail = common(restA, restB, (list, n) => list[list.length - 1 - n]);
  const out = [];
  const add = (kind, text) => {
    if (!text) return;
    if (out.at(-1)?.kind === kind) out.at(-1).text += text;
    else out.push({ kind, text });
  };
  add('same', a.slice(0, head).join(''));
  compare(restA.slice(0, restA.length - tail), restB.slice(0, restB.length - tail), add);
  add('same', a.slice(a.length - tail).join(''));
  return out;
}
