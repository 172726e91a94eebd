// Texts of the command palette.
export default {
  'palette.clear': 'Forget recent searches',
  'palette.commands': 'Commands',
  'palette.copied': 'Link copied.',
  'palette.count': { one: '{n} result', other: '{n} results' },
  'palette.field': 'Search or jump to',
  'palette.help': 'What one can type',
  'palette.here': 'Here',
  'palette.keys': '↵ open · Tab narrow · Alt+↵ copy link · ? help',
  'palette.nothing': 'Nothing found for “{query}”.',
  'palette.nothing_yet': 'Type the name of a person, a conversation or a command.',
  'palette.offline': 'No connection: only what is on this device.',
  'palette.places': 'Recent places',
  'palette.results': 'Results',
  'palette.searches': 'Recent searches',
  'palette.type': 'Type {sign}',
  'palette.unread': '{n} unread',
};
