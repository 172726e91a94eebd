//! The virus scanner: clamd, asked over TCP or a socket of the machine. Off unless it is configured.
//!
//! A file is sent piece by piece as it is read (`INSTREAM`), so nothing of it is held here. The protocol is
//! five lines; it is written out because the answer may come before the end of the file: clamd says
//! that a stream is too long, and hangs up. Whoever is still writing would only see a broken pipe.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, split};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use super::blobs::ByteStream;
use crate::base::{Error, Result};
use crate::config;

/// The most bytes sent in one piece.
const PIECE: usize = 256 * 1024;
/// An answer is one line.
const LONGEST_ANSWER: u64 = 4096;

/// What the scanner says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// The name of what was found.
    Infected(String),
    /// The file is larger than this scanner takes (its `StreamMaxLength`): asking again is no use.
    TooLarge,
}

/// Asks clamd.
#[derive(Debug, Clone)]
pub struct Scanner {
    place: Place,
    patience: Duration,
}

#[derive(Debug, Clone)]
enum Place {
    Socket(PathBuf),
    Tcp(String, u16),
}

/// Why a file was not sent to its end.
enum Cut {
    /// The file could not be read.
    File(Error),
    /// The scanner does not listen any more.
    Scanner(io::Error),
}

impl Scanner {
    /// The scanner that is configured, if one is.
    pub fn from_config(config: &config::Scanner) -> Option<Self> {
        let place = match &config.socket {
            Some(path) => Place::Socket(path.clone()),
            None => Place::Tcp(config.host.clone(), config.port),
        };
        config.enabled.then_some(Self { place, patience: config.timeout })
    }

    /// What the scanner says of these bytes.
    ///
    /// # Errors
    /// `internal_error` if it could not be asked or did not answer, or if the bytes could not be read: ask
    /// again later.
    pub async fn scan(&self, bytes: ByteStream) -> Result<Verdict> {
        match &self.place {
            Place::Socket(path) => {
                let stream = self.in_time(UnixStream::connect(path)).await;
                self.ask(stream.map_err(|error| self.silent(&error))?, bytes).await
            }
            Place::Tcp(host, port) => {
                let stream = self.in_time(TcpStream::connect((host.as_str(), *port))).await;
                self.ask(stream.map_err(|error| self.silent(&error))?, bytes).await
            }
        }
    }

    async fn ask(&self, stream: impl AsyncRead + AsyncWrite, bytes: ByteStream) -> Result<Verdict> {
        let (reader, mut writer) = split(stream);
        let mut answer = Vec::new();
        let mut reader = reader.take(LONGEST_ANSWER);
        let outcome = {
            let hear = hear(&mut reader, &mut answer);
            tokio::pin!(hear);
            tokio::select! {
                outcome = &mut hear => outcome,
                sent = self.send(&mut writer, bytes) => match sent {
                    Err(Cut::File(error)) => return Err(error),
                    // What it had to say may be there all the same.
                    Err(Cut::Scanner(broken)) => match self.in_time(hear).await {
                        Ok(0) => Err(broken),
                        outcome => outcome,
                    },
                    Ok(()) => self.in_time(hear).await,
                },
            }
        };
        outcome.map_err(|error| self.silent(&error))?;
        let answer = String::from_utf8_lossy(&answer);
        read(&answer).ok_or_else(|| {
            Error::internal(format!("the virus scanner at {} said {answer:?}", self.place))
        })
    }

    async fn send(
        &self,
        writer: &mut (impl AsyncWrite + Unpin),
        mut bytes: ByteStream,
    ) -> Result<(), Cut> {
        self.say(writer, b"zINSTREAM\0").await?;
        while let Some(piece) = bytes.try_next().await.map_err(Cut::File)? {
            for piece in piece.chunks(PIECE) {
                self.say(writer, &(piece.len() as u32).to_be_bytes()).await?;
                self.say(writer, piece).await?;
            }
        }
        self.say(writer, &0_u32.to_be_bytes()).await
    }

    async fn say(&self, writer: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Result<(), Cut> {
        self.in_time(writer.write_all(bytes)).await.map_err(Cut::Scanner)
    }

    async fn in_time<T>(&self, step: impl Future<Output = io::Result<T>>) -> io::Result<T> {
        timeout(self.patience, step).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    fn silent(&self, error: &io::Error) -> Error {
        Error::internal(format!("the virus scanner at {} does not answer: {error}", self.place))
    }
}

/// Reads an answer to its end. A scanner that hangs up on what is still being sent is told of by a reset, and
/// what it said before that is there all the same.
async fn hear(reader: &mut (impl AsyncRead + Unpin), answer: &mut Vec<u8>) -> io::Result<usize> {
    match reader.read_to_end(answer).await {
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => {
            reader.read_to_end(answer).await?;
            if answer.is_empty() { Err(error) } else { Ok(answer.len()) }
        }
        outcome => outcome,
    }
}

impl fmt::Display for Scanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.fmt(f)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket(path) => path.display().fmt(f),
            Self::Tcp(host, port) => write!(f, "{host}:{port}"),
        }
    }
}

/// Reads an answer: `stream: OK`, `stream: NAME FOUND`, or a complaint. No answer is no verdict.
fn read(answer: &str) -> Option<Verdict> {
    let answer = answer.trim_end_matches(['\0', '\n']);
    if answer == "INSTREAM size limit exceeded. ERROR" {
        return Some(Verdict::TooLarge);
    }
    match answer.strip_prefix("stream: ")? {
        "OK" => Some(Verdict::Clean),
        found => found.strip_suffix(" FOUND").map(|name| Verdict::Infected(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_to_the_letter() {
        assert_eq!(read("stream: OK\0"), Some(Verdict::Clean));
        let found = Some(Verdict::Infected("Eicar-Test-Signature".into()));
        assert_eq!(read("stream: Eicar-Test-Signature FOUND\0"), found);
        assert_eq!(read("INSTREAM size limit exceeded. ERROR\0"), Some(Verdict::TooLarge));
        for unclear in [
            "",
            "\0",
            "OK\0",
            "stream: \0",
            "stream: NOT OK\0",
            "stream: X ERROR\0",
            "UNKNOWN COMMAND\0",
        ] {
            assert_eq!(read(unclear), None, "{unclear}");
        }
    }
}
