//! Writes the files of the page, each text also packed, so that the server never has to.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Fonts and pictures are packed in themselves; these are filled in by the server first.
const NOT_PACKED: [&str; 6] =
    [".woff2", ".png", "LICENSE", "index.html", "app/sw.js", "importmap.json"];

/// Writes `files` below `folder`, with `NAME.gz` and `NAME.br` beside those that get smaller. What lies there already and
/// is the same stays; what else lies there goes.
pub(crate) fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    let mut kept = BTreeSet::new();
    for (path, bytes) in files {
        let file = folder.join(path);
        kept.insert(file.clone());
        let packed = ["gz", "br"].map(|end| folder.join(format!("{path}.{end}")));
        let same = fs::read(&file).is_ok_and(|old| old == *bytes);
        if !same {
            put(&file, bytes);
        }
        if NOT_PACKED.iter().any(|end| path.ends_with(end)) {
            continue;
        }
        for (file, pack) in packed.into_iter().zip([gzip, brotli]) {
            if !(same && file.exists()) {
                put(&file, &pack(bytes));
            }
            kept.insert(file);
        }
    }
    clear(folder, &kept);
}

/// Writes JSON without its spaces, packed.
pub(crate) fn write_document(file: &Path, json: &[u8]) {
    let document: serde_json::Value = serde_json::from_slice(json).expect("the document is JSON");
    put(file, &gzip(document.to_string().as_bytes()));
}

#[expect(clippy::disallowed_methods, reason = "this module owns the folder of the shipped page")]
fn put(file: &Path, bytes: &[u8]) {
    let folder = file.parent().expect("it is below a folder");
    fs::create_dir_all(folder).expect("the target folder takes folders");
    fs::write(file, bytes).expect("the target folder takes files");
}

#[expect(clippy::disallowed_methods, reason = "this module owns the folder of the shipped page")]
fn clear(folder: &Path, kept: &BTreeSet<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("it was written") {
        let path = entry.expect("it was written").path();
        if path.is_dir() {
            clear(&path, kept);
        } else if !kept.contains(&path) {
            fs::remove_file(&path).expect("it is ours");
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("a vector takes everything");
    encoder.finish().expect("a vector takes everything")
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &best).expect("a vector takes everything");
    packed
}
