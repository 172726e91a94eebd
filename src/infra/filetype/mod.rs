//! What a file is: by its bytes first, then by its name; what its sender says is the last hint.
//!
//! Whatever is shown in a page is one of few types that do nothing there, and is sent as the type its bytes
//! have ([`shown_as`]). A name or a sender can make a file less trusted, never more.

mod texts;

use crate::base::kind::FileKind;

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileType {
    /// Its media type, without parameters.
    pub mime: String,
    /// The same, as people think of it.
    pub kind: FileKind,
    /// Whether it may be shown in a page.
    pub is_inline: bool,
}

/// Nothing is known of it.
const UNKNOWN: &str = "application/octet-stream";
/// How Office files of the old kind lie on the disk.
const OLE: &str = "application/x-ole-storage";

/// Pictures that do nothing but show.
const PICTURES: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
/// Texts that browsers run or build pages of.
const MARKUP: [&str; 2] = ["text/html", "text/xml"];

/// What is packed into a zip or an old Office file, by the end of its name.
#[rustfmt::skip]
const PACKED: &[(&str, &str)] = &[
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("epub", "application/epub+zip"),
    ("jar", "application/java-archive"),
    ("apk", "application/vnd.android.package-archive"),
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("msg", "application/vnd.ms-outlook"),
    ("msi", "application/x-msi"),
];

/// Tells what a file is by its first bytes, its name, and what its sender says it is.
pub fn sniff(head: &[u8], file_name: &str, declared: Option<&str>) -> FileType {
    let end = extension(file_name);
    let mime = match infer::get(head).map(|known| known.mime_type()) {
        // Of texts the name tells more.
        Some(known) if !known.starts_with("text/") => named(known, &end).to_owned(),
        _ => container(head, &end)
            .or_else(|| texts::media_type(head, &end))
            .map_or_else(|| guess(&end, declared), str::to_owned),
    };
    let is_inline = shown_as(&mime).is_some();
    FileType { kind: kind_of(&mime), is_inline, mime }
}

/// As which media type a file is sent to be shown in a page; none if it may not be. Source text is sent as
/// plain text: no page can load it as a script.
pub fn shown_as(mime: &str) -> Option<&str> {
    let passive = PICTURES.contains(&mime)
        || mime == "application/pdf"
        || mime.starts_with("audio/")
        || mime.starts_with("video/");
    if passive {
        return Some(mime);
    }
    let text = mime.starts_with("text/") || mime == "application/json";
    (text && !MARKUP.contains(&mime)).then_some("text/plain; charset=utf-8")
}

/// The end of a name in lower case; dots and spaces after it are not seen by every system.
fn extension(file_name: &str) -> String {
    let name = file_name.trim_end_matches(['.', ' ']);
    name.rsplit_once('.').map_or_else(String::new, |(_, end)| end.to_ascii_lowercase())
}

/// A known type under the name browsers know, or what is packed inside.
fn named(known: &'static str, end: &str) -> &'static str {
    match known {
        "audio/m4a" => "audio/mp4",
        "audio/x-wav" => "audio/wav",
        "audio/x-flac" => "audio/flac",
        "audio/x-aiff" => "audio/aiff",
        "video/x-m4v" => "video/mp4",
        "audio/ogg" if end == "ogv" => "video/ogg",
        "application/zip" | OLE => packed(end).unwrap_or(known),
        _ => known,
    }
}

fn packed(end: &str) -> Option<&'static str> {
    PACKED.iter().find(|(own, _)| *own == end).map(|(_, mime)| *mime)
}

/// Films, pictures and sound in containers that have too many makers to know them all.
fn container(head: &[u8], end: &str) -> Option<&'static str> {
    let film = head.get(4..8) == Some(b"ftyp");
    let sound = matches!(head, [0xff, second, ..] if second & 0xe0 == 0xe0);
    let brand = head.get(8..12).filter(|_| film).unwrap_or_default();
    match end {
        _ if matches!(brand, b"avif" | b"avis") => Some("image/avif"),
        _ if matches!(brand, b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1") => Some("image/heif"),
        "m4a" | "m4b" if film => Some("audio/mp4"),
        "mov" | "qt" if film => Some("video/quicktime"),
        "3gp" | "3gpp" if film => Some("video/3gpp"),
        "mp3" if sound => Some("audio/mpeg"),
        _ if film => Some("video/mp4"),
        _ => None,
    }
}

/// Of bytes that nobody knows: what the name or the sender says, if nothing is shown because of it.
fn guess(end: &str, declared: Option<&str>) -> String {
    let by_name = mime_guess::from_ext(end).first_raw();
    let harmless = |mime: &&str| mime.starts_with("application/") && shown_as(mime).is_none();
    let declared = declared.filter(|text| is_media_type(text));
    by_name.into_iter().chain(declared).find(harmless).unwrap_or(UNKNOWN).to_ascii_lowercase()
}

fn is_media_type(text: &str) -> bool {
    let word = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    text.len() <= 100
        && text.split_once('/').is_some_and(|(family, name)| word(family) && word(name))
}

#[rustfmt::skip]
fn kind_of(mime: &str) -> FileKind {
    let (family, name) = mime.split_once('/').unwrap_or_default();
    match (family, name) {
        ("image", _) => FileKind::Image,
        ("video", _) => FileKind::Video,
        ("audio", _) => FileKind::Audio,
        ("text", "plain" | "markdown" | "calendar" | "vcard" | "vtt" | "x-rst" | "x-log") => FileKind::Text,
        ("text", "csv" | "tab-separated-values") => FileKind::Spreadsheet,
        ("text", _) | (_, "json") => FileKind::Code,
        (_, "pdf") => FileKind::Pdf,
        (_, "msword" | "rtf" | "epub+zip" | "vnd.oasis.opendocument.text"
            | "vnd.openxmlformats-officedocument.wordprocessingml.document") => FileKind::Document,
        (_, "vnd.ms-excel" | "vnd.oasis.opendocument.spreadsheet"
            | "vnd.openxmlformats-officedocument.spreadsheetml.sheet") => FileKind::Spreadsheet,
        (_, "vnd.ms-powerpoint" | "vnd.oasis.opendocument.presentation"
            | "vnd.openxmlformats-officedocument.presentationml.presentation") => FileKind::Presentation,
        (_, "zip" | "gzip" | "vnd.rar" | "zstd" | "vnd.bzip3" | "vnd.ms-cab-compressed" | "x-7z-compressed"
            | "x-bzip2" | "x-compress" | "x-cpio" | "x-lz4" | "x-lzip" | "x-tar" | "x-unix-archive"
            | "x-xz") => FileKind::Archive,
        _ => FileKind::Other,
    }
}

#[cfg(test)]
mod tests;
