//! What people in the demo talk about, in Indonesian and English.
//!
//! A script is lines: `0: words` says something as the first speaker, `1> words` replies in the thread
//! of the line before, `+ 👍 3` lets three people react. `{0}` mentions a speaker; `{project}`,
//! `{day}`, `{place}` and `{n}` are filled in.

/// The kind of talk that belongs in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// One message, and that is all.
    Welcome,
    Office,
    Code,
    Release,
    Design,
    Product,
    Sales,
    Support,
    Lunch,
    Sport,
    Random,
    Direct,
}

/// One line of a script.
pub(super) enum Line<'s> {
    Say { speaker: usize, words: &'s str, is_reply: bool },
    React { emoji: &'s str, people: usize },
}

pub(super) const PROJECTS: [&str; 6] =
    ["Garuda", "Merapi", "Komodo", "portal pelanggan", "EPOP 2", "data warehouse"];
pub(super) const DAYS: [&str; 6] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "besok"];
pub(super) const PLACES: [&str; 6] =
    ["Bandung", "Surabaya", "Jakarta", "Medan", "Makassar", "Singapore"];

/// What fills the gaps of a script.
pub(super) struct Facts {
    pub(super) project: &'static str,
    pub(super) day: &'static str,
    pub(super) place: &'static str,
    pub(super) number: u64,
}

impl Facts {
    /// The words without gaps; a mentioned speaker becomes `@` and a number of the cast.
    pub(super) fn fill(&self, words: &str, speakers: &[usize]) -> String {
        let mut words = words
            .replace("{project}", self.project)
            .replace("{day}", self.day)
            .replace("{place}", self.place)
            .replace("{n}", &self.number.to_string());
        for speaker in 0..4 {
            let person = speakers[speaker % speakers.len()];
            words = words.replace(&format!("{{{speaker}}}"), &format!("@{person}"));
        }
        words
    }
}

/// The scripts of a tone.
pub(super) fn of(tone: Tone) -> Vec<&'static str> {
    SCRIPTS.iter().filter(|(tones, _)| tones.contains(&tone)).map(|(_, script)| *script).collect()
}

/// The lines of a script; what is none is passed over.
pub(super) fn lines(script: &'static str) -> impl Iterator<Item = Line<'static>> {
    script.lines().filter_map(|line| parse(line.trim()))
}

fn parse(line: &'static str) -> Option<Line<'static>> {
    if let Some(reaction) = line.strip_prefix("+ ") {
        let (emoji, people) = reaction.split_once(' ')?;
        return Some(Line::React { emoji, people: people.parse().ok()? });
    }
    let mark = line.find([':', '>'])?;
    let speaker = line[..mark].parse().ok()?;
    Some(Line::Say {
        speaker,
        words: line[mark + 1..].trim(),
        is_reply: line[mark..].starts_with('>'),
    })
}

use Tone::{Code, Design, Direct, Lunch, Office, Product, Random, Release, Sales, Sport, Support};

const SCRIPTS: &[(&[Tone], &str)] = &[
    (&[Office, Random], "0: Selamat pagi semua! Jangan lupa isi timesheet sebelum {day} sore ya.
        + 👍 4
        1: Siap, makasih sudah diingatkan
        2: Yang minggu lalu masih bisa diedit?
        0> Bisa, sampai akhir bulan."),
    (&[Office], "0: @channel besok listrik gedung dipadamkan jam 12 sampai 13. Tolong simpan pekerjaan sebelum itu.
        + 🙏 5
        1: Server ikut mati?
        2> Tidak, ada genset. Hanya lantai kita.
        1> Oke, aman."),
    (&[Office], "0: The quarterly review for {project} moves to {day}, same room.
        1: Noted. Is {2} joining from {place}?
        2> Yes, remotely. I will share my slides tonight.
        + ✅ 3"),
    (&[Office], "0: Reimburse perjalanan ke {place} sudah diproses, cek rekening masing-masing.
        + 🎉 6
        1: Mantap, terima kasih {0}!"),
    (&[Office], "0: Welcome aboard! Our new colleague starts on {day}, please say hi.
        + 👋 7
        1: Welcome! Meja dekat jendela masih kosong
        2: Selamat bergabung!"),
    (&[Office, Direct], "0: Aku cuti {day}, {1} yang pegang urusan {project} ya.
        1: Oke, catatan serah terimanya di mana?
        0> Sudah di folder bersama, halaman pertama."),
    (&[Code], "0: Build `main` merah sejak commit terakhir: `error[E0382]: use of moved value`
        1: Punyaku, maaf. Revert atau tunggu 10 menit?
        0> Tunggu saja, sebentar lagi rapat.
        1> Sudah hijau.
        + 💚 3"),
    (&[Code], "0: Review please: **{project}** pagination now uses keyset, no more `OFFSET`. About {n} lines.
        1: On it
        1> Two small remarks, otherwise great.
        0> Fixed both, thanks {1}!
        + 🚀 4"),
    (&[Code], "0: Latency p99 di {place} naik jadi {n} ms sejak semalam, ada yang deploy?
        1: Aku, indeks baru untuk pencarian. Cek dulu
        2: Kelihatannya autovacuum jalan bersamaan
        1> Betul, sudah turun sendiri. Aku pasang alarm.
        + 👀 2"),
    (&[Code], "0: Does anyone remember why the retry limit is {n}?
        1: Historical. See the note in `client.rs`
        2: I would make it a setting with a sane default
        0: Agreed, opening an issue"),
    (&[Code, Direct], "0: {1} boleh minta tolong lihat log worker {project}? Antreannya menumpuk
        1: Cek... koneksinya habis, ada query lambat
        1: Sudah aku batalkan, antrean turun
        0: Hebat, terima kasih!
        + 🙌 1"),
    (&[Code], "0: TIL `git switch -` kembali ke cabang sebelumnya. Hidup berubah.
        + 🤯 5
        1: Baru tahu?
        2: Jangan bully dong"),
    (&[Code, Release], "0: Freeze mulai {day} jam 17. Yang belum merge, pindah ke rilis berikut.
        + 👍 5
        1: {2} PR kamu tinggal satu approval
        2> Beres, sudah masuk."),
    (&[Release], "0: Rilis **{n}.0** untuk {project} sudah di produksi. Catatan: https://notes.epop.local/{n}
        + 🎉 8
        1: Smoke test lulus semua
        2: Pantauan 30 menit pertama aman"),
    (&[Release], "0: Rollback {project}: galat 500 di halaman masuk.
        1: Konfirmasi, sudah kembali ke versi sebelumnya
        0> Postmortem {day}, semua diundang.
        2> Penyebabnya sertifikat, bukan kode."),
    (&[Release, Product], "0: What is left for {project}? My list: docs, migration guide, release note.
        1: Migration guide is done
        2: Docs need one more day
        0: Then we ship on {day}. Thanks everyone
        + 🚀 4"),
    (&[Design], "0: Mockup halaman papan {project} versi ketiga sudah di Figma. Tolong komentar sebelum {day}.
        + 😍 3
        1: Suka! Kontras tombolnya masih kurang di mode gelap
        0> Benar, aku naikkan ke 4.5 banding 1.
        2: Ikon arsipnya mirip unduh, bisa dibedakan?"),
    (&[Design], "0: Notes from {n} interviews in {place}: people search by *who*, not by *what*.
        1: That matches what we saw last spring
        2: So person filters first?
        0: Yes, and recent people on top
        + 💡 4"),
    (&[Design, Direct], "0: Font baru ini terbaca di layar kecil?
        1: Di 360 px masih oke, angka sejajar juga
        0: Sip, kita pakai"),
    (&[Product], "0: Usulan roadmap {project}: 1) notifikasi, 2) impor, 3) laporan. Setuju urutannya?
        1: Impor dulu, pelanggan {place} menunggu
        2: Setuju dengan {1}
        0: Oke, impor naik ke nomor satu
        + 👍 4"),
    (&[Product], "0: Decision: we keep one settings page. Reasons in the doc, comments open until {day}.
        + ✅ 3
        1: Makes sense to me
        2: Short and clear, thank you {0}"),
    (&[Product, Sales], "0: Demo untuk {place} minta fitur ekspor CSV. Ada rencana?
        1: Masuk sprint depan
        0> Bagus, aku kabari mereka.
        2> Formatnya sama seperti laporan bulanan ya."),
    (&[Sales], "0: Kontrak dengan klien {place} ditandatangani! {n} kursi, tahunan.
        + 🎉 6
        1: Luar biasa, selamat {0}!
        2: Kapan onboarding?
        0> Mulai {day}, aku undang tim dukungan."),
    (&[Sales], "0: Pipeline this week: {n} leads, four demos, two proposals out.
        1: The one in {place} asks for on-premises again
        2: Good for us, that is exactly what we do
        + 💪 3"),
    (&[Sales, Direct], "0: Boleh kirim daftar harga terbaru?
        1: Sudah aku kirim ke surelmu
        0: Diterima, trims"),
    (&[Support], "0: Tiket #{n}1: pelanggan di {place} tidak bisa masuk sejak pagi.
        1: Jam perangkatnya meleset dua jam, token dianggap kedaluwarsa
        0> Sudah dibetulkan, mereka berterima kasih.
        + 🙏 2"),
    (&[Support], "0: Ticket #{n}2: export shows the wrong month when the time zone is not set.
        1: Confirmed, reported to engineering
        2: Fix is in the next release, I added the ticket to the note
        + 👍 2"),
    (&[Support], "0: Ada makro jawaban untuk pertanyaan ganti kata sandi?
        1: Ada, ketik `/sandi` di editor
        0: Wah, menghemat waktu sekali"),
    (&[Support], "0: @here antrean tiket {n}, ada yang bisa bantu sampai jam 3?
        1: Aku ambil sepuluh
        2: Sepuluh lagi buatku
        + ❤️ 3"),
    (&[Lunch], "0: Makan siang di mana hari ini?
        1: Soto Betawi depan kantor?
        2: Ikut!
        3: Nitip satu, tanpa emping
        + 🍜 4"),
    (&[Lunch], "0: There is leftover cake from the {place} visit in the pantry
        + 🍰 7
        1: Was cake. Past tense.
        2: Terlambat lagi..."),
    (&[Lunch], "0: Warung padang yang baru enak banget, rendangnya juara
        1: Buka sampai jam berapa?
        0> Jam sembilan malam.
        2> Besok kita coba ramai-ramai?
        + 🤤 3"),
    (&[Sport], "0: Futsal Kamis jadi? Butuh sepuluh orang
        + ⚽ 6
        1: Ikut
        2: Absen, lutut masih sakit
        0> Cepat sembuh ya."),
    (&[Sport], "0: Hasil tadi malam: kita {n} lawan mereka 9. Statistiknya tidak usah dibahas.
        + 😂 6
        1: Kipernya siapa?
        2: No comment"),
    (&[Random], "0: Kucing kantor tidur di atas keyboard {1} lagi
        + 😹 8
        1: Dia sudah commit tiga kali hari ini
        2: Coverage-nya lebih baik dari punyaku"),
    (&[Random], "0: Rekomendasi film akhir pekan?
        1: Yang dokumenter soal kopi {place} itu bagus
        2: Seconded, lovely photography"),
    (&[Random], "0: Hujan deras di {place}, hati-hati yang pulang naik motor
        + 🙏 6
        1: Stasiun juga penuh, aku tunggu di kantor dulu"),
    (&[Random], "0: Friday quiz: which river crosses {n} percent of Borneo?
        1: Kapuas!
        2: Mahakam?
        0> {1} wins, the prize is the last donut.
        + 🍩 3"),
    (&[Direct], "0: Sudah sempat lihat dokumen {project}?
        1: Baru setengah, bagian anggaran masih kosong?
        0: Iya, menunggu angka dari keuangan
        1: Oke, aku selesaikan malam ini"),
    (&[Direct], "0: Got a minute?
        1: Sure
        0: Can you join the {place} call on {day}? Half an hour at most
        1: Yes, send me the invite
        + 👍 1"),
    (&[Direct], "0: Terima kasih bantuannya kemarin ya
        1: Sama-sama! Semoga lancar presentasinya
        + 😊 1"),
    (&[Direct], "0: Kopi?
        1: Lima menit lagi
        0: Aku tunggu di bawah ☕"),
    (&[Direct], "0: The numbers for {project} look off by {n}, do you see it too?
        1: Yes, double counting. Fixing the query now
        1: Fixed and re-run
        0: Perfect, thanks"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_script_is_understood() {
        for (tones, script) in SCRIPTS {
            assert!(!tones.is_empty());
            assert_eq!(lines(script).count(), script.lines().count(), "{script}");
            assert!(
                matches!(lines(script).next(), Some(Line::Say { is_reply: false, .. })),
                "{script}"
            );
        }
        for tone in
            [Office, Code, Release, Design, Product, Sales, Support, Lunch, Sport, Random, Direct]
        {
            assert!(of(tone).len() >= 2, "{tone:?}");
        }
    }

    #[test]
    fn gaps_are_filled_and_speakers_mentioned() {
        let facts = Facts { project: "P", day: "D", place: "L", number: 7 };
        assert_eq!(facts.fill("{0} {1} {project} {day} {place} {n}", &[4, 9]), "@4 @9 P D L 7");
    }
}
