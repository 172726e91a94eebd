// What files are called and how large they are drawn: kinds, sizes in words, icons, and the box a picture gets before it is here.

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

// -- Pictures

/** No picture is drawn smaller than this, so that it can be pressed. */
const LEAST = 44;

/** The box of a picture inside `{width, height}`: never larger than the picture itself, and known before it arrives. */
export function boxOf({ width, height }, most) {
  if (!(width > 0 && height > 0)) return { width: Math.min(most.width, most.height), height: most.height };
  const scale = Math.min(1, most.width / width, most.height / height);
  return { width: Math.max(LEAST, Math.round(width * scale)), height: Math.max(LEAST, Math.round(height * scale)) };
}

/** Whether a file is shown among the pictures of a message. */
export const isPicture = (file) => file.kind === 'image' && file.isInline !== false && !['infected', 'failed'].includes(file.status);

const ONE = { width: 400, height: 300 };
const MANY = { width: 280, height: 160 };

/** The box of one picture of a message, which may have several. */
export const pictureBox = (file, among) => boxOf(file, among > 1 ? MANY : ONE);

const GAP = 6;
const CARD = 56;
/** Players keep their place before and while they play. */
const PLAYERS = { audio: 96, video: 226 };

/** Whether a file is heard or watched in its place. */
export const plays = (file) => Object.hasOwn(PLAYERS, file.kind) && file.isInline !== false && file.status === 'ready';

const heightOf = (file) => (plays(file) ? PLAYERS[file.kind] : CARD);

/** How high the attachments of a message will be in a column of `width` pixels. */
export function attachmentsHeight(files, width) {
  const pictures = files.filter(isPicture);
  const others = files.filter((file) => !isPicture(file));
  let [rows, used, high] = [0, 0, 0];
  for (const picture of pictures) {
    const box = pictureBox(picture, pictures.length);
    if (used && used + GAP + box.width > width) {
      rows += high + GAP;
      [used, high] = [0, 0];
    }
    used += (used ? GAP : 0) + box.width;
    high = Math.max(high, box.height);
  }
  const list = others.reduce((sum, file) => sum + GAP + heightOf(file), 0);
  return rows + (high ? high + GAP : 0) + list;
}
