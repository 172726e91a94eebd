//! Every kind of file gives its words, in the order people read them.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
const ODT: &str = "application/vnd.oasis.opendocument.text";

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A PDF with one line of text on each page.
fn pdf(pages: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 4 + at * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (at, text) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + at * 2
        ));
        let content = format!("BT /F1 24 Tf 72 700 Td ({text}) Tj ET");
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let (mut file, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let table = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(file, "{place:010} 00000 n ").unwrap();
    }
    let size = objects.len() + 1;
    write!(file, "trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").unwrap();
    file
}

fn words(mime: &str, file: &[u8]) -> String {
    let text = text_of(mime, file).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn texts_are_read_in_any_alphabet() {
    assert_eq!(words("text/plain", "größe 名前".as_bytes()), "größe 名前");
    assert_eq!(words("text/x-rust", b"fn main() {}"), "fn main() {}");
    assert_eq!(words("application/json", b"{\"a\": \"b\"}"), "{\"a\": \"b\"}");
    assert_eq!(words("text/plain", b"\xef\xbb\xbfhello"), "hello");
    assert_eq!(words("text/plain", b"\xff\xfeh\0i\0"), "hi");
    assert_eq!(words("text/plain", b"\xfe\xff\0h\0i"), "hi");
    assert_eq!(words("text/csv", b"gr\xfc\xdfe;1"), "grüße;1");
    assert_eq!(words("text/html", b"<p>Hello <b>you</b><script>evil()</script>"), "Hello you");
    assert_eq!(words("text/xml", b"<a b='no'>one<c/>&amp;two</a>"), "one &two");
}

#[test]
fn office_files_give_their_words_in_order() {
    let document = "<w:document><w:body><w:p><w:r><w:t>Q&amp;A</w:t></w:r><w:tab/><w:r><w:t>one</w:t>\
                    </w:r></w:p><w:p><w:instrText>HYPERLINK</w:instrText><w:t>two</w:t></w:p></w:body>\
                    </w:document>";
    let docx = zip(&[
        ("word/styles.xml", "<w:t>never</w:t>"),
        ("word/footnotes.xml", "<w:t>a note</w:t>"),
        ("word/document.xml", document),
    ]);
    assert_eq!(words(DOCX, &docx), "Q&A one two a note");
    let xlsx = zip(&[
        ("xl/worksheets/sheet1.xml", "<c t='s'><v>0</v></c><c><is><t>inline</t></is></c>"),
        ("xl/sharedStrings.xml", "<sst><si><t>Sum</t></si><si><t>Total</t></si></sst>"),
    ]);
    assert_eq!(words(XLSX, &xlsx), "Sum Total inline");
    let pptx = zip(&[
        ("ppt/slides/slide10.xml", "<a:t>ten</a:t>"),
        ("ppt/slides/slide2.xml", "<a:t>two</a:t>"),
        ("ppt/slides/_rels/slide2.xml.rels", "<a:t>never</a:t>"),
    ]);
    assert_eq!(words(PPTX, &pptx), "two ten");
    let odt = zip(&[
        ("content.xml", "<text:p>one<text:s/>two</text:p><text:h>three</text:h>"),
        ("styles.xml", "<text:p>never</text:p>"),
    ]);
    assert_eq!(words(ODT, &odt), "one two three");
}

#[test]
fn a_pdf_gives_the_words_of_its_pages() {
    let file = pdf(&["Quarterly report", "Second page"]);
    assert_eq!(words("application/pdf", &file), "Quarterly report Second page");
    assert!(text_of("application/pdf", &b"%PDF-1.4 no more"[..]).is_err());
}

#[test]
fn there_is_an_end_to_what_is_taken() {
    let long = "word ".repeat(MOST_TEXT / 2);
    for (mime, file) in [
        ("text/plain", long.clone().into_bytes()),
        (ODT, zip(&[("content.xml", &format!("<text:p>{long}</text:p>"))])),
    ] {
        let text = text_of(mime, &file[..]).unwrap();
        assert!(text.len() <= MOST_TEXT && text.len() > MOST_TEXT - 8, "{mime}: {}", text.len());
    }
    let cut = "ä".repeat(MOST_TEXT);
    assert_eq!(text_of("text/plain", cut.as_bytes()).unwrap().len(), MOST_TEXT);
    assert!(text_of("application/zip", &b"PK"[..]).is_err());
    assert!(!knows("application/zip") && !knows("image/png") && knows("text/markdown"));
}

#[test]
fn xml_that_is_broken_deep_or_full_of_entities_gives_what_can_be_read() {
    assert_eq!(words("text/xml", b"<a>one</b><c>two"), "one two");
    assert_eq!(words("text/xml", b"<a>one<!---two"), "one");
    let deep = "<a>".repeat(300_000) + "bottom";
    assert_eq!(words("text/xml", deep.as_bytes()), "bottom");
    let laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><x>&b;&#33;&unknown;</x>";
    assert_eq!(words("text/xml", laughs.as_bytes()), "!");
    let outside = "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><x>&f;</x>";
    assert_eq!(words("text/xml", outside.as_bytes()), "");
}
