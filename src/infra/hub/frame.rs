//! Events on their way to sockets, put into WebSocket frames at most once per name style.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as WireFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::infra::db::StoredEvent;
use crate::infra::db::outbox::colon_name;

/// Which names of events a client wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameStyle {
    /// `chat.message.created`
    Dot,
    /// `chat:message_created`, the first generation's.
    Colon,
    /// Every event twice.
    Both,
}

/// One event ready for sockets. A server's frames carry no mask (RFC 6455 §5.1), so the same bytes
/// go to every socket.
#[derive(Debug)]
pub struct Frame {
    pub(super) seq: Option<i64>,
    source: Source,
    dot: OnceLock<Bytes>,
    colon: OnceLock<Bytes>,
}

#[derive(Debug)]
enum Source {
    Stored(Arc<StoredEvent>),
    /// Name and JSON data of an event that is not kept.
    Ephemeral(&'static str, String),
}

impl Frame {
    /// The frame of an event of the log.
    pub fn stored(event: Arc<StoredEvent>) -> Self {
        Self::new(Some(event.seq), Source::Stored(event))
    }

    /// The frame of something that matters only now: typing, presence. `data` is JSON.
    pub fn ephemeral(name: &'static str, data: String) -> Self {
        Self::new(None, Source::Ephemeral(name, data))
    }

    fn new(seq: Option<i64>, source: Source) -> Self {
        Self { seq, source, dot: OnceLock::new(), colon: OnceLock::new() }
    }

    /// Whether it tells an event of the log, rather than something that matters only now.
    pub fn is_stored(&self) -> bool {
        self.seq.is_some()
    }

    fn wire(&self, colon: bool) -> Bytes {
        let cell = if colon { &self.colon } else { &self.dot };
        cell.get_or_init(|| encode(self.text(colon))).clone()
    }

    fn text(&self, colon: bool) -> String {
        let named = |name: &str| if colon { colon_name(name) } else { name.to_owned() };
        match &self.source {
            Source::Stored(event) => event.frame(&named(&event.name)),
            Source::Ephemeral(name, data) => {
                format!(r#"{{"event":"{}","data":{data}}}"#, named(name))
            }
        }
    }

    /// The WebSocket frames to send to a client that wants `style`.
    pub fn wires(&self, style: NameStyle) -> impl Iterator<Item = Bytes> {
        let dot = (style != NameStyle::Colon).then(|| self.wire(false));
        let colon = (style != NameStyle::Dot).then(|| self.wire(true));
        dot.into_iter().chain(colon)
    }
}

fn encode(text: String) -> Bytes {
    let frame = WireFrame::message(text, OpCode::Data(Data::Text), true);
    let mut wire = Vec::with_capacity(frame.len());
    frame.format(&mut wire).expect("a vector takes everything");
    wire.into()
}
