// Tables as comma separated values, for spreadsheets (RFC 4180), and files handed to the person.

/** What a spreadsheet would run as a formula is written as the text it is. */
const harmless = (text) => (/^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(?:[.,]\d+)?$/.test(text) ? `'${text}` : text);

function cell(value) {
  const text = harmless(String(value ?? ''));
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** Rows of cells as text; every row ends with a line break. */
export const toCsv = (rows) => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** The cells of the first line of such a text: what its columns are called. */
export function headerOf(text) {
  const cells = [];
  let [at, quoted, current] = [text.charCodeAt(0) === 0xfeff ? 1 : 0, false, ''];
  for (; at < text.length; at += 1) {
    const char = text[at];
    if (quoted && char === '"' && text[at + 1] === '"') {
      current += char;
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === ',' || char === ';')) {
      cells.push(current.trim());
      current = '';
    } else if (!quoted && (char === '\n' || char === '\r')) break;
    else current += char;
  }
  cells.push(current.trim());
  return cells;
}

/** Offers `blob` as the file `name`. */
export function saveFile(name, blob) {
  const href = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** Offers rows as the CSV file `name`; with a mark in front by which spreadsheets know the encoding. */
export const saveCsv = (name, rows) => saveFile(name, new Blob(['\ufeff', toCsv(rows)], { type: 'text/csv;charset=utf-8' }));
