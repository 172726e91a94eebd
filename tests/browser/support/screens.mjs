// Every screen of the page, with people and messages in it, and how to get there. Things are found by their names in the
// language of the page (`t` of words.mjs).

import { moveTo } from './chat.mjs';
import { seen, valued } from './waiting.mjs';
import { wordsOf } from './words.mjs';

export { team } from './team.mjs';

const visible = (locator) => locator.filter({ visible: true }).first();
const openButton = async (page, name) => visible(page.getByRole('button', { name, exact: typeof name === 'string' })).click();
const choose = (page, name) => page.getByRole('menuitem', { name }).click();
const opened = (page, role = 'dialog') => seen(page.getByRole(role).last());
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const beginsWith = (text) => new RegExp(`^${escaped(text)}`);
const profileMenu = (t) => new RegExp(escaped(t('app.profile_menu', { name: 'Sari Admin' })));

/** Gives the message that the address names the focus and presses a key on it. */
const pressOnLit = (key, role) => async (page) => {
  await page.waitForFunction(() => document.activeElement?.matches('.chat-msg'));
  await page.keyboard.press(key);
  await opened(page, role);
};

/** Presses a button and waits for what it opens. */
const open = (name, role) => async (page) => {
  await openButton(page, name);
  await opened(page, role);
};

/** Chooses from a menu and waits for what that opens. */
const inMenu = (button, name, role) => async (page) => {
  await openButton(page, button);
  await choose(page, name);
  await opened(page, role);
};

const inChatMenu = (t, name, role) => inMenu(t('chat.actions'), name, role);
const inNewMenu = (t, name) => inMenu(t('chat.new.title'), name);

const LAYERS = '[popover]:popover-open:not([data-passive]), dialog[open], .chat-edit';
const written = new WeakMap();

/** Writes into the composer that is in front, until the next screen. */
async function write(page, text) {
  const field = visible(page.getByTestId('message-input'));
  written.set(page, field);
  await field.fill(text);
}

/** Views of whole addresses. */
const views = (ids) => [
  ['dashboard', '/dashboard'],
  ['forbidden', '/dashboard?forbidden=1'],
  ['chat', '/chat'],
  ['channel', `/chat/${ids.general}`, (page) => valued(page.locator('#main').getByTestId('message-input'), 'Belum selesai')],
  ['thread', `/chat/${ids.general}?thread=${ids.urgent}`, (page) => seen(page.getByText('Terima kasih', { exact: true }))],
  ['direct', `/chat/${ids.talk}`],
  ['threads', '/chat/threads'],
  ['threads-beside', `/chat/threads?thread=${ids.urgent}&in=${ids.general}`],
  ['activity', '/chat/activity'],
  ['saved', '/chat/saved'],
  ['later', '/chat/later'],
  ['archived', `/chat/${ids.old}`],
  ['not-joined', `/chat/${ids.strange}`],
  ['gone', '/chat/99999'],
  ['thread-gone', `/chat/${ids.general}?thread=99999`],
  ['left-person', `/chat/${ids.past.alone}`],
  ['left-among', `/chat/${ids.past.shared}`],
  ['settings', '/settings'],
  ['profile-settings', '/settings/profile'],
  ['appearance', '/settings/appearance'],
  ['not-found', '/no/such/page'],
];

/** Projects: their views, and what opens over them. */
const ofProjects = ({ plan }, t) => [
  ['projects', '/projects'],
  ['my-tasks', '/projects?mine'],
  ['board', `/projects/${plan.id}`],
  ['board-people', `/projects/${plan.id}?group=assignee`],
  ['task', `/projects/${plan.id}?task=${plan.task}`, (page) => seen(page.getByTestId('task-modal'))],
  ['no-match', `/projects/${plan.id}?q=zzz&priority=low`],
  ...['list', 'calendar', 'timeline', 'charts', 'settings'].map((name) => [`project-${name}`, `/projects/${plan.id}/${name}`]),
  ['filter', `/projects/${plan.id}`, open(t('projects.filter.title'))],
  ['new-task', `/projects/${plan.id}`, open(t('projects.task.new'))],
  ['project-members', `/projects/${plan.id}`, inMenu(t('projects.actions'), t('projects.members.title'))],
  ['new-project', '/projects', open(t('projects.new.title'))],
  ['import', '/projects', inMenu(t('projects.more'), t('projects.import.title'))],
];

/** Searching: everything, and one conversation. */
const searches = (ids) => {
  const found = (page) => seen(page.getByTestId('search-result').first());
  // Where there is room the first hit is looked at beside the list.
  const looked = async (page) => {
    await found(page);
    if (page.viewportSize().width > 1000) await seen(page.locator('.found-around'));
  };
  return [
    ['search', '/search'],
    ['search-found', '/search?q=rapat', looked],
    ['search-messages', '/search?q=rapat%20from%3A%22Sari%20Admin%22%20-has%3Afile&tab=messages&sort=date', looked],
    ['search-place', '/search?q=in%3A%22Peluncuran%20aplikasi%22', found],
    ['search-tasks', '/search?q=telepon&tab=tasks', found],
    ['search-files', '/search?q=teh', found],
    ['search-nothing', '/search?q=xyzzyx%20on%3Anever', (page) => seen(page.locator('.empty'))],
    ['search-offers', '/search', async (page) => {
      await page.getByTestId('search-input').fill('rapat from:a');
      await seen(page.getByRole('option').first());
      await page.waitForURL(/from/);
      await looked(page);
    }],
    ['find', `/chat/${ids.acts.chat}?panel=find&q=rapat`, found],
    ['find-bar', `/chat/${ids.acts.chat}?q=rapat&m=${ids.acts.edited}`, (page) => seen(page.locator('.find-bar-count').filter({ hasText: /\d/ }))],
  ];
};

/** What opens over a chat. */
const overChats = (ids, t) => [
  ['members', `/chat/${ids.general}`, open(t('chat.members.count', { n: 4 }))],
  ['left-members', `/chat/${ids.past.shared}`, async (page) => {
    await openButton(page, t('chat.members.count', { n: 3 }));
    await seen(page.getByRole('dialog').getByText('Eko Prasetyo'));
  }],
  ['left-reactions', `/chat/${ids.past.shared}?m=${ids.past.asked}`, async (page) => {
    await pressOnLit('V')(page);
    await page.getByRole('radio', { name: t('message.who.reactions') }).check({ force: true });
  }],
  ['chat-menu', `/chat/${ids.general}`, open(t('chat.actions'), 'menu')],
  ['notify-menu', `/chat/${ids.general}`, inChatMenu(t, beginsWith(t('chat.notify.title')), 'menu')],
  ['mute-menu', `/chat/${ids.general}`, inChatMenu(t, t('chat.mute.more'), 'menu')],
  ['move-menu', `/chat/${ids.general}`, inChatMenu(t, t('chat.moveTo'), 'menu')],
  ['details', `/chat/${ids.general}`, inChatMenu(t, t('chat.rename'))],
  ['archive', `/chat/${ids.general}`, inChatMenu(t, t('chat.archive'), 'alertdialog')],
  ['leave', `/chat/${ids.secret}`, inChatMenu(t, t('chat.leave'), 'alertdialog')],
  ['emoji', `/chat/${ids.general}`, async (page) => {
    await openButton(page, t('chat.emoji.title'));
    await seen(page.locator('.chat-emoji-cell').getByText('😀'));
  }],
  ['priority', `/chat/${ids.general}`, open(t('chat.delivery.title'), 'menu')],
  ['send-later', `/chat/${ids.past.shared}`, async (page) => {
    await write(page, 'Nanti saja');
    await openButton(page, t('chat.later.title'));
    await opened(page, 'menu');
  }],
  ['schedule', `/chat/${ids.past.shared}`, async (page) => {
    await write(page, 'Nanti saja');
    await openButton(page, t('chat.later.title'));
    await choose(page, t('chat.when.other'));
    await opened(page);
  }],
  ['mention', `/chat/${ids.secret}`, async (page) => {
    await write(page, '@');
    await seen(page.getByRole('listbox', { name: t('chat.complete.mention') }));
  }],
  ['person', `/chat/${ids.talk}`, async (page) => {
    await page.locator('.chat-msg-name').getByText('Ana Wijaya').first().click();
    await seen(page.getByRole('dialog', { name: 'Ana Wijaya' }));
  }],
  ['why', '/chat', async (page) => {
    await page.getByTestId('chat-item').filter({ hasText: 'Lantai dua' }).click({ button: 'right' });
    await choose(page, t('chat.why'));
    await seen(page.getByRole('dialog').getByText('Lampu lorong mati lagi'));
  }],
];

/** What can be done with messages. */
const onMessages = (ids, t) => [
  ['acts', `/chat/${ids.acts.chat}`, (page) => seen(page.locator('.hl-string').first())],
  ['pins', `/chat/${ids.acts.chat}?panel=pins`, (page) => seen(page.locator('.chat-pin').first())],
  ['message-menu', `/chat/${ids.acts.chat}?m=${ids.acts.edited}`, pressOnLit('.', 'menu')],
  ['forward', `/chat/${ids.acts.chat}?m=${ids.acts.edited}`, pressOnLit('f')],
  ['who', `/chat/${ids.acts.chat}?m=${ids.acts.edited}`, pressOnLit('V')],
  ['edit', `/chat/${ids.acts.chat}?m=${ids.acts.edited}`, async (page) => {
    await page.waitForFunction(() => document.activeElement?.matches('.chat-msg'));
    await page.keyboard.press('e');
    await seen(page.getByRole('textbox', { name: t('chat.edit') }));
  }],
  ['history', `/chat/${ids.acts.chat}?m=${ids.acts.edited}`, async (page) => {
    await pressOnLit('.', 'menu')(page);
    await choose(page, t('chat.history.title'));
    await seen(page.locator('ins').first());
  }],
  ['poll-form', `/chat/${ids.acts.chat}`, open(t('message.poll.add'))],
  ['acknowledged', `/chat/${ids.acts.chat}?m=${ids.acts.urgent}`, async (page) => {
    await openButton(page, t('message.ack.count', { n: 1, all: 3 }));
    await seen(page.getByRole('dialog').getByText('Budi Santoso'));
  }],
  ['jump', `/chat/${ids.past.alone}`, async (page) => {
    await page.locator('.chat-day-button').first().evaluate((button) => button.click());
    await opened(page);
  }],
  ['commands', `/chat/${ids.acts.chat}`, async (page) => {
    await write(page, '/');
    await seen(page.getByRole('listbox', { name: t('chat.complete.command') }));
  }],
];

const shown = (page) => page.waitForFunction(() => [...document.images].every((image) => image.complete));

/** Files: their page, and where they are in chats. */
const withFiles = ({ kept }, t) => [
  ['attachments', `/chat/${kept.chat}`, async (page) => {
    await seen(page.getByTestId('message-attachment').first());
    await shown(page);
  }],
  ['chat-files', `/chat/${kept.chat}?panel=files`, async (page) => {
    await seen(page.getByTestId('file-item').first());
    await shown(page);
  }],
  ['lightbox', `/chat/${kept.chat}?m=${kept.pictures}`, async (page) => {
    await pressOnLit('v')(page);
    await page.keyboard.press('i');
    await seen(page.getByText('800 × 600'));
    await shown(page);
  }],
  ['files', '/files?scope=all&sort=name', async (page) => {
    await seen(page.getByTestId('file-item').first());
    await shown(page);
  }],
  ['file', `/files?scope=shared&sort=name&file=${kept.picture}`, async (page) => {
    await seen(page.getByText(t('files.version', { n: 1 })));
    await shown(page);
  }],
  ['files-filter', '/files?scope=mine', open(t('files.filter'))],
  ['files-trash', '/files/trash', (page) => seen(page.getByTestId('file-item').first())],
];

/** What opens from the list of chats, and from anywhere. */
const overAll = (t) => [
  ['new-menu', '/chat', open(t('chat.new.title'), 'menu')],
  ['list-menu', '/chat', open(t('chat.list.actions'), 'menu')],
  ['new-message', '/chat', async (page) => {
    await inNewMenu(t, t('chat.new.message'))(page);
    await page.getByRole('combobox').fill('b');
    await seen(page.getByRole('option').first());
  }],
  ['new-channel', '/chat', inNewMenu(t, t('chat.new.channel'))],
  ['new-section', '/chat', inNewMenu(t, t('chat.section.new'))],
  ['browse', '/chat', async (page) => {
    await inNewMenu(t, t('chat.browse.title'))(page);
    await seen(page.getByText('#sepak-bola'));
  }],
  ['reminder', '/chat/saved', open(t('chat.remind.title'))],
  ['palette', '/dashboard', async (page) => {
    await page.keyboard.press('Control+k');
    await seen(page.getByRole('option').first());
  }],
  ['palette-found', '/dashboard', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('an');
    await seen(page.getByRole('option').first());
    await page.waitForFunction(() => !document.querySelector('.progress-line'));
  }],
  ['palette-work', '/dashboard', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('teh');
    await seen(page.getByRole('option', { name: /angka\.csv/ }));
  }],
  ['shortcuts', '/dashboard', async (page) => {
    await page.keyboard.press('?');
    await opened(page);
  }],
  ['profile-menu', '/dashboard', open(profileMenu(t))],
  ['status', '/dashboard', async (page) => {
    await openButton(page, profileMenu(t));
    await openButton(page, t('people.set_status'));
    await seen(page.getByLabel(t('people.status_text')));
  }],
  ['security', '/settings/security', (page) => seen(page.getByRole('main').getByText(t('settings.this_device')))],
  ['brand', '/admin/brand'],
  ['own-emoji', '/admin/emoji'],
  ['welcome', '/welcome'],
  ['welcome-status', '/welcome/status'],
  ['welcome-invite', '/welcome/invite'],
  ['region', '/settings/region', (page) => seen(page.getByLabel(t('settings.time_zone')))],
  ['notifications', '/settings/notifications', (page) => page.getByRole('switch').nth(0).scrollIntoViewIfNeeded()],
  ['keyboard', '/settings/keyboard', (page) => seen(page.getByRole('button', { name: t('settings.keys.open') }))],
  ['this-device', '/settings/device', (page) => seen(page.getByRole('button', { name: t('settings.clear'), exact: true }))],
  ['clear-device', '/settings/device', open(t('settings.clear'), 'alertdialog')],
  ['news', '/settings/news', (page) => seen(page.getByRole('heading', { level: 2 }).first())],
  ['about', '/settings/about', (page) => seen(page.getByRole('button', { name: t('settings.about.show') }))],
  ['people', '/admin/users', (page) => seen(page.getByRole('row', { name: /Citra/ }))],
  ['person-menu', '/admin/users', open(t('admin.actions_for', { name: 'Citra Lestari' }), 'menu')],
  ['disable', '/admin/users', inMenu(t('admin.actions_for', { name: 'Citra Lestari' }), t('admin.disable'), 'alertdialog')],
  ['invite', '/admin/users', open(t('admin.invite'))],
];

/** `[name, path, then?]`: the signed-in screens; `then(page)` does what is needed after the address. */
export const screensOf = (ids, t = wordsOf('en')) => [...views(ids), ...ofProjects(ids, t), ...searches(ids), ...overChats(ids, t), ...onMessages(ids, t), ...withFiles(ids, t), ...overAll(t)];

/** The screens of who is not signed in. */
export const doorsOf = (setup, invitation) => [
  ['login', '/login'],
  ['forgot', '/forgot'],
  ['reset', '/reset#token=abc'],
  ['reset-broken', '/reset'],
  ['setup-done', setup],
  ['invite-open', invitation],
  ['invite-broken', '/invite#token=wrong'],
];

/** What lies over the page goes away, and nothing stays where it was written. */
async function clear(page) {
  const openNow = () => page.locator(LAYERS).count();
  for (let open = await openNow(); open > 0; open = await openNow()) {
    await page.keyboard.press('Escape');
    await page.waitForFunction(([layers, most]) => document.querySelectorAll(layers).length < most, [LAYERS, open]);
  }
  await written.get(page)?.fill('');
  written.delete(page);
}

/** Goes to a screen, from within the app, and waits until nothing is loading on it any more. */
export async function visit(page, [, path, then]) {
  await clear(page);
  await moveTo(page, path);
  await settled(page);
  await then?.(page);
  // A dialog asks for what it shows when it is opened, and what is found is marked in the next frame.
  await loaded(page);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

async function loaded(page) {
  await page.waitForFunction(() => !document.querySelector('.skeleton, .chat-loading, .progress-line, .search-wait'));
  // Code has its colours and the name of its language.
  await page.waitForFunction(() => [...document.querySelectorAll('.md-code.has-bar')].every((code) => !code.querySelector('.md-code-lang').textContent || code.querySelector('[class*="hl-"]')));
}

/** Waits until a screen has its heading and nothing is loading on it. */
export async function settled(page) {
  await seen(page.getByRole('main').or(page.getByRole('complementary')).first());
  // What comes by itself later is still on its way when the page says what it is about.
  await seen(page.getByRole('heading', { level: 1 }).first());
  await loaded(page);
  await page.evaluate(() => document.fonts.ready);
}
