//! The files of the page: embedded ones with their packed form made once, or the ones on the disk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use axum::http::HeaderValue;
use bytes::Bytes;
use flate2::Compression;
use rust_embed::Embed;
use sha2::{Digest as _, Sha256};

use super::super::represent::pack;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/assets"]
struct Assets;

/// Documents of the project that the page shows, where the project has them.
const DOCUMENTS: [(&str, &str); 2] = [
    ("CHANGELOG.md", include_str!("../../../CHANGELOG.md")),
    ("LICENSE", include_str!("../../../LICENSE")),
];

/// Every file by its path below `assets/`.
pub(super) enum Files {
    Disk,
    Embedded(BTreeMap<String, Arc<File>>),
}

/// One file.
pub(super) struct File {
    pub(super) bytes: Bytes,
    pub(super) kind: HeaderValue,
    packed: OnceLock<Option<Bytes>>,
}

impl Files {
    pub(super) fn on_disk() -> Self {
        Self::Disk
    }

    pub(super) fn embedded() -> Self {
        let files = Self::paths()
            .into_iter()
            .filter_map(|path| Some((path.clone(), Arc::new(load(&path)?))));
        Self::Embedded(files.collect())
    }

    pub(super) fn find(&self, path: &str) -> Option<Arc<File>> {
        match self {
            Self::Disk => load(path).map(Arc::new),
            Self::Embedded(files) => files.get(path).cloned(),
        }
    }

    /// The paths of all files.
    pub(super) fn paths() -> Vec<String> {
        let documents = DOCUMENTS.iter().map(|(path, _)| (*path).to_owned());
        Assets::iter().map(|path| path.to_string()).chain(documents).collect()
    }

    /// The text of a file.
    pub(super) fn find_text(&self, path: &str) -> Option<String> {
        String::from_utf8(self.find(path)?.bytes.to_vec()).ok()
    }

    /// Twelve hexadecimal digits that change when any file does.
    pub(super) fn tree() -> String {
        let mut hash = Sha256::new();
        for path in Assets::iter() {
            if let Some(file) = Assets::get(&path) {
                hash.update((path.len() as u64).to_le_bytes());
                hash.update(path.as_bytes());
                hash.update(file.metadata.sha256_hash());
            }
        }
        for (path, text) in DOCUMENTS {
            hash.update(path.as_bytes());
            hash.update(text.as_bytes());
        }
        let digest = hash.finalize();
        let first = digest.iter().take(6).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        format!("{first:012x}")
    }
}

fn load(path: &str) -> Option<File> {
    if let Some((_, text)) = DOCUMENTS.iter().find(|(document, _)| *document == path) {
        let kind = HeaderValue::from_static("text/plain; charset=utf-8");
        return Some(File::new(Bytes::from_static(text.as_bytes()), kind));
    }
    let bytes = match Assets::get(path)?.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    let ours =
        path.rsplit_once('.').is_some_and(|(_, kind)| kind == "js") && !path.starts_with("vendor/");
    let bytes = if ours { without_comments(&bytes) } else { bytes };
    Some(File::new(bytes, kind_of(path)))
}

/// A script without the comments that stand on lines of their own; these stay as empty lines, so that faults name the
/// right ones. A fifth of the packed bytes of the page are such comments. That no other text of ours looks like one is
/// tested by `tests/browser/scripts.test.mjs`.
fn without_comments(script: &Bytes) -> Bytes {
    let mut kept = Vec::with_capacity(script.len());
    let mut within = false;
    for line in script.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii();
        let opens = text.starts_with(b"/*");
        if within || opens || text.starts_with(b"//") {
            within = (within || opens) && !text.ends_with(b"*/");
            kept.push(b'\n');
        } else {
            kept.extend_from_slice(line);
        }
    }
    kept.into()
}

fn kind_of(path: &str) -> HeaderValue {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let text = kind.type_() == "text" || kind.subtype() == "javascript" || kind.subtype() == "json";
    let full = if text { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    HeaderValue::try_from(full).expect("media types are plain ASCII")
}

impl File {
    pub(super) fn new(bytes: Bytes, kind: HeaderValue) -> Self {
        Self { bytes, kind, packed: OnceLock::new() }
    }

    /// True for kinds that get smaller; fonts and images are packed in themselves.
    pub(super) fn packs(&self) -> bool {
        let kind = self.kind.as_bytes();
        kind.starts_with(b"text/") || kind.starts_with(b"application/j") || kind == b"image/svg+xml"
    }

    /// The packed form, made when it is first wanted; none if it would not be smaller.
    pub(super) fn packed(&self) -> Option<Bytes> {
        let make = || {
            let packed = self.packs().then(|| pack(&self.bytes, Compression::best()))?;
            (packed.len() < self.bytes.len()).then_some(packed)
        };
        self.packed.get_or_init(make).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_their_own_lines_are_not_served() {
        let script = "// What it is.\nimport 'a';\n/** One. */\n/**\n * Two.\n */\nrun(); // stays\n  // gone\nend('//');\n";
        let served = "\nimport 'a';\n\n\n\n\nrun(); // stays\n\nend('//');\n";
        assert_eq!(without_comments(&Bytes::from_static(script.as_bytes())), served);
    }
}
