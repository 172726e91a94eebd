//! Files in a bucket: the same store, over the network. The bucket is a real server of S3 in this process,
//! `s3s-fs`, because it checks every signature, speaks multipart uploads and lists as S3 does, starts in a
//! millisecond and needs nothing installed. (moto needs Python and signs off on anything; MinIO is a
//! download of 100 MB.)

use std::collections::HashSet;
use std::path::Path;

use bytes::Bytes;
use epop::config::{BlobStore, Config, Secret, Setting as _};
use epop::infra::blobs::{Blobs, SPARE};
use epop::infra::clock::Clock;
use futures_util::TryStreamExt as _;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use reqwest::{Method, StatusCode};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::account::Account;
use crate::program::{Folder, Server, names_in};

const KEY: &str = "the-key-of-the-bucket";
const SECRET: &str = "the-secret-of-the-bucket";

/// A server with one bucket, `files`.
struct Bucket {
    folder: Folder,
    address: String,
    _server: JoinSet<()>,
}

impl Bucket {
    async fn start() -> Self {
        let folder = Folder::new();
        std::fs::create_dir_all(folder.path("s3/files")).expect("a bucket");
        let files = FileSystem::new(folder.path("s3")).expect("a store");
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let mut server = JoinSet::new();
        server.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                connections.spawn(async move {
                    let http = Builder::new(TokioExecutor::new());
                    drop(http.serve_connection(TokioIo::new(socket), service).await);
                });
            }
        });
        Self { folder, address, _server: server }
    }

    fn config(&self) -> epop::config::Blobs {
        let mut config = Config::default().blobs;
        config.backend = BlobStore::S3;
        config.endpoint = Some(epop::config::Origin::parse(&self.address).expect("an address"));
        config.bucket = Some("files".to_owned());
        config.access_key = Some(KEY.to_owned());
        config.secret_key = Some(Secret::new(SECRET));
        config
    }

    async fn open(&self, data: &Path) -> Blobs {
        let blobs = Blobs::open(data, &self.config()).expect("the store opens");
        blobs.check().await.expect("the bucket can be used");
        blobs
    }

    /// Every file in the bucket, by its place.
    fn places(&self) -> Vec<String> {
        let root = self.folder.path("s3/files");
        let mut places = Vec::new();
        for first in names_in(&root.join("blobs")) {
            let names = names_in(&root.join("blobs").join(&first)).into_iter();
            places.extend(names.map(|name| format!("{first}/{name}")));
        }
        places
    }

    /// What a process is told of it.
    fn variables(&self) -> [(&'static str, String); 5] {
        [
            ("EPOP_BLOBS_BACKEND", "s3".to_owned()),
            ("EPOP_BLOBS_ENDPOINT", self.address.clone()),
            ("EPOP_BLOBS_BUCKET", "files".to_owned()),
            ("EPOP_BLOBS_ACCESS_KEY", KEY.to_owned()),
            ("EPOP_BLOBS_SECRET_KEY", SECRET.to_owned()),
        ]
    }
}

fn noise(length: u32) -> Vec<u8> {
    (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

#[tokio::test]
async fn a_bucket_keeps_what_is_put_and_received() {
    let (bucket, data) = (Bucket::start().await, Folder::new());
    let blobs = bucket.open(&data.path("data")).await;
    let small = blobs.put(Bytes::from_static(b"hello")).await.expect("it is put");
    assert_eq!(blobs.get(&small).await.expect("read").expect("there"), "hello");
    assert_eq!(blobs.size(&small).await.expect("told"), Some(5));
    // Large enough for an upload in several parts.
    let bytes = noise(20_000_000);
    for id in ["first", "again"] {
        let mut incoming = blobs.receive(id).expect("it is opened");
        for piece in bytes.chunks(1 << 20) {
            incoming.write(Bytes::copy_from_slice(piece)).await.expect("written");
        }
        let kept = blobs.keep(incoming).await.expect("it is kept");
        assert_eq!(kept.size, 20_000_000);
        assert_eq!(blobs.is_sound(&kept.name).await.expect("read"), Some(true));
        let part = blobs.stream(&kept.name, 9_000_000..9_000_100).await.expect("read");
        let part: Vec<Bytes> = part.expect("there").try_collect().await.expect("read");
        assert!(part.concat() == bytes[9_000_000..9_000_100]);
    }
    assert_eq!(bucket.places().len(), 2, "the same bytes are kept once");
    assert!(names_in(&data.path("data/tmp")).is_empty(), "nothing is left here");
    let other = "0".repeat(64);
    assert_eq!(blobs.size(&other).await.expect("told"), None);
    assert!(blobs.get(&other).await.expect("told").is_none());
    assert!(blobs.stream(&other, 0..1).await.expect("told").is_none());
}

#[tokio::test]
async fn a_bucket_is_swept_as_a_folder_is() {
    let (bucket, data) = (Bucket::start().await, Folder::new());
    let blobs = bucket.open(&data.path("data")).await;
    let used = blobs.put(Bytes::from_static(b"used")).await.expect("it is put");
    blobs.put(Bytes::from_static(b"spare")).await.expect("it is put");
    let in_use = HashSet::from([used.clone()]);
    let now = Clock::system().now();
    assert_eq!(blobs.sweep(&in_use, now).await.expect("swept"), 0);
    assert_eq!(blobs.sweep(&in_use, now.after(SPARE * 2)).await.expect("swept"), 1);
    assert_eq!(bucket.places(), [format!("{}/{used}", &used[..2])]);
}

#[tokio::test]
async fn a_bucket_that_cannot_be_used_is_told_of_at_the_start() {
    let (bucket, folder) = (Bucket::start().await, Folder::new());
    let faults = [
        ("EPOP_BLOBS_ENDPOINT", "http://127.0.0.1:1"),
        ("EPOP_BLOBS_BUCKET", "elsewhere"),
        ("EPOP_BLOBS_SECRET_KEY", "guessed"),
    ];
    for (name, wrong) in faults {
        let mut command = folder.serve();
        command.envs(bucket.variables()).env(name, wrong);
        let ran = crate::program::run(command, "").await;
        assert_eq!(ran.code, Some(1), "{name}: {ran:?}");
        assert!(ran.stderr.contains("bucket"), "{name}: {ran:?}");
        assert!(!ran.stderr.contains(SECRET), "{ran:?}");
    }
}

/// A picture of one pixel.
const PICTURE: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

#[tokio::test]
async fn a_team_lives_with_its_files_in_a_bucket_over_a_restart() {
    let (bucket, folder) = (Bucket::start().await, Folder::new());
    let start = async || {
        let mut command = folder.serve();
        command.envs(bucket.variables());
        Server::start(command).await
    };
    let mut server = start().await;
    let ana = Account::set_up(&mut server).await;
    let put = ana.request(&server, Method::PUT, "/users/me/avatar");
    let answer = put.header("content-type", "image/png").body(PICTURE).send().await;
    let me: Value = answer.expect("an answer").json().await.expect("JSON");
    let url = me["avatarUrl"].as_str().unwrap_or_else(|| panic!("no picture: {me}")).to_owned();
    server.stop().await;
    assert!(!bucket.places().is_empty());
    assert_eq!(names_in(&folder.path("data/blobs")), Vec::<String>::new());
    let server = start().await;
    let path = url.trim_start_matches("/api/v1");
    let answer = ana.request(&server, Method::GET, path).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.bytes().await.expect("bytes").starts_with(b"RIFF"));
    server.stop().await;
}
