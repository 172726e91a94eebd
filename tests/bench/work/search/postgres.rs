//! PostgreSQL with its full-text search, as a server of its own behind a Unix socket. What is spoken with it is the
//! little of its protocol that a measurement needs.

use std::cell::RefCell;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::corpus::{Kind, Question};
use super::{MOST, database};
use crate::Outcome;
use crate::world::{World, open_database, temporary_folder};

/// It does not run as root: Debian makes this user for it.
const USER: &str = "postgres";
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server with the messages of a workspace.
pub(super) struct Server {
    child: Child,
    wire: RefCell<Wire>,
    _folder: TempDir,
}

impl Server {
    /// Starts a server and copies the messages; none if PostgreSQL is not installed.
    pub(super) fn fill(world: &World, reader: u32) -> Outcome<Option<Self>> {
        let Some(programs) = programs()? else {
            println!("PostgreSQL is not installed: it is not asked.\n");
            return Ok(None);
        };
        let folder = temporary_folder()?;
        let path = folder.path();
        run(Command::new("chown").arg(USER).arg(path))?;
        run(as_user(&programs.join("initdb")).args(["-A", "trust", "-E", "UTF8", "-D"]).arg(path))?;
        let mut server = as_user(&programs.join("postgres"));
        server.arg("-D").arg(path).arg("-k").arg(path);
        for setting in ["listen_addresses=", "shared_buffers=512MB", "jit=off", "work_mem=64MB"] {
            server.args(["-c", setting]);
        }
        let child = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let wire = Wire::connect(&path.join(".s.PGSQL.5432"))?;
        let server = Self { child, wire: RefCell::new(wire), _folder: folder };
        server.copy(world, reader)?;
        Ok(Some(server))
    }

    fn copy(&self, world: &World, reader: u32) -> Outcome {
        let mut wire = self.wire.borrow_mut();
        wire.run(
            "CREATE TABLE m (id bigint PRIMARY KEY, chat int NOT NULL, sender int NOT NULL, at bigint NOT NULL,
                             body text NOT NULL)",
        )?;
        let rows = open_database(&database(world))?;
        let mut statement =
            rows.prepare("SELECT id, chat_id, sender_id, created_at, body FROM messages")?;
        let mut messages = statement.query([])?;
        wire.begin_copy("COPY m FROM STDIN")?;
        while let Some(row) = messages.next()? {
            let (id, chat, sender): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (at, body): (i64, String) = (row.get(3)?, row.get(4)?);
            wire.copy(format!("{id}\t{chat}\t{sender}\t{at}\t{body}\n").as_bytes())?;
        }
        wire.end_copy()?;
        wire.run("ALTER TABLE m ADD words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED")?;
        wire.run("CREATE INDEX ON m USING gin (words)")?;
        wire.run("CREATE INDEX ON m (chat)")?;
        wire.run("CREATE TABLE mine (chat int PRIMARY KEY)")?;
        let mut chats = rows.prepare("SELECT chat_id FROM chat_members WHERE user_id = ?1")?;
        for chat in chats.query_map([reader + 1], |row| row.get::<_, i64>(0))? {
            wire.run(&format!("INSERT INTO mine VALUES ({})", chat?))?;
        }
        wire.run("VACUUM (ANALYZE)")?;
        for (name, order) in
            [("by_rank", "ts_rank(m.words, q.q) DESC, m.id DESC"), ("by_date", "m.id DESC")]
        {
            wire.run(&format!(
                "PREPARE {name} (text) AS SELECT f.*, ts_headline('simple', f.body, to_tsquery('simple', $1))
                 FROM (SELECT m.id, m.chat, m.sender, m.at, m.body FROM m, to_tsquery('simple', $1) q (q)
                       WHERE m.words @@ q.q AND m.chat IN (SELECT chat FROM mine)
                       ORDER BY {order} LIMIT {MOST}) f"
            ))?;
        }
        Ok(())
    }

    /// Asks, and tells how many hits came.
    pub(super) fn ask(&self, kind: Kind, question: &Question) -> Outcome<usize> {
        let name = if kind == Kind::ByDate { "by_date" } else { "by_rank" };
        let star = if question.is_beginning { ":*" } else { "" };
        let words = question.words.replace(' ', " & ");
        self.wire.borrow_mut().run(&format!("EXECUTE {name} ('{words}{star}')"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(id) = Pid::from_raw(self.child.id().cast_signed()) {
            kill_process(id, Signal::INT).unwrap_or_default();
        }
        drop(self.child.wait());
    }
}

/// Where Debian has the programs of the newest version that is installed.
fn programs() -> Outcome<Option<PathBuf>> {
    let Ok(versions) = Path::new("/usr/lib/postgresql").read_dir() else { return Ok(None) };
    let mut found = Vec::new();
    for version in versions {
        let programs = version?.path().join("bin");
        found.extend(programs.join("initdb").exists().then_some(programs));
    }
    found.sort();
    Ok(found.pop())
}

fn as_user(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--reuid", USER, "--regid", USER, "--clear-groups"]).arg(program);
    command
}

fn run(command: &mut Command) -> Outcome {
    let ran = command.output()?;
    if ran.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&ran.stderr)).into())
}

/// A connection: messages of a letter, a length and a body.
struct Wire {
    stream: UnixStream,
    waiting: Vec<u8>,
}

impl Wire {
    fn connect(socket: &Path) -> Outcome<Self> {
        let begun = Instant::now();
        loop {
            match UnixStream::connect(socket).map_err(Into::into).and_then(Self::greet) {
                Ok(wire) => return Ok(wire),
                Err(error) if begun.elapsed() > PATIENCE => return Err(error),
                Err(_) => std::thread::yield_now(),
            }
        }
    }

    fn greet(stream: UnixStream) -> Outcome<Self> {
        let mut wire = Self { stream, waiting: Vec::new() };
        let body = [&[0, 3, 0, 0][..], b"user\0postgres\0database\0postgres\0\0"].concat();
        let length = u32::try_from(body.len() + 4)?.to_be_bytes();
        wire.stream.write_all(&[&length[..], &body].concat())?;
        wire.finish()?;
        Ok(wire)
    }

    fn send(&mut self, kind: u8, body: &[u8]) -> Outcome {
        self.waiting.push(kind);
        self.waiting.extend(u32::try_from(body.len() + 4)?.to_be_bytes());
        self.waiting.extend_from_slice(body);
        Ok(())
    }

    fn flush(&mut self) -> Outcome {
        self.stream.write_all(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }

    /// Runs a statement to its end, and tells how many rows came.
    fn run(&mut self, sql: &str) -> Outcome<usize> {
        self.send(b'Q', &[sql.as_bytes(), &[0]].concat())?;
        self.flush()?;
        self.finish()
    }

    fn begin_copy(&mut self, sql: &str) -> Outcome {
        self.send(b'Q', &[sql.as_bytes(), &[0]].concat())?;
        self.flush()?;
        match self.receive()? {
            (b'G', _) => Ok(()),
            (kind, body) => Err(told(kind, &body)),
        }
    }

    fn copy(&mut self, row: &[u8]) -> Outcome {
        self.send(b'd', row)?;
        if self.waiting.len() > 1 << 16 { self.flush() } else { Ok(()) }
    }

    fn end_copy(&mut self) -> Outcome {
        self.send(b'c', &[])?;
        self.flush()?;
        self.finish().map(drop)
    }

    /// Reads until the server waits for the next statement.
    fn finish(&mut self) -> Outcome<usize> {
        let mut rows = 0;
        let mut fault = None;
        loop {
            match self.receive()? {
                (b'D', _) => rows += 1,
                (b'E', body) => fault = Some(told(b'E', &body)),
                (b'Z', _) => return fault.map_or(Ok(rows), Err),
                _ => {}
            }
        }
    }

    fn receive(&mut self) -> Outcome<(u8, Vec<u8>)> {
        let mut head = [0; 5];
        self.stream.read_exact(&mut head)?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        let mut body = vec![0; length.saturating_sub(4)];
        self.stream.read_exact(&mut body)?;
        Ok((head[0], body))
    }
}

fn told(kind: u8, body: &[u8]) -> Box<dyn std::error::Error + Send + Sync> {
    let text = String::from_utf8_lossy(body).replace('\0', " ");
    format!("PostgreSQL says {} {text}", char::from(kind)).into()
}
