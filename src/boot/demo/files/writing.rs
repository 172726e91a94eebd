//! Texts, tables, pages and a sound for the demo.

use std::fmt::Write as _;

/// Notes of a meeting.
pub(super) const NOTES: &str = "# Notulen: Proyek Garuda

**Hadir:** Alice, Bob, Rina, Bayu, Dewi, Siti, Budi

## Keputusan

1. Impor data lebih dulu; pelanggan pertama menunggu.
2. Laporan bulanan pindah ke kuartal depan.
3. Satu halaman pengaturan, bukan tiga.

## Tindak lanjut

- Rina: rencana uji beban
- Bob: batas percobaan ulang jadi pengaturan (lihat `retry.rs`)
- Dewi: papan versi ketiga, terang dan gelap

## Tahap

1. Impor: 3 sampai 19 Desember
2. Uji coba: 5 sampai 30 Januari
3. Rilis: 9 sampai 13 Februari

> Yang tidak ada di daftar ini, tidak kita kerjakan kuartal ini.
";

/// Source text.
pub(super) const RETRY: &str = r"//! Tries again, later and later, with some chance in it.

use std::time::Duration;

/// How often something is tried, and how long between.
#[derive(Debug, Clone, Copy)]
pub struct Retry {
    pub attempts: u32,
    pub first: Duration,
    pub most: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 6, first: Duration::from_millis(200), most: Duration::from_secs(30) }
    }
}

impl Retry {
    /// How long to wait before the attempt of this number; none when it was tried often enough.
    pub fn pause(&self, attempt: u32) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let longer = self.first.saturating_mul(1 << attempt.min(16));
        Some(longer.min(self.most))
    }
}
";

/// What a worker wrote in a night.
pub(super) fn log() -> Vec<u8> {
    let mut log = String::new();
    for line in 0..180_u32 {
        let (minute, second) = (line / 3, line * 20 % 60);
        let word = match line % 23 {
            7 => "WARN  connection pool exhausted, waiting",
            11 => "ERROR request to billing timed out after 5000 ms, attempt 3 of 6",
            12 => "INFO  attempt 4 of 6 succeeded",
            _ => "INFO  batch done",
        };
        let took = 12 + line * 7 % 61;
        writeln!(log, "02:{minute:02}:{second:02} {word} took_ms={took} batch={}", 4_100 + line)
            .expect("a string takes everything");
    }
    log.into_bytes()
}

/// A table.
pub(super) fn budget() -> Vec<u8> {
    const LINES: [(&str, u32); 12] = [
        ("Pusat data", 48_000_000),
        ("Lisensi perangkat lunak", 12_500_000),
        ("Perangkat keras", 36_000_000),
        ("Perjalanan dinas", 22_400_000),
        ("Pelatihan", 15_000_000),
        ("Sewa kantor", 90_000_000),
        ("Listrik dan air", 9_800_000),
        ("Internet", 7_200_000),
        ("Konsumsi", 6_400_000),
        ("Pemasaran", 41_000_000),
        ("Riset pengguna", 18_000_000),
        ("Cadangan", 25_000_000),
    ];
    let mut table = String::from("Pos,Oktober,November,Desember,Jumlah\n");
    for (place, (name, month)) in (0_u32..).zip(LINES) {
        let months = [month, month + month / 20 * (place % 3), month + month / 10];
        let [first, second, third] = months;
        let sum: u32 = months.iter().sum();
        writeln!(table, "{name},{first},{second},{third},{sum}")
            .expect("a string takes everything");
    }
    table.into_bytes()
}

/// How to begin.
pub(super) fn guide() -> Vec<u8> {
    pdf(&[
        (
            "EPOP in five minutes",
            &[
                "Chats: channels are open to everyone, groups and direct chats are not.",
                "Threads: reply beside a message, so that the channel stays short.",
                "Files: drop them anywhere in a chat, or paste them.",
                "Search: Ctrl+K finds people, chats, files and what was said.",
                "Quiet hours: Settings, Notifications.",
                "",
                "Questions? Ask in #people-ops.",
            ],
        ),
        (
            "Keys",
            &[
                "Ctrl+K   find anything and go there",
                "G, F     files",
                "?        all the keys",
                "E        edit the last message",
                "Space    look at a file",
            ],
        ),
    ])
}

/// What a data centre asks for.
pub(super) fn bill() -> Vec<u8> {
    pdf(&[(
        "Tagihan 2291 - Pusat Data Cikarang",
        &[
            "Kepada: EPOP Nusantara",
            "",
            "2 rak, 12 kW                       Rp 38.400.000",
            "Koneksi 1 Gbps                     Rp  7.200.000",
            "Tangan jarak jauh, 4 jam           Rp  2.400.000",
            "",
            "Jumlah                             Rp 48.000.000",
            "Jatuh tempo dalam 30 hari.",
        ],
    )])
}

/// What comes when, as of some day.
pub(super) fn roadmap(state: &str) -> Vec<u8> {
    let title = format!("Garuda: roadmap ({state})");
    pdf(&[
        (
            &title,
            &[
                "1. Import of customer data            December",
                "2. Trial with three customers         January",
                "3. Release                            February",
                "4. Monthly reports                    March",
            ],
        ),
        ("Risks", &["The load test comes late.", "Two customers use the old format."]),
    ])
}

/// Pages of plain text: as little as makes a PDF.
fn pdf(pages: &[(&str, &[&str])]) -> Vec<u8> {
    let count = pages.len();
    let kids: Vec<String> = (0..count).map(|page| format!("{} 0 R", 4 + page * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {count} >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>".to_owned(),
    ];
    for (number, (title, lines)) in pages.iter().enumerate() {
        let mut text = format!("BT /F1 20 Tf 60 770 Td ({}) Tj /F1 11 Tf\n", escaped(title));
        text.push_str("0 -40 Td 18 TL\n");
        for line in *lines {
            writeln!(text, "({}) Tj T*", escaped(line)).expect("a string takes everything");
        }
        text.push_str("ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + number * 2
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()));
    }
    let mut file = String::from("%PDF-1.4\n");
    let mut places = String::new();
    for (number, object) in objects.iter().enumerate() {
        writeln!(places, "{:010} 00000 n ", file.len()).expect("a string takes everything");
        writeln!(file, "{} 0 obj\n{object}\nendobj", number + 1)
            .expect("a string takes everything");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    write!(
        file,
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    )
    .expect("a string takes everything");
    file.into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")
}

/// Two tones of a bell.
pub(super) fn bell() -> Vec<u8> {
    const RATE: u32 = 22_050;
    let sample = |at: u32| {
        let at = at as f32 / RATE as f32;
        let tone = |begins: f32, pitch: f32| {
            let since = at - begins;
            if since < 0.0 {
                return 0.0;
            }
            let wave = (since * pitch * std::f32::consts::TAU).sin()
                + 0.4 * (since * pitch * 2.76 * std::f32::consts::TAU).sin();
            wave * (-since * 3.2).exp()
        };
        ((tone(0.0, 880.0) + tone(0.45, 659.3)) * 9_000.0) as i16
    };
    let sound: Vec<u8> = (0..RATE * 3).flat_map(|at| sample(at).to_le_bytes()).collect();
    let length = sound.len() as u32;
    let mut file = Vec::with_capacity(sound.len() + 44);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(length + 36).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    // Uncompressed, one channel.
    file.extend_from_slice(&[1, 0, 1, 0]);
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * 2).to_le_bytes());
    file.extend_from_slice(&[2, 0, 16, 0]);
    file.extend_from_slice(b"data");
    file.extend_from_slice(&length.to_le_bytes());
    file.extend_from_slice(&sound);
    file
}
