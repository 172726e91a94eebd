//! Words are read out of files by a process of its own: whatever the file does ends there.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use epop::base::Result;
use epop::config::Config;
use epop::infra::extract::Extractor;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use futures_util::{StreamExt as _, stream};
use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestRng, TestRunner};
use tokio::time::timeout;

use crate::papers::{docx, pdf};
use crate::program::{Folder, PATIENCE};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const PDF: &str = "application/pdf";

fn extractor(set: impl FnOnce(&mut Config)) -> Extractor {
    let mut config = Config::default();
    config.extract.program = Some(env!("CARGO_BIN_EXE_epop").into());
    config.extract.timeout = PATIENCE;
    set(&mut config);
    Extractor::from_config(&config.extract).expect("the program is known")
}

async fn text(extractor: &Extractor, mime: &str, file: &[u8]) -> Option<String> {
    let pieces: Vec<Result<Bytes>> =
        file.chunks(100_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    let text = extractor.text(stream::iter(pieces).boxed(), mime);
    timeout(PATIENCE * 2, text).await.expect("it ends").expect("the process runs")
}

#[tokio::test]
async fn words_come_out_of_a_process_of_its_own() {
    let extractor = extractor(|_| ());
    let page = pdf("", b"BT /F1 24 Tf 72 700 Td (Quarterly report) Tj ET");
    assert_eq!(text(&extractor, PDF, &page).await.as_deref(), Some("Quarterly report"));
    let file = docx("<w:t>hello</w:t>", "", 0);
    assert_eq!(text(&extractor, DOCX, &file).await.as_deref(), Some("hello"));
    assert_eq!(text(&extractor, "text/plain", b"  plain  ").await.as_deref(), Some("plain"));
    assert_eq!(text(&extractor, "image/png", b"plain").await, None);
    assert_eq!(text(&extractor, "text/plain", b"").await, None);
}

#[tokio::test]
async fn a_file_that_swells_ends_only_that_process() {
    let extractor = extractor(|_| ());
    // 200 MB of nothing behind one word: more than is unpacked.
    let bomb = docx("<w:t>hello</w:t>", &"<x>                 ".repeat(20), 500_000);
    assert!(bomb.len() < 8_000_000, "{} bytes", bomb.len());
    assert_eq!(text(&extractor, DOCX, &bomb).await.as_deref(), Some("hello"));
    // A gigabyte and a half in one text: more than the process may hold.
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..1_536 {
        packed.write_all(&zeros).expect("packed");
    }
    let bomb = pdf("/Filter /FlateDecode", &packed.finish().expect("packed"));
    assert_eq!(text(&extractor, PDF, &bomb).await, None);
    assert_eq!(text(&extractor, "text/plain", b"next").await.as_deref(), Some("next"));
}

#[tokio::test]
async fn a_process_that_does_not_end_is_ended() {
    let folder = Folder::new();
    let program = folder.path("sleeper");
    std::fs::write(&program, "#!/bin/sh\nexec sleep 1000\n").expect("a script");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(&program, mode).expect("it can be run");
    let sleeper = extractor(|config| {
        config.extract.program = Some(program);
        config.extract.timeout = Duration::from_millis(100);
    });
    assert_eq!(text(&sleeper, "text/plain", &vec![b'x'; 1_000_000]).await, None);
    let missing = extractor(|config| config.extract.program = Some(PathBuf::from("/nowhere/epop")));
    let pieces = stream::iter([Ok(Bytes::from_static(b"x"))]).boxed();
    let fault = missing.text(pieces, "text/plain").await.expect_err("it does not start");
    assert!(fault.to_string().contains("/nowhere/epop"));
}

#[tokio::test]
async fn the_process_gives_itself_little() {
    let folder = Folder::new();
    let ran = folder.run_with_input(&["extract", "--mime", "text/plain"], "hello").await;
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "hello"));
    let refused = folder.run_with_input(&["extract", "--mime", PDF], "%PDF-1.4 broken").await;
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""));
    let help = folder.run(&["--help"]).await;
    assert!(!help.stdout.contains("extract"), "it is not for people: {}", help.stdout);
}

/// Files that were good once: cut, with bytes changed, with parts doubled.
#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_is_answered_for() {
    let good = [
        (PDF, pdf("", b"BT /F1 24 Tf 72 700 Td (Quarterly report) Tj ET")),
        (DOCX, docx("<w:p><w:t>hello</w:t></w:p>", "<w:t>again</w:t>", 1000)),
    ];
    let change = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12);
    let broken = (0..good.len(), change, prop::option::of(any::<prop::sample::Index>())).prop_map(
        move |(which, changes, cut)| {
            let (mime, mut file) = good[which].clone();
            for (at, byte) in changes {
                let at = at.index(file.len());
                file[at] = byte;
            }
            if let Some(cut) = cut {
                let (from, rest) = (cut.index(file.len()), file.clone());
                file.splice(from.., rest[rest.len() - from..].iter().copied());
            }
            (mime, file)
        },
    );
    let cases = Cases { cases: 48, failure_persistence: None, ..Cases::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let (extractor, runtime) = (extractor(|_| ()), tokio::runtime::Handle::current());
    let ran = tokio::task::block_in_place(|| {
        TestRunner::new_with_rng(cases, rng).run(&broken, |(mime, file)| {
            runtime.block_on(text(&extractor, mime, &file));
            Ok(())
        })
    });
    assert!(ran.is_ok(), "{ran:?}");
}
