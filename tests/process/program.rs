//! The binary as a process: running a command to its end, or a server until it is told to stop.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::Client;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Nothing that is waited for takes longer, however busy the machine is.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A folder to run in, removed afterwards.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A path below it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The command line `epop ARGUMENTS…`, run in this folder with nothing in its environment.
    pub(crate) fn epop(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_epop"));
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// `epop serve` as [`serve`](Self::serve) has it, started by another program that gets its command line.
    pub(crate) fn within(&self, program: &str, arguments: &[&str]) -> Command {
        let served = self.serve();
        let served = served.as_std();
        let mut command = Command::new(program);
        command.args(arguments).arg(served.get_program()).args(served.get_args());
        command
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// `epop serve` on a free port and the folder `data`, with limits that no test meets.
    pub(crate) fn serve(&self) -> Command {
        let mut command = self.epop(&["serve", "--listen", "127.0.0.1:0", "--data", "data"]);
        for limit in ["EPOP_LIMITS_ANONYMOUS", "EPOP_LIMITS_USER", "EPOP_LIMITS_SIGN_IN"] {
            command.env(limit, "1000000");
        }
        command
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        run(self.epop(arguments), "").await
    }

    /// Runs a command to its end, with `input` on its standard input.
    pub(crate) async fn run_with_input(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.epop(arguments);
        command.stdin(Stdio::piped());
        run(command, input).await
    }
}

/// What a command that has ended said.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Its exit code; none if a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
    /// What it wrote to standard error.
    pub(crate) stderr: String,
}

/// Runs any command to its end.
pub(crate) async fn run(mut command: Command, input: &str) -> Ran {
    let mut child = command.spawn().expect("the binary runs");
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).await.expect("the command reads its input");
    }
    let output = timeout(PATIENCE, child.wait_with_output()).await;
    let output = output.expect("the command ends").expect("the command can be waited for");
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

/// A running server, killed if a test forgets it.
pub(crate) struct Server {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    log: Arc<Mutex<String>>,
    logging: JoinSet<()>,
    /// `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    /// Keeps cookies like a browser.
    pub(crate) client: Client,
}

impl Server {
    /// Starts a server and waits for the line that says where it listens.
    pub(crate) async fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the binary runs");
        let stdout = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut stderr = child.stderr.take().expect("piped");
        let log = Arc::new(Mutex::new(String::new()));
        let written = Arc::clone(&log);
        let mut logging = JoinSet::new();
        logging.spawn(async move {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stderr.read(&mut bytes).await {
                written.lock().push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        });
        let client = Client::builder().no_proxy().build().expect("a client");
        let url = String::new();
        let mut server = Self { child, stdout, log, logging, url, client };
        let line = server.line().await.unwrap_or_else(|| panic!("no line: {}", server.log()));
        match line.strip_prefix("EPOP is listening on ") {
            Some(url) => url.clone_into(&mut server.url),
            None => panic!("the first line is {line}"),
        }
        server
    }

    /// The next line on standard output; none at its end.
    pub(crate) async fn line(&mut self) -> Option<String> {
        let line = timeout(PATIENCE, self.stdout.next_line()).await;
        line.unwrap_or_else(|_| panic!("no line came:\n{}", self.log())).expect("text")
    }

    /// The secret of the setup link that is printed while nobody has an account.
    pub(crate) async fn setup_token(&mut self) -> String {
        loop {
            let line = self.line().await.expect("a setup link before the end of the output");
            if let Some((_, token)) = line.split_once("/setup#token=") {
                return token.trim().to_owned();
            }
        }
    }

    /// What it wrote to standard error until now.
    pub(crate) fn log(&self) -> String {
        self.log.lock().clone()
    }

    /// `127.0.0.1:PORT`.
    pub(crate) fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// The id of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("the server runs")
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let id = self.id();
        let id = Pid::from_raw(id.cast_signed()).expect("ids of processes are positive");
        kill_process(id, signal).expect("the signal is sent");
    }

    /// Waits until it has ended. Gives its exit, and what it printed after the lines read before.
    pub(crate) async fn wait(mut self) -> (ExitStatus, Vec<String>) {
        let mut lines = Vec::new();
        while let Some(line) = self.line().await {
            lines.push(line);
        }
        let status = timeout(PATIENCE, self.child.wait()).await;
        let status = status.unwrap_or_else(|_| panic!("it does not end:\n{}", self.log()));
        self.logging.join_all().await;
        (status.expect("the server can be waited for"), lines)
    }

    /// Stops it in order.
    pub(crate) async fn stop(self) {
        self.signal(Signal::TERM);
        let log = Arc::clone(&self.log);
        let (status, _) = self.wait().await;
        assert_eq!(status.code(), Some(0), "{}", log.lock());
    }
}

/// The names in a folder, or nothing if it is not there.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().into_iter().flatten();
    entries
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect()
}
