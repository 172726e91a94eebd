// Words of projects without an owner.
export default {
  'orphans.ask': 'Take “{name}” over?',
  'orphans.ask_body': 'You become its owner. Its members are told, and it is noted in its history.',
  'orphans.lead': 'Nobody who owns these projects can sign in any more.',
  'orphans.take': 'Take over',
  'orphans.take_name': 'Take over {name}',
  'orphans.taken': 'You own “{name}” now.',
  'orphans.title': 'Without an owner',
};
