//! A server as a process of its own: started, found by its first line, measured, stopped.

use std::fs::File;
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::Outcome;

/// No server takes longer to start or to stop than this.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server. It is killed if it is dropped without [`stop`](Self::stop).
pub(crate) struct Server {
    child: Child,
    // Kept open, so that the server can go on printing.
    _stdout: BufReader<ChildStdout>,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts `command` and waits for a first line that ends in its address. What the server writes
    /// to standard error goes to `log`, as it would go to a journal.
    pub(crate) async fn start(mut command: Command, log: &Path) -> Outcome<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(log)?)
            .kill_on_drop(true)
            .spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or("the server has no output")?);
        let mut line = String::new();
        timeout(PATIENCE, stdout.read_line(&mut line)).await??;
        let address = line.trim().rsplit(['/', ' ']).next().unwrap_or_default().parse();
        let address = address.map_err(|_| {
            let log = std::fs::read_to_string(log).unwrap_or_default();
            format!("the server did not say where it listens but: {line}\n{log}")
        })?;
        Ok(Self { child, _stdout: stdout, address })
    }

    /// Resident memory in bytes: what the process itself holds, without pages of files.
    pub(crate) fn memory(&self) -> Outcome<f64> {
        let id = self.child.id().ok_or("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let kibibytes = |name: &str| -> Option<f64> {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse().ok()
        };
        let resident = kibibytes("VmRSS:").ok_or("the kernel does not tell the memory in use")?;
        let of_files = kibibytes("RssFile:").unwrap_or(0.0);
        Ok((resident - of_files) * 1024.0)
    }

    /// Asks the server to end and waits until it has, in order or, for a bare program, by the signal.
    pub(crate) async fn stop(mut self) -> Outcome {
        if let Some(id) = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed())) {
            kill_process(id, Signal::TERM)?;
        }
        let status = timeout(PATIENCE, self.child.wait()).await??;
        if status.success() || status.signal() == Some(Signal::TERM.as_raw()) {
            Ok(())
        } else {
            Err(format!("the server ended with {status}").into())
        }
    }
}
