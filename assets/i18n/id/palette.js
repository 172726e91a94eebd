// Teks palet perintah.
export default {
  'palette.clear': 'Lupakan pencarian terakhir',
  'palette.commands': 'Perintah',
  'palette.copied': 'Tautan disalin.',
  'palette.count': { other: '{n} hasil' },
  'palette.field': 'Cari atau buka',
  'palette.help': 'Yang dapat diketik',
  'palette.here': 'Di sini',
  'palette.keys': '↵ buka · Tab persempit · Alt+↵ salin tautan · ? bantuan',
  'palette.nothing': 'Tidak ada hasil untuk “{query}”.',
  'palette.nothing_yet': 'Ketik nama orang, percakapan, atau perintah.',
  'palette.offline': 'Tidak ada koneksi: hanya yang ada di perangkat ini.',
  'palette.places': 'Tempat terakhir',
  'palette.results': 'Hasil',
  'palette.searches': 'Pencarian terakhir',
  'palette.type': 'Ketik {sign}',
  'palette.unread': '{n} belum dibaca',
};
