//! What is put or received is there, whole, once, and until nobody needs it.

use futures_util::TryStreamExt as _;

use super::*;
use crate::infra::clock::Clock;

fn open(folder: &Path) -> Blobs {
    Blobs::open(folder, &config::Config::default().blobs).unwrap()
}

fn name_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn files_in(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_in(&path));
        } else {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

/// Bytes that differ everywhere.
pub(super) fn noise(length: usize) -> Vec<u8> {
    (0..length as u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

async fn receive(blobs: &Blobs, id: &str, bytes: &[u8]) -> Incoming {
    let mut incoming = blobs.receive(id).unwrap();
    for piece in bytes.chunks(100_000) {
        incoming.write(Bytes::copy_from_slice(piece)).await.unwrap();
    }
    incoming
}

async fn read(blobs: &Blobs, name: &str, range: Range<u64>) -> Result<Vec<u8>> {
    let stream = blobs.stream(name, range).await?.expect("the blob is there");
    let pieces: Vec<Bytes> = stream.try_collect().await?;
    Ok(pieces.concat())
}

#[tokio::test]
async fn what_is_put_is_there_under_the_hash_of_its_bytes_once() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let name = blobs.put(Bytes::from_static(b"hello")).await.unwrap();
    assert_eq!(name, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assert_eq!(blobs.put(Bytes::from_static(b"hello")).await.unwrap(), name);
    assert_eq!(blobs.get(&name).await.unwrap().unwrap(), "hello");
    assert_eq!(files_in(folder.path()), [name]);
    assert!(blobs.get(&name_of(b"other")).await.unwrap().is_none());
}

#[tokio::test]
async fn what_was_unfinished_is_gone_after_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let mut writer = blobs.store.writer(&place_of(&name_of(b"half"))).await.unwrap();
    writer.write("ha").await.unwrap();
    drop(writer);
    assert!(blobs.get(&name_of(b"half")).await.unwrap().is_none(), "no name without all bytes");
    open(folder.path());
    assert!(files_in(folder.path()).is_empty());
}

#[tokio::test]
async fn a_sweep_takes_what_is_old_and_unused() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let used = blobs.put(Bytes::from_static(b"used")).await.unwrap();
    let spare = blobs.put(Bytes::from_static(b"spare")).await.unwrap();
    receive(&blobs, "upload", b"on its way").await.sync().await.unwrap();
    let in_use = HashSet::from([used.clone()]);
    let now = Clock::system().now();
    assert_eq!(blobs.sweep(&in_use, now).await.unwrap(), 0, "its row may be on its way");
    assert_eq!(blobs.sweep(&in_use, now.after(SPARE * 2)).await.unwrap(), 1);
    assert!(blobs.get(&spare).await.unwrap().is_none());
    assert!(blobs.get(&used).await.unwrap().is_some());
    assert_eq!(blobs.receive("upload").unwrap().len(), 10);
}

#[tokio::test]
async fn what_is_put_or_kept_again_has_a_new_lease() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let (put, kept) = (name_of(b"put"), name_of(b"kept"));
    for bytes in [&b"put"[..], b"kept"] {
        blobs.put(Bytes::from_static(bytes)).await.unwrap();
        let file = std::fs::File::open(folder.path().join(place_of(&name_of(bytes)))).unwrap();
        file.set_modified(std::time::UNIX_EPOCH).unwrap();
    }
    // A sweep has looked at the rows: nothing uses them. Now both come again.
    blobs.put(Bytes::from_static(b"put")).await.unwrap();
    let mut slow = receive(&blobs, "slow", b"kept").await;
    slow.sync().await.unwrap();
    let file = std::fs::File::open(folder.path().join("tmp/slow")).unwrap();
    file.set_modified(std::time::UNIX_EPOCH).unwrap();
    blobs.keep(slow).await.unwrap();
    assert_eq!(blobs.sweep(&HashSet::new(), Clock::system().now()).await.unwrap(), 0);
    assert!(
        blobs.size(&put).await.unwrap().is_some() && blobs.size(&kept).await.unwrap().is_some()
    );
}

#[tokio::test]
async fn what_comes_in_pieces_is_kept_once_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let bytes = noise(3_000_000);
    for id in ["first", "again"] {
        let kept = blobs.keep(receive(&blobs, id, &bytes).await).await.unwrap();
        assert_eq!((&kept.name, kept.size), (&name_of(&bytes), 3_000_000));
        assert_eq!(kept.head, bytes[..HEAD]);
    }
    let name = name_of(&bytes);
    assert_eq!(files_in(folder.path()), [name.as_str()]);
    assert_eq!(blobs.size(&name).await.unwrap(), Some(3_000_000));
    assert_eq!(blobs.is_sound(&name).await.unwrap(), Some(true));
    let empty = blobs.keep(blobs.receive("empty").unwrap()).await.unwrap();
    assert_eq!((empty.name, empty.size, empty.head), (name_of(b""), 0, vec![]));
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_cut_off_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = noise(1_000_000);
    let mut first = receive(&open(folder.path()), "upload", &bytes[..600_000]).await;
    first.sync().await.unwrap();
    drop(first);
    assert_eq!(files_in(folder.path()), ["upload"], "a cut-off upload leaves only this file");
    let blobs = open(folder.path());
    let mut rest = blobs.receive("upload").unwrap();
    assert_eq!(rest.len(), 600_000);
    rest.write(Bytes::copy_from_slice(&bytes[600_000..])).await.unwrap();
    let kept = blobs.keep(rest).await.unwrap();
    assert_eq!(
        kept,
        KeptBlob { name: name_of(&bytes), size: 1_000_000, head: bytes[..HEAD].to_vec() }
    );
    assert_eq!(read(&blobs, &kept.name, 0..1_000_000).await.unwrap(), bytes);
}

#[tokio::test]
async fn one_request_at_a_time_writes_an_upload() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let first = blobs.receive("upload").unwrap();
    assert_eq!(blobs.receive("upload").unwrap_err().code(), codes::UPLOAD_BUSY);
    assert!(blobs.receive("other").is_ok());
    first.abandon().unwrap();
    assert_eq!(files_in(folder.path()), ["other"]);
    assert!(blobs.receive("upload").unwrap().is_empty());
    for id in ["", ".", "..", "../x", "a/b", "a b", "ä"] {
        assert_eq!(blobs.receive(id).unwrap_err().code(), codes::INTERNAL_ERROR, "{id}");
    }
}

#[tokio::test]
async fn any_part_is_read_and_what_is_beyond_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let bytes = noise(5_000_000);
    let name = blobs.put(bytes.clone().into()).await.unwrap();
    for range in [0..0, 0..1, 4_999_999..5_000_000, 2_000_000..4_500_001, 0..5_000_000] {
        let part = &bytes[range.start as usize..range.end as usize];
        assert!(read(&blobs, &name, range.clone()).await.unwrap() == part, "{range:?}");
    }
    assert!(read(&blobs, &name, 4_000_000..5_000_001).await.is_err());
    assert!(blobs.stream(&name_of(b"other"), 0..1).await.unwrap().is_none());
    assert_eq!(blobs.size(&name_of(b"other")).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_damaged_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let name = blobs.put(Bytes::from_static(b"hello")).await.unwrap();
    std::fs::write(folder.path().join(place_of(&name)), b"hallo").unwrap();
    assert_eq!(blobs.is_sound(&name).await.unwrap(), Some(false));
    assert_eq!(blobs.is_sound(&name_of(b"other")).await.unwrap(), None);
}

#[tokio::test]
async fn incoming_files_that_nobody_goes_on_with_are_pruned() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    receive(&blobs, "old", b"a").await.sync().await.unwrap();
    let busy = receive(&blobs, "busy", b"b").await;
    let now = Clock::system().now();
    assert_eq!(blobs.prune_incoming(now.before(SPARE)).unwrap(), 0);
    assert_eq!(blobs.prune_incoming(now.after(SPARE)).unwrap(), 1);
    assert_eq!(files_in(folder.path()), ["busy"]);
    assert_eq!(blobs.keep(busy).await.unwrap().size, 1);
}

#[tokio::test]
async fn a_disk_that_is_short_takes_nothing_before_it_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config::Config::default().blobs;
    config.reserve_mib = u32::MAX;
    let blobs = Blobs::open(folder.path(), &config).unwrap();
    assert_eq!(blobs.receive("upload").unwrap_err().code(), codes::STORAGE_FULL);
    assert_eq!(blobs.expect_room(1).unwrap_err().code(), codes::STORAGE_FULL);
    assert!(open(folder.path()).expect_room(1).is_ok());
    assert!(files_in(folder.path()).is_empty());
}

#[tokio::test]
async fn what_comes_in_on_another_disk_is_kept_all_the_same() {
    use std::os::unix::fs::MetadataExt as _;
    let folder = tempfile::tempdir().unwrap();
    let Ok(elsewhere) = tempfile::tempdir_in("/dev/shm") else { return };
    let disk = |path: &Path| std::fs::metadata(path).unwrap().dev();
    assert_ne!(disk(elsewhere.path()), disk(folder.path()), "a disk in the memory is another one");
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join(INCOMING)).unwrap();
    let blobs = open(folder.path());
    let bytes = noise(20_000_000);
    let kept = blobs.keep(receive(&blobs, "upload", &bytes).await).await.unwrap();
    assert_eq!((&kept.name, kept.size), (&name_of(&bytes), 20_000_000));
    assert_eq!(blobs.is_sound(&kept.name).await.unwrap(), Some(true));
    assert!(files_in(elsewhere.path()).is_empty());
    assert_eq!(files_in(&folder.path().join(FOLDER)), [kept.name]);
}

#[tokio::test]
async fn whoever_writes_is_asked_to_stop_for_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let mut first = receive(&blobs, "upload", b"first").await;
    let stops = async move {
        first.asked().notified().await;
        first.sync().await.unwrap();
    };
    let (next, ()) = tokio::join!(blobs.take_over("upload"), stops);
    let next = next.unwrap();
    assert_eq!(next.len(), 5);
    assert_eq!(blobs.receive("upload").unwrap_err().code(), codes::UPLOAD_BUSY);
}
