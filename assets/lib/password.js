// A rough hint of how hard a password is to guess. The server has the last word.

/** Shortest password the server takes. */
export const MIN_LENGTH = 10;

const COMMON = /^(?:password|passw0rd|qwerty|letmein|welcome|admin|rahasia|sayang|indonesia|bismillah|iloveyou|abc123|123456)/i;

/** True when characters follow each other in the alphabet, on a keyboard row, or repeat. */
function predictable(password) {
  const rows = ['abcdefghijklmnopqrstuvwxyz', '0123456789', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
  const text = password.toLowerCase();
  let easy = 0;
  for (let i = 1; i < text.length; i += 1) {
    const pair = text.slice(i - 1, i + 1);
    const known = rows.some((row) => row.includes(pair) || row.includes([...pair].reverse().join('')));
    if (known || pair[0] === pair[1]) easy += 1;
  }
  return easy > text.length / 2;
}

/** 0 = too short, 1 = weak, 2 = fair, 3 = good, 4 = strong. `about` are words that must not carry it (name, e-mail). */
export function strength(password, about = []) {
  if ([...password].length < MIN_LENGTH) return 0;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
  const distinct = new Set(password).size;
  const personal = about.some((word) => word.length > 3 && password.toLowerCase().includes(word.toLowerCase()));
  if (COMMON.test(password) || predictable(password) || distinct < 5) return 1;
  const score = 1 + Number(password.length >= 12) + Number(password.length >= 16) + Number(kinds >= 3) + Number(distinct >= 10);
  return Math.min(personal ? 2 : 4, score);
}
