//! Bytes speak first, and nobody is talked into showing what does something.

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

fn mime(head: &[u8], name: &str) -> String {
    sniff(head, name, None).mime
}

#[test]
fn bytes_win_over_the_name_and_the_sender() {
    let found = sniff(PNG, "holiday.txt", Some("text/html"));
    let image = FileType { mime: "image/png".into(), kind: FileKind::Image, is_inline: true };
    assert_eq!(found, image);
    assert_eq!(mime(b"MZ\x90\0\x03\0\0\0", "photo.jpg"), EXE);
    assert_eq!(mime(b"%PDF-1.7\n", "x"), "application/pdf");
    assert_eq!(mime(b"\0\x01\x02\x03", "photo.png"), UNKNOWN);
    assert_eq!(mime(b"<html><script>alert(1)</script>", "photo.png"), "text/html");
}

const EXE: &str = "application/vnd.microsoft.portable-executable";

#[test]
fn names_tell_texts_apart() {
    for (name, expected, kind) in [
        ("a.md", "text/markdown", FileKind::Text),
        ("a.csv", "text/csv", FileKind::Spreadsheet),
        ("a.RS", "text/x-rust", FileKind::Code),
        ("a.ts", "text/x-typescript", FileKind::Code),
        ("a.json", "application/json", FileKind::Code),
        ("LICENSE", "text/plain", FileKind::Text),
        ("a.unheard-of", "text/plain", FileKind::Text),
    ] {
        let found = sniff(b"some words\n", name, None);
        assert_eq!((found.mime.as_str(), found.kind), (expected, kind), "{name}");
        assert_eq!(shown_as(&found.mime), Some("text/plain; charset=utf-8"), "{name}");
    }
    assert_eq!(mime(b"#!/usr/bin/env python3\n", "run"), "text/x-shellscript");
    assert_eq!(mime(b"#!/usr/bin/env python3\n", "run.py"), "text/x-python");
    assert_eq!(mime(b"\xff\xfeh\0i\0", "notes.txt"), "text/plain");
    assert_eq!(mime(b"gr\xfc\xdfe", "notes.txt"), "text/plain", "Latin-1 that is called a text");
    assert_eq!(mime(b"gr\xfc\xdfe", "notes"), UNKNOWN);
    assert_eq!(mime("schön".as_bytes().split_at(4).0, "notes"), "text/plain", "cut in a letter");
    assert_eq!(mime(b"", "empty.txt"), "text/plain");
    assert_eq!(mime(b"", "empty.png"), UNKNOWN);
}

#[test]
fn markup_is_never_shown_under_any_name() {
    let html: &[&[u8]] = &[
        b"<!DOCTYPE html><p>",
        b" \n<html>",
        b"\xef\xbb\xbf<script>",
        b"<!-- x --><p>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><!-- --><svg/>",
        b"<?xml version='1.0'?><a/>",
    ];
    for head in html {
        for name in ["a", "a.png", "a.html", "a.svg", "a.pdf", "a.xml"] {
            let found = sniff(head, name, Some("image/png"));
            assert!(!found.is_inline, "{name}: {found:?}");
        }
    }
    let svg = sniff(b"<svg/>", "logo.svg", None);
    assert_eq!(
        (svg.mime.as_str(), svg.kind, svg.is_inline),
        ("image/svg+xml", FileKind::Image, false)
    );
}

#[test]
fn office_files_are_known_by_name_inside_their_container() {
    let zip = b"PK\x03\x04\x14\0\0\0\x08\0";
    for (name, kind) in [
        ("a.docx", FileKind::Document),
        ("a.xlsx", FileKind::Spreadsheet),
        ("a.pptx", FileKind::Presentation),
        ("a.odt", FileKind::Document),
        ("a.zip", FileKind::Archive),
        ("a", FileKind::Archive),
    ] {
        assert_eq!(sniff(zip, name, None).kind, kind, "{name}");
    }
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    assert_eq!(mime(old, "a.xls"), "application/vnd.ms-excel");
    assert_eq!(mime(old, "a"), OLE);
}

#[test]
fn films_and_sound_are_known_by_their_containers() {
    let film = |brand: &[u8]| [b"\0\0\0\x20ftyp", brand, b"\0\0\0\0"].concat();
    assert_eq!(mime(&film(b"isom"), "a.mp4"), "video/mp4");
    assert_eq!(mime(&film(b"iso9"), "a"), "video/mp4");
    assert_eq!(mime(&film(b"qt  "), "a.mov"), "video/quicktime");
    assert_eq!(mime(&film(b"M4A "), "a.m4a"), "audio/mp4");
    assert_eq!(mime(&film(b"avif"), "a"), "image/avif");
    assert_eq!(mime(b"OggS\0\x02", "a.ogg"), "audio/ogg");
    assert_eq!(mime(b"OggS\0\x02", "a.ogv"), "video/ogg");
    assert_eq!(mime(b"ID3\x04\0\0", "a.mp3"), "audio/mpeg");
    assert_eq!(mime(b"\xff\xfa\x90\x64\0", "a.mp3"), "audio/mpeg");
    assert!(sniff(&film(b"isom"), "a.mp4", None).is_inline);
}

#[test]
fn the_sender_is_believed_when_nothing_is_shown_for_it() {
    let unknown = b"\x01\x02\x03\x00";
    let said = |declared| sniff(unknown, "a", Some(declared)).mime;
    assert_eq!(said("application/x-sketch"), "application/x-sketch");
    let long = format!("application/{}", "x".repeat(100));
    for bad in
        ["image/png", "text/html", "application/pdf", "application/json", "x", "a/b/c", &long]
    {
        assert_eq!(said(bad), UNKNOWN, "{bad}");
    }
    assert_eq!(mime(unknown, "a.woff2"), UNKNOWN, "only its bytes make a font");
    assert_eq!(mime(unknown, "model.swf"), "application/x-shockwave-flash");
}
