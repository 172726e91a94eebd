//! What people in the demo share: small real files, made at the start.

mod painting;
mod writing;

use std::collections::HashMap;

use bytes::Bytes;

use super::people::Cast;
use crate::access::App;
use crate::base::ids::FileId;
use crate::base::time::Timestamp;
use crate::base::{Error, Result};
use crate::features::files::PastForm;
use crate::infra::db::WriteTx;

/// What somebody shares: in the room of this title, so many minutes ago, with these words.
pub(super) struct Share {
    pub(super) room: &'static str,
    pub(super) by: usize,
    pub(super) minutes: i64,
    pub(super) words: &'static str,
    pub(super) files: &'static [&'static str],
}

const fn share(
    room: &'static str,
    by: usize,
    minutes: i64,
    words: &'static str,
    files: &'static [&'static str],
) -> Share {
    Share { room, by, minutes, words, files }
}

/// Everything that is shared.
pub(super) const SHARES: [Share; 7] = [
    share("umum", 0, 420, "Panduan singkat untuk yang baru bergabung:", &["panduan-epop.pdf"]),
    share(
        "umum",
        23,
        300,
        "Foto dari Bandung akhir pekan lalu. Terima kasih semua yang ikut!",
        &["bandung-pagi.jpg", "bandung-sore.jpg", "bandung-malam.jpg"],
    ),
    share(
        "keuangan",
        15,
        240,
        "The budget for the quarter, and the bill of the data centre.",
        &["anggaran-q4.csv", "tagihan-pusat-data.pdf"],
    ),
    share(
        "Proyek Garuda",
        1,
        200,
        "Roadmap after this morning's meeting, and the notes.",
        &["roadmap-garuda.pdf", "notulen.md"],
    ),
    share(
        "desain",
        5,
        180,
        "Papan versi ketiga, terang dan gelap. Tolong komentar sebelum Jumat.",
        &["papan-terang.png", "papan-gelap.png"],
    ),
    share(
        "engineering",
        2,
        140,
        "The retry as it is now, and what the worker said last night:",
        &["retry.rs", "worker.log"],
    ),
    share("dukungan", 13, 125, "Bel baru untuk tiket darurat. Setuju?", &["bel.wav"]),
];

/// What is on a picture, for who does not see it.
const SHOWN: [(&str, &str); 5] = [
    ("bandung-pagi.jpg", "Gunung-gunung biru di bawah langit pagi"),
    ("bandung-sore.jpg", "Matahari terbenam di balik gunung"),
    ("bandung-malam.jpg", "Bulan di atas gunung yang gelap"),
    ("papan-terang.png", "A board of four columns on a light background"),
    ("papan-gelap.png", "The same board on a dark background"),
];

/// The bytes of a file, each form it had.
fn make(name: &str) -> Result<Vec<Vec<u8>>> {
    Ok(match name {
        "bandung-pagi.jpg" => vec![painting::mountains(painting::Hour::Morning)?],
        "bandung-sore.jpg" => vec![painting::mountains(painting::Hour::Evening)?],
        "bandung-malam.jpg" => vec![painting::mountains(painting::Hour::Night)?],
        "papan-terang.png" => vec![painting::board(false)?],
        "papan-gelap.png" => vec![painting::board(true)?],
        "panduan-epop.pdf" => vec![writing::guide()],
        "tagihan-pusat-data.pdf" => vec![writing::bill()],
        // It was changed after the meeting.
        "roadmap-garuda.pdf" => vec![writing::roadmap("Draft"), writing::roadmap("After review")],
        "anggaran-q4.csv" => vec![writing::budget()],
        "notulen.md" => vec![writing::NOTES.into()],
        "retry.rs" => vec![writing::RETRY.into()],
        "worker.log" => vec![writing::log()],
        "bel.wav" => vec![writing::bell()],
        _ => return Err(Error::internal(format!("nobody makes {name}"))),
    })
}

/// Files whose bytes are kept and that are nobody's yet.
pub(super) struct Prepared(HashMap<&'static str, Vec<PastForm>>);

/// Makes them all.
///
/// # Errors
/// The storage failed.
pub(super) async fn prepare(app: &App) -> Result<Prepared> {
    let mut prepared = HashMap::new();
    for name in SHARES.iter().flat_map(|share| share.files) {
        let mut forms = Vec::new();
        for bytes in make(name)? {
            forms.push(PastForm::keep(&app.blobs, name, Bytes::from(bytes)).await?);
        }
        prepared.insert(*name, forms);
    }
    Ok(Prepared(prepared))
}

impl Prepared {
    /// They are this person's from then on.
    ///
    /// # Errors
    /// The storage failed.
    pub(super) fn bring(
        &self,
        tx: &mut WriteTx<'_>,
        cast: &Cast,
        by: usize,
        names: &[&'static str],
        at: Timestamp,
    ) -> Result<Vec<FileId>> {
        let owner = cast.people[by].id;
        let bring = |name: &&'static str| {
            let forms = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
            let shown = SHOWN.iter().find(|(of, _)| of == name).map(|(_, words)| *words);
            PastForm::bring(tx, owner, name, forms, shown, at)
        };
        names.iter().map(bring).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::kind::FileKind;
    use crate::infra::filetype::sniff;

    #[test]
    fn every_file_is_what_its_name_says_and_small() {
        use FileKind::{Audio, Code, Image, Pdf, Spreadsheet, Text};
        for name in SHARES.iter().flat_map(|share| share.files) {
            let kind = match name.rsplit_once('.').map(|(_, end)| end) {
                Some("jpg" | "png") => Image,
                Some("pdf") => Pdf,
                Some("csv") => Spreadsheet,
                Some("rs") => Code,
                Some("wav") => Audio,
                _ => Text,
            };
            for bytes in make(name).unwrap() {
                assert_eq!(sniff(&bytes, name, None).kind, kind, "{name}");
                assert!((100..400_000).contains(&bytes.len()), "{name}: {}", bytes.len());
            }
        }
    }
}
