//! A stream that does not wait for ever.
//!
//! hyper knows when a request's head is late, but not before it has seen the first bytes, nor how
//! long a connection may rest, nor that a peer stopped reading. Here all of it is one clock per
//! connection: *waiting* for a request, in the middle of a *head*, or *busy* with an answer.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep_until};

/// What HTTP/2 sends to keep a connection alive fits into this.
const PING_BYTES: usize = 64;

/// How long a peer may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// From the first byte of a head to its last.
    pub(super) head: Duration,
    /// Between requests, and for taking the next bytes of an answer.
    pub(super) idle: Duration,
}

/// What the requests of a connection are doing, told by the service to the stream.
#[derive(Debug, Default)]
pub(super) struct Activity {
    begun: AtomicU32,
    running: AtomicU32,
    socket: AtomicBool,
}

/// One running request of a connection.
pub(super) struct Running(Arc<Activity>);

impl Activity {
    pub(super) fn begin(self: &Arc<Self>) -> Running {
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.running.fetch_add(1, Ordering::Relaxed);
        Running(Arc::clone(self))
    }
}

impl Running {
    /// From now on the stream belongs to a socket, which has pings of its own.
    pub(super) fn become_socket(&self) {
        self.0.socket.store(true, Ordering::Relaxed);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Waiting,
    /// Some of a head is here; holds how many requests had begun before.
    Head(u32),
    Busy,
}

/// A TCP stream with its place among the connections and its clock.
pub(super) struct Guarded {
    stream: TcpStream,
    activity: Arc<Activity>,
    patience: Patience,
    phase: Phase,
    since: Instant,
    /// HTTP/2 mixes heads with other frames; only its waiting is bounded.
    is_h2: bool,
    is_fresh: bool,
    timer: Option<Pin<Box<Sleep>>>,
    stalled: Option<Pin<Box<Sleep>>>,
    _place: OwnedSemaphorePermit,
}

impl Guarded {
    pub(super) fn new(
        stream: TcpStream,
        patience: Patience,
        activity: Arc<Activity>,
        place: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            stream,
            activity,
            patience,
            phase: Phase::Waiting,
            since: Instant::now(),
            is_h2: false,
            is_fresh: true,
            timer: None,
            stalled: None,
            _place: place,
        }
    }

    /// Notes that bytes came in.
    fn received(&mut self, bytes: &[u8]) {
        if self.is_fresh {
            self.is_fresh = false;
            self.is_h2 = bytes.starts_with(b"PRI");
        }
        if self.phase == Phase::Waiting && !self.is_h2 {
            self.phase = Phase::Head(self.activity.begun.load(Ordering::Relaxed));
            self.since = Instant::now();
        }
    }

    /// Says whether the peer has been waited for too long; else wakes the task in time to ask again.
    fn poll_patience(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.activity.socket.load(Ordering::Relaxed) {
            self.timer = None;
            return Poll::Pending;
        }
        if self.activity.running.load(Ordering::Relaxed) > 0 {
            self.phase = Phase::Busy;
            return Poll::Pending;
        }
        let begun = self.activity.begun.load(Ordering::Relaxed);
        let over = match self.phase {
            Phase::Busy => true,
            Phase::Head(before) => before != begun,
            Phase::Waiting => false,
        };
        if over {
            self.phase = Phase::Waiting;
            self.since = Instant::now();
        }
        let span =
            if self.phase == Phase::Waiting { self.patience.idle } else { self.patience.head };
        let deadline = self.since + span;
        // The timer is moved only when it would ring too late, not on each request: when it rings
        // too early it is set again.
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if timer.deadline() > deadline {
            timer.as_mut().reset(deadline);
        }
        loop {
            ready!(timer.as_mut().poll(context));
            if Instant::now() >= deadline {
                return Poll::Ready(());
            }
            timer.as_mut().reset(deadline);
        }
    }

    /// Notes what writing came to: progress restarts the clocks, and a full pipe starts one.
    fn wrote(
        &mut self,
        context: &mut Context<'_>,
        result: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = &result {
            self.stalled = None;
            // An answer may take longer to send than a connection may rest. A ping is no answer.
            let is_answer = written.as_ref().is_ok_and(|bytes| *bytes > PING_BYTES);
            if self.phase == Phase::Waiting && is_answer {
                self.since = Instant::now();
            }
            return result;
        }
        let limit = self.patience.idle;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Guarded {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        match Pin::new(&mut this.stream).poll_read(context, buffer) {
            Poll::Ready(result) => {
                this.received(&buffer.filled()[before..]);
                Poll::Ready(result)
            }
            Poll::Pending => {
                ready!(this.poll_patience(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.wrote(context, result)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.wrote(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
