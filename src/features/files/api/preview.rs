//! `/files/{id}/preview`: the beginning of texts and tables, to be shown without a download.

use axum::extract::State;
use futures_util::TryStreamExt as _;
use serde::Serialize;

use crate::access::{App, Grant};
use crate::base::ids::FileId;
use crate::base::kind::FileKind;
use crate::base::{Result, codes};
use crate::features::files::access::{ReadFile, require_ready};
use crate::http::extract::Json;

/// The most bytes that are looked at.
const MOST: u64 = 1024 * 1024;
/// The most rows of a table.
const ROWS: usize = 200;
/// The most cells of a row.
const CELLS: usize = 50;

/// The beginning of a file.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Preview {
    /// As text: of the first megabyte.
    text: String,
    /// What it is written in, by the end of its name: `rs`, `md`; empty for plain text.
    language: String,
    /// Whether there is more of it.
    truncated: bool,
    /// Of tables in comma-separated values, the first 200 rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<Vec<String>>>,
}

/// Gives the beginning of a text, a source text or a table.
#[utoipa::path(
    get,
    path = "/files/{id}/preview",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    responses(
        (status = 200, body = Preview),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_ready, file_infected"),
        (status = 404, description = "file_not_found"),
        (status = 415, description = "file_no_preview"),
    )
)]
pub(crate) async fn preview(
    State(app): State<App>,
    grant: Grant<ReadFile>,
) -> Result<Json<Preview>> {
    let row = grant.read(&app, |_, granted| Ok(granted.resource)).await?;
    require_ready(row.status)?;
    let is_table = row.kind == FileKind::Spreadsheet && row.mime.starts_with("text/");
    if !is_table && !matches!(row.kind, FileKind::Text | FileKind::Code) {
        return Err(codes::FILE_NO_PREVIEW.into());
    }
    let blob = row.blob.ok_or(codes::FILE_NOT_READY)?;
    let length = row.size.min(MOST);
    let bytes = app.blobs.stream(&blob, 0..length).await?.ok_or(codes::FILE_NOT_FOUND)?;
    let bytes = bytes.try_fold(Vec::new(), async |mut whole, piece| {
        whole.extend_from_slice(&piece);
        Ok(whole)
    });
    let text = decode(&bytes.await?);
    let separator = if row.mime == "text/tab-separated-values" { b'\t' } else { b',' };
    Ok(Json(Preview {
        rows: is_table.then(|| rows(&text, separator)),
        language: language(&row.name),
        truncated: row.size > length,
        text,
    }))
}

/// Text in UTF-8, or in UTF-16 if it says so. What is cut in the middle of a letter ends before it.
fn decode(bytes: &[u8]) -> String {
    let pairs = |from: fn([u8; 2]) -> u16| {
        let units = bytes[2..].as_chunks::<2>().0.iter().map(|pair| from(*pair));
        char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => pairs(u16::from_le_bytes),
        [0xfe, 0xff, ..] => pairs(u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let whole = match std::str::from_utf8(bytes) {
                Err(fault) if fault.error_len().is_none() => &bytes[..fault.valid_up_to()],
                _ => bytes,
            };
            String::from_utf8_lossy(whole).into_owned()
        }
    }
}

/// The first rows of a table, as far as they can be read.
fn rows(text: &str, separator: u8) -> Vec<Vec<String>> {
    // Where decimals have commas, columns have semicolons.
    let first = text.lines().next().unwrap_or_default();
    let semicolons = separator == b',' && first.matches(';').count() > first.matches(',').count();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if semicolons { b';' } else { separator })
        .from_reader(text.as_bytes());
    let cells = |record: csv::StringRecord| record.iter().take(CELLS).map(str::to_owned).collect();
    reader.records().map_while(Result::ok).take(ROWS).map(cells).collect()
}

fn language(name: &str) -> String {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    let plain = matches!(end.as_str(), "txt" | "log" | "text");
    let word = end.len() <= 20 && end.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain || !word { String::new() } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_in_what_they_say_they_are_in() {
        assert_eq!(decode(b"plain"), "plain");
        assert_eq!(decode("\u{feff}r\u{e9}sum\u{e9}".as_bytes()), "r\u{e9}sum\u{e9}");
        assert_eq!(decode(b"\xff\xfeh\0i\0"), "hi");
        assert_eq!(decode(b"\xfe\xff\0h\0i"), "hi");
        assert_eq!(decode("caf\u{e9}".as_bytes().split_last().unwrap().1), "caf");
        assert_eq!(decode(b"a\xffb"), "a\u{fffd}b");
        assert_eq!(decode(b""), "");
    }

    #[test]
    fn tables_have_the_separator_they_use() {
        assert_eq!(rows("a,b\n\"1,5\",2\n", b','), [["a", "b"], ["1,5", "2"]]);
        assert_eq!(rows("a;b\n1,5;2\n", b','), [["a", "b"], ["1,5", "2"]]);
        assert_eq!(rows("a\tb", b'\t'), [["a", "b"]]);
        assert_eq!(rows(&"x\n".repeat(500), b',').len(), ROWS);
        assert_eq!(rows(&"x,".repeat(500), b',')[0].len(), CELLS);
    }

    #[test]
    fn a_language_is_the_end_of_a_name() {
        assert_eq!(language("main.RS"), "rs");
        for plain in ["a.txt", "Makefile", "a.<b>", "a."] {
            assert_eq!(language(plain), "", "{plain}");
        }
    }
}
