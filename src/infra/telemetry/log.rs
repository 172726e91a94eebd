//! Log lines on standard error: text on a terminal, JSON otherwise.
//!
//! A line for each request must not cost a system call for each request, so lines are gathered and
//! written together, 50 ms later at most; warnings and errors go out at once.

use std::io::{self, IsTerminal as _, Write};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Registry, reload};

use super::lines::JsonLines;
use crate::config::{Log, LogFilter, LogFormat};

const GATHER: Duration = Duration::from_millis(50);
const FULL: usize = 64 * 1024;

/// Writes what is gathered when it is dropped: keep it to the end of `main`.
pub struct LogGuard {
    sink: Sink,
    filter: reload::Handle<EnvFilter, Registry>,
}

impl LogGuard {
    /// Lets more or less through from now on.
    pub fn set_level(&self, level: &LogFilter) {
        match self.filter.reload(filter(level)) {
            Ok(()) => tracing::info!(level = level.as_str(), "log level read"),
            Err(error) => tracing::error!(%error, "the log level was not changed"),
        }
    }
}

impl Drop for LogGuard {
    fn drop(&mut self) {
        self.sink.flush_all();
    }
}

fn filter(level: &LogFilter) -> EnvFilter {
    EnvFilter::builder().parse_lossy(level.as_str())
}

/// Turns the log on, once for the process. A panic becomes a line of the log, too.
///
/// # Errors
/// Fails if a log was turned on before, or its thread cannot start.
pub fn init_logs(config: &Log) -> io::Result<LogGuard> {
    let sink = Sink::default();
    sink.start()?;
    let (filter, handle) = reload::Layer::new(filter(&config.level));
    let on_terminal = io::stderr().is_terminal();
    let json = match config.format {
        LogFormat::Auto => !on_terminal,
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(sink.clone());
    let registry = tracing_subscriber::registry().with(filter);
    let started = if json {
        registry.with(lines.event_format(JsonLines::new())).try_init()
    } else {
        registry.with(lines.with_ansi(on_terminal).compact()).try_init()
    };
    started.map_err(io::Error::other)?;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let reason = panic.payload_as_str().unwrap_or("a panic without a text");
        tracing::error!(place, reason, "panic");
    }));
    Ok(LogGuard { sink, filter: handle })
}

/// Lines on their way to standard error.
#[derive(Clone, Default)]
struct Sink(Arc<Gathered>);

#[derive(Default)]
struct Gathered {
    lines: Mutex<Vec<u8>>,
    some: Condvar,
}

impl Sink {
    /// The thread sleeps while there are no lines, so an idle server has no wake-ups from here.
    fn start(&self) -> io::Result<()> {
        let sink = self.clone();
        #[expect(
            clippy::disallowed_methods,
            reason = "the log starts before the tasks and outlives them"
        )]
        std::thread::Builder::new().name("log".into()).spawn(move || {
            loop {
                let mut lines = sink.0.lines.lock();
                sink.0.some.wait_while(&mut lines, |lines| lines.is_empty());
                drop(lines);
                std::thread::sleep(GATHER);
                sink.flush_all();
            }
        })?;
        Ok(())
    }

    fn push(&self, line: &[u8], at_once: bool) {
        let mut lines = self.0.lines.lock();
        lines.extend_from_slice(line);
        if at_once || lines.len() >= FULL {
            Self::write(&mut lines);
        } else if lines.len() == line.len() {
            self.0.some.notify_one();
        }
    }

    fn flush_all(&self) {
        Self::write(&mut self.0.lines.lock());
    }

    fn write(lines: &mut Vec<u8>) {
        // A closed standard error leaves nobody to tell.
        drop(io::stderr().write_all(lines));
        lines.clear();
    }
}

/// One line being written.
struct Line {
    sink: Sink,
    at_once: bool,
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink.push(bytes, self.at_once);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Sink {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line { sink: self.clone(), at_once: true }
    }

    fn make_writer_for(&'a self, meta: &Metadata<'_>) -> Line {
        Line { sink: self.clone(), at_once: *meta.level() <= Level::WARN }
    }
}
