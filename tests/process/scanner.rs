//! The virus scanner is asked for real: clamd as Debian has it, with one signature of our own, the test
//! string that every scanner knows.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use epop::base::{Error, Result};
use epop::config::Config;
use epop::infra::blobs::ByteStream;
use epop::infra::scanner::{Scanner, Verdict};
use futures_util::{StreamExt as _, stream};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::{TcpListener, UnixListener};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::program::{Folder, PATIENCE};

/// The test string of all scanners, in two halves: else a scanner of the machine would take this file away.
const EICAR: [&str; 2] =
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];
pub(crate) const SIGNATURE: &str = "Eicar-Test-Signature.UNOFFICIAL";

pub(crate) fn eicar() -> String {
    EICAR.concat()
}

/// clamd in a folder of its own.
pub(crate) struct Clamd {
    pub(crate) folder: Folder,
    pub(crate) child: Child,
    tcp: SocketAddr,
}

impl Clamd {
    pub(crate) async fn start() -> Self {
        let folder = Folder::new();
        let signatures = folder.path("signatures");
        std::fs::create_dir(&signatures).expect("a folder of signatures");
        let hex = eicar().bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        let line = format!("Eicar-Test-Signature:0:*:{hex}\n");
        std::fs::write(signatures.join("own.ndb"), line).expect("a signature");
        // Its port is free a moment before; the machine gives another one to whoever asks next.
        let free = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let tcp = free.local_addr().expect("the port is bound");
        drop(free);
        let config = format!(
            "LocalSocket {}\nTCPSocket {}\nTCPAddr 127.0.0.1\nDatabaseDirectory {}\n\
             Foreground yes\nStreamMaxLength 1M\nMaxThreads 2\n",
            folder.path("clamd.sock").display(),
            tcp.port(),
            signatures.display()
        );
        std::fs::write(folder.path("clamd.conf"), config).expect("its configuration");
        let mut child = Command::new("/usr/sbin/clamd")
            .arg("--config-file")
            .arg(folder.path("clamd.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .expect("clamd is there: tests/run installs it");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let ready = async {
            while let Some(line) = lines.next_line().await.expect("text") {
                if line.starts_with("Self checking") {
                    return;
                }
            }
            panic!("clamd ended before it was ready");
        };
        timeout(PATIENCE, ready).await.expect("clamd gets ready");
        Self { folder, child, tcp }
    }

    /// A scanner that asks over the socket of the machine.
    fn scanner(&self) -> Scanner {
        scanner(|config| config.scanner.socket = Some(self.folder.path("clamd.sock")))
    }
}

fn scanner(set: impl FnOnce(&mut Config)) -> Scanner {
    let mut config = Config::default();
    config.scanner.enabled = true;
    config.scanner.timeout = PATIENCE;
    set(&mut config);
    Scanner::from_config(&config.scanner).expect("it is on")
}

fn bytes(pieces: &[&[u8]]) -> ByteStream {
    let pieces: Vec<Result<Bytes>> =
        pieces.iter().map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces).boxed()
}

async fn verdict(scanner: &Scanner, bytes: ByteStream) -> Result<Verdict> {
    timeout(PATIENCE, scanner.scan(bytes)).await.expect("it answers")
}

#[tokio::test]
async fn the_scanner_finds_what_it_knows_over_both_ways() {
    let clamd = Clamd::start().await;
    let tcp = scanner(|config| {
        config.scanner.host = clamd.tcp.ip().to_string();
        config.scanner.port = clamd.tcp.port();
    });
    let infected = Verdict::Infected(SIGNATURE.to_owned());
    let large = vec![b'x'; 700_000];
    for scanner in [clamd.scanner(), tcp] {
        let found = verdict(&scanner, bytes(&[eicar().as_bytes()])).await;
        assert_eq!(found.expect("an answer"), infected);
        // The string is cut where the pieces are.
        let (first, rest) = EICAR.into();
        let cut = verdict(&scanner, bytes(&[first.as_bytes(), rest.as_bytes()])).await;
        assert_eq!(cut.expect("an answer"), infected);
        for clean in [&b""[..], b"hello", &large] {
            let clean = verdict(&scanner, bytes(&[clean])).await;
            assert_eq!(clean.expect("an answer"), Verdict::Clean);
        }
    }
}

#[tokio::test]
async fn a_file_that_is_too_large_for_the_scanner_is_told_from_one_that_is_clean() {
    let clamd = Clamd::start().await;
    let piece = vec![b'x'; 300_000];
    let large = verdict(&clamd.scanner(), bytes(&[&piece[..]; 20])).await;
    assert_eq!(large.expect("an answer"), Verdict::TooLarge);
}

#[tokio::test]
async fn a_scanner_that_dies_in_the_middle_is_no_verdict() {
    let Clamd { folder, mut child, .. } = Clamd::start().await;
    let scanner = scanner(|config| config.scanner.socket = Some(folder.path("clamd.sock")));
    let beginning = stream::once(async { Ok(Bytes::from_static(b"the beginning")) });
    // The second piece is asked for when the first is sent.
    let end = stream::once(async move {
        child.kill().await.expect("clamd is killed");
        Ok(Bytes::from_static(b"the end"))
    });
    let died = verdict(&scanner, beginning.chain(end).boxed()).await;
    assert!(died.is_err(), "{died:?}");
    let gone = verdict(&scanner, bytes(&[b"hello"])).await;
    assert!(gone.expect_err("nobody listens").to_string().contains("clamd.sock"));
}

#[tokio::test]
async fn a_scanner_that_is_silent_is_not_waited_for_for_ever() {
    let folder = Folder::new();
    let path = folder.path("clamd.sock");
    let _silent = UnixListener::bind(&path).expect("a socket that nobody answers at");
    let scanner = scanner(|config| {
        config.scanner.socket = Some(path);
        config.scanner.timeout = Duration::from_millis(50);
    });
    let silent = verdict(&scanner, bytes(&[b"hello"])).await;
    assert!(silent.expect_err("no answer").to_string().contains("timed out"));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_to_its_end_is_no_verdict() {
    let clamd = Clamd::start().await;
    let pieces = [Ok(Bytes::from_static(b"hello")), Err(Error::internal("the disk is gone"))];
    let broken = verdict(&clamd.scanner(), stream::iter(pieces).boxed()).await;
    assert_eq!(broken.expect_err("half a file").to_string(), "the disk is gone");
}
