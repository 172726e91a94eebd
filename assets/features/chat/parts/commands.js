// What can be done by writing a word after a slash. Each command says what follows it, what it does and where it can be used;
// the list under the composer and what is done on sending both come from here.

import { formatDateTime, formatList, t } from '../../../lib/i18n.js';
import { newId } from '../../../lib/text.js';
import { parseWhen } from '../../../lib/when.js';
import { del, post } from '../../../net/api.js';
import { myId, people } from '../../../state/session.js';
import { confirmDialog, toast, undoToast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';
import { addMembers, leave, openMembers, updateChat } from '../actions.js';
import { calledChat, canManage, splitMentions } from '../model.js';
import { setPreference } from '../reading.js';
import { openPollForm } from './poll-form.js';

const TOPIC_CHARS = 250;
const DONE = { done: true };
const isGroup = (chat) => chat.kind !== 'direct' && !chat.archivedAt;
const fault = (key, params) => ({ fault: t(key, params) });

/** People named with @ in a text, each once. */
function named(args) {
  const everybody = [...people.peek().values()].filter((each) => !each.disabled && !each.missing);
  const ids = splitMentions(args, everybody, false).map((piece) => piece.id).filter(Boolean);
  return everybody.filter((each) => ids.includes(each.id));
}

async function invite({ chat, args }) {
  if (!args) {
    openMembers(chat.id);
    return DONE;
  }
  const found = named(args);
  if (!found.length) return fault('message.command.invite.nobody');
  await addMembers(chat.id, found.map((each) => each.id));
  toast(t('message.command.invited', { names: formatList(found.map((each) => each.displayName)), chat: calledChat(chat) }), { kind: 'success' });
  return DONE;
}

async function mute({ chat, args }) {
  const until = args ? parseWhen(args) : null;
  if (args && (!until || until.at <= new Date())) return fault('message.command.when');
  setPreference(chat.id, { isMuted: Boolean(until) || !chat.isMuted, mutedUntil: until?.at.toISOString() ?? null });
  const text = until ? t('message.command.mutedUntil', { when: formatDateTime(until.at) }) : t(chat.isMuted ? 'message.command.unmuted' : 'message.command.muted');
  toast(text, { kind: 'success' });
  return DONE;
}

/** "me" and its like say who, which is always oneself. */
const withoutMe = (args) => args.replace(/^(?:me|saya|aku)\s+/iu, '');

async function remind({ chat, args }) {
  const found = parseWhen(withoutMe(args));
  if (!found || found.at <= new Date()) return fault('message.command.when');
  const { id } = await post('/chats/saved', { chatId: chat.id, note: found.text, remindAt: found.at.toISOString() }, { key: newId() });
  undoToast(t('message.command.reminded', { when: formatDateTime(found.at) }), () => {
    del(`/chats/saved/${id}`, undefined, { key: newId() }).catch((error) => toast(errorText(error), { kind: 'error' }));
  });
  return DONE;
}

async function topic({ chat, args }) {
  if (!args) return fault('message.command.empty');
  if (args.length > TOPIC_CHARS) return fault('chat.tooLong', { n: args.length - TOPIC_CHARS });
  await updateChat(chat.id, { topic: args });
  toast(t('message.command.topic.set'), { kind: 'success' });
  return DONE;
}

async function archive({ chat }) {
  const sure = await confirmDialog({ title: t('chat.archive.title', { name: calledChat(chat) }), body: t('chat.archive.body'), confirm: t('chat.archive') });
  if (sure) await updateChat(chat.id, { archived: true });
  return sure ? DONE : {};
}

/** Waits for the form: only a poll that was sent takes the words away. */
const poll = ({ ctx, args }) => new Promise((resolve) => openPollForm(ctx, args, (sent) => resolve(sent ? DONE : {})));

/**
 * The commands in the order they are offered: `args` and `help` are keys of texts, `when(chat)` says whether it can be used,
 * `run({chat, ctx, args})` answers `{done}`, `{send: text}` or `{fault: sentence}`.
 */
// i18n: message.command.invite message.command.invite.args message.command.mute message.command.mute.args message.command.remind message.command.remind.args
// i18n: message.command.topic message.command.topic.args message.command.poll message.command.poll.args message.command.me message.command.me.args
// i18n: message.command.shrug message.command.shrug.args message.command.leave message.command.archive
export const COMMANDS = [
  { name: 'remind', args: true, run: remind },
  { name: 'poll', args: true, run: poll },
  { name: 'topic', args: true, when: isGroup, run: topic },
  { name: 'invite', args: true, when: isGroup, run: invite },
  { name: 'mute', args: true, run: mute },
  { name: 'me', args: true, run: ({ args }) => (args ? { send: `_${args.replace(/_/g, '\\_')}_` } : fault('message.command.empty')) },
  { name: 'shrug', args: true, run: ({ args }) => ({ send: `${args} \u00af\\\\\\_(\u30c4)\\_/\u00af`.trim() }) },
  { name: 'leave', when: isGroup, run: ({ chat }) => { leave(chat); return DONE; } },
  { name: 'archive', when: canManage, run: archive },
];

const usable = (command, chat) => chat.isMember && (!command.when || command.when(chat, myId()));

/** What can be completed after a slash, for the list above the field. */
export const commandOffers = (chat, query) => COMMANDS.filter((command) => command.name.startsWith(query.toLowerCase()) && usable(command, chat)).map((command) => ({
  key: command.name, text: `/${command.name}${command.args ? ' ' : ''}`,
  command: { name: command.name, args: command.args ? t(`message.command.${command.name}.args`) : '', help: t(`message.command.${command.name}`) },
}));

/** Does what a text orders: `{done}`, `{send: text}`, or `{fault: sentence, unknown?: true}`; never rejects. */
export async function runCommand({ name, args }, { chat, ctx }) {
  const command = COMMANDS.find((each) => each.name === name);
  if (!command) return { ...fault('message.command.unknown', { name: `/${name}` }), unknown: true };
  if (!usable(command, chat)) return fault('message.command.notHere', { name: `/${name}` });
  try {
    return await command.run({ chat, ctx, args });
  } catch (error) {
    return { fault: errorText(error) };
  }
}
