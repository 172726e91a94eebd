// What people can do with files: each acts on the list at once, tells what it did, and says so when the server refuses.

import { loadAreas, t } from '../../lib/i18n.js';
import { newId } from '../../lib/text.js';
import { del, get, patch, post } from '../../net/api.js';
import { fileCalls as source, save } from '../../net/files.js';
import { myId } from '../../state/session.js';
import { ALONE, mostBytes, startUploads, uploads } from '../../state/uploads.js';
import { faultText } from '../../ui/files.js';
import { confirmDialog, toast, undoToast } from '../../ui/layers.js';
import { formatSize } from '../../lib/files.js';
import { dropFiles, list, patchFile, refresh, usage } from './store.js';

/** How many requests a change of many files makes at the same time. */
const AT_ONCE = 4;

/** Says why something did not work. */
export const complain = (error, most = mostBytes()) => toast(faultText(error, most), { kind: 'error' });

/** Runs `work(id)` for many; answers those that did not work and why. */
async function each(ids, work) {
  const failed = [];
  const left = [...ids];
  const run = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      try {
        await work(id);
      } catch (error) {
        failed.push({ id, error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  return failed;
}

const pathOf = (id, what = '') => `/files/${id}${what}`;

async function change(id, body) {
  try {
    patchFile(id, await patch(pathOf(id), body, { key: newId() }));
    return true;
  } catch (error) {
    complain(error);
    refresh();
    return false;
  }
}

/** Gives a file another name; answers whether it has it. */
export function rename(file, fileName) {
  patchFile(file.id, { fileName });
  return change(file.id, { fileName });
}

/** Says what a picture shows, for who does not see it; answers whether it is said. */
export const describe = (file, altText) => change(file.id, { altText });

/** Replaces the labels of a file. */
export function setLabels(file, labels) {
  patchFile(file.id, { labels });
  return change(file.id, { labels });
}

async function restoreAll(ids) {
  dropFilesIn(true, ids);
  const failed = await each(ids, (id) => post(pathOf(id, '/restore'), {}, { key: newId() }));
  if (failed.length) complain(failed[0].error);
  refresh();
  return failed;
}

// Only the list they leave loses them.
const dropFilesIn = (trashed, ids) => list.peek().wish?.trashed === trashed && dropFiles(ids);

/** Puts files into the trash, with a way back. */
export async function trash(ids) {
  dropFilesIn(false, ids);
  const failed = await each(ids, (id) => del(pathOf(id), undefined, { key: newId() }));
  const done = ids.filter((id) => !failed.some((each) => each.id === id));
  if (failed.length) {
    complain(failed[0].error);
    refresh();
  }
  if (done.length) undoToast(t('files.trashed', { n: done.length }), () => restoreAll(done));
}

/** Brings files back from the trash. */
export async function restore(ids) {
  const failed = await restoreAll(ids);
  if (failed.length < ids.length) toast(t('files.restored', { n: ids.length - failed.length }), { kind: 'success' });
}

/** Deletes files for good, after asking. */
export async function destroy(files) {
  const [first] = files;
  const title = files.length > 1 ? t('files.destroy.many', { n: files.length }) : t('files.destroy.one', { name: first.fileName });
  if (!await confirmDialog({ title, body: t('files.destroy.body'), confirm: t('app.delete'), danger: true })) return;
  const ids = files.map((file) => file.id);
  dropFiles(ids);
  const failed = await each(ids, (id) => del(pathOf(id, '/permanently'), undefined, { key: newId() }));
  if (failed.length) {
    complain(failed[0].error);
    refresh();
  }
  usage.load();
}

/** Has one file downloaded as it is, several as a zip. */
export async function download(files) {
  try {
    if (files.length === 1) return await source.download(files[0]);
    const { url } = await post('/files/archive', { fileIds: files.map((file) => file.id) });
    save(url, '');
  } catch (error) {
    complain(error);
  }
  return undefined;
}

/** How long a file is kept. */
export async function setRetention(file, policy) {
  try {
    const answer = await patch(pathOf(file.id, '/retention'), { policy }, { key: newId() });
    patchFile(file.id, { retentionPolicy: policy, ...answer });
    return answer;
  } catch (error) {
    complain(error);
    return null;
  }
}

/** A file as it is now, and its versions. */
export const loadDetails = (id, signal) => Promise.all([source.details(id, signal), get(pathOf(id, '/versions'), { signal })]).then(([file, { versions }]) => ({ file, versions }));

/** One's own labels: `[{name, count}]`. */
export const loadLabels = (signal) => get('/files/labels', { signal });

/** Makes an older version the newest one. */
export const restoreVersion = (id, versionId) => post(pathOf(id, `/versions/${versionId}/restore`), {}, { key: newId() });

/** Uploads a new version of a file. */
export const addVersion = (file, bytes) => bring([bytes], file.id);

const called = (chat) => (chat.kind === 'channel' ? `#${chat.title}` : chat.name || chat.title || t('app.nav.chat'));

/** The name of a chat files are used in. */
export const chatName = (id, signal) => get(`/chats/${id}`, { signal }).then(called);
/** The name of a project files are used in. */
export const projectName = (id, signal) => get(`/projects/${id}`, { signal }).then((project) => project.name);
/** The title of a task files are used in. */
export const taskTitle = (project, id, signal) => get(`/projects/${project}/tasks/${id}`, { signal }).then((task) => task.title);

/** Where files may be used: `[{kind: 'chat'|'project', id, name}]`, by name. */
export async function loadPlaces(signal) {
  const [chats, { items }] = await Promise.all([get('/chats', { signal }), get('/projects', { query: { limit: 100 }, signal })]);
  const places = [...chats.map((chat) => ({ kind: 'chat', id: chat.id, name: called(chat) })), ...items.map(({ id, name }) => ({ kind: 'project', id, name }))];
  return places.sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name));
}

// -- Bringing files in

/** Uploads files among one's own; more than there is room for is refused before anything goes. */
export const upload = (files) => bring(files);

async function bring(files, into) {
  if (!files.length) return;
  const { used, quota } = usage.data.peek() ?? {};
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (quota && used + size > quota) {
    toast(t('files.noRoom', { size: formatSize(size), left: formatSize(Math.max(0, quota - used)) }), { kind: 'error' });
    return;
  }
  startUploads(myId());
  await loadAreas('file');
  uploads.add(files, ALONE, into);
}

/** Asks for files of the device, and uploads them. */
export function chooseFiles() {
  const field = Object.assign(document.createElement('input'), { type: 'file', multiple: true, hidden: true });
  field.onchange = () => {
    upload([...field.files]);
    field.remove();
  };
  field.oncancel = () => field.remove();
  // Outside the page it may be forgotten while its dialog is open.
  document.body.append(field);
  field.click();
}

/** Opens files large, beginning with one of them. */
export async function openPreview(files, file) {
  const shown = files.filter((each) => each.status === 'ready');
  const at = shown.findIndex((each) => each.id === file.id);
  if (at < 0) return;
  const part = await import('../../ui/lightbox.js');
  part.openLightbox({ files: shown, at, source, me: myId() });
}
