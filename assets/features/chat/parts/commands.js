// What can be done by writing a word after a slash. Each command says what follows it, what it does and where it can be used;
// the list under the composer and what is done on sending both come from here.

import { formatDateTime, formatList, t } from '../../../lib/i18n.js';
import { newId } from '../../../lib/text.js';
import { parseWhen } from '../../../lib/when.js';
import { del, post } from '../../../net/api.js';
import { myId, people } from '../../../state/session.js';
import { confirmDialog, toast, undoToast } from '../../../ui/layers.js';
import { errorText } from '../../../ui/states.js';
import { addMembers, leave, openMembers, setPreference, updateChat } from '../actions.js';
import { calledChat, canManage, splitMentions } from '../model.js';
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
  if (!found.length) return fault('chat.command.invite.nobody');
  await addMembers(chat.id, found.map((each) => each.id));
  toast(t('chat.command.invited', { names: formatList(found.map((each) => each.displayName)), chat: calledChat(chat) }), { kind: 'success' });
  return DONE;
}

async function mute({ chat, args }) {
  const until = args ? parseWhen(args) : null;
  if (args && (!until || until.at <= new Date())) return fault('chat.command.when');
  await setPreference(chat.id, until ? { mutedUntil: until.at.toISOString() } : { isMuted: !chat.isMuted });
  const text = until ? t('chat.command.mutedUntil', { when: formatDateTime(until.at) }) : t(chat.isMuted ? 'chat.command.unmuted' : 'chat.command.muted');
  toast(text, { kind: 'success' });
  return DONE;
}

/** "me" and its like say who, which is always oneself. */
const withoutMe = (args) => args.replace(/^(?:me|saya|aku)\s+/iu, '');

async function remind({ chat, args }) {
  const found = parseWhen(withoutMe(args));
  if (!found || found.at <= new Date()) return fault('chat.command.when');
  const { id } = await post('/chats/saved', { chatId: chat.id, note: found.text, remindAt: found.at.toISOString() }, { key: newId() });
  undoToast(t('chat.command.reminded', { when: formatDateTime(found.at) }), () => {
    del(`/chats/saved/${id}`, undefined, { key: newId() }).catch((error) => toast(errorText(error), { kind: 'error' }));
  });
  return DONE;
}

async function topic({ chat, args }) {
  if (!args) return fault('chat.command.empty');
  if (args.length > TOPIC_CHARS) return fault('chat.tooLong', { n: args.length - TOPIC_CHARS });
  await updateChat(chat.id, { topic: args });
  toast(t('chat.command.topic.set'), { kind: 'success' });
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
// i18n: chat.command.invite chat.command.invite.args chat.command.mute chat.command.mute.args chat.command.remind chat.command.remind.args
// i18n: chat.command.topic chat.command.topic.args chat.command.poll chat.command.poll.args chat.command.me chat.command.me.args
// i18n: chat.command.shrug chat.command.shrug.args chat.command.leave chat.command.archive
export const COMMANDS = [
  { name: 'remind', args: true, run: remind },
  { name: 'poll', args: true, run: poll },
  { name: 'topic', args: true, when: isGroup, run: topic },
  { name: 'invite', args: true, when: isGroup, run: invite },
  { name: 'mute', args: true, run: mute },
  { name: 'me', args: true, run: ({ args }) => (args ? { send: `_${args.replace(/_/g, '\\_')}_` } : fault('chat.command.empty')) },
  { name: 'shrug', args: true, run: ({ args }) => ({ send: `${args} \u00af\\\\\\_(\u30c4)\\_/\u00af`.trim() }) },
  { name: 'leave', when: isGroup, run: ({ chat }) => { leave(chat); return DONE; } },
  { name: 'archive', when: canManage, run: archive },
];

const usable = (command, chat) => chat.isMember && (!command.when || command.when(chat, myId()));

/** What can be completed after a slash, for the list above the field. */
export const commandOffers = (chat, query) => COMMANDS.filter((command) => command.name.startsWith(query.toLowerCase()) && usable(command, chat)).map((command) => ({
  key: command.name, text: `/${command.name}${command.args ? ' ' : ''}`,
  command: { name: command.name, args: command.args ? t(`chat.command.${command.name}.args`) : '', help: t(`chat.command.${command.name}`) },
}));

/** Does what a text orders: `{done}`, `{send: text}`, or `{fault: sentence, unknown?: true}`; never rejects. */
export async function runCommand({ name, args }, { chat, ctx }) {
  const command = COMMANDS.find((each) => each.name === name);
  if (!command) return { ...fault('chat.command.unknown', { name: `/${name}` }), unknown: true };
  if (!usable(command, chat)) return fault('chat.command.notHere', { name: `/${name}` });
  try {
    return await command.run({ chat, ctx, args });
  } catch (error) {
    return { fault: errorText(error) };
  }
}
