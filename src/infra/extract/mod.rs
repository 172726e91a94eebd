//! The words inside files, for those who search. Reading a stranger's PDF is the most dangerous thing this
//! program does, so another process does it: our own binary as `epop extract`, with little memory, little
//! time, no files and low priority. A hostile file ends that process and nothing else.
//!
//! [`reading`] is what the other process does.

mod office;
mod pdf;
pub mod reading;
mod words;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use self::reading::MOST_TEXT;
use super::blobs::ByteStream;
use crate::base::{Error, Result};
use crate::config;

/// Reads the words out of files, one file at a time. Clones share the turn.
#[derive(Debug, Clone)]
pub struct Extractor {
    program: PathBuf,
    patience: Duration,
    turn: Arc<Semaphore>,
}

impl Extractor {
    /// Takes what is configured.
    ///
    /// # Errors
    /// Nobody knows where our own program is.
    pub fn from_config(config: &config::Extract) -> Result<Self> {
        // The program that runs, also when the file was replaced by a newer one.
        let own = Path::new("/proc/self/exe");
        let program = match &config.program {
            Some(program) => program.clone(),
            None if own.exists() => own.to_owned(),
            None => std::env::current_exe()?,
        };
        Ok(Self { program, patience: config.timeout, turn: Arc::new(Semaphore::new(1)) })
    }

    /// The words in a file of this media type, at most [`MOST_TEXT`] bytes of them; none if files of this
    /// type have none, or if this one cannot be read within the limits.
    ///
    /// # Errors
    /// `internal_error` if the bytes do not come or the process does not start.
    pub async fn text(&self, bytes: ByteStream, mime: &str) -> Result<Option<String>> {
        if !reading::knows(mime) {
            return Ok(None);
        }
        let turn = self.turn.acquire().await;
        let _turn = turn.map_err(|_| Error::internal("the turn to read files is gone"))?;
        let mut child = self.start(mime)?;
        // Dropped after this, the process is killed.
        match timeout(self.patience, exchange(&mut child, bytes)).await {
            Ok(outcome) => outcome,
            Err(_) => Ok(None),
        }
    }

    fn start(&self, mime: &str) -> Result<Child> {
        let child = Command::new(&self.program)
            .args(["extract", "--mime", mime])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        child.map_err(|error| {
            Error::internal(format!("{} does not start: {error}", self.program.display()))
        })
    }
}

/// Gives the process the file, and takes the words. What it wrote before it failed is kept: a broken page
/// does not take the others with it.
async fn exchange(child: &mut Child, bytes: ByteStream) -> Result<Option<String>> {
    let (Some(input), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Error::internal("a process has no pipes"));
    };
    let mut text = Vec::new();
    let most = u64::try_from(MOST_TEXT).unwrap_or(u64::MAX);
    let read = async {
        (&mut output).take(most).read_to_end(&mut text).await?;
        Ok(())
    };
    let ((), ()) = futures_util::try_join!(feed(input, bytes), read)?;
    drop(output);
    child.wait().await?;
    let text = String::from_utf8_lossy(&text).trim().to_owned();
    Ok((!text.is_empty()).then_some(text))
}

async fn feed(mut input: ChildStdin, mut bytes: ByteStream) -> Result<()> {
    while let Some(piece) = bytes.try_next().await? {
        // A process that ended, or has enough, takes no more.
        if input.write_all(&piece).await.is_err() {
            break;
        }
    }
    Ok(())
}
