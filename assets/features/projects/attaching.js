// Files for tasks: chosen, pasted or dropped, they are attached as soon as the server knows of them, and their bytes follow; so
// they arrive whatever the page shows meanwhile, and after a reload. Begun with the first file, see app/features.js.

import { effect, untracked } from '@preact/signals';
import { t } from '../../lib/i18n.js';
import { newId } from '../../lib/text.js';
import { del } from '../../net/api.js';
import { discard, enqueue, onFailed } from '../../state/outbox.js';
import { myId } from '../../state/session.js';
import { startUploads, uploads } from '../../state/uploads.js';
import { faultText } from '../../ui/files.js';
import { confirmDialog, toast } from '../../ui/layers.js';

/** How many files one task may have. */
const MOST_FILES = 20;
/** Pictures brought from here lately, by the id of their file: what is on screen stays there when the server's takes its place. */
const recent = new Map();
const MOST_RECENT = 20;

const placeOf = (projectId, taskId) => `task:${projectId}:${taskId}`;

/** The files of a task that are on their way. */
export const filesUnderWay = (state, task) => uploads.items.value.filter((item) => item.place === placeOf(state.id, task.id));

/** The bytes of a file, where they are still on this device. */
export const bytesHere = (fileId) => recent.get(fileId);

/** Brings files to a task. */
export function attachFiles(state, task, files) {
  startUploads(myId());
  const known = new Set((task.attachments ?? []).map((file) => file.id));
  const room = MOST_FILES - known.size - filesUnderWay(state, task).filter((item) => !known.has(item.fileId)).length;
  if (files.length > room) toast(t('projects.files.most', { n: MOST_FILES }), { kind: 'error' });
  uploads.add([...files].slice(0, Math.max(0, room)), placeOf(state.id, task.id));
  startAttaching();
}

/** Takes a file off a task, after asking: who did not bring it could not bring it back. */
export async function detachFile(state, task, file) {
  const sure = await confirmDialog({ title: t('projects.files.remove_title', { name: file.fileName }), body: t('projects.files.remove_body'), confirm: t('projects.files.remove'), danger: true });
  if (!sure) return;
  try {
    state.put(await del(`/projects/${state.id}/tasks/${task.id}/attachments/${file.id}`, undefined, { key: newId() }));
  } catch (error) {
    toast(faultText(error), { kind: 'error' });
  }
}

// The server may tell of it before the answer is here: doing it twice is doing it once.
function attach({ id, fileId, place }) {
  const [, project, task] = place.split(':');
  uploads.change(id, { attached: true });
  enqueue({ kind: 'task.attach', lane: `project:${project}`, method: 'POST', path: '/files/attach', body: { fileId, refTable: 'tasks', refId: task }, key: newId(), meta: { upload: id } });
}

function arrived(item) {
  const bytes = uploads.bytesOf(item.id);
  if (item.kind === 'image' && bytes) recent.set(item.fileId, bytes);
  for (const id of [...recent.keys()].slice(0, -MOST_RECENT)) recent.delete(id);
  uploads.remove(item.id);
}

function follow() {
  for (const item of uploads.items.value) {
    if (!item.place.startsWith('task:') || !item.fileId) continue;
    untracked(() => {
      if (!item.attached) attach(item);
      else if (item.state === 'done') arrived(item);
    });
  }
}

onFailed('task.attach', ({ id, meta }, error) => {
  // After it is on disk as refused: else it would be written again.
  queueMicrotask(() => discard(id));
  uploads.cancel(meta.upload);
  toast(faultText(error), { kind: 'error' });
});

let stop = null;

/** Begins; once per page. */
export function startAttaching() {
  stop ??= effect(follow);
}
