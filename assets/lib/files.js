// What files are called: kinds, sizes in words, icons.

import { localeTag } from './i18n.js';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];
const STEP = 1024;

/** "2.4 MB", in Indonesian "2,4 MB". */
export function formatSize(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toLocaleString(localeTag(), { maximumFractionDigits: digits })} ${UNITS[unit]}`;
}

/** How much of a file has gone, in whole percent; never "100" before it has. */
export const percentOf = ({ sent, size }) => (size > 0 ? Math.min(sent < size ? 99 : 100, Math.floor((sent / size) * 100)) : 0);

// -- Kinds. The server decides by content; until it has, the browser's word and the name's ending have to do.

const BY_TYPE = [
  ['image', /^image\//], ['video', /^video\//], ['audio', /^audio\//], ['pdf', /^application\/pdf$/],
  ['archive', /zip|tar|gzip|rar|7z/], ['spreadsheet', /spreadsheet|excel|csv/], ['presentation', /presentation|powerpoint/], ['document', /word|opendocument\.text|rtf/],
];
const ENDINGS = {
  code: 'js mjs ts tsx jsx rs py go java c h cpp cs rb php sh sql css scss html xml yml yaml toml json lua kt swift dart',
  text: 'txt md log', spreadsheet: 'csv xls xlsx ods', document: 'doc docx odt rtf', presentation: 'ppt pptx odp', archive: 'zip tar gz tgz rar 7z',
};

/** The end of a name after its last dot, in lower case. */
export const endingOf = (name) => (/\.([^.]{1,10})$/.exec(name)?.[1] ?? '').toLowerCase();

/** The kind of a file that only this device knows. */
export function kindOf({ name, type = '' }) {
  const ending = endingOf(name);
  const told = BY_TYPE.find(([, pattern]) => pattern.test(type))?.[0];
  const named = Object.keys(ENDINGS).find((kind) => ending && ENDINGS[kind].split(' ').includes(ending));
  return told ?? named ?? (type.startsWith('text/') ? 'text' : 'other');
}

const ICONS = {
  image: 'image', video: 'film', audio: 'music', pdf: 'file-text', text: 'file-text', code: 'file-code', document: 'file-text',
  spreadsheet: 'file-spreadsheet', presentation: 'presentation', archive: 'file-archive',
};

/** The icon of a kind. */
export const iconOf = (kind) => ICONS[kind] ?? 'file';
