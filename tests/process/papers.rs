//! Small files in the formats of offices, made here.

use std::io::Write as _;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A document of Word with this much of the same, packed.
pub(crate) fn docx(beginning: &str, repeated: &str, times: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let fast = SimpleFileOptions::default().compression_level(Some(1));
    zip.start_file("word/document.xml", fast).expect("a part");
    zip.write_all(beginning.as_bytes()).expect("written");
    let many = repeated.repeat(1000);
    for _ in 0..times / 1000 {
        zip.write_all(many.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A PDF of one page whose content is this stream.
pub(crate) fn pdf(filter: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
         2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R\n\
         /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>\nendobj\n\
         4 0 obj\n<< /Length {} {filter} >>\nstream\n",
        content.len()
    );
    let place = |object: &str| head.find(object).expect("it is there");
    let places = ["1 0 obj", "2 0 obj", "3 0 obj", "4 0 obj"].map(place);
    let mut file = [head.as_bytes(), content, b"\nendstream\nendobj\n"].concat();
    let table = file.len();
    file.extend(b"xref\n0 5\n0000000000 65535 f \n");
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer << /Size 5 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes());
    file
}
