// The dashboard's data, fetched again shortly after something changed while it is on screen.
import { get } from '../../net/api.js';
import { on } from '../../net/socket.js';
import { resource } from '../../state/resource.js';

const SETTLE_MS = 600;
const RECENT = 6;
const EVENTS = [
  'chat.message.created', 'chat.message.read', 'chat.message.unread', 'chat.created', 'chat.updated',
  'chat.participant.joined', 'chat.participant.left',
  'project.task.assigned', 'project.task.updated', 'project.task.rescheduled', 'project.task.deleted', 'connection.reset',
];

/** `{summary, chats}`: the figures, and the chats that were active last. */
export const dashboard = resource(async (signal) => {
  const [summary, chats] = await Promise.all([get('/me/summary', { signal }), get('/chats', { signal })]);
  return { summary, chats: recent(chats) };
});

/** Chats with the latest activity first, archived ones left out. */
export function recent(chats) {
  const at = (chat) => chat.lastMessage?.createdAt ?? chat.updatedAt ?? chat.createdAt;
  return chats
    .filter((chat) => !chat.archivedAt)
    .sort((a, b) => (at(a) < at(b) ? 1 : -1))
    .slice(0, RECENT);
}

/** Fetch now and follow changes until the answer is called. */
export function follow() {
  let timer = 0;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(dashboard.load, SETTLE_MS);
  };
  const stops = EVENTS.map((event) => on(event, changed));
  dashboard.load();
  return () => {
    stops.forEach((stop) => stop());
    clearTimeout(timer);
    dashboard.stop();
  };
}

/** What is kept for the next start. */
export const takeSnapshot = () => dashboard.data.peek();
export const restoreSnapshot = dashboard.set;
