//! Events on their way to sockets, serialised at most once per name style.

use std::sync::{Arc, OnceLock};

use tokio_tungstenite::tungstenite::Utf8Bytes;

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

/// One event ready for sockets, serialised at most once per name style.
#[derive(Debug)]
pub struct Frame {
    pub(super) seq: Option<i64>,
    source: Source,
    dot: OnceLock<Utf8Bytes>,
    colon: OnceLock<Utf8Bytes>,
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

    fn text(&self, colon: bool) -> Utf8Bytes {
        let cell = if colon { &self.colon } else { &self.dot };
        let render = |name: &str| {
            let name = if colon { colon_name(name) } else { name.to_owned() };
            match &self.source {
                Source::Stored(event) => event.frame(&name),
                Source::Ephemeral(_, data) => format!(r#"{{"event":"{name}","data":{data}}}"#),
            }
        };
        cell.get_or_init(|| match &self.source {
            Source::Stored(event) => render(&event.name).into(),
            Source::Ephemeral(name, _) => render(name).into(),
        })
        .clone()
    }

    /// The texts to send to a client that wants `style`.
    pub fn texts(&self, style: NameStyle) -> impl Iterator<Item = Utf8Bytes> {
        let dot = (style != NameStyle::Colon).then(|| self.text(false));
        let colon = (style != NameStyle::Dot).then(|| self.text(true));
        dot.into_iter().chain(colon)
    }
}
