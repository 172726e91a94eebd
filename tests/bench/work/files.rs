//! P9: files up and down: large ones beside `cp` and nginx on the same disk, small ones by their number.

use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::scripts::{fresh_number, write_get, write_post};
use super::{ROUNDS, lines_of};
use crate::child::Server;
use crate::load::{self, Measured, Pace, Script};
use crate::nginx::Nginx;
use crate::report::Line;
use crate::wire::{Answer, Wire};
use crate::world::{Shape, World};
use crate::{Outcome, product};

/// A large file.
const LARGE: u64 = 1024 * 1024 * 1024;
/// What goes out and comes in at once.
const PIECE: usize = 1024 * 1024;
/// A small file.
const SMALL: usize = 10 * 1024;
const TEAM: Shape = Shape { people: 16, chats: 0, members: 0, messages: 0 };

/// A gigabyte up, hashed and on the disk when it is answered, beside `cp` and a sync; and down, beside nginx.
pub(crate) async fn large() -> Outcome<Vec<Line>> {
    let world = World::build(TEAM).await?;
    let server = product::start(world.folder()).await?;
    let page = world.folder().join("page");
    std::fs::create_dir(&page)?;
    let nginx = Nginx::start(world.folder(), &page).await?;
    let source = page.join("large");
    let [mut up, mut copied, mut down, mut fetched] = [const { Vec::new() }; 4];
    for round in 0..ROUNDS as u64 {
        write_source(&source, round)?;
        copied.push(speed(copy(&source, &world.folder().join("copy"))?));
        let begun = Instant::now();
        let file = upload(&server, world.cookie(0), round).await?;
        up.push(speed(begun.elapsed()));
        let path = format!("/api/v1/files/{file}/download");
        fetched.push(speed(fetch(nginx.address, "/large", "", round).await?));
        down.push(speed(fetch(server.address, &path, world.cookie(0), round).await?));
    }
    nginx.stop().await?;
    server.stop().await?;
    let line = |work: &str, product, limit, target| Line {
        work: work.to_owned(),
        unit: "MB/s",
        product,
        limit,
        target,
    };
    Ok(vec![
        line("upload of 1 GiB, beside cp and sync", up, copied, "≥ 0.5×"),
        line("download of 1 GiB, beside nginx", down, fetched, "≥ 0.8×"),
    ])
}

/// The bytes of a large file, piece by piece: no two rounds have the same.
struct Pieces {
    piece: Vec<u8>,
    left: u64,
}

impl Pieces {
    fn of(round: u64) -> Self {
        let mut state = round + 1;
        let piece = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as u8
        });
        Self { piece: piece.take(PIECE).collect(), left: LARGE }
    }

    fn next(&mut self) -> Option<&[u8]> {
        self.left = self.left.checked_sub(PIECE as u64)?;
        self.piece[..8].copy_from_slice(&self.left.to_le_bytes());
        Some(&self.piece)
    }
}

fn write_source(path: &Path, round: u64) -> Outcome {
    let mut file = File::create(path)?;
    let mut pieces = Pieces::of(round);
    while let Some(piece) = pieces.next() {
        file.write_all(piece)?;
    }
    Ok(file.sync_all()?)
}

/// `cp`, until the copy is on the disk.
fn copy(from: &Path, to: &Path) -> Outcome<std::time::Duration> {
    let begun = Instant::now();
    // A copy of the bytes, also on disks that could only refer to them.
    let done = std::process::Command::new("cp").arg("--reflink=never").args([from, to]).status()?;
    if !done.success() {
        return Err("cp has failed".into());
    }
    File::open(to)?.sync_all()?;
    let took = begun.elapsed();
    std::fs::remove_file(to)?;
    Ok(took)
}

fn speed(took: std::time::Duration) -> f64 {
    LARGE as f64 / 1e6 / took.as_secs_f64()
}

/// Brings a large file and tells its id.
async fn upload(server: &Server, cookie: &str, round: u64) -> Outcome<String> {
    let announcement = format!(
        "POST /api/v1/files/tus HTTP/1.1\r\nHost: epop\r\nCookie: {cookie}\r\nTus-Resumable: 1.0.0\r\n\
         Upload-Length: {LARGE}\r\nUpload-Metadata: filename {}\r\nContent-Length: 0\r\n\r\n",
        STANDARD.encode(format!("large-{round}.bin"))
    );
    let mut stream = TcpStream::connect(server.address).await?;
    stream.write_all(announcement.as_bytes()).await?;
    let begun = read_head(&mut stream).await?.0;
    let place = header(&begun, "location").and_then(|url| url.split_once("/api/"));
    let place = place.ok_or_else(|| format!("no upload began:\n{begun}"))?.1.to_owned();
    let file = header(&begun, "x-file-id").ok_or("the upload has no file")?.to_owned();
    let head = format!(
        "PATCH /api/{place} HTTP/1.1\r\nHost: epop\r\nCookie: {cookie}\r\nTus-Resumable: 1.0.0\r\n\
         Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {LARGE}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    let mut pieces = Pieces::of(round);
    while let Some(piece) = pieces.next() {
        stream.write_all(piece).await?;
    }
    let done = read_head(&mut stream).await?.0;
    if done.starts_with("HTTP/1.1 204") { Ok(file) } else { Err(done.into()) }
}

/// Reads a large file to its end, and looks at the beginnings of its pieces.
async fn fetch(
    address: SocketAddr,
    path: &str,
    cookie: &str,
    round: u64,
) -> Outcome<std::time::Duration> {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).await?;
    let mut request = Vec::new();
    write_get(&mut request, path, cookie);
    stream.write_all(&request).await?;
    let (head, body) = read_head(&mut stream).await?;
    if !head.starts_with("HTTP/1.1 200") {
        return Err(head.into());
    }
    let mut came = body.len() as u64;
    let mut buffer = vec![0; PIECE];
    let mut last = Vec::new();
    while came < LARGE {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return Err("the file broke off".into());
        }
        came += count as u64;
        last.clear();
        last.extend_from_slice(&buffer[count.saturating_sub(16)..count]);
    }
    let took = begun.elapsed();
    let expected = &Pieces::of(round).piece[PIECE - 16..];
    if came == LARGE && expected.ends_with(&last) {
        Ok(took)
    } else {
        Err("other bytes came".into())
    }
}

/// The head of an answer, and what came of its body with it.
async fn read_head(stream: &mut TcpStream) -> Outcome<(String, Vec<u8>)> {
    let mut bytes = Vec::with_capacity(64 * 1024);
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err("the server closed the connection".into());
        }
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let body = bytes.split_off(end + 4);
            return Ok((String::from_utf8(bytes)?, body));
        }
    }
}

fn header<'h>(head: &'h str, wanted: &str) -> Option<&'h str> {
    head.lines().skip(1).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(wanted).then(|| value.trim())
    })
}

/// Small files: announced and brought, on 16 connections, beside writing such files and syncing each; and
/// had, on 64, beside nginx.
pub(crate) async fn small() -> Outcome<Vec<Line>> {
    let world = World::build(TEAM).await?;
    let server = product::start(world.folder()).await?;
    let page = world.folder().join("page");
    std::fs::create_dir(&page)?;
    std::fs::write(page.join("small"), vec![b'x'; SMALL])?;
    let nginx = Nginx::start(world.folder(), &page).await?;
    let file = bring_one(&server, world.cookie(0)).await?;
    let [mut up, mut down, mut fetched] = [const { Vec::new() }; 3];
    let mut written = Vec::new();
    for _ in 0..ROUNDS {
        written.push(write_many(&page)?);
        let scripts = (0..16).map(|person| Bring::new(world.cookie(person)));
        up.push(load::run(server.address, scripts, Pace::FULL).await?);
        let path = format!("/api/v1/files/{file}/download");
        let scripts =
            (0..64).map(|_| Have { path: path.clone(), cookie: world.cookie(0).to_owned() });
        down.push(load::run(server.address, scripts, Pace::FULL).await?);
        let scripts = (0..64).map(|_| Have { path: "/small".into(), cookie: String::new() });
        fetched.push(load::run(nginx.address, scripts, Pace::FULL).await?);
    }
    nginx.stop().await?;
    server.stop().await?;
    // Two requests bring a file.
    let rate = |round: &Measured| round.per_second() / 2.0;
    let mut lines = vec![Line {
        work: "upload of 10 KB, announced and brought, 16 connections".into(),
        unit: "/s",
        product: up.iter().map(rate).collect(),
        limit: written,
        target: "",
    }];
    lines.extend(lines_of("download of 10 KB, 64 connections", &down, &fetched, ["", "", ""]));
    Ok(lines)
}

/// How many small files can be written and synced in a second, one after the other.
fn write_many(folder: &Path) -> Outcome<f64> {
    const COUNT: u32 = 300;
    let folder = folder.join("many");
    std::fs::create_dir(&folder)?;
    let begun = Instant::now();
    for number in 0..COUNT {
        let mut file = File::create(folder.join(number.to_string()))?;
        file.write_all(&[b'x'; SMALL])?;
        file.sync_all()?;
    }
    let took = begun.elapsed();
    std::fs::remove_dir_all(&folder)?;
    Ok(f64::from(COUNT) / took.as_secs_f64())
}

/// Announces a small file, brings it, and begins again.
struct Bring {
    cookie: String,
    number: u64,
    /// Where the announced file is to go.
    place: Option<String>,
}

impl Bring {
    fn new(cookie: &str) -> Self {
        Self { cookie: cookie.to_owned(), number: 0, place: None }
    }
}

impl Script for Bring {
    fn write(&mut self, request: &mut Vec<u8>) {
        match &self.place {
            None => {
                self.number = fresh_number();
                let key = format!("file-{}", self.number);
                let body = format!(r#"{{"fileName":"{key}.txt","fileSize":{SMALL}}}"#);
                write_post(request, "/api/v1/files/presign", &self.cookie, &key, &body);
            }
            Some(place) => {
                request.extend_from_slice(
                    format!(
                        "PUT {place} HTTP/1.1\r\nHost: epop\r\nContent-Length: {SMALL}\r\n\r\n"
                    )
                    .as_bytes(),
                );
                let begun = request.len();
                request.resize(begun + SMALL, b'x');
                // No two are alike.
                request[begun..begun + 8].copy_from_slice(&self.number.to_le_bytes());
            }
        }
    }

    fn check(&mut self, answer: &Answer<'_>) -> Outcome {
        if answer.status != 201 {
            return Err(answer.refused("a file"));
        }
        if self.place.take().is_none() {
            let signed: Value = serde_json::from_slice(answer.body)?;
            let place = signed["putUrl"].as_str().and_then(|url| url.split_once("/api/"));
            self.place = Some(format!("/api/{}", place.ok_or("there is no place for it")?.1));
        }
        Ok(())
    }
}

/// Brings one small file and tells its id.
async fn bring_one(server: &Server, cookie: &str) -> Outcome<String> {
    let mut wire = Wire::connect(server.address).await?;
    let mut script = Bring::new(cookie);
    let mut file = None;
    for _ in 0..2 {
        let mut request = Vec::new();
        script.write(&mut request);
        let answer = wire.exchange(&request).await?;
        script.check(&answer)?;
        let told: Value = serde_json::from_slice(answer.body)?;
        file = told["fileId"].as_str().map(str::to_owned);
    }
    file.ok_or_else(|| "the file has no id".into())
}

/// Has a small file again and again.
struct Have {
    path: String,
    cookie: String,
}

impl Script for Have {
    fn write(&mut self, request: &mut Vec<u8>) {
        write_get(request, &self.path, &self.cookie);
    }

    fn check(&mut self, answer: &Answer<'_>) -> Outcome {
        let right = answer.status == 200 && answer.body.len() == SMALL;
        if right { Ok(()) } else { Err(answer.refused("a small file")) }
    }
}
