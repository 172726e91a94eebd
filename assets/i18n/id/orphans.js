// Words of projects without an owner.
export default {
  'orphans.ask': 'Ambil alih “{name}”?',
  'orphans.ask_body': 'Anda menjadi pemiliknya. Para anggotanya diberi tahu, dan hal ini tercatat dalam riwayatnya.',
  'orphans.lead': 'Tidak ada pemilik proyek ini yang masih dapat masuk.',
  'orphans.take': 'Ambil alih',
  'orphans.take_name': 'Ambil alih {name}',
  'orphans.taken': 'Kini Anda pemilik “{name}”.',
  'orphans.title': 'Tanpa pemilik',
};
