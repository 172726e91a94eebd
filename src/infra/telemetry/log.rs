//! Log lines on standard error: text on a terminal, JSON otherwise.
//!
//! A line for each request must not cost a system call for each request, so lines are gathered and
//! written together, 50 ms later at most; warnings and errors go out at once. One thread writes, so
//! that a reader who stands still holds nobody up: what there is no room for then is left out, and
//! how much that was is told when it reads on.

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
/// So many bytes are not gathered any longer.
const FULL: usize = 64 * 1024;
/// Bytes that may wait for a reader.
const MOST: usize = 1024 * 1024;
/// How long the end of the process waits for a reader.
const PATIENCE: Duration = Duration::from_secs(1);

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
        self.sink.flush();
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
    sink.start(io::stderr(), |lines| {
        tracing::warn!(lines, "the log could not keep up; lines were left out");
    })?;
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

/// Lines on their way out.
#[derive(Clone, Default)]
struct Sink(Arc<Gathered>);

#[derive(Default)]
struct Gathered {
    waiting: Mutex<Waiting>,
    /// There is something to do for the thread.
    some: Condvar,
    /// Everything is written.
    none: Condvar,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    /// Whether they are to go out at once.
    is_urgent: bool,
    is_writing: bool,
    /// Lines there was no room for.
    left_out: u64,
}

impl Sink {
    /// The thread sleeps while there are no lines, so an idle server has no wake-ups from here.
    fn start(
        &self,
        mut to: impl Write + Send + 'static,
        tell_left_out: impl Fn(u64) + Send + 'static,
    ) -> io::Result<()> {
        let sink = self.clone();
        #[expect(
            clippy::disallowed_methods,
            reason = "the log starts before the tasks and outlives them"
        )]
        std::thread::Builder::new().name("log".into()).spawn(move || {
            let mut lines = Vec::new();
            loop {
                let left_out = sink.take(&mut lines);
                // A closed standard error leaves nobody to tell.
                drop(to.write_all(&lines));
                lines.clear();
                if left_out > 0 {
                    tell_left_out(left_out);
                }
                sink.rest();
            }
        })?;
        Ok(())
    }

    fn push(&self, line: &[u8], at_once: bool) {
        let mut waiting = self.0.waiting.lock();
        if waiting.lines.len() + line.len() > MOST {
            waiting.left_out += 1;
            return;
        }
        let was_empty = waiting.lines.is_empty();
        waiting.lines.extend_from_slice(line);
        if at_once || waiting.lines.len() >= FULL {
            waiting.is_urgent = true;
        }
        if was_empty || waiting.is_urgent {
            self.0.some.notify_one();
        }
    }

    /// Waits for lines, and takes them once they are due; answers how many were left out.
    fn take(&self, lines: &mut Vec<u8>) -> u64 {
        let mut waiting = self.0.waiting.lock();
        self.0.some.wait_while(&mut waiting, |waiting| waiting.lines.is_empty());
        self.0.some.wait_while_for(&mut waiting, |waiting| !waiting.is_urgent, GATHER);
        std::mem::swap(&mut waiting.lines, lines);
        waiting.is_urgent = false;
        waiting.is_writing = true;
        std::mem::take(&mut waiting.left_out)
    }

    fn rest(&self) {
        self.0.waiting.lock().is_writing = false;
        self.0.none.notify_all();
    }

    /// Waits until everything is written, for a while.
    fn flush(&self) {
        let mut waiting = self.0.waiting.lock();
        waiting.is_urgent = true;
        self.0.some.notify_one();
        let is_left = |waiting: &mut Waiting| waiting.is_writing || !waiting.lines.is_empty();
        self.0.none.wait_while_for(&mut waiting, is_left, PATIENCE);
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// A reader who says that something comes, and takes it only when it is let.
    struct Slow(Sender<()>, Receiver<()>, Sender<Vec<u8>>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(()).map_err(io::Error::other)?;
            self.1.recv().map_err(io::Error::other)?;
            self.2.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_stands_still_holds_nobody_up_and_hears_what_was_left_out() {
        let ((say, said), (permit, permits), (take, taken)) = (channel(), channel(), channel());
        let (tell, told) = channel();
        let sink = Sink::default();
        let tell_left_out = move |lines| tell.send(lines).expect("it listens");
        sink.start(Slow(say, permits, take), tell_left_out).expect("a thread");
        let line = [b'x'; 1024];
        sink.push(&line, true);
        said.recv().expect("it stands still now");
        // It comes back from here though nobody reads.
        for _ in 0..3 * MOST / line.len() {
            sink.push(&line, false);
        }
        assert_eq!(sink.0.waiting.lock().lines.len(), MOST);
        for _ in 0..2 {
            permit.send(()).expect("it waits");
        }
        let left_out = told.recv().expect("it is told") as usize;
        sink.flush();
        let written: usize = taken.try_iter().map(|bytes| bytes.len()).sum();
        assert_eq!(written + left_out * line.len(), 3 * MOST + line.len());
    }

    #[test]
    fn the_end_waits_for_what_is_not_written_yet() {
        let ((say, _said), (permit, permits), (take, taken)) = (channel(), channel(), channel());
        permit.send(()).expect("a permit");
        let sink = Sink::default();
        sink.start(Slow(say, permits, take), |_| ()).expect("a thread");
        sink.push(b"last words\n", false);
        sink.flush();
        assert_eq!(taken.try_recv().expect("written"), b"last words\n");
    }
}
