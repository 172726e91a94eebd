//! Texts: what is readable, and which of the many kinds of it.

/// Kinds of text by the ends of names.
#[rustfmt::skip]
const KINDS: &[(&str, &[&str])] = &[
    ("text/plain", &["txt", "text"]),
    ("text/x-log", &["log"]),
    ("text/markdown", &["md", "markdown", "mdown"]),
    ("text/x-rst", &["rst", "adoc", "asciidoc", "org"]),
    ("text/csv", &["csv"]),
    ("text/tab-separated-values", &["tsv", "tab"]),
    ("text/calendar", &["ics"]),
    ("text/vcard", &["vcf"]),
    ("text/vtt", &["vtt", "srt"]),
    ("application/json", &["json", "jsonl", "ndjson", "geojson", "ipynb", "har"]),
    ("text/html", &["html", "htm", "xhtml", "xht", "shtml", "mhtml"]),
    ("text/xml", &["xml", "xsl", "xslt", "xsd", "rss", "atom", "kml", "gpx", "plist"]),
    ("image/svg+xml", &["svg"]),
    ("text/css", &["css", "scss", "sass", "less"]),
    ("text/javascript", &["js", "mjs", "cjs", "jsx"]),
    ("text/x-typescript", &["ts", "tsx", "mts", "cts"]),
    ("text/x-rust", &["rs"]),
    ("text/x-python", &["py", "pyi"]),
    ("text/x-c", &["c", "h"]),
    ("text/x-c++", &["cc", "cpp", "cxx", "hh", "hpp", "hxx", "ino"]),
    ("text/x-csharp", &["cs"]),
    ("text/x-java", &["java"]),
    ("text/x-kotlin", &["kt", "kts"]),
    ("text/x-scala", &["scala"]),
    ("text/x-swift", &["swift"]),
    ("text/x-go", &["go"]),
    ("text/x-ruby", &["rb"]),
    ("text/x-php", &["php"]),
    ("text/x-perl", &["pl", "pm"]),
    ("text/x-lua", &["lua"]),
    ("text/x-r", &["r"]),
    ("text/x-shellscript", &["sh", "bash", "zsh", "fish"]),
    ("text/x-powershell", &["ps1", "psm1"]),
    ("text/x-bat", &["bat", "cmd"]),
    ("text/x-sql", &["sql"]),
    ("text/x-toml", &["toml"]),
    ("text/x-yaml", &["yaml", "yml"]),
    ("text/x-ini", &["ini", "cfg", "conf", "env", "properties"]),
    ("text/x-diff", &["diff", "patch"]),
    ("text/x-tex", &["tex", "bib"]),
    ("text/x-haskell", &["hs"]),
    ("text/x-elixir", &["ex", "exs"]),
    ("text/x-erlang", &["erl"]),
    ("text/x-clojure", &["clj", "cljs"]),
    ("text/x-dart", &["dart"]),
    ("text/x-vue", &["vue", "svelte"]),
    ("text/x-graphql", &["graphql", "gql"]),
    ("text/x-protobuf", &["proto"]),
    ("text/x-nix", &["nix"]),
    ("text/x-terraform", &["tf", "hcl"]),
];

/// The media type of a text; none if the bytes are no text.
pub(super) fn media_type(head: &[u8], end: &str) -> Option<&'static str> {
    let by_name = KINDS.iter().find(|(_, ends)| ends.contains(&end)).map(|(mime, _)| *mime);
    // Of an empty file only the name speaks.
    if head.is_empty() || !is_text(head, by_name.is_some()) {
        return by_name.filter(|_| head.is_empty());
    }
    by_name.or_else(|| markup(head)).or_else(|| script(head)).or(Some("text/plain"))
}

/// Readable: UTF-8 without control characters, or UTF-16 with its mark. In a file that is called a text
/// also older alphabets.
fn is_text(head: &[u8], called_text: bool) -> bool {
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return true;
    }
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    if head.iter().any(control) {
        return false;
    }
    match std::str::from_utf8(head) {
        Ok(_) => true,
        // The head may end within a character.
        Err(fault) => fault.error_len().is_none() || called_text,
    }
}

/// What browsers would build a page of, under whatever name it comes.
fn markup(head: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(&head[..head.len().min(2048)]).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('<') {
        return None;
    }
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["<svg"]) {
        return Some("image/svg+xml");
    }
    if has(&["<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<!--"]) {
        return Some("text/html");
    }
    text.starts_with("<?xml").then_some("text/xml")
}

fn script(head: &[u8]) -> Option<&'static str> {
    head.starts_with(b"#!").then_some("text/x-shellscript")
}
