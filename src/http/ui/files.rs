//! The files of the page: those in the binary, which the build made short and packed, or those of a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

use axum::http::{HeaderMap, HeaderValue};
use bytes::Bytes;
use flate2::Compression;
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest as _, Sha256};

use super::super::represent::{accepts, pack};

/// What `build/` made of `assets/`: each text also as `NAME.gz` and `NAME.br`.
#[derive(Embed)]
#[folder = "$OUT_DIR/page"]
struct Shipped;

/// Documents of the project that the page shows, where the project has them.
const DOCUMENTS: [(&str, &str); 2] = [
    ("CHANGELOG.md", include_str!("../../../CHANGELOG.md")),
    ("LICENSE", include_str!("../../../LICENSE")),
];

const GZIP: HeaderValue = HeaderValue::from_static("gzip");
const BROTLI: HeaderValue = HeaderValue::from_static("br");

/// Every file by its path.
pub(super) enum Files {
    /// Below a folder, read whenever one is wanted.
    Folder(PathBuf),
    /// In the binary.
    Shipped(BTreeMap<String, Arc<File>>),
}

/// One file.
pub(super) struct File {
    pub(super) bytes: Bytes,
    pub(super) kind: HeaderValue,
    gzip: OnceLock<Option<Bytes>>,
    brotli: Option<Bytes>,
}

impl Files {
    pub(super) fn shipped() -> Self {
        let paths = Shipped::iter().filter(|path| !is_packed(path));
        let files = paths.filter_map(|path| {
            let mut file = File::new(bytes_of(Shipped::get(&path)?), kind_of(&path));
            let packed = |end| Shipped::get(&format!("{path}.{end}")).map(bytes_of);
            file.brotli = packed("br");
            if let Some(gzip) = packed("gz") {
                file.gzip = OnceLock::from(Some(gzip));
            }
            Some((path.into_owned(), Arc::new(file)))
        });
        let documents = DOCUMENTS.map(|(path, _)| path.to_owned());
        let documents = documents.into_iter().filter_map(|path| {
            let file = Arc::new(document(&path)?);
            Some((path, file))
        });
        Self::Shipped(files.chain(documents).collect())
    }

    pub(super) fn find(&self, path: &str) -> Option<Arc<File>> {
        match self {
            Self::Folder(folder) => read(folder, path).or_else(|| document(path)).map(Arc::new),
            Self::Shipped(files) => files.get(path).cloned(),
        }
    }

    /// The paths of all files.
    pub(super) fn paths(&self) -> Vec<String> {
        match self {
            Self::Folder(folder) => {
                let mut paths = DOCUMENTS.map(|(path, _)| path.to_owned()).to_vec();
                list(folder, "", &mut paths);
                paths
            }
            Self::Shipped(files) => files.keys().cloned().collect(),
        }
    }

    /// The text of a file.
    pub(super) fn find_text(&self, path: &str) -> Option<String> {
        String::from_utf8(self.find(path)?.bytes.to_vec()).ok()
    }

    /// Twelve hexadecimal digits that change when any file of the binary does.
    pub(super) fn tree() -> String {
        let mut hash = Sha256::new();
        for path in Shipped::iter() {
            if let Some(file) = Shipped::get(&path) {
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

/// Whether it is the packed form of another file.
fn is_packed(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| matches!(end, "gz" | "br"))
}

fn bytes_of(file: EmbeddedFile) -> Bytes {
    match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    }
}

fn document(path: &str) -> Option<File> {
    let (_, text) = DOCUMENTS.iter().find(|(document, _)| *document == path)?;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    Some(File::new(Bytes::from_static(text.as_bytes()), kind))
}

/// A file below a folder; never one beside it.
fn read(folder: &Path, path: &str) -> Option<File> {
    let below = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let bytes = below.then(|| fs::read(folder.join(path)).ok()).flatten()?;
    Some(File::new(bytes.into(), kind_of(path)))
}

/// Adds the paths of all files below a folder.
fn list(folder: &Path, below: &str, paths: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if entry.path().is_dir() {
            list(&entry.path(), &path, paths);
        } else {
            paths.push(path);
        }
    }
}

fn kind_of(path: &str) -> HeaderValue {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let text = kind.type_() == "text" || kind.subtype() == "javascript" || kind.subtype() == "json";
    let full = if text { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    HeaderValue::try_from(full).expect("media types are plain ASCII")
}

impl File {
    pub(super) fn new(bytes: Bytes, kind: HeaderValue) -> Self {
        Self { bytes, kind, gzip: OnceLock::new(), brotli: None }
    }

    /// True for kinds that get smaller; fonts and images are packed in themselves.
    pub(super) fn packs(&self) -> bool {
        let kind = self.kind.as_bytes();
        kind.starts_with(b"text/") || kind.starts_with(b"application/j") || kind == b"image/svg+xml"
    }

    /// The smallest form that the caller takes, and what that is called; none if it is the plain one.
    pub(super) fn wished(&self, wishes: &HeaderMap) -> (Bytes, Option<HeaderValue>) {
        if let Some(packed) = self.brotli.clone().filter(|_| accepts(wishes, "br")) {
            return (packed, Some(BROTLI));
        }
        match self.gzip().filter(|_| accepts(wishes, "gzip")) {
            Some(packed) => (packed, Some(GZIP)),
            None => (self.bytes.clone(), None),
        }
    }

    /// The form packed with gzip, made when it is first wanted where the build has not; none if it would not be smaller.
    fn gzip(&self) -> Option<Bytes> {
        let make = || {
            let packed = self.packs().then(|| pack(&self.bytes, Compression::best()))?;
            (packed.len() < self.bytes.len()).then_some(packed)
        };
        self.gzip.get_or_init(make).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_what_is_in_it_and_nothing_beside_it() {
        let root = tempfile::tempdir().unwrap();
        let page = root.path().join("page/app");
        #[expect(clippy::disallowed_methods, reason = "a folder of this test")]
        fs::create_dir_all(&page).unwrap();
        fs::write(page.join("main.js"), "start();").unwrap();
        fs::write(root.path().join("secret"), "no").unwrap();
        let files = Files::Folder(root.path().join("page"));
        assert_eq!(files.find_text("app/main.js").unwrap(), "start();");
        assert!(files.find_text("CHANGELOG.md").unwrap().contains("## [Unreleased]"));
        assert_eq!(files.paths(), ["CHANGELOG.md", "LICENSE", "app/main.js"]);
        let absolute = root.path().join("secret");
        for path in ["../secret", "app/../../secret", "app", "", absolute.to_str().unwrap()] {
            assert!(files.find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn what_is_shipped_is_packed_already() {
        let Files::Shipped(files) = Files::shipped() else { panic!("they are in the binary") };
        for path in ["app/main.js", "styles/page.css", "features/chat/view.js", "icons/icons.svg"] {
            let file = &files[path];
            let gzip = file.gzip.get().cloned().flatten().unwrap();
            let brotli = file.brotli.clone().unwrap();
            assert!(brotli.len() < gzip.len() && gzip.len() < file.bytes.len(), "{path}");
            let mut plain = Vec::new();
            std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&gzip[..]), &mut plain)
                .unwrap();
            assert_eq!(plain, file.bytes, "{path}");
        }
        assert!(!files.keys().any(|path| is_packed(path)));
    }
}
