// What is asked and said in the first minutes.
import { get, patch, post, put } from '../../net/api.js';
import { generalChatId, setMe } from '../../state/session.js';

/** How the machine stands: `{storage, mail, https}`. */
export const loadStatus = () => get('/admin/status');

/** Send a letter to myself; answers the address. */
export const sendTestMail = async () => (await post('/admin/status/mail', {})).sentTo;

/** Make a link that lets somebody join: `{url, expiresAt}`. */
export const makeInvitation = () => post('/admin/invitations', {});

/** Use a file as my picture. */
export const savePicture = async (file) => setMe(await put('/users/me/avatar', file));

/** Remember my language. */
export const saveLanguage = async (locale) => setMe(await patch('/users/me', { locale }));

/** The open channels I am not in, the largest first. */
export async function loadChannels() {
  const { items } = await get('/chats/channels', { query: { limit: 50 } });
  return items.filter((chat) => !chat.archivedAt).sort((a, b) => b.memberCount - a.memberCount);
}

/** Join a channel. */
export const joinChannel = (id) => post(`/chats/${id}/join`, {});

/** Where one lands afterwards. */
export const landing = () => (generalChatId.peek() ? `/chat/${generalChatId.peek()}` : '/chat');
