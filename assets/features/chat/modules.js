// Every module the view needs beside those of index.js; tests/ui checks the list. They are fetched at once, not each when
// the one that imports it has arrived.

/** Addresses relative to this file. */
export const VIEW_MODULES = [
  '../../lib/clipboard.js',
  '../../lib/heights.js',
  '../../lib/keyboard.js',
  '../../lib/md-block.js',
  '../../lib/md-href.js',
  '../../lib/md-inline.js',
  '../../lib/md.js',
  '../../lib/phone.js',
  '../../lib/time.js',
  '../../state/drafts.js',
  '../../state/prefs.js',
  '../../ui/announce.js',
  '../../ui/avatar.js',
  '../../ui/badge.js',
  '../../ui/dialog.js',
  '../../ui/field.js',
  '../../ui/kbd.js',
  '../../ui/menu.js',
  '../../ui/pane.js',
  '../../ui/popover.js',
  '../../ui/rich-text.js',
  '../../ui/states.js',
  '../../ui/vlist.js',
  './actions.js',
  './parts/completion.js',
  './parts/composer.js',
  './parts/conversation.js',
  './parts/edit-form.js',
  './parts/field-size.js',
  './parts/format.js',
  './parts/header.js',
  './parts/lazy.js',
  './parts/message-body.js',
  './parts/message-keys.js',
  './parts/message-menu.js',
  './parts/message.js',
  './parts/names.js',
  './parts/reactions.js',
  './parts/receipts.js',
  './parts/sidebar.js',
  './parts/start.js',
  './parts/stream-context.js',
  './parts/stream.js',
  './parts/thread.js',
  './parts/typing-line.js',
  './rows.js',
  './view.js',
];

/** Begins to fetch the view. */
export function preloadView() {
  for (const name of VIEW_MODULES) {
    const { href } = new URL(name, import.meta.url);
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }));
  }
}
