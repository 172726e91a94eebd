// The workspace's own emoji, in the form of the table: they are found, completed and picked like any other.
import { fold } from '../../../lib/text.js';
import { customEmoji, me, workspace } from '../../../state/session.js';

/** All of them. @returns {import('./table.js').Emoji[]} */
export const ownEmoji = () =>
  [...customEmoji.value.values()].map(({ name }) => ({
    emoji: `:${name}:`, tones: false, codes: [name], name: `:${name}:`, group: 'own', hay: ` ${fold(`${name.replaceAll(/[_+-]/g, ' ')} ${name}`)}`,
  }));

/** Whether I may add some. */
export const mayAddEmoji = () => me.value?.isAdmin || workspace.value.emojiAddedBy !== 'admins';
