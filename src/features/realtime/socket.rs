//! One socket, from its first frame to its close.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Instant, MissedTickBehavior, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};

use super::budget::Budget;
use super::frames::{self, ClientFrame};
use super::sign_in::sign_in;
use super::typing::{Typing, Typist};
use crate::access::{self, Actor, App};
use crate::base::Result;
use crate::base::scope::Scope;
use crate::features::{chat, directory};
use crate::infra::db::outbox;
use crate::infra::hub::{CloseReason, Connection, Frame, NameStyle, Next};

/// How often a silent socket is pinged; two misses close it.
const PING: Duration = Duration::from_secs(25);
/// How long a write may wait for a client that does not read: as long as a silent one is kept.
const WRITE: Duration = Duration::from_secs(75);
/// How long a client may take to go.
const GOODBYE: Duration = Duration::from_secs(2);
/// Sockets one person may have.
const PER_USER: usize = 50;
/// Events read from the log at once.
const BATCH: u32 = 500;
/// Events told at once: each may hold a message of the greatest length three times.
const TOLD: usize = 50;
/// Bytes of several frames that are written in one go.
const TOGETHER: usize = 16 * 1024;

pub(super) type Stream = WebSocketStream<TokioIo<Upgraded>>;

/// Why the socket's work is over.
enum End {
    /// We close, and say why.
    Close(CloseReason),
    /// The client is gone.
    Gone,
}

impl From<SocketError> for End {
    fn from(error: SocketError) -> Self {
        match error {
            SocketError::Capacity(_) => Self::Close(CloseReason::TooLarge),
            _ => Self::Gone,
        }
    }
}

/// Serves a socket until it closes.
pub(super) async fn serve(
    app: App,
    mut stream: Stream,
    actor: Option<Actor>,
    style: NameStyle,
    since: Option<i64>,
) {
    let actor = match actor {
        Some(actor) => Some(actor),
        None => sign_in(&app, &mut stream).await,
    };
    let Some(actor) = actor else {
        close(&mut stream, CloseReason::Unauthenticated).await;
        return;
    };
    if app.hub.connections_of(actor.user).len() >= PER_USER {
        close(&mut stream, CloseReason::TooMany).await;
        return;
    }
    if let Err(error) = serve_actor(app, &mut stream, actor, style, since).await {
        tracing::error!(%error, "a socket ended by a fault of ours");
        close(&mut stream, CloseReason::Restart).await;
    }
}

async fn serve_actor(
    app: App,
    stream: &mut Stream,
    actor: Actor,
    style: NameStyle,
    since: Option<i64>,
) -> Result<()> {
    let user = actor.user;
    let (newest, pruned_to, manual) = app
        .db
        .reader()
        .read(move |tx| {
            Ok((
                outbox::newest_seq(tx)?,
                outbox::pruned_to(tx)?,
                directory::find_manual_presence(tx, user)?,
            ))
        })
        .await?;
    // A cursor older than the log, or from the future of a restored backup, cannot be resumed.
    let resumable = since.filter(|since| (pruned_to..=newest).contains(since));
    let connection = app.hub.connect(user, actor.session, resumable.unwrap_or(newest));
    // The session may have ended between the handshake and here.
    let alive = app.sessions.find(app.db.reader(), actor.session, app.clock.now()).await;
    app.presence.connected(user, manual);
    let typing = Typing::default();
    let mut socket = Socket { app, stream, actor, connection, style, typing, told: 0 };
    let end = match alive {
        Ok(Some(_)) => socket.run(since, resumable, newest).await,
        Ok(None) => End::Close(CloseReason::Unauthenticated),
        Err(error) => {
            tracing::error!(%error, "a session was not looked up");
            End::Close(CloseReason::Restart)
        }
    };
    socket.leave();
    if let End::Close(reason) = end {
        close(socket.stream, reason).await;
    }
    Ok(())
}

struct Socket<'s> {
    app: App,
    stream: &'s mut Stream,
    actor: Actor,
    connection: Arc<Connection>,
    style: NameStyle,
    typing: Typing,
    /// Events of the log sent so far; the client compares it with what has arrived.
    told: usize,
}

impl Socket<'_> {
    async fn run(&mut self, since: Option<i64>, resumable: Option<i64>, newest: i64) -> End {
        match self.greet(since, resumable, newest).await {
            Ok(()) => {}
            Err(end) => return end,
        }
        let mut ticks = tokio::time::interval_at(Instant::now() + PING, PING);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut budget = Budget::new();
        let mut silent_ticks = 0;
        loop {
            let step = tokio::select! {
                next = self.connection.next() => self.outgoing(next).await,
                incoming = self.stream.next() => {
                    silent_ticks = 0;
                    match incoming {
                        None => Err(End::Gone),
                        Some(Err(error)) => Err(error.into()),
                        Some(Ok(_)) if !budget.spend() => Err(End::Close(CloseReason::TooMany)),
                        Some(Ok(message)) => self.incoming(message).await,
                    }
                }
                _ = ticks.tick() => {
                    silent_ticks += 1;
                    self.tick(silent_ticks).await
                }
                () = self.typing.ended() => {
                    self.stop_typing(None);
                    Ok(())
                }
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    /// Says hello, and catches the client up on what it missed.
    async fn greet(
        &mut self,
        since: Option<i64>,
        resumable: Option<i64>,
        newest: i64,
    ) -> Result<(), End> {
        let ready = json!({
            "connectionId": self.connection.id.to_string(),
            "userId": self.actor.user,
            "seq": newest,
            "heartbeatMs": PING.as_millis() as u64,
        });
        self.say("connection.ready", &ready).await?;
        match (since, resumable) {
            (None, _) => {}
            (Some(_), None) => self.say("connection.reset", &json!({ "seq": newest })).await?,
            (Some(_), Some(from)) => {
                let (mut to, mut count) = (from, 0);
                while to < newest {
                    let read = self.catch_up(to).await?;
                    to = read.0;
                    count += read.1;
                }
                self.say("connection.resumed", &json!({ "from": from, "to": to, "count": count }))
                    .await?;
            }
        }
        self.flush().await
    }

    async fn outgoing(&mut self, next: Next) -> Result<(), End> {
        match next {
            Next::Close(reason) => Err(End::Close(reason)),
            Next::CatchUp(after) => self.catch_up(after).await.map(drop),
            Next::Send(frames) => {
                self.app.metrics.frames_sent.inc_by(frames.len() as u64);
                self.send(&frames).await
            }
        }
    }

    /// Sends what the log has after `after` and the person may see; tells how far it came and how
    /// many events that were.
    async fn catch_up(&mut self, after: i64) -> Result<(i64, usize), End> {
        let user = self.actor.user;
        self.app.hub.begin_catch_up(&self.connection);
        let read = self.app.db.reader().read(move |tx| {
            let mut heads = outbox::list_heads(tx, after, BATCH)?;
            let mut seq = heads.last().map_or(after, |event| event.seq);
            let Some(scopes) = access::store::find_scopes(tx, user)? else { return Ok(None) };
            heads.retain(|event| scopes.met(&event.audience, event.created_at));
            if heads.len() > TOLD {
                heads.truncate(TOLD);
                seq = heads[TOLD - 1].seq;
            }
            Ok(Some((scopes, seq, outbox::retell(tx, heads)?)))
        });
        let read = match read.await {
            Ok(read) => read,
            Err(error) => {
                tracing::error!(%error, "the event log was not read for a socket");
                return Err(End::Close(CloseReason::Restart));
            }
        };
        let Some((scopes, seq, events)) = read else {
            return Err(End::Close(CloseReason::AccessLost));
        };
        let count = events.len();
        let frames: Vec<_> = events.into_iter().map(Frame::stored).map(Arc::new).collect();
        self.send(&frames).await?;
        self.app.hub.caught_up_to(&self.connection, seq, scopes);
        Ok((seq, count))
    }

    async fn incoming(&mut self, message: Message) -> Result<(), End> {
        let text = match message {
            Message::Text(text) => text,
            Message::Close(_) => return Err(End::Gone),
            Message::Binary(_) => {
                return self.acknowledge(&Value::Null, Some("invalid_frame")).await;
            }
            // tungstenite answers pings by itself; a pong has done its work by arriving.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => return self.flush().await,
        };
        let (id, frame) = frames::parse(&text);
        let fault = match frame {
            Ok(frame) => self.obey(frame).await.err(),
            Err(fault) => Some(fault.to_string()),
        };
        self.acknowledge(&id, fault.as_deref()).await
    }

    async fn obey(&mut self, frame: ClientFrame) -> Result<(), String> {
        let hub = self.app.hub.clone();
        match frame {
            ClientFrame::Ping | ClientFrame::Own => {}
            ClientFrame::Auth(_) => return Err("already_signed_in".to_owned()),
            ClientFrame::Heartbeat => self.app.presence.active(self.actor.user),
            ClientFrame::TypingStop(chat) => self.stop_typing(Some(chat)),
            ClientFrame::TypingStart(chat, root) => {
                if !self.connection.holds(Scope::Chat(chat)) {
                    return Err("chat_not_found".to_owned());
                }
                self.app.presence.active(self.actor.user);
                let typist = Typist::of(&self.app, &self.actor, &self.connection);
                self.typing.start(&typist, chat, root);
            }
            ClientFrame::LeaveChat(chat) => hub.leave(&self.connection, Scope::Chat(chat)),
            ClientFrame::LeaveProject(id) => hub.leave(&self.connection, Scope::Project(id)),
            // Who may see a project holds its scope, members and others alike.
            ClientFrame::JoinProject(id) if self.connection.holds(Scope::Project(id)) => {
                hub.join(&self.connection, Scope::Project(id));
            }
            ClientFrame::JoinProject(_) => return Err("project_not_found".to_owned()),
            ClientFrame::JoinChat(id) => {
                let (db, user) = (self.app.db.reader(), self.actor.user);
                match db.read(move |tx| chat::may_read(tx, user, id)).await {
                    Ok(true) => hub.join(&self.connection, Scope::Chat(id)),
                    Ok(false) => return Err("chat_not_found".to_owned()),
                    Err(error) => return Err(error.code().name().to_owned()),
                }
            }
        }
        Ok(())
    }

    async fn tick(&mut self, silent_ticks: u32) -> Result<(), End> {
        if silent_ticks > 2 {
            return Err(End::Close(CloseReason::Idle));
        }
        let now = self.app.clock.now();
        // A reader that is busy now is no reason to close a socket.
        let session = self.app.sessions.find(self.app.db.reader(), self.actor.session, now).await;
        if matches!(session, Ok(None)) {
            return Err(End::Close(CloseReason::Unauthenticated));
        }
        self.stream.feed(Message::Ping(Bytes::new())).await?;
        self.flush().await
    }

    fn stop_typing(&mut self, chat: Option<crate::base::ids::ChatId>) {
        let typist = Typist::of(&self.app, &self.actor, &self.connection);
        self.typing.stop(&typist, chat);
    }

    fn leave(&mut self) {
        self.stop_typing(None);
        self.app.hub.disconnect(&self.connection);
        self.app.presence.disconnected(self.actor.user);
    }

    async fn acknowledge(&mut self, id: &Value, fault: Option<&str>) -> Result<(), End> {
        let data = match fault {
            None if id.is_null() => return Ok(()),
            None => json!({ "ok": true, "events": self.told }),
            Some(code) => json!({ "ok": false, "error": { "code": code } }),
        };
        let frame = json!({ "event": "ack", "id": id, "data": data });
        self.stream.feed(Message::text(frame.to_string())).await?;
        self.flush().await
    }

    async fn say(
        &mut self,
        event: &'static str,
        data: &(impl Serialize + Sync),
    ) -> Result<(), End> {
        let frame = json!({ "event": event, "data": data });
        Ok(self.stream.feed(Message::text(frame.to_string())).await?)
    }

    /// Sends frames. They go past the stream's own buffer, which would copy each for every socket and
    /// keep for ever the room of the largest batch; so nothing of it may wait when they do.
    async fn send(&mut self, frames: &[Arc<Frame>]) -> Result<(), End> {
        self.flush().await?;
        self.told += frames.iter().filter(|frame| frame.is_stored()).count();
        let style = self.style;
        if let [only] = frames {
            for wire in only.wires(style) {
                self.write(&wire).await?;
            }
            return Ok(());
        }
        let mut batch = BytesMut::new();
        for frame in frames {
            for wire in frame.wires(style) {
                if batch.len() + wire.len() > TOGETHER {
                    self.write(&batch).await?;
                    batch.clear();
                }
                batch.extend_from_slice(&wire);
            }
        }
        self.write(&batch).await
    }

    /// Writes bytes to the connection itself; a client that does not read is given up.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), End> {
        let written = timeout(WRITE, self.stream.get_mut().write_all(bytes)).await;
        written.map_err(|_| End::Gone)?.map_err(|_| End::Gone)
    }

    async fn flush(&mut self) -> Result<(), End> {
        Ok(timeout(WRITE, self.stream.flush()).await.map_err(|_| End::Gone)??)
    }
}

/// Says why, and reads on until the client has gone: a connection that is dropped with unread bytes is
/// reset, and the reason would be lost on the way.
async fn close(stream: &mut Stream, reason: CloseReason) {
    let frame = CloseFrame { code: reason.code().into(), reason: "".into() };
    let goodbye = async {
        stream.close(Some(frame)).await?;
        let mut unread = [0; 1024];
        while stream.get_mut().read(&mut unread).await? > 0 {}
        Ok::<(), SocketError>(())
    };
    // The client may be gone already, or not answer: neither keeps us.
    drop(timeout(GOODBYE, goodbye).await);
}
